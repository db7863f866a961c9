/* A dialog of labelled fields, each with what is wrong with it beside it. */
#ifndef FORM_H
#define FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "checklist.h"
#include "lineedit.h"
#include "screen.h"
#include "widget.h"

struct input;

/* FORM_SET: any number of words, its value has them with blanks between. */
enum form_kind { FORM_TEXT, FORM_SECRET, FORM_CHOICE, FORM_SET };

/* NULL when the value will do, else what is wrong with it, borrowed until the next call. */
typedef const char *(*form_check_fn)(void *context, size_t field, const char *value);

/* What a field is.  Texts are borrowed and outlive the form. */
struct form_field {
	enum form_kind kind;
	const char *name;  /* how the server knows it */
	const char *label; /* what the person reads */
	const char *hint;  /* an example, shown while empty; NULL */
	const char *value; /* at the start; NULL */
	size_t max;        /* bytes; 0 is 255 */
	bool required;
	bool again; /* has to be what the field before it is, which nobody can see */
	const char *const *choices;               /* FORM_CHOICE, FORM_SET: values, ended by NULL */
	const char *(*spoken)(const char *value); /* FORM_CHOICE: as it is read; NULL: as it is */
	const char *const *details;               /* FORM_CHOICE, FORM_SET: what each means; NULL */
};

struct form_state;

struct form {
	const char *title;
	const struct form_field *fields;
	size_t n_fields;
	form_check_fn check; /* NULL for none */
	void *context;
	struct form_state *states;
	size_t current;
	size_t top;            /* the first field shown when not all fit */
	struct checklist list; /* of the current field, while its words are chosen */
	bool choosing;
	int least_columns; /* of form_size(): room to say what is wrong with a field */
};

/* Fields are borrowed. */
void form_init(
    struct form *form, const char *title, const struct form_field *fields, size_t n_fields);
/* Asks this function about each field that is left, and about all of them before WIDGET_DONE. */
void form_set_check(struct form *form, form_check_fn check, void *context);
/* Wipes every value. */
void form_release(struct form *form);
/* The value of a field, never NULL; borrowed until the next input. */
const char *form_value(const struct form *form, size_t field);
/* The same as people read it. */
const char *form_spoken(const struct form *form, size_t field);
/* A choice as people read it. */
const char *form_choice_spoken(const struct form_field *field, const char *value);
void form_set_value(struct form *form, size_t field, const char *value);
/* Shows a line as dots from now on, or as it is: what is typed there turned out to be a secret, or none. */
void form_set_secret(struct form *form, size_t field, bool secret);
/* Shows what is wrong with a field (so the server says), and goes there; "" takes it back. */
void form_set_problem(struct form *form, size_t field, const char *problem);
const char *form_problem(const struct form *form, size_t field);
/* Whether what is typed goes into the current field: it is a text. */
bool form_is_typed(const struct form *form);
/* Tab, S-tab, up and down move; left, right and letters change a choice, space opens a set; enter goes on and in the
 * last field finishes, C-s finishes from anywhere.  WIDGET_DONE only when nothing is wrong. */
enum widget_answer form_input(struct form *form, const struct input *input);
void form_size(const struct form *form, const struct screen *screen, int *columns, int *rows);
void form_draw(struct form *form, struct screen *screen, struct screen_rect rect);

#endif
