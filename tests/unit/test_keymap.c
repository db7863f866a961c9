/* The keymap: contexts, rebinding, settings, conflicts. */
#include "err.h"
#include "keymap.h"
#include "keys.h"
#include "unit.h"

enum { QUIT, HELP, DOWN, UP, ROLE, RELOAD, N_ACTIONS };

static const struct binding bindings[] = {
	[QUIT] = { "quit", "Q", "leave the console", "" },
	[HELP] = { "help", "? f1", "the keys that work here", "" },
	[DOWN] = { "row-down", "j down C-n", "one row down", "list" },
	[UP] = { "row-up", "k up C-p", "one row up", "list" },
	[ROLE] = { "role", "r", "change the role", "members" },
	[RELOAD] = { "reload", "r f5", "load again", "list" },
};

static const char *const in_members[] = { "members", "list", NULL };
static const char *const in_list[] = { "list", NULL };

static struct keymap keymap;

static int
set_up(void **state)
{
	(void)state;
	keymap_init(&keymap, bindings, N_ACTIONS);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	keymap_release(&keymap);
	return 0;
}

static void
test_innermost_context_wins(void **state)
{
	(void)state;
	assert_int_equal(keymap_find(&keymap, 'r', in_members), ROLE);
	assert_int_equal(keymap_find(&keymap, 'r', in_list), RELOAD);
	assert_int_equal(keymap_find(&keymap, KEY_f5, in_members), RELOAD);
	assert_int_equal(keymap_find(&keymap, '?', in_members), HELP);
	assert_int_equal(keymap_find(&keymap, KEY_CTRL | 'n', in_list), DOWN);
	assert_int_equal(keymap_find(&keymap, 'z', in_list), KEYMAP_NONE);
	assert_int_equal(keymap_find(&keymap, 0, in_list), KEYMAP_NONE);
	assert_int_equal(keymap_find_in(&keymap, '?', "list"), KEYMAP_NONE);
}

static void
test_text_for_help(void **state)
{
	(void)state;
	char text[KEYMAP_TEXT];
	assert_string_equal(keymap_text(&keymap, DOWN, text), "j, down, C-n");
	assert_int_equal(keymap_key(&keymap, DOWN), 'j');
	assert_int_equal(keymap_action(&keymap, "row-up"), UP);
	assert_int_equal(keymap_action(&keymap, "fly"), KEYMAP_NONE);
}

static void
test_rebinding_takes_the_key_away(void **state)
{
	(void)state;
	char text[KEYMAP_TEXT];
	assert_int_equal(keymap_set(&keymap, "row-down", "k  C-d", NULL), 0);
	assert_int_equal(keymap_find(&keymap, 'k', in_list), DOWN);
	assert_int_equal(keymap_find(&keymap, 'j', in_list), KEYMAP_NONE);
	assert_string_equal(keymap_text(&keymap, UP, text), "up, C-p");
	/* Another context keeps its key. */
	assert_int_equal(keymap_set(&keymap, "row-down", "r", NULL), 0);
	assert_int_equal(keymap_find(&keymap, 'r', in_members), ROLE);
	keymap_reset(&keymap);
	assert_string_equal(keymap_text(&keymap, DOWN, text), "j, down, C-n");
}

static void
test_unbinding(void **state)
{
	(void)state;
	char text[KEYMAP_TEXT];
	assert_int_equal(keymap_set(&keymap, "role", "none", NULL), 0);
	assert_int_equal(keymap_find(&keymap, 'r', in_members), RELOAD);
	assert_string_equal(keymap_text(&keymap, ROLE, text), "");
	assert_int_equal(keymap_key(&keymap, ROLE), 0);
	assert_int_equal(keymap_set(&keymap, "help", "", NULL), 0);
	assert_int_equal(keymap_find(&keymap, '?', in_list), KEYMAP_NONE);
}

static void
test_settings(void **state)
{
	(void)state;
	struct err err = { 0 };
	assert_int_equal(keymap_read(&keymap, "  row-down = space M-x \n", &err), 0);
	assert_int_equal(keymap_find(&keymap, ' ', in_list), DOWN);
	assert_int_equal(keymap_find(&keymap, KEY_ALT | 'x', in_list), DOWN);
	assert_int_equal(keymap_read(&keymap, "row-up = = #", &err), 0);
	assert_int_equal(keymap_find(&keymap, '=', in_list), UP);
	assert_int_equal(keymap_find(&keymap, '#', in_list), UP);
	assert_int_equal(keymap_read(&keymap, "row-up = none\n", &err), 0);
	assert_int_equal(keymap_find(&keymap, '=', in_list), KEYMAP_NONE);
	assert_int_equal(keymap_read(&keymap, "# a comment", &err), 0);
	assert_int_equal(keymap_read(&keymap, "   ", &err), 0);
}

static void
test_bad_settings_change_nothing(void **state)
{
	(void)state;
	static const char *const bad[] = { "row-down", "= j", "fly = j", "row-down = hyper-x",
		"row-down = j k l m n o p q s", "row-down = C-C-x" };
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct err err = { 0 };
		assert_int_equal(keymap_read(&keymap, bad[i], &err), PROBLEM_invalid_field);
		assert_true(err.text[0] != '\0');
	}
	assert_int_equal(keymap_find(&keymap, 'j', in_list), DOWN);
}

static void
test_conflicts_are_found(void **state)
{
	(void)state;
	struct keymap_conflict conflict;
	size_t at = 0;
	assert_false(keymap_conflict(&keymap, &at, &conflict));
	static const struct binding clashing[] = {
		{ "a", "x y", "", "list" },
		{ "b", "y", "", "" },
		{ "c", "z y", "", "list" },
		{ "d", "x", "", "list" },
	};
	struct keymap other;
	keymap_init(&other, clashing, 4);
	at = 0;
	assert_true(keymap_conflict(&other, &at, &conflict));
	assert_int_equal(conflict.key, 'y');
	assert_int_equal(conflict.first, 0);
	assert_int_equal(conflict.second, 2);
	assert_true(keymap_conflict(&other, &at, &conflict));
	assert_int_equal(conflict.key, 'x');
	assert_int_equal(conflict.second, 3);
	assert_false(keymap_conflict(&other, &at, &conflict));
	keymap_release(&other);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_innermost_context_wins),
		TEST(test_text_for_help),
		TEST(test_rebinding_takes_the_key_away),
		TEST(test_unbinding),
		TEST(test_settings),
		TEST(test_bad_settings_change_nothing),
		TEST(test_conflicts_are_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
