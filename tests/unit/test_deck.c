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

static struct deck *
read_text(const char *text)
{
	return deck_read(text, strlen(text), false, "plivo", "Plivo");
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
	assert_int_equal(deck->n_rejected, 0);
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
		assert_true(deck->n_rejected > 0);
		assert_non_null(strstr(deck->rejected[0].reason, cases[i].reason));
		deck_free(deck);
	}
}

/* What is told is bounded, what is counted is not. */
static void
test_many_faults(void **state)
{
	(void)state;
	struct str text = STR_INIT(1 << 20);
	str_add(&text, HEAD);
	for (int i = 0; i < 3000; i++)
		str_add(&text, "India,IN,India - A,x,1,1,\n");
	struct deck *deck = read_text(str_text(&text));
	assert_int_equal(deck->n_rejected, 3000);
	assert_int_equal(deck->rejected[DECK_REJECTED_MAX - 1].line, DECK_REJECTED_MAX + 1);
	deck_free(deck);
	str_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_risks),
		cmocka_unit_test(test_several_prefixes_in_a_cell),
		cmocka_unit_test(test_faults_of_a_file), cmocka_unit_test(test_many_faults) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
