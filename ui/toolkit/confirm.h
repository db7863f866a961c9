/* Are you sure: in proportion to the harm, by a key or by typing a name. */
#ifndef CONFIRM_H
#define CONFIRM_H

#include <stdbool.h>
#include <stdint.h>

#include "lineedit.h"
#include "screen.h"
#include "widget.h"

struct input;

struct confirm {
	const char *question;    /* "Remove 3 people from Acme?" */
	const char *consequence; /* what is destroyed, in numbers; wrapped; NULL */
	const char *name;        /* to be typed exactly; NULL asks for a key only */
	const char
	    *address; /* of a person: does as well, and then neither case nor accents count; NULL */
	uint32_t key; /* the key that confirms: never the one that led here */
	struct lineedit typed;
	const char *problem; /* why the last input did not do; NULL */
	int top;             /* the first row of the texts that is shown */
	int rows;            /* of them there is room for, when drawn last */
	int hidden;          /* rows of them that were not shown then, above and below */
};

/* Texts are borrowed.  initiating is the key that led here, 0 for none.  Without a name, y confirms
 * and n refuses; when y led here, c confirms.  With a name, enter confirms once it is typed, or C-y
 * when enter led here; a paste is refused.  An address is set afterwards.  Texts that are longer than the screen are
 * scrolled by the arrows. */
void confirm_init(struct confirm *confirm, const char *question, const char *consequence,
    const char *name, uint32_t initiating);
void confirm_release(struct confirm *confirm);
/* WIDGET_DONE is yes.  Every other key than those named does nothing. */
enum widget_answer confirm_input(struct confirm *confirm, const struct input *input);
void confirm_size(
    const struct confirm *confirm, const struct screen *screen, int *columns, int *rows);
void confirm_draw(struct confirm *confirm, struct screen *screen, struct screen_rect rect);

#endif
