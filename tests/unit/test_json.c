/* Strict reading of JSON, by lists of what is taken and what is refused, and the canonical form. */
#include "arena.h"
#include "err.h"
#include "json.h"
#include "str.h"
#include "unit_fail.h"

/* A text with its length, so that it can hold a NUL. */
#define TEXT(text)                       \
	{                                \
		(text), sizeof(text) - 1 \
	}

struct text {
	const char *text;
	size_t len;
};

static bool
is_taken(const char *text, size_t len)
{
	struct json *json = NULL;
	struct err err = { .problem = PROBLEM_none };
	/* In memory of exactly its size, so that reading beyond it is noticed. */
	char *exact = test_malloc(len + (len == 0));
	memcpy(exact, text, len);
	bool taken = json_parse(exact, len, &json, &err) == 0;
	test_free(exact);
	if (taken) {
		json_free(json);
	} else {
		assert_null(json);
		assert_int_equal(err.problem, PROBLEM_malformed_json);
		assert_int_not_equal(err.text[0], '\0');
	}
	return taken;
}

static const struct text taken[] = {
	TEXT("null"),
	TEXT("true"),
	TEXT("false"),
	TEXT("0"),
	TEXT("-0"),
	TEXT("-1"),
	TEXT("1.5"),
	TEXT("1e5"),
	TEXT("1E+5"),
	TEXT("1e-5"),
	TEXT("-0.0"),
	TEXT("123456789012345678901234567890"),
	TEXT("0.1e01"),
	TEXT("\"\""),
	TEXT("\"a\""),
	TEXT("[]"),
	TEXT("{}"),
	TEXT(" [ ] "),
	TEXT("\t\n\r {\t}\n\r "),
	TEXT("[1,2,3]"),
	TEXT("[[],[[]]]"),
	TEXT("{\"a\":1}"),
	TEXT("{\"\":0}"),
	TEXT("{\"a\":{\"a\":{}}}"),
	TEXT("[{\"a\":1},{\"a\":1}]"),
	TEXT("{\"a\":1,\"A\":2}"),
	TEXT("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""),
	TEXT("\"\\u00e9\""),
	TEXT("\"\\u00E9\""),
	TEXT("\"\\ud83d\\ude00\""),
	TEXT("\"\\uDBFF\\uDFFF\""),
	TEXT("\"\xc3\xa9\""),
	TEXT("\"\xe2\x82\xac\""),
	TEXT("\"\xf0\x9f\x98\x80\""),
	TEXT("\"\xf4\x8f\xbf\xbf\""),
	TEXT("\"\x7f\""),
	TEXT("\"\\u0001\""),
	TEXT("\"\\u001f\""),
	TEXT("\"\\uffff\""),
	TEXT("\"\\ue000\""),
	TEXT("\"\xef\xbb\xbf\""),
	TEXT("\" / \""),
	/* A number of many digits is a number. */
	TEXT("[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]"),
	TEXT("[100000000000000000000000000000000000000000000000000000000000000000000000000000000]"),
};

static const struct text refused[] = {
	TEXT(""),
	TEXT(" "),
	TEXT("nul"),
	TEXT("nulll"),
	TEXT("Null"),
	TEXT("TRUE"),
	TEXT("tru"),
	TEXT("undefined"),
	TEXT("NaN"),
	TEXT("Infinity"),
	TEXT("-Infinity"),
	TEXT("+1"),
	TEXT("-"),
	TEXT("--1"),
	TEXT("01"),
	TEXT("-01"),
	TEXT("00"),
	TEXT("1."),
	TEXT(".5"),
	TEXT("-.5"),
	TEXT("1.e5"),
	TEXT("1e"),
	TEXT("1e+"),
	TEXT("1e1.5"),
	TEXT("0x10"),
	TEXT("1_000"),
	TEXT("1,000"),
	TEXT("1 2"),
	TEXT("\""),
	TEXT("\"a"),
	TEXT("'a'"),
	TEXT("a"),
	TEXT("\"a\"b"),
	TEXT("\"\\\""),
	TEXT("\"\\"),
	TEXT("\"\\x41\""),
	TEXT("\"\\a\""),
	TEXT("\"\\'\""),
	TEXT("\"\\u\""),
	TEXT("\"\\u12\""),
	TEXT("\"\\u123"),
	TEXT("\"\\u12g4\""),
	TEXT("\"\\U0041\""),
	TEXT("\"\n\""),
	TEXT("\"\t\""),
	TEXT("\"\x01\""),
	TEXT("\"\x1f\""),
	TEXT("\"\0\""),
	TEXT("\0"),
	TEXT("null\0"),
	TEXT("[1]\0"),
	TEXT("\"\\u0000\""),
	TEXT("{\"\\u0000\":1}"),
	/* Halves of surrogate pairs, in every way. */
	TEXT("\"\\ud83d\""),
	TEXT("\"\\ude00\""),
	TEXT("\"\\ud83d\\ud83d\""),
	TEXT("\"\\ude00\\ud83d\""),
	TEXT("\"\\ud83dx\""),
	TEXT("\"\\ud83d\\n\""),
	TEXT("\"\\ud83d\\u0041\""),
	TEXT("\"\\ud800\\u\""),
	TEXT("{\"\\ud800\":1}"),
	/* What is not UTF-8: stray, cut off, overlong, surrogates, beyond U+10FFFF. */
	TEXT("\"\x80\""),
	TEXT("\"\xff\""),
	TEXT("\"\xc3\""),
	TEXT("\"\xc3"),
	TEXT("\"\xe2\x82\""),
	TEXT("\"\xf0\x9f\x98\""),
	TEXT("\"\xc0\x80\""),
	TEXT("\"\xc1\xbf\""),
	TEXT("\"\xe0\x80\x80\""),
	TEXT("\"\xed\xa0\x80\""),
	TEXT("\"\xed\xbf\xbf\""),
	TEXT("\"\xf4\x90\x80\x80\""),
	TEXT("\"\xf8\x88\x80\x80\x80\""),
	TEXT("{\"\xff\":1}"),
	TEXT("\xef\xbb\xbf{}"),
	TEXT("\xc2\xa0[]"),
	TEXT("\x0b[]"),
	TEXT("\x0c[]"),
	TEXT("[\x00e2\x80\xa8]"),
	/* Structure. */
	TEXT("["),
	TEXT("]"),
	TEXT("[1"),
	TEXT("[1,"),
	TEXT("[1,]"),
	TEXT("[,1]"),
	TEXT("[,]"),
	TEXT("[1,,2]"),
	TEXT("[1 2]"),
	TEXT("[1:2]"),
	TEXT("[}"),
	TEXT("[]]"),
	TEXT("[][]"),
	TEXT("{"),
	TEXT("}"),
	TEXT("{]"),
	TEXT("{\"a\"}"),
	TEXT("{\"a\":}"),
	TEXT("{\"a\":1"),
	TEXT("{\"a\":1,"),
	TEXT("{\"a\":1,}"),
	TEXT("{,\"a\":1}"),
	TEXT("{a:1}"),
	TEXT("{'a':1}"),
	TEXT("{1:1}"),
	TEXT("{null:1}"),
	TEXT("{\"a\" 1}"),
	TEXT("{\"a\":1 \"b\":2}"),
	TEXT("{\"a\"::1}"),
	TEXT("{\"a\":1}}"),
	TEXT("{} {}"),
	TEXT("// c\n1"),
	TEXT("/**/1"),
	TEXT("[1]/**/"),
	TEXT("#1"),
	TEXT("*"),
	TEXT("1]"),
	/* The same name twice, however it is written and wherever it stands. */
	TEXT("{\"a\":1,\"a\":1}"),
	TEXT("{\"a\":1,\"b\":2,\"a\":3}"),
	TEXT("{\"a\":1,\"\\u0061\":2}"),
	TEXT("[{\"x\":{\"a\":1,\"a\":2}}]"),
	TEXT("{\"\":1,\"\":2}"),
};

static void
test_taken(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		if (!is_taken(taken[i].text, taken[i].len))
			fail_about("refused: %s", taken[i].text);
}

static void
test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (is_taken(refused[i].text, refused[i].len))
			fail_about("taken: %s", refused[i].text);
}

