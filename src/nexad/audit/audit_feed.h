/* The events of a log in their order, for whoever carries them on. */
#ifndef AUDIT_FEED_H
#define AUDIT_FEED_H

#include <stdint.h>

struct audit_event;
struct db;
struct err;

/* Calls each(event, payload) for at most `most` events of an organization's log after one, oldest first; an event
 * lives until the next, and a problem from each() ends the walk.  Fails with what the store fails with. */
int audit_feed(struct db *db, const char *org_id, int64_t after_seq, int64_t most,
    int (*each)(const struct audit_event *event, void *payload), void *payload, struct err *err);

#endif
