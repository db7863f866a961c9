/* What follows a change once the writer is through with it. */
#ifndef AFTER_COMMIT_H
#define AFTER_COMMIT_H

#include <stdbool.h>

struct call;
struct err;

/* In the finish() of a writer's job: a failed commit becomes the problem of the call, and whoever waits for what it
 * did is rung: long polls and audit streams, the routes, the delivery, the simulator.  Returns whether the call went
 * well and is written. */
bool after_commit(struct call *c, const struct err *committed);
/* The same for an act of the daemon's own, that nobody is answered about; what failed is logged so. */
bool after_own_commit(struct call *c, const struct err *committed, const char *failed);

#endif
