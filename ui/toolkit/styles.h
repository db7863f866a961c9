/* Meanings, not colours: what a cell says, and how a terminal with few or many colours shows it. */
#ifndef STYLES_H
#define STYLES_H

#include <stdint.h>

enum style {
#define STYLE(id, letter, attributes, ansi, rgb, meaning) STYLE_##id,
#include "styles.def"
	STYLE_COUNT
};

enum { STYLES_BOLD = 1, STYLES_DIM = 2, STYLES_UNDERLINE = 4, STYLES_REVERSE = 8 };

enum {
	STYLES_DEFAULT = -1 /* the terminal's own colour */
};

/* How a style looks with a number of colours. */
struct styles_look {
	unsigned attributes; /* STYLES_BOLD… */
	/* Of the foreground: a palette index, 0xrrggbb from 2^24 colours on, STYLES_DEFAULT. */
	int32_t colour;
	int32_t background; /* the same; STYLES_DEFAULT but for paper and ink */
};

/* The look on a terminal of so many colours: under 8 attributes only, then the 8 of the palette,
 * from 256 the colour cube, from 2^24 the exact colour. */
struct styles_look styles_look(enum style style, int colours);
/* The letter that stands for a style in golden screens; '.' is normal text. */
char styles_letter(enum style style);

#endif
