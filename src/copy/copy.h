/* Copies of organizations' audit logs on this machine: made and continued, read as the daemon is read, removed.
 * Nothing here waits but for what says so: a thread works on the files. */
#ifndef COPY_H
#define COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "note.h"

struct arena;
struct client;
struct client_local;
struct copies; /* those of one person */
struct copy_sync;

/* Texts are copied. */
struct copies_settings {
	const char *directory; /* where they are kept; NULL: nowhere, and there are none */
	const char
	    *daemon;     /* what it is reached by: a log reached by another way is another copy */
	bool any_daemon; /* nobody said which daemon: any copy of the log will do for reading */
	bool only;       /* the daemon is not asked for anything */
	bool when_away;  /* they answer when it cannot be reached */
};

struct copies *copies_new(const struct copies_settings *settings);
/* After the client that they answer and every copy_sync. */
void copies_free(struct copies *copies);
/* For client_settings.local; theirs. */
struct client_local *copies_local(struct copies *copies);

/* ---- what is there ---- */

struct copy_found {
	const char *path;
	const char *org_id;
	const char *org_name; /* NULL: the file is damaged */
	int64_t events;
	int64_t bytes;
};

/* All of the settings' daemon (or of any), in the arena; waits for the disk.  Before anything else is asked of the copies: it
 * opens each by itself, and one process has a file open once (store_sqlite.h, sqlite_ahead_open()). */
size_t copies_list(struct copies *copies, struct arena *arena, struct copy_found **out);
/* Removes the files of one; waits for the disk.  Fails with what the system says. */
int copies_remove(const char *path, struct err *err);

/* ---- making one, and going on with it ---- */

struct copy_wanted {
	const char *org_id;
	const char *
	    key; /* that has to have signed it; NULL: the one that the copy has, or is found first */
	bool anew; /* what is there is thrown away */
};

struct copy_progress {
	bool running;
	bool damaged;    /* it failed because of the file: it can be fetched anew */
	bool key_is_new; /* the key was taken as it was found */
	int64_t had;     /* events that were there before */
	int64_t gone;    /* of those since only the hashes came: the daemon has let them go */
	int64_t done;    /* events that are there now */
	int64_t total;   /* 0: not known yet */
	struct err err;  /* problem none while it runs and when all went well */
	char key[NOTE_VKEY];
	char line[120]; /* once it is done: "copy of 10:32, 1,203 events, verified on arrival" */
};

/* Begins; goes on while client_poll() is called for the client, which has these copies as its local. */
struct copy_sync *copy_sync_start(
    struct copies *copies, struct client *client, const struct copy_wanted *wanted);
const struct copy_progress *copy_sync_progress(const struct copy_sync *sync);
/* Ends it, done or not; what has arrived is kept. */
void copy_sync_free(struct copy_sync *sync);

#endif