/* Every beginning of a document is refused, wherever it is cut off. */
static void
test_cut_off(void **state)
{
	(void)state;
	static const char text[] =
	    "{\"a\":[1.5e+3,true,false,null,\"x\\ud83d\\ude00\\n\xc3\xa9\"],\"b\":{\"c\":-0}}";
	assert_true(is_taken(text, sizeof(text) - 1));
	for (size_t len = 0; len < sizeof(text) - 1; len++)
		assert_false(is_taken(text, len));
}

static bool
nested_is_taken(const char *open, const char *close, int depth)
{
	struct str text = STR_INIT(100000);
	for (int i = 0; i < depth; i++)
		str_add(&text, i + 1 < depth ? open : "[");
	for (int i = depth - 1; i >= 0; i--)
		str_add(&text, i + 1 < depth ? close : "]");
	bool ok = is_taken(str_text(&text), text.len);
	str_release(&text);
	return ok;
}

static void
test_depth(void **state)
{
	(void)state;
	assert_true(nested_is_taken("[", "]", JSON_DEPTH));
	assert_false(nested_is_taken("[", "]", JSON_DEPTH + 1));
	assert_true(nested_is_taken("{\"a\":", "}", JSON_DEPTH));
	assert_false(nested_is_taken("{\"a\":", "}", JSON_DEPTH + 1));
	assert_false(nested_is_taken("[", "]", 10000));
	/* Depth is how deep, not how many. */
	struct str text = STR_INIT(100000);
	str_add(&text, "[[]");
	for (int i = 0; i < 1000; i++)
		str_add(&text, ",[{}]");
	str_add(&text, "]");
	assert_true(is_taken(str_text(&text), text.len));
	str_release(&text);
}

