/* What goes to a terminal past curses: modes that it has no words for, the bell, the clipboard. */
#ifndef TERM_MODES_H
#define TERM_MODES_H

#include <stdbool.h>
#include <stddef.h>

#include "term.h"

struct str;

struct term_modes {
	bool ansi;     /* speaks ECMA-48, so that unknown modes are harmless */
	bool console;  /* the Linux console: no mouse, and combining marks take a column */
	bool mouse_on; /* kept while the terminal is lent out */
};

/* Sends whatever is to be on while the terminal is ours (bracketed paste, the mouse if wanted), or
 * turns it off. */
void term_modes_set(const struct term_modes *modes, bool on);
/* Appends the bytes that turn everything off, whatever is on. */
void term_modes_write_off(const struct term_modes *modes, struct str *out);
/* Appends a capability of terminfo without its padding, which curses alone can honour. */
void term_modes_write_capability(struct str *out, const char *capability);
void term_modes_mouse(struct term_modes *modes, bool on);
/* As members of struct term; the terminal is always the one of standard output. */
void term_modes_bell(struct term *term);
/* See struct term; wipes its buffers. */
enum term_copy term_modes_copy(const struct term_modes *modes, const char *text, size_t len);
/* The size that the terminal driver knows, else 80 by 24. */
void term_modes_size(struct term *term, int *columns, int *rows);
/* Sets LC_CTYPE as the environment asks; true when it is UTF-8. */
bool term_modes_utf8_locale(void);

#endif
