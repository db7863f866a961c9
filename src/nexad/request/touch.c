/* When somebody was last active, by the day, and a key or session last used, by the minute: remembered here, so
 * that only the first request of a day or minute writes. */
#include "touch.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "digest.h"
#include "mem.h"
#include "writer.h"

enum { KNOWN = 8192 };

/* Fingerprints of (who, where, when) that were written; one pushed out is written again. */
static _Atomic uint64_t known[KNOWN];

struct touch_job {
	struct writer_job job;
	enum query
	    query; /* for a place, the person and the day; else for what was used, and when */
	char ws_id[72];
	char id[72]; /* the person's, the key's or the session's */
	char day[CLOCK_DAY_TEXT];
	int64_t at;
};

static bool
run(struct writer_job *job, struct db *db)
{
	struct touch_job *touch = (struct touch_job *)job;
	struct err err;
	int problem = touch->query == QUERY_member_touch
	    ? db_run(
	          db, touch->query, WITH(V(touch->ws_id), V(touch->id), V(touch->day)), NULL, &err)
	    : db_run(db, touch->query, WITH(V(touch->id), V(touch->at)), NULL, &err);
	return problem == 0;
}

static void
finish(struct writer_job *job, const struct err *err)
{
	(void)err;
	free(job);
}

/* Whether who, where ("": nowhere) and when are new here together; from now on they are not. */
static bool
is_new(const char *who, const char *where, int64_t when)
{
	char second[sizeof(when) + 72];
	size_t len = strnlen(where, sizeof(second) - sizeof(when));
	memcpy(second, &when, sizeof(when));
	memcpy(second + sizeof(when), where, len);
	struct digest digest = digest_of(who, strlen(who) + 1, second, sizeof(when) + len);
	uint64_t print;
	memcpy(&print, digest.bytes, sizeof(print));
	_Atomic uint64_t *slot = &known[print % KNOWN];
	return atomic_exchange_explicit(slot, print, memory_order_relaxed) != print;
}

static void
submit(struct call *c, const struct touch_job *touch)
{
	struct touch_job *job = mem_new(1, sizeof(*job));
	*job = *touch;
	job->job = (struct writer_job){ .run = run, .finish = finish };
	if (!writer_submit(c->daemon->writer, &job->job))
		free(job);
}

void
touch_member(struct call *c)
{
	if (c->caller.type != PRINCIPAL_user || c->place.role == ROLE_unknown)
		return;
	int64_t now = clock_now();
	if (!is_new(c->caller.id, c->place.ws_id, now / CLOCK_DAY_MS))
		return;
	struct touch_job touch = { .query = QUERY_member_touch };
	(void)snprintf(touch.ws_id, sizeof(touch.ws_id), "%s", c->place.ws_id);
	(void)snprintf(touch.id, sizeof(touch.id), "%s", c->caller.id);
	clock_format_day(now, touch.day);
	submit(c, &touch);
}

static void
note_use(struct call *c, enum query query, const char *id)
{
	int64_t now = clock_now();
	if (!is_new(id, "", now / CLOCK_MINUTE_MS))
		return;
	struct touch_job touch = { .query = query, .at = now };
	(void)snprintf(touch.id, sizeof(touch.id), "%s", id);
	submit(c, &touch);
}

void
touch_key(struct call *c)
{
	if (c->caller.key != NULL)
		note_use(c, QUERY_key_touch, c->caller.id);
}

void
touch_session(struct call *c)
{
	if (c->caller.session_id != NULL)
		note_use(c, QUERY_session_touch, c->caller.session_id);
}
