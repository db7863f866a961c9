/* The minute's chores, each run by the writer. */
#include "housekeeping.h"

#include <stdlib.h>

#include "after_commit.h"
#include "call.h"
#include "call_life.h"
#include "clock.h"
#include "daemon.h"
#include "event.h"
#include "invoice.h"
#include "key_life.h"
#include "mail.h"
#include "mem.h"
#include "merging.h"
#include "payment.h"
#include "rental.h"
#include "retention.h"
#include "worker.h"
#include "writer.h"

enum { EVERY_MS = 60000 };

/* How long it can be seen what became of a message. */
#define MESSAGES_KEPT_MS (3 * CLOCK_DAY_MS)

struct housekeeping {
	struct daemon *daemon;
	struct worker worker;
	int64_t retains_at; /* when calls are next looked at: each hour, and at the start */
};

struct chores {
	struct writer_job job;
	bool retains;
	struct call call; /* the daemon's own act */
};

static int
expire(struct call *c, const struct invitation_row *row)
{
	if (call_run(c, QUERY_invitation_set_status,
	        WITH(V(row->id),
	            V(vocab_name(VOCAB_invitation_status, INVITATION_STATUS_expired)))) != 0 ||
	    mail_forget(c, row->id) != 0)
		return (int)c->err.problem;
	return event_emit(c, EVENT_member_invitation_expired,
	    &(struct event_about){ .target_type = "invitation",
	        .target_id = row->id,
	        .target_name = row->email,
	        .level = row->level,
	        .org_id = row->org_id,
	        .ws_id = row->ws_id == NULL ? "" : row->ws_id });
}

static int
expire_invitations(struct call *c, int64_t now)
{
	struct invitation_row *overdue;
	size_t n;
	if (call_all(c, QUERY_invitation_overdue, WITH(V(now)), &overdue, &n) != 0)
		return (int)c->err.problem;
	for (size_t i = 0; i < n; i++)
		if (expire(c, &overdue[i]) != 0)
			return (int)c->err.problem;
	return 0;
}

/* A key dies by the clock; this only tells it. */
static int
tell_expired_keys(struct call *c, int64_t now)
{
	struct key_row *overdue;
	struct api_key key;
	size_t n;
	if (call_all(c, QUERY_keys_overdue, WITH(V(now)), &overdue, &n) != 0)
		return (int)c->err.problem;
	for (size_t i = 0; i < n; i++) {
		if (keys_from_row(c, &overdue[i], &key) != 0 ||
		    call_run(c, QUERY_key_tell_expiry, WITH(V(key.id))) != 0 ||
		    keys_emit(c, EVENT_api_key_expired, &key,
		        (struct event_about){ .reason = NULL }) != 0)
			return (int)c->err.problem;
	}
	return 0;
}

static bool
run(struct writer_job *job, struct db *db)
{
	struct chores *chores = (struct chores *)job;
	struct call *c = &chores->call;
	int64_t now = clock_now();
	c->db = db;
	if (expire_invitations(c, now) != 0 || tell_expired_keys(c, now) != 0)
		return false;
	if (chores->retains && (calls_retain(c, NULL) != 0 || retention_mark(c, NULL) != 0))
		return false;
	return call_run(c, QUERY_session_purge, WITH(V(now))) == 0 && payment_give_up(c) == 0 &&
	    rental_go_on(c) == 0 &&
	    call_run(c, QUERY_mailings_purge, WITH(V(now - CLOCK_HOUR_MS))) == 0 &&
	    call_run(c, QUERY_deliveries_purge, WITH(V(now - MESSAGES_KEPT_MS))) == 0 &&
	    call_run(c, QUERY_idempotency_purge, WITH(V(now - CLOCK_DAY_MS))) == 0;
}

static void
finish(struct writer_job *job, const struct err *err)
{
	struct chores *chores = (struct chores *)job;
	(void)after_own_commit(&chores->call, err, "housekeeping failed");
	arena_release(&chores->call.arena);
	free(chores);
}

/* Whether it is the hour's turn. */
static bool
submit(struct housekeeping *housekeeping)
{
	struct daemon *daemon = housekeeping->daemon;
	int64_t now = clock_now();
	struct chores *chores = mem_new(1, sizeof(*chores));
	chores->job = (struct writer_job){ .run = run, .finish = finish };
	bool retains = chores->retains = now >= housekeeping->retains_at;
	if (retains)
		housekeeping->retains_at = now + CLOCK_HOUR_MS;
	chores->call.daemon = daemon;
	chores->call.caller = (struct caller){ .type = PRINCIPAL_system, .name = "nexad" };
	chores->call.standing.principal = PRINCIPAL_system;
	if (!writer_submit(daemon->writer, &chores->job))
		free(chores);
	return retains;
}

static int
shrink(struct db *db, void *payload, struct err *err)
{
	(void)payload;
	(void)err;
	db_shrink(db);
	return 0;
}

/* After the hour's work, which reads far more than what is asked for later. */
static void
give_back(struct housekeeping *housekeeping)
{
	struct err err = { .problem = PROBLEM_none };
	(void)writer_run(housekeeping->daemon->writer, shrink, NULL, &err);
	mem_give_back();
}

static void *
loop(void *payload)
{
	struct housekeeping *housekeeping = payload;
	struct worker *worker = &housekeeping->worker;
	worker_lock(worker);
	while (!worker->stopping) {
		bool hourly = submit(housekeeping);
		invoices_issue(housekeeping->daemon);
		retention_sweep(housekeeping->daemon);
		if (hourly) {
			merging_sweep(housekeeping->daemon);
			give_back(housekeeping);
		}
		(void)worker_wait_until(worker, clock_monotonic() + EVERY_MS);
	}
	worker_unlock(worker);
	return NULL;
}

int
housekeeping_start(struct daemon *daemon, struct housekeeping **out, struct err *err)
{
	struct housekeeping *housekeeping = mem_new(1, sizeof(*housekeeping));
	housekeeping->daemon = daemon;
	if (worker_start(&housekeeping->worker, 1, loop, housekeeping, "housekeeping", err) != 0) {
		free(housekeeping);
		return (int)err->problem;
	}
	*out = housekeeping;
	return 0;
}

void
housekeeping_stop(struct housekeeping *housekeeping)
{
	if (housekeeping == NULL)
		return;
	worker_stop(&housekeeping->worker);
	worker_free(&housekeeping->worker);
	free(housekeeping);
}
