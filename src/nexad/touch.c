/* The last active date: remembered here, so that only a day's first request writes. */
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

/* Fingerprints of (workspace, person, day) that were written; one pushed out is written again. */
static _Atomic uint64_t known[KNOWN];

struct touch_job {
	struct writer_job job;
	char ws_id[72];
	char user_id[72];
	char day[CLOCK_DAY_TEXT];
};

static bool
run(struct writer_job *job, struct db *db)
{
	struct touch_job *touch = (struct touch_job *)job;
	struct err err;
	return db_run(db, QUERY_member_touch,
	           WITH(V(touch->ws_id), V(touch->user_id), V(touch->day)), NULL, &err) == 0;
}

static void
finish(struct writer_job *job, const struct err *err)
{
	(void)err;
	free(job);
}

void
touch_member(struct call *c)
{
	if (c->caller.type != PRINCIPAL_user || c->place.role == ROLE_unknown)
		return;
	struct touch_job touch = { .job = { .run = run, .finish = finish } };
	(void)snprintf(touch.ws_id, sizeof(touch.ws_id), "%s", c->place.ws_id);
	(void)snprintf(touch.user_id, sizeof(touch.user_id), "%s", c->caller.id);
	clock_format_day(clock_now(), touch.day);
	char place[160];
	int len = snprintf(place, sizeof(place), "%s %s %s", touch.ws_id, touch.user_id, touch.day);
	struct digest digest = digest_of(place, (size_t)len, NULL, 0);
	uint64_t print;
	memcpy(&print, digest.bytes, sizeof(print));
	_Atomic uint64_t *slot = &known[print % KNOWN];
	if (atomic_exchange_explicit(slot, print, memory_order_relaxed) == print)
		return;
	struct touch_job *job = mem_new(1, sizeof(*job));
	*job = touch;
	if (!writer_submit(c->daemon->writer, &job->job))
		free(job);
}
