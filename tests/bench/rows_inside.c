/* The rows that are measured inside the daemon's code, without HTTP: the handlers are called as
 * dispatch.c calls them. */
#include "audit_store.h"
#include "bench.h"
#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "err.h"
#include "event.h"
#include "ident.h"
#include "inside.h"
#include "jsonw.h"
#include "load.h"
#include "mem.h"
#include "page.h"

enum { GROUP = 32, LIMIT = 50 };

/* ---- the list ---- */

/* One list, as run_read() of dispatch.c runs it; false when it went wrong. */
static bool
list_once(struct inside *inside)
{
	struct call *c = &inside->call;
	struct member_list_args args = { .limit = LIMIT, .has_limit = true };
	struct page page = { .call = c, .shape = c->op->gives };
	c->args = &args;
	c->out = (struct str)STR_INIT(64u << 20);
	bool ok = db_begin(c->db, &c->err) == 0 && op_member_list(c, &args, &page) == 0;
	ok = db_commit(c->db, &c->err) == 0 && ok && page.n == LIMIT;
	str_release(&c->out);
	arena_release(&c->arena);
	return ok;
}

static bool
list_bare_once(struct bare *bare, const struct bench *bench)
{
	struct str out = STR_INIT(64u << 20);
	bool ok = bare_list(bare, bench->ws_id, &out);
	str_release(&out);
	return ok;
}

/* Of this thread only: what others do to the processor and the disk does not count. */
static double
cpu_now(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Microseconds a list, of both in turn. */
static int
time_lists(struct bench *bench, struct inside *inside, struct bare *bare, struct figure *figure,
    struct err *err)
{
	enum { LISTS = 200 };
	for (int i = 0; i < bench->rounds; i++) {
		bool ok = true;
		double start = cpu_now();
		for (int n = 0; n < LISTS; n++)
			ok = list_bare_once(bare, bench) && ok;
		double between = cpu_now();
		for (int n = 0; n < LISTS; n++)
			ok = list_once(inside) && ok;
		double end = cpu_now();
		if (!ok)
			return fail(err, PROBLEM_internal, "", "the list went wrong: %s",
			    inside->call.err.text);
		figure_pair(figure, (between - start) * 1e6 / LISTS, (end - between) * 1e6 / LISTS);
	}
	return 0;
}

int
row_list(struct bench *bench, struct err *err)
{
	struct inside inside;
	struct figure *figure = figures_add(&bench->figures,
	    &(struct figure){ .id = "list",
	        .what = "list of 50 members, in the daemon",
	        .floor = "SQLite: the same statement, printed to JSON by hand; no count, no cursor",
	        .unit = "us",
	        .goal = GOAL_at_most,
	        .limit = 1.5 });
	if (tenant_copy("list.db", err) != 0 ||
	    inside_open(&inside, "list.db", OP_member_list, false, err) != 0)
		return (int)err->problem;
	inside_as_owner(&inside, bench);
	struct bare *bare = bare_open("list.db", false);
	int problem = time_lists(bench, &inside, bare, figure, err);
	bare_close(bare);
	inside_close(&inside);
	return problem;
}

/* ---- appending events ---- */

static bool
append_once(struct call *c, const struct bench *bench, int i)
{
	return event_emit(c, EVENT_member_role_changed,
	           &(struct event_about){ .target_type = "user",
	               .target_id = bench->members[i % BENCH_CLIENTS],
	               .target_name = "Somebody Else",
	               .before = event_pair(c, "role", role_name(ROLE_admin)),
	               .after = event_pair(c, "role", role_name(ROLE_viewer)),
	               .level = LEVEL_workspace }) == 0;
}

static const char *
details_of(struct call *c)
{
	struct str text = STR_INIT(4096);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '{');
	jsonw_key(&w, "after");
	jsonw_raw(&w, event_pair(c, "role", role_name(ROLE_viewer)));
	jsonw_key(&w, "before");
	jsonw_raw(&w, event_pair(c, "role", role_name(ROLE_admin)));
	jsonw_key(&w, "level");
	jsonw_text(&w, vocab_name(VOCAB_level, LEVEL_workspace));
	jsonw_close(&w, '}');
	const char *copy = arena_text(&c->arena, str_text(&text));
	str_release(&text);
	return copy;
}

/* The same row, made the same way, with some text for the hash: no leaf, no tree. */
static bool
append_plain_once(struct call *c, const struct bench *bench, int64_t seq)
{
	static const char hash[] =
	    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	const struct audit_event event = {
		.actor = { .email = c->caller.email,
		    .id = c->caller.id,
		    .name = c->caller.name,
		    .type = PRINCIPAL_user },
		.details = details_of(c),
		.id = ident_new_at(&c->arena, "evt", clock_now()),
		.leaf_hash = hash,
		.occurred_at = clock_now(),
		.organization_id = bench->org_id,
		.outcome = OUTCOME_success,
		.request_id = c->request_id,
		.seq = seq,
		.target = { .id = bench->members[seq % BENCH_CLIENTS],
		    .name = "Somebody Else",
		    .type = "user" },
		.type = EVENT_member_role_changed,
		.workspace_id = bench->ws_id,
	};
	return audit_store_add(c->db, &event, &c->err) == 0;
}

/* Events a second of processor time, a group of them a transaction, as the writer commits them. */
static double
append_rate(struct inside *inside, const struct bench *bench, bool plain)
{
	enum { GROUPS = 60 };
	static int64_t seq = INT64_C(1) << 30;
	struct call *c = &inside->call;
	double start = cpu_now();
	bool ok = true;
	for (int n = 0; n < GROUPS && ok; n++) {
		ok = db_begin(c->db, &c->err) == 0;
		for (int i = 0; i < GROUP && ok; i++)
			ok = plain ? append_plain_once(c, bench, ++seq) : append_once(c, bench, i);
		ok = ok && db_commit(c->db, &c->err) == 0;
		arena_release(&c->arena);
		c->caused = NULL;
	}
	return ok ? GROUP * GROUPS / (cpu_now() - start) : 0;
}

int
row_append(struct bench *bench, struct err *err)
{
	struct inside with;
	struct inside without;
	struct figure *figure = figures_add(&bench->figures,
	    &(struct figure){ .id = "append",
	        .what = "audit append with leaf and tree",
	        .floor =
	            "the same row, made the same way, without both; 32 a transaction; processor time",
	        .unit = "/s",
	        .goal = GOAL_at_least,
	        .limit = 0.8 });
	if (tenant_copy("with.db", err) != 0 || tenant_copy("without.db", err) != 0 ||
	    inside_open(&with, "with.db", OP_member_set_role, true, err) != 0)
		return (int)err->problem;
	if (inside_open(&without, "without.db", OP_member_set_role, true, err) != 0) {
		inside_close(&with);
		return (int)err->problem;
	}
	inside_as_owner(&with, bench);
	inside_as_owner(&without, bench);
	int problem = 0;
	for (int i = 0; i < bench->rounds && problem == 0; i++) {
		double plain = append_rate(&without, bench, true);
		double rate = append_rate(&with, bench, false);
		if (plain == 0 || rate == 0)
			problem = fail(err, PROBLEM_internal, "", "cannot append: %s%s",
			    with.call.err.text, without.call.err.text);
		figure_pair(figure, plain, rate);
	}
	inside_close(&with);
	inside_close(&without);
	return problem;
}
