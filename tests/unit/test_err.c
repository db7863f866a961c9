/* Failures as values, and the table of problems. */
#include "err.h"
#include "unit_fail.h"
#include "utf8.h"

static void
test_fail(void **state)
{
	(void)state;
	struct err err = { .problem = PROBLEM_none, .subject = "old", .text = "old" };
	assert_int_equal(fail(&err, PROBLEM_not_found, "email", "no one here uses '%s'", "x@y.z"),
	    PROBLEM_not_found);
	assert_int_equal(err.problem, PROBLEM_not_found);
	assert_string_equal(err.subject, "email");
	assert_string_equal(err.text, "no one here uses 'x@y.z'");
	assert_int_equal(fail(NULL, PROBLEM_conflict, "x", "%d", 1), PROBLEM_conflict);
	assert_int_equal(fail(&err, PROBLEM_internal, NULL, "x"), PROBLEM_internal);
	assert_string_equal(err.subject, "");
}

/* What is too long is cut, but never inside a character: it travels as JSON. */
static void
test_cut_between_characters(void **state)
{
	(void)state;
	static const char *const characters[] = { "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80" };
	for (size_t i = 0; i < 3; i++)
		for (size_t shift = 0; shift < 4; shift++) {
			struct err err;
			char text[1000] = "";
			for (size_t at = shift; at + 5 < sizeof(text);
			     at += strlen(characters[i])) {
				memset(text, 'x', shift);
				memcpy(text + at, characters[i], strlen(characters[i]) + 1);
			}
			(void)fail(&err, PROBLEM_unknown_field, text, "%s", text);
			assert_true(strlen(err.text) > sizeof(err.text) - 8);
			if (!utf8_valid(err.text, strlen(err.text)))
				fail_about("the sentence ends inside a character");
			if (!utf8_valid(err.subject, strlen(err.subject)))
				fail_about("the subject ends inside a character");
		}
}

static void
test_problems(void **state)
{
	(void)state;
	for (int i = 1; i < PROBLEM_COUNT; i++) {
		enum problem problem = (enum problem)i;
		assert_int_equal(problem_find(problem_code(problem)), problem);
		assert_int_not_equal(problem_meaning(problem)[0], '\0');
	}
	assert_int_equal(problem_find("none"), PROBLEM_none);
	assert_int_equal(problem_find("of_a_newer_daemon"), PROBLEM_none);
	assert_int_equal(problem_find(""), PROBLEM_none);
	assert_int_equal(problem_exit_status(PROBLEM_none), 0);
	assert_int_equal(problem_http_status(PROBLEM_none), 200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fail),
		cmocka_unit_test(test_cut_between_characters),
		cmocka_unit_test(test_problems),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