static void
test_members(void **state)
{
	(void)state;
	struct str text = STR_INIT(100000);
	for (int n = JSON_MEMBERS; n <= JSON_MEMBERS + 1; n++) {
		str_clear(&text);
		for (int i = 0; i < n; i++)
			str_addf(&text, "%c\"m%d\":%d", i == 0 ? '{' : ',', i, i);
		str_add(&text, "}");
		assert_int_equal(is_taken(str_text(&text), text.len), n <= JSON_MEMBERS);
	}
	/* A list may be longer. */
	str_clear(&text);
	for (int i = 0; i < 10000; i++)
		str_add(&text, i == 0 ? "[0" : ",0");
	str_add(&text, "]");
	assert_true(is_taken(str_text(&text), text.len));
	str_release(&text);
}

static void
test_place_of_a_fault(void **state)
{
	(void)state;
	struct json *json;
	struct err err;
	static const char text[] = "{\n \"a\": 1,\n  \"b\": x\n}";
	assert_int_equal(json_parse(text, strlen(text), &json, &err), PROBLEM_malformed_json);
	assert_has(err.text, "line 3, column 8");
	static const char twice[] = "{\"name\":1,\"name\":2}";
	assert_int_equal(json_parse(twice, strlen(twice), &json, &err), PROBLEM_malformed_json);
	assert_string_equal(err.subject, "name");
}

static struct json *
parsed(const char *text)
{
	struct json *json;
	assert_int_equal(json_parse(text, strlen(text), &json, NULL), 0);
	return json;
}

static void
test_walk(void **state)
{
	(void)state;
	struct json *json =
	    parsed("{\"a\":null,\"b\":true,\"c\":-7,\"d\":\"\\u00e9\",\"e\":[1,2],\"f\":{}}");
	static const enum json_type types[] = { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_TEXT,
		JSON_LIST, JSON_OBJECT };
	int i = 0;
	for (const struct json *m = json_first(json); m != NULL; m = json_next(m), i++) {
		char name[2] = { (char)('a' + i), '\0' };
		assert_string_equal(json_name(m), name);
		assert_int_equal(json_type(m), types[i]);
		assert_ptr_equal(json_get(json, name), m);
	}
	assert_int_equal(i, 6);
	assert_int_equal(json_count(json), 6);
	assert_true(json_bool(json_get(json, "b")));
	assert_false(json_bool(json_get(json, "c")));
	assert_string_equal(json_text(json_get(json, "d")), "\xc3\xa9");
	assert_null(json_text(json_get(json, "c")));
	assert_null(json_get(json, "B"));
	assert_null(json_get(json_get(json, "e"), "a"));
	assert_null(json_get(NULL, "a"));
	assert_null(json_first(NULL));
	assert_null(json_text(NULL));
	assert_int_equal(json_count(NULL), 0);
	assert_null(json_name(json_first(json_get(json, "e"))));
	json_free(json);
	json_free(NULL);
}

