/* What each kind of value takes, refuses and makes of a text. */
#include "arena.h"
#include "err.h"
#include "kind.h"
#include "str.h"
#include "unit_fail.h"

#define X10 "xxxxxxxxxx"
#define X60 X10 X10 X10 X10 X10 X10

struct judged {
	enum kind kind;
	const char *text;
};

static const struct judged taken[] = {
	{ KIND_id, "evt_01jd8m3x5kq0v7w2" },
	{ KIND_id, "a" },
	{ KIND_id, "A-b_9" },
	{ KIND_name, "Production" },
	{ KIND_name, "A" },
	{ KIND_name, "Acme  Voice" },
	{ KIND_name, "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e" },
	{ KIND_name, "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7" },
	{ KIND_name, "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb" },
	{ KIND_name, "O'Brien, \"Bob\" <b>" },
	{ KIND_name, "=1+1" },
	{ KIND_text, "" },
	{ KIND_text, " as agreed " },
	{ KIND_email, "priya@example.com" },
	{ KIND_email, "P.Sharma+nexa@Mail.Example.COM" },
	{ KIND_email, "o'brien@example.ie" },
	{ KIND_email, "a@b.c" },
	{ KIND_email, "\xc3\xa9lodie@caf\xc3\xa9.example" },
	{ KIND_email, X60 "xxxx@example.com" },
	{ KIND_phone, "+912212345678" },
	{ KIND_phone, "+91 (22) 1234-5678" },
	{ KIND_phone, "100" },
	{ KIND_e164, "+1234567" },
	{ KIND_e164, "+123456789012345" },
	{ KIND_country, "GB" },
	{ KIND_sip_uri, "sip:10.0.0.7" },
	{ KIND_sip_uri, "sips:trunk.example.com:5061;transport=tls" },
	{ KIND_prompt, "You are kind.\n\tAlways." },
	{ KIND_gstin, "27AAPFU0939F1ZV" },
	{ KIND_region, "in" },
	{ KIND_region, "ap-south-1" },
	{ KIND_day, "2026-11-21" },
	{ KIND_day, "2024-02-29" },
	{ KIND_password, "correct-horse-7" },
	{ KIND_password, "pass w0rt" },
	{ KIND_secret, "" },
	{ KIND_secret, "short" },
	{ KIND_token, "nxs_q83vEjRWeJCrze8SNFZ4" },
	{ KIND_query, "priya" },
	{ KIND_filter, "member.*,auth.login_failed" },
};

static const struct judged refused[] = {
	{ KIND_id, "" },
	{ KIND_id, "a b" },
	{ KIND_id, "../x" },
	{ KIND_id, "a%2f" },
	{ KIND_id, "\xc3\xa9" },
	{ KIND_id, X60 "xxxxx" },
	{ KIND_org_ref, "org/1" },
	{ KIND_group_ref, "ng/1" },
	{ KIND_session_ref, "ses 1" },
	{ KIND_name, "" },
	{ KIND_name, " a" },
	{ KIND_name, "a " },
	{ KIND_name, " " },
	{ KIND_name, "\xc2\xa0z" },
	{ KIND_name, "a\xe3\x80\x80" },
	{ KIND_name, "a\tb" },
	{ KIND_name, "a\nb" },
	{ KIND_name, "a\x7f" },
	{ KIND_name, "\x1b[31mred" },
	{ KIND_name, "a\xc2\x85z" },
	{ KIND_name, "a\xe2\x80\xa8z" },
	{ KIND_name, "a\xe2\x80\xaez\xe2\x80\xac" },
	{ KIND_name, "a\xe2\x80\x8fz" },
	{ KIND_name, "a\xd8\x9cz" },
	{ KIND_name, "a\xff" },
	{ KIND_name, "\xed\xa0\x80" },
	{ KIND_name, X60 X10 X10 X10 X10 "x" },
	{ KIND_text, "a\nb" },
	{ KIND_text, "a\x01z" },
	{ KIND_email, "" },
	{ KIND_email, "priya" },
	{ KIND_email, "@example.com" },
	{ KIND_email, "priya@" },
	{ KIND_email, "priya@example" },
	{ KIND_email, "priya@@example.com" },
	{ KIND_email, "a@b@example.com" },
	{ KIND_email, "priya sharma@example.com" },
	{ KIND_email, "priya@exam ple.com" },
	{ KIND_email, ".priya@example.com" },
	{ KIND_email, "priya.@example.com" },
	{ KIND_email, "pri..ya@example.com" },
	{ KIND_email, "priya@.example.com" },
	{ KIND_email, "priya@example.com." },
	{ KIND_email, "priya@example..com" },
	{ KIND_email, "priya@-example.com" },
	{ KIND_email, "priya@exa_mple.com" },
	{ KIND_email, "<priya@example.com>" },
	{ KIND_email, "priya@example.com\n" },
	{ KIND_email, "\"p q\"@example.com" },
	{ KIND_email, "priya@[192.0.2.1]" },
	{ KIND_email, X60 "xxxxx@example.com" },
	{ KIND_email, "a@" X60 "." X60 "." X60 "." X60 "." X10 ".com" },
	{ KIND_e164, "912268120042" },
	{ KIND_e164, "+123456" },
	{ KIND_e164, "+1234567890123456" },
	{ KIND_e164, "+0226812004" },
	{ KIND_e164, "+91 2268120042" },
	{ KIND_country, "in" },
	{ KIND_country, "IND" },
	{ KIND_sip_uri, "trunk.example.com" },
	{ KIND_sip_uri, "sip:" },
	{ KIND_sip_uri, "sip:user@trunk.example.com" },
	{ KIND_sip_uri, "sip:trunk.example.com:" },
	{ KIND_sip_uri, "sip:trunk.example.com:123456" },
	{ KIND_sip_uri, "sip:trunk.example.com;lr" },
	{ KIND_prompt, "a\rb" },
	{ KIND_phone, "" },
	{ KIND_phone, "+" },
	{ KIND_phone, "()" },
	{ KIND_phone, "   " },
	{ KIND_phone, "12+3" },
	{ KIND_phone, "call me" },
	{ KIND_gstin, "27AAPFU0939F1Z" },
	{ KIND_gstin, "27AAPFU0939F1ZVX" },
	{ KIND_gstin, "27aapfu0939f1zv" },
	{ KIND_region, "" },
	{ KIND_region, "IN" },
	{ KIND_region, "in,us" },
	{ KIND_region, "abcdefghijklmnopq" },
	{ KIND_day, "2026-02-30" },
	{ KIND_day, "2026-11-21T00:00:00Z" },
	{ KIND_day, "today" },
	{ KIND_password, "short-7" },
	{ KIND_password, "no-digit-here" },
	{ KIND_password, "nospecial7" },
	{ KIND_password, "P@ssw0rd" },
	{ KIND_password, "corr\nect-7" },
	{ KIND_secret, "a\x01z" },
};

