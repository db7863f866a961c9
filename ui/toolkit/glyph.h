/* A row of the screen in the units that terminals count in: code points that take columns, each
 * with the marks that hang on it. */
#ifndef GLYPH_H
#define GLYPH_H

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

struct screen;

enum {
	GLYPH_MAX = 5 /* a character and four marks: what a cell of curses holds */
};

struct glyph {
	wchar_t text[GLYPH_MAX + 1];
	size_t len; /* 0: covered by the wide character before it */
};

/* Fills a glyph for each column of a row, by the character widths of the C library.  Of pictures
 * joined into one, those that find no room in their cell are left out, as are the joiners.
 * Isolates hang on the character before the text that they isolate, since they must hang on
 * something.  Without marks, for terminals that give every code point a column, only characters
 * are left. */
void glyph_row(const struct screen *screen, int row, bool marks, struct glyph *glyphs);

#endif
