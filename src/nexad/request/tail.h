/* Long polls on the audit log: whoever waits is answered when an event of theirs is committed. */
#ifndef TAIL_H
#define TAIL_H

#include <stdbool.h>

struct call;
struct caused;
struct daemon;
struct err;
struct tail;

int tail_start(struct daemon *daemon, struct tail **out, struct err *err);
/* Takes a call that ran on the HTTP thread and found nothing new, when it asked to wait; the tail then
 * answers it.  False: the caller answers it now. */
bool tail_takes(struct tail *tail, struct call *c);
/* Events were committed: wakes who waits for their organizations, and audit streams. */
void tail_notify(struct tail *tail, const struct caused *caused);
/* Answers all who wait and ends the thread; later calls are not taken. */
void tail_stop(struct tail *tail);
/* Once nobody can notify it any more. */
void tail_free(struct tail *tail);

#endif
