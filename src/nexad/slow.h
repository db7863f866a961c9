/* Work that takes long and must not hold up an HTTP thread or the writer: hashing passwords, reading rate
 * decks.  A few threads, a bounded queue. */
#ifndef SLOW_H
#define SLOW_H

struct call;
struct daemon;
struct err;
struct slow;

int slow_start(struct daemon *daemon, struct slow **out, struct err *err);
/* Runs what comes BEFORE the writer's turn on a deferred call, then hands it to the writer; answers it when it fails or
 * when too many wait. */
void slow_submit(struct slow *slow, struct call *c);
/* Runs what waits, then ends the threads. */
void slow_stop(struct slow *slow);

#endif
