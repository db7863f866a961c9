/* After the commit: whether a change is written, and who hears of it. */
#include "after_commit.h"
#include "call.h"
#include "daemon.h"
#include "err.h"
#include "unit.h"

static const struct err well = { .problem = PROBLEM_none };
static const struct err failed = { .problem = PROBLEM_storage_unavailable, .text = "COMMIT: full" };

/* Nobody waits in this daemon: ringing the long polls of an event would end the test. */
static struct daemon silent;
static struct caused event = { .type = EVENT_workspace_created };

static void
test_written(void **state)
{
	(void)state;
	struct call c = { .daemon = &silent };
	assert_true(after_commit(&c, &well));
	assert_int_equal(c.err.problem, PROBLEM_none);
}

static void
test_commit_failed(void **state)
{
	(void)state;
	struct call c = { .daemon = &silent, .caused = &event };
	assert_false(after_commit(&c, &failed));
	assert_int_equal(c.err.problem, PROBLEM_storage_unavailable);
	assert_string_equal(c.err.text, "COMMIT: full");
	c = (struct call){ .daemon = &silent, .caused = &event };
	assert_false(after_own_commit(&c, &failed, "an act of the daemon's own failed"));
}

/* Events of what was refused or tried only are in no log. */
static void
test_nothing_to_tell(void **state)
{
	(void)state;
	struct call refused = {
		.daemon = &silent, .caused = &event, .err = { .problem = PROBLEM_conflict }
	};
	assert_false(after_commit(&refused, &well));
	assert_int_equal(refused.err.problem, PROBLEM_conflict);
	struct call tried = { .daemon = &silent, .caused = &event, .dry_run = true };
	assert_true(after_commit(&tried, &well));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written),
		cmocka_unit_test(test_commit_failed),
		cmocka_unit_test(test_nothing_to_tell),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
