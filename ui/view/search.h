/* A line to type on, and what the daemon finds below it: each key asks anew and gives the question before up. */
#ifndef SEARCH_H
#define SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "app.h"
#include "client.h"
#include "lineedit.h"
#include "listpos.h"
#include "overlay.h"

struct search;

/* What is searched for.  All of it has to be there but what may be NULL. */
struct search_kind {
	const char *hint; /* on the empty line */
	const char *keys; /* what the keys do: "enter choose  esc back" */
	int columns;      /* of the window */
	/* Asks the daemon with search_told() for the answer. */
	struct client_call *(*ask)(struct search *search);
	/* How much was found; the answer is there. */
	size_t (*count)(const struct search *search);
	void (*draw_row)(struct search *search, struct screen *screen, struct screen_place place,
	    int64_t at, const struct screen_look *look);
	/* Enter, with an answer: DONE closes it, USED does not, or not yet; it may have closed it by itself, too. */
	enum widget_answer (*choose)(struct search *search);
	void (*forget)(struct search *search); /* gives up what it has besides; NULL: nothing */
};

/* The first member of a search's own struct, or all of it. */
struct search {
	struct overlay overlay;
	const struct search_kind *kind;
	struct app *app;
	const char *title;
	struct lineedit query;
	struct listpos pos;
	struct client_call *call; /* the question that is under way; NULL: none */
	struct reply *found;      /* the newest answer; NULL: none yet */
	char problem[200];
};

/* Opens a search that was made by mem_new(), asking for what is typed already (NULL: nothing).  The search is the
 * app's then; the title is borrowed. */
void search_open(struct app *app, struct search *search, const struct search_kind *kind,
    const char *title, const char *typed);
/* Takes an answer; payload is the search. */
void search_told(struct reply *reply, void *payload);
/* Counts again what was found. */
void search_count(struct search *search);

#endif
