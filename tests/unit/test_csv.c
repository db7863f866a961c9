/* Comma-separated values: RFC 4180, the files that people really send, and line numbers. */
#include "arena.h"
#include "chance.h"
#include "csv.h"
#include "str.h"
#include "unit_fail.h"

/* "a|b;c" for two records, each with its line before it, ! behind one whose quote is never closed: what the reader makes of a text. */
static void
read_all(const char *text, size_t len, struct str *out)
{
	struct arena arena = { 0 };
	struct csv csv;
	const char *fields[4];
	size_t n;
	/* In memory of exactly its size, so that reading beyond it is noticed. */
	char *exact = test_malloc(len + (len == 0));
	memcpy(exact, text, len);
	csv_init(&csv, exact, len);
	while (csv_next(&csv, &arena, fields, 4, &n)) {
		str_addf(out, "%s%d:", out->len == 0 ? "" : ";", csv.line);
		for (size_t i = 0; i < n && i < 4; i++)
			str_addf(out, "%s%s", i == 0 ? "" : "|", fields[i]);
		if (n > 4)
			str_addf(out, "|+%zu", n - 4);
		str_add(out, csv.open ? "!" : "");
	}
	test_free(exact);
	arena_release(&arena);
}

static void
test_cases(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "", "" },
		{ "\n\n\r\n", "" },
		{ "a", "1:a" },
		{ "a,b", "1:a|b" },
		{ "a,b\n", "1:a|b" },
		{ "a,b\r\n", "1:a|b" },
		{ "a,b\r", "1:a|b" },
		{ "a,b\nc,d\n", "1:a|b;2:c|d" },
		{ "a,b\r\nc,d\r\n", "1:a|b;2:c|d" },
		{ "a\n\nb\n", "1:a;3:b" },
		{ "\n\na\n", "3:a" },
		{ ",", "1:|" },
		{ ",,\n", "1:||" },
		{ "a,\n", "1:a|" },
		{ "a,", "1:a|" },
		{ " a , b ", "1: a | b " },
		{ "\"a\",\"b\"", "1:a|b" },
		{ "\"a,b\",c", "1:a,b|c" },
		{ "\"a\"\"b\"", "1:a\"b" },
		{ "\"\"", "1:" },
		{ "\"\"\"\"", "1:\"" },
		{ "\"\"\"a\"\"\"", "1:\"a\"" },
		{ "\"a\nb\",c\nd", "1:a\nb|c;3:d" },
		{ "\"a\r\nb\"\nc", "1:a\r\nb;3:c" },
		{ "\"a\n\n\nb\"\r\nc", "1:a\n\n\nb;5:c" },
		/* What other programs write: quotes in the middle, text behind a closing quote. */
		{ "a\"b,c", "1:a\"b|c" },
		{ "\"a\"b,c", "1:ab|c" },
		/* A quote that is never closed takes the rest. */
		{ "\"a,b\nc", "1:a,b\nc!" },
		{ "\"", "1:!" },
		{ "\"a\"\"", "1:a\"!" },
		{ "\xef\xbb\xbfz,b", "1:z|b" },
		{ "\xef\xbb\xbf", "" },
		{ "\xef\xbb", "1:\xef\xbb" },
		{ "a\rb,c", "1:a\rb|c" },
		/* Spreadsheets of some countries: what the first line has parts the fields. */
		{ "a;b\nc;d,e\n", "1:a|b;2:c|d,e" },
		{ "a\tb\r\nc\td;e", "1:a|b;2:c|d;e" },
		{ "\n\na;\"b;c\"\n", "3:a|b;c" },
		{ "a,b;c\td", "1:a|b;c\td" },
		{ "\"a;b\"\nc;d", "1:a;b;2:c;d" },
		{ "1,2,3,4,5,6", "1:1|2|3|4|+2" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str read = STR_INIT(1000);
		read_all(cases[i][0], strlen(cases[i][0]), &read);
		if (strcmp(str_text(&read), cases[i][1]) != 0)
			fail_about("case %zu: %s", i, str_text(&read));
		str_release(&read);
	}
}

