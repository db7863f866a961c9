/* A list of resemblances between terminals. */
#include "term_names.h"

#include <stdbool.h>
#include <string.h>

static const struct {
	const char *part; /* of TERM */
	const char *alike[2];
} families[] = {
	{ "tmux", { "tmux-256color", "screen-256color" } },
	{ "screen", { "screen-256color", "screen" } },
	{ "rxvt", { "rxvt-unicode-256color", "rxvt" } },
	{ "linux", { "linux", "linux" } },
	{ "vt1", { "vt100", "vt100" } },
	{ "vt2", { "vt220", "vt100" } },
	{ "vt3", { "vt220", "vt100" } },
	{ "vt4", { "vt220", "vt100" } },
	{ "xterm", { "xterm-256color", "xterm" } },
	{ "kitty", { "xterm-256color", "xterm" } },
	{ "alacritty", { "xterm-256color", "xterm" } },
	{ "foot", { "xterm-256color", "xterm" } },
	{ "ghostty", { "xterm-256color", "xterm" } },
	{ "wezterm", { "xterm-256color", "xterm" } },
	{ "contour", { "xterm-256color", "xterm" } },
	{ "konsole", { "xterm-256color", "xterm" } },
	{ "vte", { "xterm-256color", "xterm" } },
	{ "gnome", { "xterm-256color", "xterm" } },
	{ "iterm", { "xterm-256color", "xterm" } },
	{ "mintty", { "xterm-256color", "xterm" } },
	{ "putty", { "xterm-256color", "xterm" } },
	{ "st-", { "xterm-256color", "xterm" } },
	{ "256color", { "xterm-256color", "xterm" } },
	{ "direct", { "xterm-256color", "xterm" } },
};

void
term_names(const char *term, const char *out[TERM_NAMES_MAX])
{
	size_t n = 0;
	if (term != NULL && term[0] != '\0')
		out[n++] = term;
	for (size_t i = 0; n == 1 && i < sizeof families / sizeof families[0]; i++) {
		if (strstr(term, families[i].part) == NULL)
			continue;
		out[n++] = families[i].alike[0];
		out[n++] = families[i].alike[1];
	}
	out[n++] = "vt100";
	out[n++] = "ansi";
	out[n++] = "linux";
	out[n] = NULL;
}
