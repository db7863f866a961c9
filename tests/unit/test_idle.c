/* What the daemon holds once the work of its start, which is that of every hour, is over. */
#include <poll.h>

#include "clock.h"
#include "daemon.h"
#include "store_fixture.h"

enum { SESSIONS = 3000, PATIENCE_MS = 60000 };

/* Bytes: a third more than it is; with what the work has read it is four times that. */
#define MOST ((size_t)850 * 1000)
/* What a store leaves that was filled, without an event, and closed. */
#define LEFT ((size_t)50 * 1000)

/* The sanitizers', under which every test runs: bytes that were asked for and not given back. */
/* NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): the name is theirs */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

static size_t at_start;

static size_t
held(void)
{
	return __sanitizer_get_current_allocated_bytes();
}

/* Sessions that are over go with the hour's work, which has to read them. */
static void
add_sessions(struct fixture *f)
{
	const struct value none = value_text(NULL);
	char agent[500];
	memset(agent, 'x', sizeof(agent) - 1);
	agent[sizeof(agent) - 1] = '\0';
	fixture_add_user(f, "usr_1", "ada@acme.example", "Ada", 1);
	assert_done(f, db_begin(f->db, &f->err));
	for (int i = 0; i < SESSIONS; i++) {
		char id[40];
		(void)snprintf(id, sizeof(id), "ses_%d", i);
		assert_done(f,
		    db_run(f->db, QUERY_session_insert,
		        WITH(V(id), V(id), V("usr_1"), V(1), V(2), none, V(agent), none), NULL,
		        &f->err));
	}
	assert_done(f, db_commit(f->db, &f->err));
}

static bool
has_sessions(struct fixture *f, struct db *reader)
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
	while (has_sessions(f, reader) && clock_monotonic() < until)
		(void)poll(NULL, 0, 1);
	assert_false(has_sessions(f, reader));
	db_close(reader);
}

static void
test_given_back(void **state)
{
	struct fixture *f = *state;
	char socket_path[340];
	struct daemon *daemon;
	add_sessions(f);
	fixture_close(f);
	arena_release(&f->arena);
	(void)snprintf(socket_path, sizeof(socket_path), "%s/s", f->directory);
	const struct daemon_settings settings = { .database = f->url,
		.socket_path = socket_path,
		.regions = "in",
		.operator_group = (gid_t)-1,
		.body_limit = 1000 };
	assert_true(held() <= at_start + LEFT);
	assert_done(f, daemon_start(&settings, &daemon, &f->err));
	await_work(f, daemon);
	arena_release(&f->arena);
	const int64_t until = clock_monotonic() + PATIENCE_MS;
	size_t holds;
	while ((holds = held() - at_start) > MOST && clock_monotonic() < until)
		(void)poll(NULL, 0, 1);
	assert_in_range(holds, 0, MOST);
	daemon_stop(daemon, 0);
}

int
main(void)
{
	at_start = held();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_given_back, fixture_set_up, fixture_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
