/* OSC 52, and the wrappings in which tmux and GNU screen let it through. */
#include "osc52.h"

#include <string.h>

#include "str.h"

#define START "\033]52;c;"
#define END "\033\\"

enum {
	/* GNU screen cuts strings at 768 bytes. */
	SCREEN_CHUNK = 512
};

static bool
begins(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

enum term_copy
osc52_route(const char *term, bool in_tmux, bool in_screen)
{
	static const char *const without[] = { "linux", "vt", "ansi", "dumb", "cons", "sun", "wsvt",
		"hurd", "mach", "pcansi" };
	if (in_tmux || begins(term, "tmux"))
		return TERM_COPY_SENT_TMUX;
	if (in_screen || begins(term, "screen"))
		return TERM_COPY_SENT_SCREEN;
	for (size_t i = 0; i < sizeof without / sizeof without[0]; i++)
		if (begins(term, without[i]))
			return TERM_COPY_IMPOSSIBLE;
	return TERM_COPY_SENT;
}

static void
write_base64(struct str *out, const char *text, size_t len)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t at = 0; at < len; at += 3) {
		size_t n = len - at < 3 ? len - at : 3;
		unsigned bits = (unsigned)(unsigned char)text[at] << 16;
		if (n > 1)
			bits |= (unsigned)(unsigned char)text[at + 1] << 8;
		if (n > 2)
			bits |= (unsigned char)text[at + 2];
		str_add_char(out, digits[bits >> 18 & 63]);
		str_add_char(out, digits[bits >> 12 & 63]);
		str_add_char(out, (char)(n > 1 ? digits[bits >> 6 & 63] : '='));
		str_add_char(out, (char)(n > 2 ? digits[bits & 63] : '='));
	}
}

/* Wraps what stands in out from `start` on for GNU screen: a string of its own for each chunk. */
static void
wrap_for_screen(struct str *out, size_t start)
{
	size_t end = out->len;
	for (size_t at = start; at < end && !out->failed; at += SCREEN_CHUNK) {
		size_t n = end - at < SCREEN_CHUNK ? end - at : SCREEN_CHUNK;
		str_add(out, "\033P");
		str_add_n(out, out->data + at, n);
		str_add(out, "\033\\");
	}
}

void
osc52_write(struct str *out, enum term_copy route, const char *text, size_t len)
{
	if (!str_reserve(out, OSC52_LIMIT - out->len))
		return;
	/* Plain always: tmux takes it when set-clipboard is on, and TERM=screen may be tmux. */
	size_t start = out->len;
	str_add(out, START);
	write_base64(out, text, len);
	/* BEL, since ST inside of screen's own string would end that. */
	str_add(out, "\a");
	if (route == TERM_COPY_SENT_TMUX) {
		/* And through to the terminal outside, for which allow-passthrough must be on. */
		size_t sequence = out->len - start;
		str_add(out, "\033Ptmux;\033");
		str_add_n(out, out->data + start, sequence);
		str_add(out, END);
	} else if (route == TERM_COPY_SENT_SCREEN) {
		wrap_for_screen(out, start);
	}
}
