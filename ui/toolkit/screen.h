/* A grid of cells that panes draw on, and the one door through which text reaches a terminal. */
#ifndef SCREEN_H
#define SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "styles.h"

enum {
	SCREEN_CLUSTER = 28, /* bytes of a cell's text, terminator included */
	SCREEN_COLUMNS_MAX = 1000,
	SCREEN_ROWS_MAX = 500
};

/* One column of one row.  Only the functions below write it. */
struct screen_cell {
	char text[SCREEN_CLUSTER]; /* what is shown there: harmless, one cluster, never empty but in
	                            * the second and further columns of a wide cluster */
	uint8_t width;             /* columns of the cluster; 0 in the columns that it covers */
	uint8_t style;             /* enum style */
	bool isolated;             /* of a text with right-to-left letters: see screen_bytes() */
	bool opens;                /* the first column of such a text */
};

struct screen_rect {
	int row, column;
	int rows, columns;
};

/* A stretch of one row. */
struct screen_place {
	int row, column;
	int columns;
};

struct screen {
	int rows, columns;
	bool ascii;                /* only ASCII can be shown */
	struct screen_cell *cells; /* by rows */
	struct screen_rect clip;   /* nothing is drawn outside */
	bool cursor_shown;
	int cursor_row, cursor_column;
};

/* How a text is drawn; {0} is: normal style, from the left, as it is. */
struct screen_look {
	enum style style;
	bool right;        /* stands at the right end of its place */
	bool fill;         /* the rest of the place becomes blanks in the same style */
	const char *match; /* this part of the text, ASCII in either case, in STYLE_match; NULL */
	const size_t *positions; /* or: the clusters that begin at these byte offsets, ascending */
	size_t n_positions;
};

/* A blank screen.  Sizes are cut to what the limits above allow and are at least 1. */
void screen_init(struct screen *screen, int columns, int rows, bool ascii);
void screen_release(struct screen *screen);
/* Another size; the contents are blank, the clip is the whole. */
void screen_resize(struct screen *screen, int columns, int rows);
/* Blanks, cursor hidden, clip back to the whole. */
void screen_clear(struct screen *screen);
struct screen_rect screen_whole(const struct screen *screen);

/* Makes a screen, initialised, the same as another. */
void screen_copy(struct screen *screen, const struct screen *from);

/* Narrows drawing to a part of what is open now; returns what was open, for screen_unclip(). */
struct screen_rect screen_clip(struct screen *screen, struct screen_rect part);
void screen_unclip(struct screen *screen, struct screen_rect before);

/* Draws a text that nobody vouches for: whatever is in it, only its place changes.
 * Controls, bidi controls, tabs, newlines and invisible characters appear as one mark each in
 * STYLE_control, bytes that are not UTF-8 as U+FFFD; a cluster that cannot be shown in full (more
 * than a few combining marks, hidden joiners in Latin) has STYLE_control; text that does not fit
 * ends in an ellipsis, never in half a character.  Right-to-left text is isolated from its
 * neighbours.  Returns the columns used. */
int screen_text(
    struct screen *screen, struct screen_place place, enum style style, const char *text);
/* The same with every liberty; screen_text_n() takes a text with its length, NULs and all. */
int screen_text_as(struct screen *screen, struct screen_place place, const struct screen_look *look,
    const char *text);
int screen_text_n(struct screen *screen, struct screen_place place, const struct screen_look *look,
    const char *text, size_t len);
/* The same for a text made here; at most 1023 bytes of it. */
int screen_format(struct screen *screen, struct screen_place place, enum style style,
    const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The columns that screen_text() would need to show all of a text. */
int screen_columns(const struct screen *screen, const char *text);
int screen_columns_n(const struct screen *screen, const char *text, size_t len);

/* Where to break a text into lines of so many columns: between words where possible, at newlines
 * always. */
struct screen_wrap {
	size_t len;  /* bytes of this line, without the blanks and newline at its end */
	size_t next; /* where the next line begins; the length of the text at its end */
};
struct screen_wrap screen_wrap(
    const struct screen *screen, const char *text, size_t len, int columns);
/* Draws a text in lines from the top of a rectangle; what does not fit ends in an ellipsis.
 * Returns the rows used. */
int screen_text_wrapped(
    struct screen *screen, struct screen_rect rect, enum style style, const char *text);
/* The first row of an area, which is left without it; where it has none, a place of no columns. */
struct screen_place screen_take_row(struct screen_rect *area);
/* Draws a text in lines at the top of an area, which is left without them; "" takes no row. */
void screen_take_text(
    struct screen *screen, struct screen_rect *area, enum style style, const char *text);
/* The rows that screen_text_wrapped() needs for all of a text. */
int screen_rows(const struct screen *screen, const char *text, int columns);

/* Blanks in a style. */
void screen_fill(struct screen *screen, struct screen_rect rect, enum style style);
/* Lines.  They join the lines that they meet: a rule that starts at a box's side makes a tee. */
void screen_rule(struct screen *screen, struct screen_place place, enum style style);
void screen_column_rule(struct screen *screen, struct screen_rect rect, enum style style);
/* A frame along the inside of the rectangle, its interior untouched. */
void screen_box(struct screen *screen, struct screen_rect rect, enum style style);
/* A frame with a title in its upper edge and a blank interior; returns the interior. */
struct screen_rect screen_window(struct screen *screen, struct screen_rect rect, const char *title);
/* A rectangle of that size (or as much of it as there is) in the middle of another. */
struct screen_rect screen_centre(struct screen_rect outer, int columns, int rows);
/* A bar, so many of a thousand parts full; in eighths of a column where that can be shown. */
void screen_bar(struct screen *screen, struct screen_place place, int per_mille);

/* Values side by side, each as high as its part of `most`, in eighths of a row where that can be shown;
 * all get the same columns. */
void screen_spark(
    struct screen *screen, struct screen_rect rect, const int64_t *values, int n, int64_t most);

/* Shows the terminal's cursor there, inside the clip; screen_clear() hides it. */
void screen_cursor(struct screen *screen, int row, int column);

/* Chooses between a text in UTF-8 and one in ASCII by what the screen can show. */
const char *screen_pick(const struct screen *screen, const char *utf8, const char *ascii);

/* The cell at a place, NULL outside; borrowed. */
const struct screen_cell *screen_at(const struct screen *screen, int row, int column);
/* What a terminal is sent for a cell, terminated: its text, with FSI before the first and PDI after
 * the last cell of an isolated text.  Returns the length; 0 for covered columns. */
size_t screen_bytes(const struct screen *screen, int row, int column, char out[SCREEN_CLUSTER + 8]);

/* The screen as text, one line a row, blanks at the end of a line trimmed, a wide character once;
 * and its styles, one letter a column (see styles.def), those of normal text at the end trimmed.
 * The caller frees them. */
char *screen_dump_text(const struct screen *screen);
char *screen_dump_styles(const struct screen *screen);

#endif
