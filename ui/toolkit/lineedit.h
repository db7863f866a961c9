/* One line of text to type: UTF-8, the editing keys of readline, secrets hidden and wiped. */
#ifndef LINEEDIT_H
#define LINEEDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "screen.h"
#include "widget.h"

struct input;

struct lineedit {
	char *text; /* terminated, valid UTF-8; never moves, so that it can be wiped */
	size_t len;
	size_t max;    /* bytes, terminator not counted */
	size_t cursor; /* byte offset, at the start of a cluster */
	bool secret;   /* shown as dots */
	bool dropped;  /* part of the last input did not fit */
};

/* An empty line of at most max bytes.  lineedit_release() wipes the memory and gives it back. */
void lineedit_init(struct lineedit *edit, size_t max, bool secret);
void lineedit_release(struct lineedit *edit);
/* Another text, cursor at its end; controls are dropped, as when pasting. */
void lineedit_set(struct lineedit *edit, const char *text);
/* Empties and wipes. */
void lineedit_clear(struct lineedit *edit);
/* Types a text at the cursor: controls dropped (a newline or tab becomes a blank), cut at max. */
void lineedit_insert(struct lineedit *edit, const char *text, size_t len);
/* Keys and pastes.  Enter is WIDGET_DONE, Esc WIDGET_CANCELLED; tab, up, down and the like are
 * WIDGET_IGNORED. */
enum widget_answer lineedit_input(struct lineedit *edit, const struct input *input);
/* Draws the part around the cursor, and the terminal's cursor when focused; hint stands in an empty
 * line, NULL for none. */
void lineedit_draw(const struct lineedit *edit, struct screen *screen, struct screen_place place,
    bool focused, const char *hint);

#endif
