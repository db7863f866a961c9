/* The fuzzy matcher: what matches, what is better, and where. */
#include "fuzzy.h"
#include "unit.h"

static void
expect_better(const char *pattern, const char *better, const char *worse)
{
	int one = fuzzy_match(pattern, better, NULL);
	int other = fuzzy_match(pattern, worse, NULL);
	assert_int_not_equal(one, FUZZY_NO_MATCH);
	assert_int_not_equal(other, FUZZY_NO_MATCH);
	assert_true(one > other);
}

static void
test_what_matches(void **state)
{
	(void)state;
	assert_int_equal(fuzzy_match("", "anything", NULL), 0);
	assert_true(fuzzy_match("mrm", "member remove", NULL) > 0);
	assert_true(fuzzy_match("MRM", "member remove", NULL) > 0);
	assert_true(fuzzy_match("mem rem", "member remove", NULL) > 0);
	assert_int_equal(fuzzy_match("zz", "member remove", NULL), FUZZY_NO_MATCH);
	assert_int_equal(fuzzy_match("member removed", "member remove", NULL), FUZZY_NO_MATCH);
	assert_int_equal(fuzzy_match("x", "", NULL), FUZZY_NO_MATCH);
	assert_true(fuzzy_match("é", "CAFÉ", NULL) > 0);
	assert_true(fuzzy_match("muller", "Müller Telefonie", NULL) > 0);
	assert_true(fuzzy_match("lod", "Łódź", NULL) > 0);
}

static void
test_what_is_better(void **state)
{
	(void)state;
	expect_better("role", "role set", "controller");
	expect_better("kr", "key revoke", "marker");
	expect_better("inv", "invite a person", "main view");
	expect_better("mem", "member", "member remove from workspace");
	expect_better("ws", "workspace switch", "views");
	expect_better("wn", "workspaceName", "workspacename");
}

static void
expect_positions(const char *pattern, const char *text, const size_t *wanted, size_t n)
{
	struct fuzzy_match match;
	assert_int_not_equal(fuzzy_match(pattern, text, &match), FUZZY_NO_MATCH);
	assert_int_equal(match.n_positions, n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(match.positions[i], wanted[i]);
}

static void
test_positions(void **state)
{
	(void)state;
	/* The r of the second word, not the one that comes first. */
	expect_positions("mr", "member remove", (const size_t[]){ 0, 7 }, 2);
	expect_positions("rem", "member remove", (const size_t[]){ 7, 8, 9 }, 3);
	expect_positions("m", "xm", (const size_t[]){ 1 }, 1);
	expect_positions("字c", "漢字 abc", (const size_t[]){ 3, 9 }, 2);
}

static void
test_long_and_broken(void **state)
{
	(void)state;
	char text[3000];
	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	struct fuzzy_match match;
	assert_true(fuzzy_match(text, text, &match) > 0);
	assert_int_equal(match.n_positions, FUZZY_PATTERN);
	assert_true(fuzzy_match("b",
	                "\xff\xfe\xe2\x82"
	                "b",
	                &match) > 0);
	assert_int_equal(match.positions[0], 4);
}

/* Words may be parted by whatever parts them there, or by nothing. */
static void
test_gaps(void **state)
{
	(void)state;
	static const char *const patterns[] = { "import deck", "import-deck", "importdeck",
		"import_deck", "imp-d" };
	for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
		assert_true(fuzzy_match(patterns[i], "import-deck", NULL) > 0);
		assert_true(fuzzy_match(patterns[i], "import deck", NULL) > 0);
	}
	assert_int_equal(fuzzy_match("deck import", "import-deck", NULL), FUZZY_NO_MATCH);
}

int
main(void)
{
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_matches),
		cmocka_unit_test(test_what_is_better),
		cmocka_unit_test(test_positions),
		cmocka_unit_test(test_long_and_broken),
		cmocka_unit_test(test_gaps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
