/* Work that takes long and must not hold up an HTTP thread or the writer: hashing passwords, reading rate
 * decks.  A few threads, a bounded queue. */
#ifndef SLOW_H
#define SLOW_H

struct call;
struct daemon;
struct err;
struct slow;

/* How what comes before the writer's turn has ended. */
enum before {
	BEFORE_done,   /* the writer is next */
	BEFORE_failed, /* c->err says why */
	BEFORE_taken   /* somebody else goes on with the call, or has answered it */
};

int slow_start(struct daemon *daemon, struct slow **out, struct err *err);
/* Runs what comes BEFORE the writer's turn on a deferred call, then hands it to the writer; answers it when it fails or
 * when too many wait. */
void slow_submit(struct slow *slow, struct call *c);
/* Runs what waits, then ends the threads. */
void slow_stop(struct slow *slow);

#endif
