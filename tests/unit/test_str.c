/* Growing text: what fits, what does not, and that one question at the end is enough. */
#include "str.h"
#include "unit.h"

static void
test_empty(void **state)
{
	(void)state;
	struct str str = STR_INIT(10);
	assert_string_equal(str_text(&str), "");
	assert_int_equal(str.len, 0);
	assert_false(str.failed);
	str_clear(&str);
	str_release(&str);
	str_release(&str);
	assert_string_equal(str_text(&str), "");
}

static void
test_adds(void **state)
{
	(void)state;
	struct str str = STR_INIT(100);
	str_add(&str, "one");
	str_add_char(&str, ' ');
	str_add_n(&str, "two three", 3);
	str_add_n(&str, NULL, 0);
	str_addf(&str, " %d%s", 3, "!");
	assert_string_equal(str_text(&str), "one two 3!");
	assert_int_equal(str.len, strlen("one two 3!"));
	assert_false(str.failed);
	str_release(&str);
}

static void
test_same(void **state)
{
	(void)state;
	char again[] = "one";
	assert_true(str_same("one", again));
	assert_true(str_same(NULL, NULL));
	assert_false(str_same("one", "two"));
	assert_false(str_same("", NULL));
	assert_false(str_same(NULL, ""));
}

static void
test_keeps_a_nul(void **state)
{
	(void)state;
	struct str str = STR_INIT(10);
	str_add_n(&str, "a\0b", 3);
	assert_int_equal(str.len, 3);
	assert_memory_equal(str.data, "a\0b", 4);
	str_release(&str);
}

/* Exactly the limit fits; one byte more does not, and then nothing does any more. */
static void
test_limit(void **state)
{
	(void)state;
	struct str str = STR_INIT(5);
	str_add(&str, "12345");
	assert_false(str.failed);
	str_add(&str, "");
	assert_false(str.failed);
	str_add_char(&str, '6');
	assert_true(str.failed);
	assert_string_equal(str_text(&str), "12345");
	str_clear(&str);
	assert_false(str.failed);
	str_add(&str, "abc");
	str_add(&str, "defg");
	str_add(&str, "h");
	assert_true(str.failed);
	assert_string_equal(str_text(&str), "abc");
	str_release(&str);
}

static void
test_limit_of_a_format(void **state)
{
	(void)state;
	struct str str = STR_INIT(8);
	str_addf(&str, "%s", "12345678");
	assert_false(str.failed);
	str_clear(&str);
	str_addf(&str, "%d %s", 1, "2345678");
	assert_true(str.failed);
	assert_string_equal(str_text(&str), "");
	str_release(&str);
}

static void
test_limit_zero(void **state)
{
	(void)state;
	struct str str = STR_INIT(0);
	str_add(&str, "");
	assert_false(str.failed);
	str_add(&str, "x");
	assert_true(str.failed);
	assert_string_equal(str_text(&str), "");
	str_release(&str);
}

static void
test_reserve(void **state)
{
	(void)state;
	struct str str = STR_INIT(1000);
	assert_true(str_reserve(&str, 1000));
	memset(str.data, 'x', 1000);
	str.len = 1000;
	assert_false(str_reserve(&str, 1));
	assert_true(str.failed);
	assert_false(str_reserve(&str, 0));
	str_release(&str);
}

static void
test_grows(void **state)
{
	(void)state;
	struct str str = STR_INIT(300000);
	for (int i = 0; i < 100000; i++)
		str_add_n(&str, "abc", 3);
	assert_false(str.failed);
	assert_int_equal(str.len, 300000);
	assert_int_equal(strlen(str_text(&str)), 300000);
	str_add_char(&str, 'd');
	assert_true(str.failed);
	str_release(&str);
	/* The limit outlives the memory. */
	str_add(&str, "again");
	assert_string_equal(str_text(&str), "again");
	assert_int_equal(str.limit, 300000);
	str_release(&str);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_adds),
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_keeps_a_nul),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_limit_of_a_format),
		cmocka_unit_test(test_limit_zero),
		cmocka_unit_test(test_reserve),
		cmocka_unit_test(test_grows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