static bool
is_taken(const struct judged *judged, struct err *err)
{
	struct arena arena = { 0 };
	const char *out = NULL;
	*err = (struct err){ .problem = PROBLEM_none };
	bool ok = kind_check(judged->kind, "the_field", judged->text, &arena, &out, err) == 0;
	if (ok)
		assert_non_null(out);
	else
		assert_null(out);
	arena_release(&arena);
	return ok;
}

static void
test_taken(void **state)
{
	(void)state;
	struct err err;
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		if (!is_taken(&taken[i], &err))
			fail_about(
			    "%s refused: '%s'", kind_row(taken[i].kind)->name, taken[i].text);
}

static void
test_refused(void **state)
{
	(void)state;
	int wrong = 0;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct err err;
		if (is_taken(&refused[i], &err)) {
			print_error(
			    "%s taken: '%s'\n", kind_row(refused[i].kind)->name, refused[i].text);
			wrong++;
			continue;
		}
		assert_int_equal(err.problem, PROBLEM_invalid_field);
		assert_string_equal(err.subject, "the_field");
		assert_has(err.text, "the_field ");
	}
	assert_int_equal(wrong, 0);
}

/* A name is limited in characters, not in bytes. */
static void
test_long_names(void **state)
{
	(void)state;
	static const char *const characters[] = { "x", "\xc3\xa9", "\xe6\x97\xa5",
		"\xf0\x9f\x98\x80" };
	for (size_t i = 0; i < 4; i++)
		for (int n = 99; n <= 101; n++) {
			struct err err;
			struct str name = STR_INIT(1000);
			for (int j = 0; j < n; j++)
				str_add(&name, characters[i]);
			assert_int_equal(
			    is_taken(&(struct judged){ KIND_name, str_text(&name) }, &err),
			    n <= 100);
			str_release(&name);
		}
}

/* What is kept: NFC for texts, but passwords as they were typed. */
static void
test_stored_form(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	const char *out;
	assert_int_equal(
	    kind_check(KIND_name, "name", "e\xcc\x81t\xc3\xa9", &arena, &out, NULL), 0);
	assert_string_equal(out, "\xc3\xa9t\xc3\xa9");
	assert_int_equal(
	    kind_check(KIND_password, "p", "e\xcc\x81t\xc3\xa9-123", &arena, &out, NULL), 0);
	assert_string_equal(out, "e\xcc\x81t\xc3\xa9-123");
	assert_int_equal(kind_check(KIND_email, "e", "Priya@Example.com", &arena, &out, NULL), 0);
	assert_string_equal(out, "Priya@Example.com");
	/* A link stands for the token that it has. */
	static const char *const tokens[][2] = { { "nxi_a-1", "nxi_a-1" },
		{ "https://nexa.example/invite?token=nxi_a-1", "nxi_a-1" },
		{ "https://nexa.example/?from=mail&token=nxi_a-1&x=y#top", "nxi_a-1" },
		{ "/invite?token=", "" }, { "/invite?my_token=a", "/invite?my_token=a" },
		{ "/invite?a=b#token=c", "/invite?a=b#token=c" }, { "token=a", "token=a" },
		{ " <https://nexa.example/invite?tok\n  en=nxi_a\r\n-1>\n", "nxi_a-1" },
		{ "?", "?" } };
	for (size_t i = 0; i < sizeof(tokens) / sizeof(tokens[0]); i++) {
		assert_int_equal(kind_check(KIND_token, "t", tokens[i][0], &arena, &out, NULL), 0);
		assert_string_equal(out, tokens[i][1]);
	}
	arena_release(&arena);
}

/* Exactly the limit is taken, one byte more is not. */
static void
test_limits(void **state)
{
	(void)state;
	static const enum kind kinds[] = { KIND_id, KIND_text, KIND_secret, KIND_token, KIND_cursor,
		KIND_sort, KIND_query, KIND_filter, KIND_link };
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct err err;
		size_t limit = (size_t)kind_row(kinds[i])->limit;
		struct str text = STR_INIT(100000);
		for (size_t j = 0; j < limit; j++)
			str_add_char(&text, 'x');
		assert_true(is_taken(&(struct judged){ kinds[i], str_text(&text) }, &err));
		str_add_char(&text, 'x');
		assert_false(is_taken(&(struct judged){ kinds[i], str_text(&text) }, &err));
		str_release(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_taken),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_long_names),
		cmocka_unit_test(test_stored_form),
		cmocka_unit_test(test_limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
