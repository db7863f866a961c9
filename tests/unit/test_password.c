/* Which passwords are good enough. */
#include "password.h"
#include "unit_fail.h"

static void
test_rules(void **state)
{
	(void)state;
	static const struct {
		const char *password;
		const char *fault; /* part of it; NULL: good */
	} cases[] = { { "correct-horse-7", NULL }, { "abcdef-7", "commonest" },
		{ "xbcdef-7", NULL }, { "7777777!", "commonest" }, { "7177177!", NULL },
		{ "        7", NULL },
		{ "\xc3\xa9\xc3\xa9\xc3\xa9"
		  "xx7",
		    NULL },
		{ "", "shorter" }, { "abc-7", "shorter" }, { "abcde-7", "shorter" },
		{ "abcdefgh", "digit" }, { "abcdef-!", "digit" }, { "abcdefg7", "special" },
		{ "12345678", "special" }, { "p@ssw0rd", "commonest" }, { "P@SSW0RD", "commonest" },
		{ "P@ssW0rd", "commonest" }, { "xp@ssw0rd", NULL }, { "P@ssw0rd!x", NULL },
		/* Dressed up, up to five characters of it. */
		{ "Monkey1!", "commonest" }, { "dragon@123", "commonest" },
		{ "Secret12345", "special" }, { "qwerty1234!", "commonest" },
		{ "monkey!!!!!1", NULL }, { "my-monkey1!", NULL }, { "monkey-1", "commonest" },
		{ "Password_1", "commonest" }, { "Welcome%1", "commonest" },
		{ "qwerty_123", "commonest" }, { "iloveyou-1", "commonest" },
		{ "Summer-2026", "commonest" }, { "12345678-", "commonest" },
		{ "mon\xc3\xa9key-1", NULL }, { "1!monkey", NULL } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *fault = password_fault(cases[i].password);
		if (cases[i].fault == NULL ? fault != NULL : fault == NULL)
			fail_about("'%s': %s", cases[i].password, fault == NULL ? "good" : fault);
		if (cases[i].fault != NULL)
			assert_has(fault, cases[i].fault);
	}
}

static void
test_length(void **state)
{
	(void)state;
	char text[1002];
	memset(text, 'x', sizeof(text));
	memcpy(text, "7-", 2);
	text[1000] = '\0';
	assert_null(password_fault(text));
	text[1000] = 'x';
	text[1001] = '\0';
	assert_has(password_fault(text), "longer");
}

static void
test_own(void **state)
{
	(void)state;
	static const char own[] = "Jane.Doe@example.org";
	static const char *const bad[] = { "jane.doe@example.org", "Jane.Doe@Example.Org1",
		"jane.doe1!", "JANE.DOE-2026" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_has(password_own_fault(bad[i], own), "e-mail");
	static const char *const good[] = { "jane.doe-and-7", "xjane.doe1!", "jane.doe-202611",
		"-7", "" };
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_null(password_own_fault(good[i], own));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_length),
		cmocka_unit_test(test_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
