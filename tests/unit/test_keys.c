/* Names of keys, both ways. */
#include "keys.h"
#include "unit.h"

static void
expect(uint32_t key, const char *name)
{
	char out[KEYS_NAME_SIZE];
	assert_string_equal(keys_name(key, out), name);
	assert_int_equal(keys_parse(name), key);
}

static void
test_names_both_ways(void **state)
{
	(void)state;
	expect('j', "j");
	expect('G', "G");
	expect(' ', "space");
	expect('-', "-");
	expect(0xe9, "é");
	expect(0x6f22, "漢");
	expect(0x1f600, "😀");
	expect(KEY_enter, "enter");
	expect(KEY_f2, "f2");
	expect(KEY_f12, "f12");
	expect(KEY_CTRL | 'd', "C-d");
	expect(KEY_CTRL | ' ', "C-space");
	expect(KEY_ALT | 'x', "M-x");
	expect(KEY_ALT | '<', "M-<");
	expect(KEY_ALT | '-', "M--");
	expect(KEY_SHIFT | KEY_tab, "S-tab");
	expect(KEY_CTRL | KEY_ALT | KEY_SHIFT | KEY_page_down, "C-M-S-pgdn");
}

static void
test_every_special_key(void **state)
{
	(void)state;
	char name[KEYS_NAME_SIZE];
	for (uint32_t key = KEY_SPECIAL + 1; key < KEY_SPECIAL_END; key++) {
		assert_int_not_equal(keys_name(key, name)[0], '\0');
		assert_int_equal(keys_parse(name), key);
		assert_false(keys_is_text(key));
	}
}

static void
test_other_spellings(void **state)
{
	(void)state;
	assert_int_equal(keys_parse("c-D"), KEY_CTRL | 'd');
	assert_int_equal(keys_parse("A-x"), KEY_ALT | 'x');
	assert_int_equal(keys_parse("ENTER"), KEY_enter);
	assert_int_equal(keys_parse("S-x"), 'X');
	/* What a terminal cannot tell apart is one key. */
	assert_int_equal(keys_parse("C-i"), KEY_tab);
	assert_int_equal(keys_parse("C-m"), KEY_enter);
	assert_int_equal(keys_parse("C-["), KEY_escape);
	assert_int_equal(keys_parse("C-h"), KEY_backspace);
}

static void
test_no_names(void **state)
{
	(void)state;
	const char *const none[] = { "", "C-", "hyper", "X-x", "C-C-x", "ab", "\x1b", "\xff",
		"f13" };
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
		assert_int_equal(keys_parse(none[i]), 0);
	char out[KEYS_NAME_SIZE];
	assert_string_equal(keys_name(0, out), "");
	assert_string_equal(keys_name(KEY_SPECIAL_END, out), "");
	assert_string_equal(keys_name(0x1b, out), "");
	assert_string_equal(keys_name(0xd800, out), "");
}

static void
test_text_of_keys(void **state)
{
	(void)state;
	char out[5];
	assert_int_equal(keys_text('a', out), 1);
	assert_string_equal(out, "a");
	assert_int_equal(keys_text(0x6f22, out), 3);
	assert_string_equal(out, "漢");
	assert_int_equal(keys_text(0x1f600, out), 4);
	assert_string_equal(out, "😀");
	assert_int_equal(keys_text(KEY_CTRL | 'a', out), 0);
	assert_int_equal(keys_text(KEY_ALT | 'a', out), 0);
	assert_int_equal(keys_text(KEY_up, out), 0);
	assert_int_equal(keys_text(0x9b, out), 0);
	assert_int_equal(keys_text(0, out), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_both_ways),
		cmocka_unit_test(test_every_special_key),
		cmocka_unit_test(test_other_spellings),
		cmocka_unit_test(test_no_names),
		cmocka_unit_test(test_text_of_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
