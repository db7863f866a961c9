/* What the daemon holds once the work of its start, which is that of every hour, is over. */
#include <poll.h>

#include "clock.h"
#include "daemon.h"
#include "store_fixture.h"

enum { CALLS = 2000, PATIENCE_MS = 60000, AGE_DAYS = 100 };

/* Bytes: half more than it is; with what the work has read it is five times that. */
#define MOST ((size_t)1000 * 1000)

/* The sanitizers', under which every test runs: bytes that were asked for and not given back. */
/* NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): the name is theirs */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

static size_t
held(void)
{
	return __sanitizer_get_current_allocated_bytes();
}

/* Old enough to be looked at each hour, not to go. */
static void
add_calls(struct fixture *f)
{
	const int64_t at = clock_now() - AGE_DAYS * CLOCK_DAY_MS;
	const struct value none = value_text(NULL);
	char transcript[1000];
	memset(transcript, 'x', sizeof(transcript) - 1);
	transcript[sizeof(transcript) - 1] = '\0';
	assert_done(f, db_begin(f->db, &f->err));
	for (int i = 0; i < CALLS; i++) {
		char id[40];
		(void)snprintf(id, sizeof(id), "call_%d", i);
		assert_done(f,
		    db_run(f->db, QUERY_call_insert,
		        WITH(V(id), V("org_1"), V("ws_1"), V("live"), V("agent_1"), V("Agent"),
		            V(1), V("+912268120042"), V("{}"), V("Ada"), V(at), none, none, V(600)),
		        NULL, &f->err));
		assert_done(f,
		    db_run(f->db, QUERY_call_end,
		        WITH(V(id), V("completed"), V(at), V(1), V("hangup"), none), NULL,
		        &f->err));
		assert_done(f,
		    db_run(
		        f->db, QUERY_call_transcript, WITH(V(id), V(transcript)), NULL, &f->err));
	}
	assert_done(f, db_commit(f->db, &f->err));
}

/* One that is over goes with the hour's work. */
static void
add_session(struct fixture *f)
{
	const struct value none = value_text(NULL);
	fixture_add_user(f, "usr_1", "ada@acme.example", "Ada", 1);
	assert_done(f,
	    db_run(f->db, QUERY_session_insert,
	        WITH(V("hash"), V("ses_1"), V("usr_1"), V(1), V(2), none, none, none), NULL,
	        &f->err));
}

static bool
has_session(struct fixture *f, struct db *reader)
{
	return fixture_number(f, reader, QUERY_session_count_others,
	           WITH(V("usr_1"), V(""), V(0), value_text(NULL))) > 0;
}

/* The work itself is over; what was read for it is given back behind it. */
static void
await_work(struct fixture *f, struct daemon *daemon)
{
	struct db *reader;
	const int64_t until = clock_monotonic() + PATIENCE_MS;
	assert_done(f, db_open(daemon->store, false, &reader, &f->err));
	while (has_session(f, reader) && clock_monotonic() < until)
		(void)poll(NULL, 0, 1);
	assert_false(has_session(f, reader));
	db_close(reader);
}

static void
test_given_back(void **state)
{
	struct fixture *f = *state;
	char socket_path[340];
	struct daemon *daemon;
	fixture_add_org(f, "org_1", "Acme");
	fixture_add_workspace(f, "ws_1", "org_1", "Production");
	add_calls(f);
	add_session(f);
	fixture_close(f);
	arena_release(&f->arena);
	(void)snprintf(socket_path, sizeof(socket_path), "%s/s", f->directory);
	const struct daemon_settings settings = { .database = f->url,
		.socket_path = socket_path,
		.regions = "in",
		.operator_group = (gid_t)-1,
		.body_limit = 1000 };
	const size_t before = held();
	assert_done(f, daemon_start(&settings, &daemon, &f->err));
	await_work(f, daemon);
	arena_release(&f->arena);
	const int64_t until = clock_monotonic() + PATIENCE_MS;
	while (held() > before + MOST && clock_monotonic() < until)
		(void)poll(NULL, 0, 1);
	assert_true(held() <= before + MOST);
	daemon_stop(daemon, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_given_back, fixture_set_up, fixture_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
