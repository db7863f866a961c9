/* A list of choices: picked by letter, by arrows, or by typing some of the name. */
#ifndef PICKER_H
#define PICKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lineedit.h"
#include "listpos.h"
#include "screen.h"
#include "widget.h"

struct input;

/* Texts are borrowed and outlive the picker. */
struct picker_choice {
	uint32_t key;        /* the key that picks it at once; 0 for none */
	const char *name;    /* what is chosen */
	const char *detail;  /* beside it; NULL */
	const char *refusal; /* why it cannot be chosen: shown dimmed; NULL when it can */
};

struct picker {
	const char *title;
	const struct picker_choice *choices;
	size_t n_choices;
	struct lineedit filter;
	bool filtering; /* typing goes to the filter */
	size_t *shown;  /* the pos.total choices that pass the filter, best first */
	struct listpos pos;
	struct screen_rect list; /* where the choices were drawn last, for the mouse */
	size_t chosen;           /* after WIDGET_DONE: index in choices */
	const char *refusal;     /* after WIDGET_USED: why that one could not be picked, or NULL */
};

/* Starts with the cursor on choice `current`.  Choices are borrowed.  Where no choice has a key,
 * typing filters at once; otherwise after `/`. */
void picker_init(struct picker *picker, const char *title, const struct picker_choice *choices,
    size_t n_choices, size_t current);
void picker_release(struct picker *picker);
/* WIDGET_DONE: picker->chosen.  Esc leaves the filter first, then cancels. */
enum widget_answer picker_input(struct picker *picker, const struct input *input);
/* The size that shows all of it, frame included, for screen_centre(). */
void picker_size(const struct picker *picker, const struct screen *screen, int *columns, int *rows);
/* Draws a framed window that fills the rectangle. */
void picker_draw(struct picker *picker, struct screen *screen, struct screen_rect rect);

#endif
