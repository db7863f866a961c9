/* Rate decks: prefixes as numbers, risks by name, files as they come. */
#include "deck.h"
#include "str.h"
#include "unit.h"

static void
test_risks(void **state)
{
	(void)state;
	assert_int_equal(deck_risk("India - Premium rate", "IN", "India"), RISK_premium);
	assert_int_equal(deck_risk("India - Mobile - Premium Telecom", "IN", "India"), RISK_none);
	assert_int_equal(deck_risk("Peru - Shared cost", "PE", "Peru"), RISK_shared_cost);
	assert_int_equal(deck_risk("Peru - Personal numbers", "PE", "Peru"), RISK_personal);
	assert_int_equal(deck_risk("Global - Inmarsat", "XS", "Global"), RISK_satellite);
	assert_int_equal(deck_risk("Global - International Premium", "XS", "Global"), RISK_premium);
}

enum { FAULTS_MAX = 1000 };

static struct deck *
read_from(const char *text, int64_t after)
{
	return deck_read(&(struct deck_source){ .text = text,
	    .len = strlen(text),
	    .provider = "plivo",
	    .provider_name = "Plivo",
	    .faults_after = after,
	    .faults_max = FAULTS_MAX });
}

static struct deck *
read_text(const char *text)
{
	return read_from(text, 0);
}

#define HEAD "country,iso2,group,prefixes,inbound,outbound,remark\n"

static void
test_several_prefixes_in_a_cell(void **state)
{
	(void)state;
	struct deck *deck =
	    read_text("\xef\xbb\xbf" HEAD "India,IN,India - A,\"91, 912;913|914 915\",1,2.5,x\r\n"
	              "India,IN,India - A,916,1.0,2.5000,\r\n"
	              "\"Cura\xc3\xa7"
	              "ao, the isle\",CW,\"C - \"\"B\"\"\",599,0,0,\n");
	assert_int_equal(deck->faults.total, 0);
	assert_int_equal(deck->rows, 3);
	assert_int_equal(deck->n_groups, 2);
	assert_int_equal(deck->groups[0].prefixes, 6);
	assert_int_equal(deck->groups[0].outbound, 25000);
	assert_string_equal(deck->groups[1].name, "C - \"B\"");
	assert_int_equal(deck->n_prefixes, 7);
	assert_int_equal(deck->n_ignored, 1);
	for (size_t i = 1; i < deck->n_prefixes; i++)
		assert_true(deck->prefixes[i - 1].digits < deck->prefixes[i].digits);
	deck_free(deck);
}

static void
test_faults_of_a_file(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *reason;
	} cases[] = {
		{ "", "the file is empty" },
		{ HEAD, "there is no row after the titles" },
		{ "a,b\n1,2\n", "no column is called 'country_iso2'" },
		{ "prefix,prefixes,iso2,country,group,inbound,outbound\n",
		    "two columns are called 'prefix'" },
		{ HEAD "India,IN,\xff,91,1,1,\n", "network_group" },
		{ HEAD "India,IN,A\x1b[2J,91,1,1,\n", "network_group" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct deck *deck = read_text(cases[i].text);
		assert_true(deck->faults.total > 0);
		assert_non_null(strstr(deck->faults.items[0].reason, cases[i].reason));
		deck_free(deck);
	}
}

/* What is told is bounded, what is counted is not; the next page begins behind the last line. */
static void
test_many_faults(void **state)
{
	(void)state;
	struct str text = STR_INIT(1 << 20);
	int told = 1;
	str_add(&text, HEAD);
	for (int i = 0; i < 3000; i++)
		str_add(&text, "India,IN,India - A,x,1,1,\n");
	for (int page = 0; page < 4; page++) {
		struct deck *deck = read_from(str_text(&text), told);
		assert_int_equal(deck->faults.total, 3000);
		assert_int_equal(deck->faults.n, page < 3 ? FAULTS_MAX : 0);
		for (size_t i = 0; i < deck->faults.n; i++)
			assert_int_equal(deck->faults.items[i].line, ++told);
		deck_free(deck);
	}
	assert_int_equal(told, 3001);
	str_release(&text);
}

/* Lines that are found out late, because a prefix of theirs stands further up or down, are told in their place among
 * those that are wrong by themselves, each once however much is wrong with it. */
static void
test_doubles_by_line(void **state)
{
	(void)state;
	struct str text = STR_INIT(1 << 20);
	struct str seen = STR_INIT(1 << 20);
	str_add(&text, HEAD);
	for (int i = 0; i < 1500; i++)
		str_addf(
		    &text, "India,IN,India - A,%d,1,1,\nIndia,IN,India - A,x,1,1,\n", 900000 + i);
	for (int i = 1499; i >= 0; i--)
		str_addf(&text, "Nepal,NP,Nepal - B,%d 7,1,1,\n", 900000 + i);
	int64_t after = 0;
	for (int pages = 0; pages < 6; pages++) {
		struct deck *deck = read_from(str_text(&text), after);
		assert_int_equal(deck->faults.total, 4500);
		for (size_t i = 0; i < deck->faults.n; i++) {
			assert_true(deck->faults.items[i].line == after + (after == 0 ? 2 : 1));
			after = deck->faults.items[i].line;
		}
		if (pages == 0)
			str_add(&seen, deck->faults.items[0].reason);
		deck_free(deck);
	}
	assert_int_equal(after, 4501);
	assert_string_equal(str_text(&seen),
	    "two network groups claim the prefix 900000: 'India - A' in line 2 and 'Nepal - B' in "
	    "line 4501");
	str_release(&text);
	str_release(&seen);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_risks),
		cmocka_unit_test(test_several_prefixes_in_a_cell),
		cmocka_unit_test(test_faults_of_a_file), cmocka_unit_test(test_many_faults),
		cmocka_unit_test(test_doubles_by_line) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
