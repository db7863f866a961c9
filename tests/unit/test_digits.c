/* Numbers as people read them. */
#include "digits.h"
#include "unit.h"

static void
test_thousands(void **state)
{
	(void)state;
	char out[DIGITS_TEXT];
	assert_string_equal(digits_text(0, out), "0");
	assert_string_equal(digits_text(999, out), "999");
	assert_string_equal(digits_text(1000, out), "1,000");
	assert_string_equal(digits_text(-1000, out), "-1,000");
	assert_string_equal(digits_text(-999, out), "-999");
	assert_string_equal(digits_text(INT64_MAX, out), "9,223,372,036,854,775,807");
	assert_string_equal(digits_text(INT64_MIN, out), "-9,223,372,036,854,775,808");
}

static void
test_counted(void **state)
{
	(void)state;
	char out[DIGITS_COUNTED];
	assert_string_equal(digits_counted(0, "change", "changes", out), "0 changes");
	assert_string_equal(digits_counted(1, "change", "changes", out), "1 change");
	assert_string_equal(
	    digits_counted(2000, "change is", "changes are", out), "2,000 changes are");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_thousands),
		cmocka_unit_test(test_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
