/* A text to read: wrapped, scrolled, searched. */
#ifndef TEXTVIEW_H
#define TEXTVIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "screen.h"
#include "widget.h"

struct input;

/* The style of a line of the text, before it is wrapped: for diffs and headings. */
typedef enum style (*textview_style_fn)(const char *line, size_t len);

struct textview {
	char *text; /* its own copy */
	size_t len;
	size_t *lines; /* where each screen line begins; made for `columns` */
	size_t n_lines;
	int columns;
	size_t top; /* the line in the first row */
	int rows;
	textview_style_fn style; /* NULL: all normal */
	char *match;             /* highlighted; NULL */
};

/* {0} is an empty one.  A copy of text is kept; the view starts at its top. */
void textview_set(struct textview *view, const char *text);
void textview_set_style(struct textview *view, textview_style_fn style);
void textview_release(struct textview *view);
/* Scrolls by lines, pages (rows), to the first or last line. */
void textview_scroll(struct textview *view, long by);
void textview_first(struct textview *view);
void textview_last(struct textview *view);
/* Highlights a text and goes to the next line that has it, after the first row shown, beginning
 * again at the top; false when there is none.  textview_match(view, NULL) ends it. */
bool textview_match(struct textview *view, const char *match);
/* The scrolling keys and the wheel; Esc and q are WIDGET_CANCELLED. */
enum widget_answer textview_input(struct textview *view, const struct input *input);
void textview_draw(struct textview *view, struct screen *screen, struct screen_rect rect);

#endif
