/* What becomes of old events. */
#include "retention.h"

#include <inttypes.h>
#include <stdio.h>

#include "audit_query.h"
#include "audit_store.h"
#include "audit_trees.h"
#include "audit_words.h"
#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "event.h"
#include "jsonw.h"
#include "log.h"
#include "note.h"
#include "slices.h"

enum { DAYS_KEPT = 365, SLICE = 100, NAMES = 500, WORDS = 200, SWEEP_MS = 20000 };

/* ---- marking ---- */

/* The log as it is before it is said: signed; NULL: this daemon has no key. */
static int
checkpoint_of(struct call *c, const char *org_id, const char **out)
{
	const unsigned char *secret = c->daemon->settings.audit_secret;
	struct audit_tree *tree;
	struct checkpoint checkpoint = { .origin = "" };
	*out = NULL;
	if (secret == NULL)
		return 0;
	if (audit_tree_open(c->db, org_id, &tree, &c->err) != 0)
		return (int)c->err.problem;
	checkpoint.head.size = tree->merkle.size;
	checkpoint.head.root = merkle_root(&tree->merkle);
	(void)snprintf(checkpoint.origin, sizeof(checkpoint.origin), "nexad/audit/%s", org_id);
	struct str text = STR_INIT(NOTE_MAX);
	checkpoint_sign(&checkpoint, secret, &text);
	*out = call_keep(c, &text);
	return 0;
}

/* Members in the order of RFC 8785. */
static int
tell(struct call *c, const struct retained_row *row, int64_t from_seq, int64_t to_seq)
{
	struct str text = STR_INIT(NOTE_MAX + 1000);
	struct jsonw w = { .out = &text };
	const char *checkpoint;
	if (checkpoint_of(c, row->org_id, &checkpoint) != 0)
		return (int)c->err.problem;
	jsonw_open(&w, '{');
	jsonw_key(&w, "checkpoint");
	jsonw_text(&w, checkpoint);
	jsonw_key(&w, "events");
	jsonw_int(&w, to_seq - from_seq + 1);
	jsonw_key(&w, "from_seq");
	jsonw_int(&w, from_seq);
	jsonw_key(&w, "to_seq");
	jsonw_int(&w, to_seq);
	jsonw_close(&w, '}');
	return event_emit(c, EVENT_audit_retention_purged,
	    &(struct event_about){ .target_type = "audit_log",
	        .target_id = row->org_id[0] == '\0' ? NULL : row->org_id,
	        .target_name = row->name,
	        .after = call_keep(c, &text),
	        .org_id = row->org_id,
	        .ws_id = "" });
}

/* Where the log begins that is not going yet; at the time of that event, ms. */
static int
find_first(struct call *c, const struct retained_row *row, int64_t *first, int64_t *at_ms)
{
	struct number_row found_at = { 0 };
	struct number_row time = { 0 };
	bool found;
	int64_t after = audit_store_place(row->log, 0);
	*at_ms = INT64_MAX;
	if (row->before > after)
		after = row->before - 1;
	if (call_get(c, QUERY_event_first, WITH(V(after)), &found_at, &found) != 0)
		return (int)c->err.problem;
	*first = found_at.number;
	if (!found || *first >= audit_store_place(row->log + 1, 0))
		return 0;
	if (call_get(c, QUERY_event_time_from, WITH(V(*first)), &time, &found) != 0)
		return (int)c->err.problem;
	if (found)
		*at_ms = time.number;
	return 0;
}

static int
mark(struct call *c, const struct retained_row *row, struct audit_retention *out)
{
	int64_t start = audit_store_place(row->log, 0);
	int64_t first = 0;
	int64_t at_ms;
	int64_t keep;
	if (find_first(c, row, &first, &at_ms) != 0)
		return (int)c->err.problem;
	if (at_ms >= out->before)
		return 0;
	if (audit_find_instant(c, row->log, out->before, &keep) != 0)
		return (int)c->err.problem;
	int64_t delivered = row->has_delivered_seq ? start + row->delivered_seq + 1 : keep;
	if (delivered < keep) {
		out->held += keep - (delivered > first ? delivered : first);
		keep = delivered;
	}
	if (keep <= first)
		return 0;
	out->events += keep - first;
	out->logs++;
	if (tell(c, row, first - start, keep - 1 - start) != 0)
		return (int)c->err.problem;
	return call_run(c, QUERY_purge_mark, WITH(V(row->log), V(keep)));
}

