/* What every terminal has in common: the words for what became of a copy. */
#include "term.h"

#include <stdio.h>

const char *
term_copy_text(enum term_copy copy, size_t len, char out[128])
{
	const char *bytes = len == 1 ? "byte" : "bytes";
	switch (copy) {
	case TERM_COPY_SENT:
		(void)snprintf(out, 128, "asked the terminal to copy %zu %s", len, bytes);
		break;
	case TERM_COPY_SENT_TMUX:
		(void)snprintf(out, 128,
		    "asked tmux to copy %zu %s; needs its set-clipboard or allow-passthrough on",
		    len, bytes);
		break;
	case TERM_COPY_SENT_SCREEN:
		(void)snprintf(
		    out, 128, "asked the terminal outside of screen to copy %zu %s", len, bytes);
		break;
	case TERM_COPY_TOO_LONG:
		(void)snprintf(
		    out, 128, "not copied: %zu bytes, terminals take %d", len, TERM_COPY_MAX);
		break;
	case TERM_COPY_IMPOSSIBLE:
		(void)snprintf(out, 128, "not copied: this terminal has no clipboard");
		break;
	}
	return out;
}
