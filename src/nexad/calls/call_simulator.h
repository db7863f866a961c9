/* Calls of test keys: no phone rings, and yet everything happens that would, in seconds instead of
 * minutes.  The last digits of the number say how it ends: 0001 busy, 0002 no_answer, 0003 did_not_pick,
 * 0004 failed, 0005 cancelled; all others are answered. */
#ifndef CALL_SIMULATOR_H
#define CALL_SIMULATOR_H

struct daemon;
struct err;
struct simulator;

/* How long after it was made a simulated call is taken up, in milliseconds. */
enum { SIMULATOR_FIRST_MS = 150 };

int simulator_start(struct daemon *daemon, struct simulator **out, struct err *err);
void simulator_stop(struct simulator *simulator);
/* After the writer has stopped. */
void simulator_free(struct simulator *simulator);
/* A simulated call was committed. */
void simulator_wake(struct simulator *simulator);

#endif
