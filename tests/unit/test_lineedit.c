/* The line editor: keys, clusters, pastes, limits, secrets. */
#include <stdlib.h>

#include "input.h"
#include "lineedit.h"
#include "term_memory.h"
#include "unit.h"

static struct term *term;
static struct lineedit edit;
static struct screen screen;

static int
set_up(void **state)
{
	(void)state;
	term = term_memory_new(20, 1);
	assert_int_equal(term->begin(term, NULL), 0);
	screen_init(&screen, 20, 1, false);
	lineedit_init(&edit, 64, false);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	lineedit_release(&edit);
	screen_release(&screen);
	term->free(term);
	return 0;
}

/* Hands a script to the editor; the answer to its last input. */
static enum widget_answer
type(const char *keys)
{
	struct input input;
	enum widget_answer answer = WIDGET_IGNORED;
	term_memory_type(term, keys);
	while (term->next(term, &input))
		answer = lineedit_input(&edit, &input);
	return answer;
}

static void
paste(const char *text, size_t len)
{
	struct input input;
	term_memory_paste(term, text, len);
	assert_true(term->next(term, &input));
	assert_int_equal(lineedit_input(&edit, &input), WIDGET_USED);
}

static void
expect(const char *text, size_t cursor)
{
	assert_string_equal(edit.text, text);
	assert_int_equal(edit.len, strlen(text));
	assert_int_equal(edit.cursor, cursor);
}

static void
test_typing_and_moving(void **state)
{
	(void)state;
	type("hello<left><left>XY<home>><end>!");
	expect(">helXYlo!", 9);
	type("<C-a><right><delete><C-e><backspace>");
	expect(">elXYlo", 7);
	type("<right><right><home><left><backspace>");
	expect(">elXYlo", 0);
}

static void
test_words_and_lines(void **state)
{
	(void)state;
	type("one two-three  <C-w>");
	expect("one two-", 8);
	type("<C-w>");
	expect("one ", 4);
	type("two three<M-b><M-b><C-k>");
	expect("one ", 4);
	type("two<C-left><C-u>");
	expect("two", 0);
	type("<M-f>x<home><M-d>");
	expect("", 0);
	type("<C-w><C-u><C-k><M-d><delete>");
	expect("", 0);
}

static void
test_clusters_are_whole(void **state)
{
	(void)state;
	lineedit_set(&edit, "ae\u0301漢👨‍👩‍👧");
	type("<left><left>|");
	assert_string_equal(edit.text, "ae\u0301|漢👨‍👩‍👧");
	type("<backspace><backspace>");
	assert_string_equal(edit.text, "a漢👨‍👩‍👧");
	type("<end><backspace>");
	assert_string_equal(edit.text, "a漢");
}

static void
test_answers(void **state)
{
	(void)state;
	assert_int_equal(type("x<enter>"), WIDGET_DONE);
	assert_int_equal(type("<esc>"), WIDGET_CANCELLED);
	assert_int_equal(type("<tab>"), WIDGET_IGNORED);
	assert_int_equal(type("<up>"), WIDGET_IGNORED);
	assert_int_equal(type("<C-s>"), WIDGET_IGNORED);
	expect("x", 1);
}

static void
test_paste_is_cleaned(void **state)
{
	(void)state;
	/* NOLINTNEXTLINE(misc-misleading-bidirectional): that is what it is about */
	static const char hostile[] = "a\nb\tc\x1b[31m\0d\xff\xc2\x9b\xe2\x80\xae"
	                              "e";
	paste(hostile, sizeof hostile - 1);
	expect("a b c[31mde", 11);
	assert_false(edit.dropped);
}

static void
test_limit(void **state)
{
	(void)state;
	char text[100];
	memset(text, 'x', sizeof text);
	paste(text, sizeof text);
	assert_int_equal(edit.len, 64);
	assert_true(edit.dropped);
	type("<backspace>漢");
	/* No room for three bytes: nothing of it. */
	assert_int_equal(edit.len, 63);
	assert_true(edit.dropped);
	type("y");
	assert_int_equal(edit.len, 64);
	assert_false(edit.dropped);
}

static void
draw(int columns, bool focused, const char *hint)
{
	screen_clear(&screen);
	lineedit_draw(&edit, &screen, (struct screen_place){ 0, 2, columns }, focused, hint);
}

static void
expect_drawn(const char *text, int cursor)
{
	char *dump = screen_dump_text(&screen);
	assert_string_equal(dump, text);
	free(dump);
	if (cursor >= 0)
		assert_int_equal(screen.cursor_column, cursor);
	assert_int_equal(screen.cursor_shown, cursor >= 0);
}

static void
test_drawing(void **state)
{
	(void)state;
	draw(6, true, "ada@x");
	expect_drawn("  ada@x\n", 2);
	type("abcdefghij");
	draw(6, true, "ada@x");
	expect_drawn("  fghij\n", 7);
	type("<home>");
	draw(6, true, NULL);
	expect_drawn("  abcde…\n", 2);
	draw(6, false, NULL);
	expect_drawn("  abcde…\n", -1);
	lineedit_set(&edit, "漢字かな");
	draw(6, true, NULL);
	expect_drawn("  かな\n", 6);
}

static void
test_secret(void **state)
{
	(void)state;
	lineedit_release(&edit);
	lineedit_init(&edit, 64, true);
	type("hunter2 x");
	draw(12, true, NULL);
	expect_drawn("  •••••••••\n", 11);
	/* Where words end is part of the secret. */
	type("<C-w>");
	expect("", 0);
	for (size_t i = 0; i <= edit.max; i++)
		assert_int_equal(edit.text[i], 0);
	type("漢e\u0301");
	draw(12, true, NULL);
	expect_drawn("  ••\n", 4);
	lineedit_clear(&edit);
	for (size_t i = 0; i <= edit.max; i++)
		assert_int_equal(edit.text[i], 0);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_typing_and_moving),
		TEST(test_words_and_lines),
		TEST(test_clusters_are_whole),
		TEST(test_answers),
		TEST(test_paste_is_cleaned),
		TEST(test_limit),
		TEST(test_drawing),
		TEST(test_secret),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