static void
add_quoted(struct str *out, const char *text)
{
	str_add_char(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			str_add_char(out, '"');
		str_add_char(out, *text);
	}
	str_add_char(out, '"');
}

/* Whatever is in the fields, quoted as RFC 4180 says it comes back the same. */
static void
test_read_back(void **state)
{
	(void)state;
	static const char letters[] = "ab,\"\"\"\r\n\n =\xc3\xa9";
	struct chance chance = { .state = 4180 };
	for (int i = 0; i < 5000; i++) {
		struct arena arena = { 0 };
		struct str text = STR_INIT(4000);
		struct csv csv;
		char made[3][20];
		const char *fields[3];
		size_t n = 0;
		for (size_t f = 0; f < 3; f++) {
			size_t len = chance_below(&chance, 12);
			for (size_t c = 0; c < len; c++)
				made[f][c] = letters[chance_below(&chance, sizeof(letters) - 1)];
			made[f][len] = '\0';
			str_add(&text, f == 0 ? "" : ",");
			add_quoted(&text, made[f]);
		}
		str_add(&text, i % 2 == 0 ? "\r\n" : "\nnext");
		csv_init(&csv, str_text(&text), text.len);
		assert_true(csv_next(&csv, &arena, fields, 3, &n));
		assert_int_equal(n, 3);
		for (size_t f = 0; f < 3; f++)
			assert_string_equal(fields[f], made[f]);
		str_release(&text);
		arena_release(&arena);
	}
}

/* Any bytes end in some records, and the reader ends. */
static void
test_any_bytes(void **state)
{
	(void)state;
	static const char bytes[] = "a,\"\n\r";
	struct chance chance = { .state = 99 };
	for (int i = 0; i < 20000; i++) {
		char text[16] = "";
		struct str read = STR_INIT(1000);
		size_t len = chance_below(&chance, sizeof(text));
		for (size_t c = 0; c < len; c++)
			text[c] = bytes[chance_below(&chance, sizeof(bytes) - 1)];
		read_all(text, len, &read);
		str_release(&read);
	}
}

static void
test_formula(void **state)
{
	(void)state;
	static const char *const formulas[] = { "=1", "+1", "-1", "@x", "\tx", "\rx",
		"\xef\xbc\x9d"
		"1",
		"\xef\xbc\x8b"
		"1",
		"\xef\xbc\x8d"
		"1",
		"\xef\xbc\xa0x" };
	static const char *const others[] = { "", "a", " =1", "1", "'=1", "\n=1", "\xef\xbc",
		"\xef\xbc\x91", "1\xef\xbc\x9d" };
	for (size_t i = 0; i < sizeof(formulas) / sizeof(formulas[0]); i++)
		assert_true(csv_is_formula(formulas[i]));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(csv_is_formula(others[i]));
}

/* What is armed is a formula no more, and comes back as it was. */
static void
test_disarmed(void **state)
{
	(void)state;
	static const char letters[] = "='\"a,;+";
	struct chance chance = { .state = 27 };
	for (int i = 0; i < 5000; i++) {
		struct arena arena = { 0 };
		struct str text = STR_INIT(100);
		struct csv csv;
		const char *field;
		size_t n;
		char made[7];
		size_t len = 1 + chance_below(&chance, sizeof(made) - 1);
		for (size_t c = 0; c < len; c++)
			made[c] = letters[chance_below(&chance, sizeof(letters) - 1)];
		made[len] = '\0';
		csv_add_cell(&text, made, true, true);
		csv_init(&csv, str_text(&text), text.len);
		assert_true(csv_next(&csv, &arena, &field, 1, &n));
		assert_int_equal(n, 1);
		assert_false(csv_is_formula(field));
		assert_string_equal(csv_disarmed(field), made);
		str_release(&text);
		arena_release(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_read_back),
		cmocka_unit_test(test_any_bytes),
		cmocka_unit_test(test_formula),
		cmocka_unit_test(test_disarmed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
