/* The header Accept: RFC 9110, 12.5.1. */
#include "accept.h"
#include "unit_fail.h"

static const char *const offered[] = { "application/json", "text/csv", "application/pdf", NULL };

static void
test_choice(void **state)
{
	static const struct {
		const char *accept;
		int chosen;
	} cases[] = {
		{ NULL, 0 },
		{ "", 0 },
		{ "*/*", 0 },
		{ "application/*", 0 },
		{ "application/json", 0 },
		{ "text/csv", 1 },
		{ "Text/CSV", 1 },
		{ "text/*", 1 },
		{ "application/pdf", 2 },
		{ "application/pdf, text/csv", 1 },
		{ "application/pdf;q=0.9, text/csv;q=0.8", 2 },
		{ "application/pdf ; q=0.9 , text/csv ; q=0.95", 1 },
		{ "application/pdf;version=\"1,5;q=0\";q=1, */*;q=0.1", 2 },
		/* What names a type most closely says how good it is, wherever it stands. */
		{ "application/*;q=0.2, application/pdf;q=0.1, text/csv;q=0.15", 0 },
		{ "application/json;q=0, */*", 1 },
		{ "*/*;q=0.5, application/pdf;q=0.501", 2 },
		{ "text/csv;q=0.001", 1 },
		{ ",, ,text/csv,,", 1 },
		/* None. */
		{ "text/html", -1 },
		{ "text/csv;q=0", -1 },
		{ "text/csv;q=0.000", -1 },
		{ "application/json;q=0, application/*;q=0, text/*;q=0", -1 },
		{ "application/jso", -1 },
		{ "application/json5", -1 },
		{ "application/", -1 },
		{ "*", -1 },
		/* What is no quality is passed over with its range. */
		{ "text/csv;q=high, application/pdf;q=0.1", 2 },
		{ "text/csv;q=2", -1 },
		{ "text/csv;q=1.5", -1 },
		{ "text/csv;q=-1", -1 },
		{ "text/csv;q=", -1 },
		{ "text/csv;\"", 1 },
		{ "text/csv;a=\"\\", 1 },
		{ ";;;", -1 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int chosen = accept_choose(cases[i].accept, offered);
		if (chosen != cases[i].chosen)
			fail_about("'%s' chooses %d", cases[i].accept, chosen);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_choice) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
