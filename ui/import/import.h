/* Bringing in what stands in a file, people or a rate deck: what the files import*.c share. */
#ifndef IMPORT_H
#define IMPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "client.h"
#include "csv_file.h"
#include "import_file.h"
#include "lineedit.h"
#include "overlay.h"
#include "progress.h"
#include "screen.h"
#include "textview.h"

struct app;

enum import_step {
	IMPORT_PATH,     /* which file */
	IMPORT_CHECKING, /* the daemon judges it and changes nothing */
	IMPORT_REJECTED, /* rows that cannot be taken */
	IMPORT_ASK,      /* what would be done */
	IMPORT_APPLYING
};

struct import;
struct provider_deck;

/* What is imported. */
struct import_what {
	enum op_id op;
	size_t file_max;     /* bytes */
	const char *about;   /* what the file has to be like */
	const char *example; /* of a path */
	const char
	    *tells_all; /* what does, where there are more faulty rows than are shown; or NULL */
	struct client_call *(*send)(
	    struct import *import, const struct client_with *with, client_done_fn *done);
	/* Of the outcome of a check: the faulty rows, of how many, and how many there are in all. */
	const struct many_import_rejection *(*rejected)(
	    const void *result, int64_t *rows, int64_t *total);
	bool (*does_something)(const void *result);
	/* What it would do, in the area's rows. */
	void (*draw)(const void *result, struct screen *screen, struct screen_rect *area);
	/* Says what was done; the window is gone. */
	void (*done)(struct app *app, const struct reply *reply, struct import *import);
};

struct import {
	struct overlay overlay;
	struct app *app;
	enum import_step step;
	const struct import_what *what;
	char ws_id[72];
	char provider[72]; /* whose deck */
	int64_t version;   /* of the provider when it was asked for */
	char title[480];
	struct lineedit path;
	char problem[420];    /* why the last step did not do; "" */
	char others[600];     /* names between which the completion stops */
	struct csv_file file; /* fd -1: none */
	struct client_call *call;
	struct progress progress;
	int64_t sent;          /* bytes */
	struct reply *checked; /* the outcome of the check; NULL */
	struct textview rejected;
	char key[64]; /* Idempotency-Key of the real run */
	bool invites; /* new people are invited, by the operator too */
};

/* Whether new people can be invited rather than made users, or the other way round. */
bool import_can_switch(const struct import *import);
/* Counts what was sent by now. */
void import_note_progress(struct import *import);
/* The links of the invitations that were made, shown once: an overlay.  path is that of the file. */
struct many_import_invitation;
void import_links_open(
    struct app *app, const struct many_import_invitation *made, const char *path);
/* Opens the window, unless the operation is not permitted; NULL then. */
struct import *import_start(struct app *app, const struct import_what *what);
/* Takes over a rate deck of that provider; people are import_open() of app.h. */
void import_deck_open(struct app *app, const struct provider_deck *deck);
void import_draw_people(const void *result, struct screen *screen, struct screen_rect *area);
void import_draw_count(struct screen *screen, struct screen_rect *area, enum style style,
    int64_t count, const char *what);
void import_draw(struct app *app, struct overlay *overlay, struct screen *screen);

#endif
