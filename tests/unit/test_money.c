/* Money: what is printed is read as the same, and nothing is read that would have to be rounded. */
#include "chance.h"
#include "money.h"
#include "unit_fail.h"

static const struct {
	int64_t money;
	const char *text;
} forms[] = { { 0, "0.00" }, { 1, "0.0001" }, { 10, "0.001" }, { 100, "0.01" }, { 5000, "0.50" },
	{ 10000, "1.00" }, { 12345678, "1234.5678" }, { -1, "-0.0001" }, { -15000, "-1.50" },
	{ INT64_C(9999999999999999), "999999999999.9999" } };

static void
test_forms(void **state)
{
	char text[MONEY_TEXT];
	int64_t money;
	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		assert_string_equal(money_format(forms[i].money, text), forms[i].text);
		assert_true(money_parse(forms[i].text, &money));
		assert_int_equal(money, forms[i].money);
	}
}

static void
test_round_trips(void **state)
{
	struct chance chance = { .state = 7 };
	char text[MONEY_TEXT];
	int64_t again;
	(void)state;
	for (int i = 0; i < 20000; i++) {
		int64_t money = (int64_t)(chance_next(&chance) % UINT64_C(20000000000000000)) -
		    INT64_C(9999999999999999);
		if (!money_parse(money_format(money, text), &again) || again != money)
			fail_about("%s", text);
	}
}

static void
test_other_spellings(void **state)
{
	int64_t money;
	(void)state;
	assert_true(money_parse("7", &money) && money == 7 * MONEY_RUPEE);
	assert_true(money_parse("007.5", &money) && money == 75000);
	assert_true(money_parse("-0", &money) && money == 0);
}

static void
test_refused(void **state)
{
	static const char *const texts[] = { "", "-", ".", "1.", ".5", "1.00001", "1e3", "+1", " 1",
		"1 ", "1,000.00", "0x10", "--1", "1.5.5", "1000000000000", "NaN", "INR 5", "1.-5" };
	int64_t money;
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (money_parse(texts[i], &money))
			fail_about("'%s' was taken", texts[i]);
}

/* 18 % of 0.0277… is a paisa and a half less: rounded to whole paise, half of one up. */
static void
test_percent(void **state)
{
	(void)state;
	assert_int_equal(money_percent(1000 * MONEY_RUPEE, 1800), 180 * MONEY_RUPEE);
	assert_int_equal(money_percent(1000 * MONEY_RUPEE, 900), 90 * MONEY_RUPEE);
	assert_int_equal(money_percent(0, 1800), 0);
	assert_int_equal(money_percent(2777, 1800), 5 * MONEY_PAISA); /* 0.049986 */
	assert_int_equal(money_percent(2500, 1800), 5 * MONEY_PAISA); /* 0.045 */
	assert_int_equal(money_percent(2499, 1800), 4 * MONEY_PAISA); /* 0.044982 */
	assert_int_equal(money_percent(-2500, 1800), -5 * MONEY_PAISA);
	assert_int_equal(
	    money_percent(INT64_C(9999999999999999), 10000), INT64_C(10000000000000000));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_forms),
		cmocka_unit_test(test_round_trips), cmocka_unit_test(test_other_spellings),
		cmocka_unit_test(test_refused), cmocka_unit_test(test_percent) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
