/* Straight from the table. */
#include "audit_feed.h"

#include "store.h"

struct reader {
	int (*each)(const struct audit_event *event, void *payload);
	void *payload;
};

static int
pass_on(const void *row, void *payload)
{
	const struct reader *reader = payload;
	return reader->each(row, reader->payload);
}

int
/* NOLINTNEXTLINE(readability-function-size): which events, and where they go */
audit_feed(struct db *db, const char *org_id, int64_t after_seq, int64_t most,
    int (*each)(const struct audit_event *event, void *payload), void *payload, struct err *err)
{
	struct reader reader = { each, payload };
	return db_each(
	    db, QUERY_events_after, WITH(V(org_id), V(after_seq), V(most)), pass_on, &reader, err);
}
