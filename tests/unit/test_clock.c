/* Times as integers and as RFC 3339. */
#include "chance.h"
#include "clock.h"
#include "unit_fail.h"

static void
test_known_instants(void **state)
{
	(void)state;
	static const struct {
		int64_t at;
		const char *text;
	} cases[] = { { 0, "1970-01-01T00:00:00.000Z" }, { 1, "1970-01-01T00:00:00.001Z" },
		{ INT64_C(951782400000), "2000-02-29T00:00:00.000Z" },
		{ INT64_C(951868799999), "2000-02-29T23:59:59.999Z" },
		{ INT64_C(951868800000), "2000-03-01T00:00:00.000Z" },
		{ INT64_C(4107542399999), "2100-02-28T23:59:59.999Z" },
		{ INT64_C(4107542400000), "2100-03-01T00:00:00.000Z" },
		{ INT64_C(1795304819123), "2026-11-21T23:46:59.123Z" },
		{ INT64_C(2147483648000), "2038-01-19T03:14:08.000Z" },
		{ INT64_C(253402300799999), "9999-12-31T23:59:59.999Z" } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[CLOCK_TEXT];
		int64_t at = -1;
		clock_format(cases[i].at, text);
		assert_string_equal(text, cases[i].text);
		assert_true(clock_parse(cases[i].text, &at));
		assert_int_equal(at, cases[i].at);
	}
}

/* Every day from 1970 to 2400, leap years of all sorts among them, against a calendar that counts. */
static void
test_every_day(void **state)
{
	(void)state;
	static const int months[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int64_t at = 0;
	for (int year = 1970; year <= 2400; year++)
		for (int month = 1; month <= 12; month++) {
			int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
			int days = months[month - 1] + (month == 2 ? leap : 0);
			for (int day = 1; day <= days; day++, at += CLOCK_DAY_MS) {
				char expected[40];
				char text[CLOCK_DAY_TEXT];
				int64_t parsed;
				(void)snprintf(
				    expected, sizeof(expected), "%04d-%02d-%02d", year, month, day);
				clock_format_day(at, text);
				assert_string_equal(text, expected);
				clock_format_day(at + CLOCK_DAY_MS - 1, text);
				assert_string_equal(text, expected);
				assert_true(clock_parse(expected, &parsed));
				assert_int_equal(parsed, at);
			}
		}
}

static void
test_round_trip(void **state)
{
	(void)state;
	struct chance chance = { .state = 7 };
	for (int i = 0; i < 100000; i++) {
		int64_t at = (int64_t)(chance_next(&chance) % UINT64_C(253402300800000));
		int64_t back = -1;
		char text[CLOCK_TEXT];
		clock_format(at, text);
		assert_int_equal(strlen(text), CLOCK_TEXT - 1);
		assert_true(clock_parse(text, &back));
		assert_int_equal(back, at);
	}
}

static void
test_spans(void **state)
{
	static const char *const none[] = { "", "d", "90", "90 d", "90days", "-1d", "1y", "9d9h",
		"999999999m", "99999999w" };
	int64_t ms = 0;
	(void)state;
	assert_true(clock_parse_span("30m", &ms) && ms == 30 * CLOCK_MINUTE_MS);
	assert_true(clock_parse_span("24h", &ms) && ms == CLOCK_DAY_MS);
	assert_true(clock_parse_span("90d", &ms) && ms == 90 * CLOCK_DAY_MS);
	assert_true(clock_parse_span("2w", &ms) && ms == 14 * CLOCK_DAY_MS);
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_false(clock_parse_span(none[i], &ms));
}

static void
test_other_spellings(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *same;
	} cases[] = { { "2026-11-21", "2026-11-21T00:00:00.000Z" },
		{ "2026-11-21T23:46:59Z", "2026-11-21T23:46:59.000Z" },
		{ "2026-11-21t23:46:59z", "2026-11-21T23:46:59.000Z" },
		{ "2026-11-21 23:46:59Z", "2026-11-21T23:46:59.000Z" },
		{ "2026-11-21T23:46:59.1Z", "2026-11-21T23:46:59.100Z" },
		{ "2026-11-21T23:46:59.12Z", "2026-11-21T23:46:59.120Z" },
		{ "2026-11-21T23:46:59.123456789Z", "2026-11-21T23:46:59.123Z" },
		{ "2026-11-21T23:46:59.9999Z", "2026-11-21T23:46:59.999Z" },
		{ "2026-11-22T05:16:59+05:30", "2026-11-21T23:46:59.000Z" },
		{ "2026-11-21T15:46:59.5-08:00", "2026-11-21T23:46:59.500Z" },
		{ "2026-11-21T23:46:59+00:00", "2026-11-21T23:46:59.000Z" },
		{ "2026-11-21T23:46:59-00:00", "2026-11-21T23:46:59.000Z" },
		{ "2027-01-01T00:30:00+01:00", "2026-12-31T23:30:00.000Z" },
		{ "1970-01-01T00:00:00-23:59", "1970-01-01T23:59:00.000Z" } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[CLOCK_TEXT];
		int64_t at;
		if (!clock_parse(cases[i].text, &at))
			fail_about("refused: %s", cases[i].text);
		clock_format(at, text);
		assert_string_equal(text, cases[i].same);
	}
}