static void
test_int(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool whole;
		int64_t value;
	} cases[] = { { "0", true, 0 }, { "-0", true, 0 }, { "-1", true, -1 },
		{ "9007199254740992", true, INT64_C(9007199254740992) },
		{ "-9007199254740992", true, -INT64_C(9007199254740992) },
		{ "9007199254740994", false, 0 }, { "1e300", false, 0 }, { "-1e300", false, 0 },
		{ "1e400", false, 0 }, { "1.5", false, 0 }, { "1.0", true, 1 },
		{ "1e3", true, 1000 }, { "0.1", false, 0 }, { "\"1\"", false, 0 },
		{ "true", false, 0 }, { "null", false, 0 } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t value = -77;
		struct json *json = parsed(cases[i].text);
		assert_int_equal(json_int(json, &value), cases[i].whole);
		assert_int_equal(value, cases[i].whole ? cases[i].value : -77);
		json_free(json);
	}
	assert_false(json_int(NULL, &(int64_t){ 0 }));
}

/* Texts are looked at eight bytes at a time: each byte at each place of texts of some lengths. */
static void
test_bytes_of_texts(void **state)
{
	(void)state;
	for (size_t len = 1; len <= 20; len++)
		for (size_t at = 0; at < len; at++)
			for (int c = 1; c < 256; c++) {
				char text[24] = "\"aaaaaaaaaaaaaaaaaaaa";
				bool plain = c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
				text[1 + at] = (char)c;
				text[1 + len] = '"';
				assert_int_equal(is_taken(text, len + 2), plain);
			}
}

static void
test_canonical(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ " { \"b\" : [ 1 , 2 ] , \"a\" : null } ", "{\"a\":null,\"b\":[1,2]}" },
		/* RFC 8785, 3.2.3: sorted by UTF-16 code units, so U+1F600 (D83D) before U+FB33. */
		{ "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter "
		  "Dalet With Dagesh\",\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\","
		  "\"\\u0080\":\"Control\",\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}",
		    "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\",\"\xc3\xb6\":"
		    "\"Latin Small Letter O With Diaeresis\",\"\xe2\x82\xac\":\"Euro Sign\","
		    "\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\",\"\xef\xac\xb3\":\"Hebrew Letter "
		    "Dalet With Dagesh\"}" },
		{ "{\"\\ue000\":1,\"\\ud800\\udc00\":2,\"\\ud7ff\":3}",
		    "{\"\xed\x9f\xbf\":3,\"\xf0\x90\x80\x80\":2,\"\xee\x80\x80\":1}" },
		/* A shorter name stands before a longer one that starts with it. */
		{ "{\"aa\":1,\"a\":2,\"\":3,\"b\":4}", "{\"\":3,\"a\":2,\"aa\":1,\"b\":4}" },
		/* RFC 8785, 3.2.2.2. */
		{ "\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"",
		    "\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"" },
		{ "[1.0,-0,1e3,[],{},true,false]", "[1,0,1000,[],{},true,false]" },
		/* RFC 8785, 3.2.2.3 and appendix B. */
		{ "[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001]",
		    "[333333333.3333333,1e+30,4.5,0.002,1e-27]" },
		{ "[5e-324,-5e-324,1.7976931348623157e308,9007199254740992,-9007199254740992]",
		    "[5e-324,-5e-324,1.7976931348623157e+308,9007199254740992,-9007199254740992]" },
		{ "[295147905179352830000,1e21,999999999999999900000,9.999999999999997e22]",
		    "[295147905179352830000,1e+21,999999999999999900000,9.999999999999997e+22]" },
		{ "[0.000001,1e-7,-1.5e-10,333333333.3333332,-0.0000033333333333333333,0.1]",
		    "[0.000001,1e-7,-1.5e-10,333333333.3333332,-0.0000033333333333333333,0.1]" },
		{ "[1424953923781206.2,123456789012.5,-100,1e400]",
		    "[1424953923781206.2,123456789012.5,-100,null]" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str text = STR_INIT(10000);
		struct json *json = parsed(cases[i][0]);
		json_canonical(json, &text);
		assert_string_equal(str_text(&text), cases[i][1]);
		json_free(json);
		/* Once canonical, always the same. */
		json = parsed(str_text(&text));
		str_clear(&text);
		json_canonical(json, &text);
		assert_string_equal(str_text(&text), cases[i][1]);
		json_free(json);
		str_release(&text);
	}
}

static void
test_type_names(void **state)
{
	(void)state;
	for (int type = JSON_NULL; type <= JSON_OBJECT; type++)
		assert_int_not_equal(json_type_name((enum json_type)type)[0], '\0');
	assert_string_equal(json_type_name(JSON_OBJECT), "an object");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_taken),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_place_of_a_fault),
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_int),
		cmocka_unit_test(test_bytes_of_texts),
		cmocka_unit_test(test_canonical),
		cmocka_unit_test(test_type_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