int
retention_mark(struct call *c, struct audit_retention *out)
{
	struct retained_row *logs;
	size_t n;
	struct audit_retention all = { .before = clock_now() - DAYS_KEPT * CLOCK_DAY_MS };
	if (call_all(c, QUERY_retained_logs, WITH_NONE, &logs, &n) != 0)
		return (int)c->err.problem;
	for (size_t i = 0; i < n; i++)
		if (mark(c, &logs[i], &all) != 0)
			return (int)c->err.problem;
	if (out != NULL)
		*out = all;
	return 0;
}

int
op_audit_retention_run(
    struct call *c, const struct audit_retention_run_args *args, struct audit_retention *out)
{
	(void)args;
	return retention_mark(c, out);
}

/* ---- letting go ---- */

static const char failed[] = "old events could not be let go";

static int
drop(struct db *db, int64_t after, int64_t to, struct err *err)
{
	static const enum query queries[] = { QUERY_purge_words, QUERY_purge_odd,
		QUERY_purge_events };
	static const int64_t spans[] = { CLOCK_HOUR_MS, CLOCK_DAY_MS };
	for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++)
		if (db_run(db, QUERY_purge_counts, WITH(V(after), V(to), V(spans[i])), NULL, err) !=
		    0)
			return (int)err->problem;
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
		if (db_run(db, queries[i], WITH(V(after), V(to)), NULL, err) != 0)
			return (int)err->problem;
	return 0;
}

/* A few events of a log that is marked; *payload, a flag, tells whether there was one. */
static int
sweep_slice(struct db *db, void *payload, struct err *err)
{
	bool *more = payload;
	struct audit_purge_row purge = { .log = 0 };
	struct number_row last = { .number = 0 };
	struct arena arena = { NULL };
	bool found;
	if (db_get(db, QUERY_purge_next, WITH_NONE, &arena, &purge, more, err) != 0 || !*more)
		return (int)err->problem;
	int64_t after = audit_store_place(purge.log, 0);
	if (db_get(db, QUERY_purge_slice, WITH(V(after), V(purge.before), V(SLICE)), &arena, &last,
	        &found, err) != 0)
		return (int)err->problem;
	arena_release(&arena);
	if (last.number > 0)
		return drop(db, after, last.number, err);
	if (db_run(db, QUERY_purge_empty, WITH(V(purge.log)), NULL, err) != 0)
		return (int)err->problem;
	return db_run(db, QUERY_purge_done, WITH(V(purge.log), V(purge.before)), NULL, err);
}

static int
forget_slice(struct db *db, void *payload, struct err *err)
{
	return audit_store_forget_people(db, NAMES, payload, err);
}

struct spelling {
	bool more; /* the first member, as of every slice */
	char after[AUDIT_WORD_ROOM];
};

static int
unspell_slice(struct db *db, void *payload, struct err *err)
{
	struct spelling *spelling = payload;
	return audit_store_forget_words(db, spelling->after, WORDS, &spelling->more, err);
}

/* Names and words go after the events that told them; what a daemon that was killed in between left goes with the
 * first sweep of the next. */
void
retention_sweep(struct daemon *daemon)
{
	int64_t until = clock_monotonic() + SWEEP_MS;
	struct spelling spelling = { .after = "" };
	bool more;
	bool any;
	if (!slices_do(daemon, sweep_slice, &more, &any, until, failed) || (daemon->swept && !any))
		return;
	daemon->swept = true;
	if (slices_do(daemon, forget_slice, &more, &any, until, failed))
		(void)slices_do(daemon, unspell_slice, &spelling, &any, until, failed);
}