static void
test_refused(void **state)
{
	(void)state;
	static const char *const cases[] = { "", "2026", "2026-11", "2026-11-", "2026-11-2",
		"26-11-21", "02026-11-21", "2026-1-21", "2026/11/21", "20261121", "2026-00-21",
		"2026-13-21", "2026-11-00", "2026-11-31", "2026-02-29", "2100-02-29", "1969-12-31",
		"0000-01-01", "-2026-11-21", "+2026-11-21", " 2026-11-21", "2026-11-21 ",
		"2026-11-21T", "2026-11-21T23", "2026-11-21T23:46", "2026-11-21T23:46Z",
		"2026-11-21T23:46:59", "2026-11-21T24:00:00Z", "2026-11-21T23:60:00Z",
		"2026-11-21T23:59:60Z", "2026-11-21T23:46:59.Z", "2026-11-21T23:46:59,5Z",
		"2026-11-21T23:46:59.1234567890Z", "2026-11-21T23:46:59.12x",
		"2026-11-21T23:46:59ZZ", "2026-11-21T23:46:59+5:30", "2026-11-21T23:46:59+0530",
		"2026-11-21T23:46:59+24:00", "2026-11-21T23:46:59+05:60", "2026-11-21T23:46:59+",
		"2026-11-21X23:46:59Z", "1970-01-01T00:00:00+00:01", "yesterday",
		"2026-11-21T-3:46:59Z",
		/* An instant beyond the last year that has four digits. */
		"9999-12-31T23:59:59-00:01", "9999-12-31T23:59:59-23:59" };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t at = 77;
		if (clock_parse(cases[i], &at))
			fail_about("taken: %s", cases[i]);
		assert_int_equal(at, 77);
	}
}

static void
test_set(void **state)
{
	(void)state;
	clock_set(INT64_C(1795304819123));
	assert_int_equal(clock_now(), INT64_C(1795304819123));
	assert_int_equal(clock_now(), INT64_C(1795304819123));
	clock_set(0);
	assert_true(clock_now() > INT64_C(1700000000000));
	int64_t before = clock_monotonic();
	assert_true(clock_monotonic() >= before);
}

static void
test_month(void **state)
{
	static const struct {
		const char *at;
		int later;
		const char *first;
	} cases[] = { { "1970-01-01T00:00:00Z", 0, "1970-01-01" },
		{ "2026-11-21T23:46:59.123Z", 0, "2026-11-01" },
		{ "2026-11-30T23:59:59.999Z", 1, "2026-12-01" },
		{ "2026-12-01T00:00:00Z", 0, "2026-12-01" },
		{ "2026-12-31T12:00:00Z", 1, "2027-01-01" },
		{ "2027-01-31T12:00:00Z", 1, "2027-02-01" },
		{ "2028-02-29T12:00:00Z", 0, "2028-02-01" },
		{ "2028-02-29T12:00:00Z", -2, "2027-12-01" },
		{ "2028-02-29T12:00:00Z", 25, "2030-03-01" } };
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t at;
		char day[CLOCK_DAY_TEXT];
		assert_true(clock_parse(cases[i].at, &at));
		int64_t month = clock_month(at, cases[i].later);
		clock_format_day(month, day);
		assert_string_equal(day, cases[i].first);
		assert_int_equal(month % CLOCK_DAY_MS, 0);
	}
}

/* The same day of another month, as far as that has one; counted from the first, nothing is lost. */
static void
test_months(void **state)
{
	static const struct {
		const char *from;
		int months;
		const char *to;
	} rows[] = {
		{ "2026-01-31T10:20:30.456Z", 0, "2026-01-31T10:20:30.456Z" },
		{ "2026-01-31T10:20:30.456Z", 1, "2026-02-28T10:20:30.456Z" },
		{ "2026-01-31T10:20:30.456Z", 2, "2026-03-31T10:20:30.456Z" },
		{ "2027-12-31T23:59:59.999Z", 2, "2028-02-29T23:59:59.999Z" },
		{ "2026-11-30T00:00:00.000Z", 1, "2026-12-30T00:00:00.000Z" },
		{ "2026-12-01T00:00:00.000Z", 1, "2027-01-01T00:00:00.000Z" },
		{ "2026-06-15T00:00:00.000Z", 120, "2036-06-15T00:00:00.000Z" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t from;
		char text[CLOCK_TEXT];
		assert_true(clock_parse(rows[i].from, &from));
		clock_format(clock_months_after(from, rows[i].months), text);
		assert_string_equal(text, rows[i].to);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_instants),
		cmocka_unit_test(test_every_day),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_spans),
		cmocka_unit_test(test_other_spellings),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_month),
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_months),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
