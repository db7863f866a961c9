/* What pages are made of: templates, forms, cookies. */
#include "arena.h"
#include "cookie.h"
#include "err.h"
#include "form_data.h"
#include "str.h"
#include "template.h"
#include "unit.h"
#include "web.h"

static struct arena arena;

static void
expect(const char *template, const char *html)
{
	const struct template_value values[] = { { "a", "<b> & \"c\" 'd'" }, { "empty", "" },
		{ "none", NULL }, { NULL, NULL } };
	struct str out = STR_INIT(1000);
	template_render(template, values, &out);
	assert_string_equal(str_text(&out), html);
	str_release(&out);
}

static void
test_templates(void **state)
{
	(void)state;
	expect("plain { } text", "plain { } text");
	expect("x{{a}}y", "x&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;y");
	expect("{{none}}{{unknown}}{{empty}}", "");
	expect("{{#empty}}1{{/empty}}{{^empty}}2{{/empty}}", "1");
	expect("{{#none}}1{{a}}{{/none}}{{^none}}2{{/none}}3", "23");
	expect("{{#empty}}1{{#none}}2{{#empty}}3{{/empty}}4{{/none}}5{{/empty}}6", "156");
	expect("{{#none}}1{{#empty}}2{{/empty}}3{{^none}}4{{/none}}{{/none}}5", "5");
}

static void
escapes(const char *text, const char *html)
{
	struct str out = STR_INIT(1000);
	template_escape(text, &out);
	assert_string_equal(str_text(&out), html);
	str_release(&out);
}

static void
test_escaping(void **state)
{
	(void)state;
	escapes("</title><script>", "&lt;/title&gt;&lt;script&gt;");
	escapes("J\xc3\xb6rg \xe2\x80\x93 \xf0\x9f\x8d\x8e",
	    "J\xc3\xb6rg \xe2\x80\x93 \xf0\x9f\x8d\x8e");
	escapes("a\x1b[31m\rb\n\t\x7f",
	    "a\xef\xbf\xbd[31m\xef\xbf\xbd"
	    "b\n\t\xef\xbf\xbd");
	/* NOLINTNEXTLINE(misc-misleading-bidirectional): that is the point */
	escapes("\xe2\x80\xae"
	        "evil\xe2\x81\xa6",
	    "\xef\xbf\xbd"
	    "evil\xef\xbf\xbd");
	escapes("\xff<\xc3", "\xef\xbf\xbd&lt;\xef\xbf\xbd");
}

/* Each section is closed, whatever is shown, and no template shows what is none of its values by mistake. */
static void
test_every_template(void **state)
{
	(void)state;
	const struct template_value none[] = { { NULL, NULL } };
	const struct template_value some[] = { { "fault", "f" }, { "target", "t" }, { "me", "m" },
		{ "sso", "s" }, { "joined", "" }, { "skipped", "s" }, { "base", "b" },
		{ NULL, NULL } };
	assert_true(n_web_files >= 9);
	for (int i = 0; i < n_web_files; i++) {
		struct str out = STR_INIT(1 << 16);
		template_render(web_files[i].text, none, &out);
		assert_null(strstr(str_text(&out), "{{"));
		str_clear(&out);
		template_render(web_files[i].text, some, &out);
		assert_null(strstr(str_text(&out), "{{"));
		assert_false(out.failed);
		str_release(&out);
	}
}

static int
read_form(const char *text, struct form_data *form)
{
	struct err err;
	return form_data_read(text, strlen(text), &arena, form, &err);
}

static void
test_forms(void **state)
{
	(void)state;
	struct form_data form;
	assert_int_equal(read_form("a=1&b=x+y%26%C3%B6&c&d=", &form), 0);
	assert_int_equal(form.n, 4);
	assert_string_equal(form_data_get(&form, "b"), "x y&\xc3\xb6");
	assert_string_equal(form_data_get(&form, "c"), "");
	assert_null(form_data_get(&form, "e"));
	assert_int_equal(read_form("&&a=1&", &form), 0);
	assert_int_equal(form.n, 1);
	static const char *const bad[] = { "a=1&a=2", "a&a", "=1", "a=%", "a=%4", "a=%zz", "a=%00",
		"%00=1", "a=%ff", "%c3=1", "a=\xff", "a=1&%61=2" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(read_form(bad[i], &form), PROBLEM_invalid_request);
	arena_release(&arena);
}

static void
test_forms_have_limits(void **state)
{
	(void)state;
	struct form_data form;
	struct str text = STR_INIT(1 << 16);
	str_add(&text, "a=");
	for (int i = 0; i < FORM_VALUE_MAX; i++)
		str_add(&text, "x");
	assert_int_equal(read_form(str_text(&text), &form), 0);
	str_add(&text, "x");
	assert_int_equal(read_form(str_text(&text), &form), PROBLEM_invalid_request);
	str_clear(&text);
	for (int i = 0; i < FORM_FIELDS_MAX; i++)
		str_addf(&text, "f%d&", i);
	assert_int_equal(read_form(str_text(&text), &form), 0);
	str_add(&text, "more");
	assert_int_equal(read_form(str_text(&text), &form), PROBLEM_invalid_request);
	str_release(&text);
	arena_release(&arena);
}

static void
test_cookies(void **state)
{
	(void)state;
	assert_string_equal(cookie_get("a=1; b=x.y_z-2; c=3", "b", &arena), "x.y_z-2");
	assert_string_equal(cookie_get("b=", "b", &arena), "");
	assert_null(cookie_get(NULL, "b", &arena));
	assert_null(cookie_get("bb=1; ab=2", "b", &arena));
	assert_null(cookie_get("b=1; b=2", "b", &arena));
	assert_null(cookie_get("b=\"1\"", "b", &arena));
	assert_null(cookie_get("b=1 2", "b", &arena));
	assert_string_equal(cookie_set(&arena, "n", "v", true),
	    "__Host-n=v; Path=/; HttpOnly; SameSite=Lax; Secure");
	assert_string_equal(
	    cookie_set(&arena, "n", "v", false), "n=v; Path=/; HttpOnly; SameSite=Lax");
	assert_string_equal(cookie_set(&arena, "n", NULL, true),
	    "__Host-n=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0");
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_templates),
		cmocka_unit_test(test_escaping),
		cmocka_unit_test(test_every_template),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_forms_have_limits),
		cmocka_unit_test(test_cookies),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
