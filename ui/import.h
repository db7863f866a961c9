/* Bringing people in from a file: what the files import*.c share. */
#ifndef IMPORT_H
#define IMPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "import_file.h"
#include "lineedit.h"
#include "overlay.h"
#include "progress.h"
#include "screen.h"
#include "textview.h"

struct app;
struct client_call;
struct reply;

enum import_step {
	IMPORT_PATH,     /* which file */
	IMPORT_CHECKING, /* the daemon judges it and changes nothing */
	IMPORT_REJECTED, /* rows that cannot be taken */
	IMPORT_ASK,      /* what would be done */
	IMPORT_APPLYING
};

struct import {
	struct overlay overlay;
	struct app *app;
	enum import_step step;
	char ws_id[72];
	char ws_name[404];
	struct lineedit path;
	char problem[420]; /* why the last step did not do; "" */
	char others[600];  /* names between which the completion stops */
	struct import_file file;
	struct client_call *call;
	struct progress progress;
	int64_t sent;          /* bytes */
	struct reply *checked; /* the outcome of the check; NULL */
	struct textview rejected;
	char key[64]; /* Idempotency-Key of the real run */
	bool invites; /* new people are invited, by the operator too */
};

/* Counts what was sent by now. */
void import_note_progress(struct import *import);
/* The links of the invitations that were made, shown once: an overlay.  path is that of the file. */
struct many_import_invitation;
void import_links_open(
    struct app *app, const struct many_import_invitation *made, const char *path);
void import_draw(struct app *app, struct overlay *overlay, struct screen *screen);

#endif
