/* What copies audit logs to this machine, as the console sees it: it is told to begin, and tells how far it is. */
#ifndef COPIER_H
#define COPIER_H

#include <stdbool.h>
#include <stdint.h>

/* Texts are borrowed until the copier is called again. */
struct copier_state {
	bool running;
	int64_t done;       /* events that are copied */
	int64_t total;      /* 0: not known yet */
	const char *failed; /* why it ended before its time; NULL: it did not */
	bool damaged;       /* because of the file: begun anew it would not */
	const char
	    *line; /* of what it has made: "copy of 10:32, 1 203 events, verified on arrival" */
};

struct copier {
	void *payload;
	/* Begins, or goes on, with an organization's log; one at a time.  anew: what is there is thrown away. */
	void (*start)(const char *org_id, bool anew, void *payload);
	/* False when nothing was begun, or its end was told already. */
	bool (*look)(struct copier_state *out, void *payload);
};

struct app;

/* The key. */
void copier_begin(struct app *app);
/* Looks how far it is; returns how long that is true, in ms (-1: for ever). */
int copier_tick(struct app *app);
/* "copying 812,000 of 1,203,332"; "": nothing is under way. */
const char *copier_text(const struct app *app);

#endif
