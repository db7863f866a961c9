/* What a shorter retention would destroy is counted before it does; what is due is found without reading the rest. */
#include <sqlite3.h>

#include "call.h"
#include "clock.h"
#include "store_fixture.h"
#include "store_table.h"

#define NOW INT64_C(1800000000000)

enum { DAY_MS = 24 * 60 * 60 * 1000 };

static void
add_call(struct fixture *f, const char *id, int64_t age_ms, bool recorded, bool transcribed)
{
	struct value none = value_text(NULL);
	assert_done(f,
	    db_run(f->db, QUERY_call_insert,
	        WITH(V(id), V("org_1"), V("ws_1"), V("live"), V("agent_1"), V("Agent"), V(1),
	            V("+912268120042"), V("{}"), V("Ada"), V(NOW - age_ms), none, none, V(600)),
	        NULL, &f->err));
	assert_done(f,
	    db_run(f->db, QUERY_call_end,
	        WITH(V(id), V("completed"), V(NOW - age_ms), V(1), V("hangup"),
	            V(recorded ? "https://engine.example/r" : NULL)),
	        NULL, &f->err));
	assert_done(f,
	    db_run(f->db, QUERY_call_transcript, WITH(V(id), V(transcribed ? "{}" : NULL)), NULL,
	        &f->err));
}

static void
expect_refused(struct fixture *f, struct workspace_settings_update_args args, const char *affected)
{
	struct workspace_settings out;
	struct call c = { .db = f->db,
		.place = { .org_id = "org_1", .ws_id = "ws_1", .ws_name = "Production" },
		.caller = { .type = PRINCIPAL_user, .id = "usr_1", .name = "Ada" } };
	assert_int_equal(op_workspace_settings_update(&c, &args, &out),
	    affected == NULL ? 0 : PROBLEM_confirmation_mismatch);
	if (affected != NULL)
		assert_string_equal(c.details, affected);
	arena_release(&c.arena);
}

/* Exactly what is older than the new period; what it says nothing of keeps its own. */
static void
test_counted(void **state)
{
	(void)state;
	struct fixture *f = *state;
	clock_set(NOW);
	fixture_add_org(f, "org_1", "Acme");
	fixture_add_workspace(f, "ws_1", "org_1", "Production");
	add_call(f, "call_1", INT64_C(100) * DAY_MS, true, true);
	add_call(f, "call_2", INT64_C(30) * DAY_MS + 1, true, true);
	add_call(f, "call_3", INT64_C(30) * DAY_MS, true, true);
	add_call(f, "call_4", INT64_C(60) * DAY_MS, false, true);
	add_call(f, "call_5", INT64_C(60) * DAY_MS, true, false);
	struct workspace_settings_update_args args = { .has_retention_recordings_days = true,
		.retention_recordings_days = 30 };
	expect_refused(f, args, "{\"affected\":{\"recordings\":3,\"transcripts\":0}}");
	args = (struct workspace_settings_update_args){ .has_retention_transcripts_days = true,
		.retention_transcripts_days = 59 };
	expect_refused(f, args, "{\"affected\":{\"recordings\":1,\"transcripts\":2}}");
	args.has_confirm_shortening = args.confirm_shortening = true;
	expect_refused(f, args, NULL);
	/* Not shorter than what holds now: no question. */
	args = (struct workspace_settings_update_args){ .has_retention_transcripts_days = true,
		.retention_transcripts_days = 60 };
	expect_refused(f, args, NULL);
	clock_set(0);
}

/* The writer asks every hour, and everybody waits meanwhile: of each workspace, only what is old enough. */
static void
test_due_alone_is_read(void **state)
{
	static const enum query queries[] = { QUERY_calls_purged, QUERY_calls_drop_recordings,
		QUERY_calls_drop_transcripts };
	struct fixture *f = *state;
	sqlite3 *handle;
	assert_int_equal(sqlite3_open(f->path, &handle), SQLITE_OK);
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
		sqlite3_stmt *plan;
		int n = 0;
		const char *sql = arena_printf(
		    &f->arena, "EXPLAIN QUERY PLAN %s", store_statement(queries[i])->sql);
		assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &plan, NULL), SQLITE_OK);
		while (sqlite3_step(plan) == SQLITE_ROW) {
			const char *step = (const char *)sqlite3_column_text(plan, 3);
			if (strstr(step, "calls_with_") == NULL)
				continue;
			assert_has(step, "(ws_id=? AND created_at<?)");
			n++;
		}
		assert_int_equal(n, queries[i] == QUERY_calls_purged ? 2 : 1);
		(void)sqlite3_finalize(plan);
	}
	(void)sqlite3_close(handle);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_counted, fixture_set_up, fixture_tear_down),
		cmocka_unit_test_setup_teardown(
		    test_due_alone_is_read, fixture_set_up, fixture_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
