/* Views that the person keeps by name: a list with its filter and order. */
#ifndef SAVED_H
#define SAVED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "pane.h"

enum { SAVED_MAX = 50, SAVED_NAME = 60, SAVED_SORT = 60, SAVED_FILTER = 204 };

struct saved_view {
	char name[SAVED_NAME];
	enum pane_id pane;
	size_t section;
	char sort
	    [SAVED_SORT]; /* a field, "-" before it when descending; "" : the list's own order */
	char filter[SAVED_FILTER];
};

struct saved {
	struct saved_view views[SAVED_MAX]; /* in the order of their names */
	size_t n;
};

/* Keeps the list that is shown under a name, in place of the one that had it, and says so. */
void saved_keep(struct app *app, const char *name);
void saved_drop(struct app *app, size_t index);
void saved_go(struct app *app, size_t index);
/* Lets one be chosen. */
void saved_pick(struct app *app);
/* "members, by -role, /india": what it shows.  Returns out. */
enum { SAVED_TEXT = 400 };
const char *saved_text(const struct saved_view *view, char out[SAVED_TEXT]);

/* The lines of the state file: "view.NAME = members.0 -role india"; what is damaged is passed over. */
void saved_read(struct app *app, const char *name, const char *value);
void saved_write(const struct app *app, FILE *file);

#endif
