/* Printing JSON: commas, escapes, numbers, and that what is printed is read back the same. */
#include "chance.h"
#include "clock.h"
#include "json.h"
#include "jsonw.h"
#include "unit.h"

static void
test_structure(void **state)
{
	(void)state;
	struct str text = STR_INIT(1000);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '{');
	jsonw_key(&w, "a");
	jsonw_int(&w, 1);
	jsonw_key(&w, "b");
	jsonw_open(&w, '[');
	jsonw_bool(&w, true);
	jsonw_null(&w);
	jsonw_open(&w, '{');
	jsonw_close(&w, '}');
	jsonw_open(&w, '[');
	jsonw_close(&w, ']');
	jsonw_text(&w, NULL);
	jsonw_raw(&w, "{\"x\":0}");
	jsonw_raw(&w, NULL);
	jsonw_close(&w, ']');
	jsonw_key(&w, "c");
	jsonw_bool(&w, false);
	jsonw_close(&w, '}');
	assert_string_equal(
	    str_text(&text), "{\"a\":1,\"b\":[true,null,{},[],null,{\"x\":0},null],\"c\":false}");
	str_release(&text);
}

/* RFC 8785, 3.2.2.2: the short escapes, \u00xx in lower case, and nothing else escaped. */
static void
expect_escape(unsigned char c, char out[8])
{
	const char *found = strchr("\bb\tt\nn\ff\rr", c);
	if (c < 0x20 && found != NULL)
		(void)snprintf(out, 8, "\\%c", found[1]);
	else if (c < 0x20)
		(void)snprintf(out, 8, "\\u%04x", (unsigned)c);
	else
		(void)snprintf(out, 8, c == '"' || c == '\\' ? "\\%c" : "%c", c);
}

/* Wherever it stands in the text: what needs no escape is looked for eight bytes at a time. */
static void
test_escapes(void **state)
{
	(void)state;
	for (int c = 1; c < 256; c++)
		for (size_t before = 0; before < 18; before++) {
			char escaped[8];
			char text[40];
			char expected[60];
			struct str out = STR_INIT(100);
			struct jsonw w = { .out = &out };
			expect_escape((unsigned char)c, escaped);
			(void)snprintf(text, sizeof(text), "%.*s%c%.*s", (int)before,
			    "!#[]~ az\x7f\xc3\xa9/AZ09`^", c, (int)(before % 11), "'!]é#zzzzz");
			(void)snprintf(expected, sizeof(expected), "\"%.*s%s%.*s\"", (int)before,
			    "!#[]~ az\x7f\xc3\xa9/AZ09`^", escaped, (int)(before % 11),
			    "'!]é#zzzzz");
			jsonw_text(&w, text);
			assert_string_equal(str_text(&out), expected);
			str_release(&out);
		}
}

static void
test_ints(void **state)
{
	(void)state;
	static const struct {
		int64_t value;
		const char *text;
	} cases[] = { { 0, "0" }, { -1, "-1" }, { 10, "10" }, { 1203, "1203" },
		{ INT64_MAX, "9223372036854775807" }, { INT64_MIN, "-9223372036854775808" } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str text = STR_INIT(100);
		struct jsonw w = { .out = &text };
		jsonw_int(&w, cases[i].value);
		assert_string_equal(str_text(&text), cases[i].text);
		str_release(&text);
	}
}

static void
test_times(void **state)
{
	(void)state;
	struct str text = STR_INIT(100);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '[');
	jsonw_time(&w, 0);
	jsonw_time(&w, 1);
	jsonw_time(&w, CLOCK_DAY_MS);
	jsonw_close(&w, ']');
	assert_string_equal(
	    str_text(&text), "[null,\"1970-01-01T00:00:00.001Z\",\"1970-01-02T00:00:00.000Z\"]");
	str_release(&text);
}

/* A text of anything but NUL, as UTF-8. */
static void
make_text(struct chance *chance, char *out)
{
	size_t n = chance_below(chance, 40);
	for (size_t i = 0; i < n; i++) {
		uint32_t code = (uint32_t)chance_below(chance, i % 3 == 0 ? 0x110000 : 0x80);
		if (code == 0 || (code >= 0xd800 && code < 0xe000))
			code = '"';
		if (code < 0x80) {
			*out++ = (char)code;
		} else if (code < 0x800) {
			*out++ = (char)(0xc0 | code >> 6);
			*out++ = (char)(0x80 | (code & 0x3f));
		} else if (code < 0x10000) {
			*out++ = (char)(0xe0 | code >> 12);
			*out++ = (char)(0x80 | (code >> 6 & 0x3f));
			*out++ = (char)(0x80 | (code & 0x3f));
		} else {
			*out++ = (char)(0xf0 | code >> 18);
			*out++ = (char)(0x80 | (code >> 12 & 0x3f));
			*out++ = (char)(0x80 | (code >> 6 & 0x3f));
			*out++ = (char)(0x80 | (code & 0x3f));
		}
	}
	*out = '\0';
}

static void
test_read_back(void **state)
{
	(void)state;
	struct chance chance = { .state = 42 };
	for (int i = 0; i < 2000; i++) {
		char made[200];
		struct str text = STR_INIT(2000);
		struct str canonical = STR_INIT(2000);
		struct jsonw w = { .out = &text };
		struct json *json;
		make_text(&chance, made);
		jsonw_text(&w, made);
		assert_int_equal(json_parse(str_text(&text), text.len, &json, NULL), 0);
		assert_string_equal(json_text(json), made);
		json_canonical(json, &canonical);
		assert_string_equal(str_text(&canonical), str_text(&text));
		json_free(json);
		str_release(&text);
		str_release(&canonical);
	}
}

/* What does not fit is not half there: the failure sticks. */
static void
test_overflow(void **state)
{
	(void)state;
	for (size_t limit = 0; limit < 30; limit++) {
		struct str text = STR_INIT(0);
		text.limit = limit;
		struct jsonw w = { .out = &text };
		jsonw_open(&w, '{');
		jsonw_key(&w, "name");
		jsonw_text(&w, "a\nb");
		jsonw_close(&w, '}');
		assert_int_equal(text.failed, limit < strlen("{\"name\":\"a\\nb\"}"));
		assert_true(text.len <= limit);
		str_release(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_structure),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_ints),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_read_back),
		cmocka_unit_test(test_overflow),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
