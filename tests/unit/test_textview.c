/* Texts to read: wrapping, scrolling, searching, styles by line. */
#include <stdlib.h>

#include "input.h"
#include "term_memory.h"
#include "textview.h"
#include "unit.h"

static struct textview view;
static struct screen screen;
static struct term *term;

static int
set_up(void **state)
{
	(void)state;
	term = term_memory_new(10, 3);
	assert_int_equal(term->begin(term, NULL), 0);
	screen_init(&screen, 10, 3, false);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	textview_release(&view);
	screen_release(&screen);
	term->free(term);
	return 0;
}

static void
expect(const char *text)
{
	screen_clear(&screen);
	textview_draw(&view, &screen, screen_whole(&screen));
	char *dump = screen_dump_text(&screen);
	assert_string_equal(dump, text);
	free(dump);
}

static enum widget_answer
type(const char *keys)
{
	struct input input;
	enum widget_answer answer = WIDGET_IGNORED;
	term_memory_type(term, keys);
	while (term->next(term, &input))
		answer = textview_input(&view, &input);
	return answer;
}

static void
test_scrolling(void **state)
{
	(void)state;
	textview_set(&view, "one\ntwo\nthree three three\nfour\nfive\nsix");
	expect("one\ntwo\nthree\n");
	assert_int_equal(type("j"), WIDGET_USED);
	expect("two\nthree\nthree\n");
	type("G");
	expect("four\nfive\nsix\n");
	type("j<pgdn><down>");
	expect("four\nfive\nsix\n");
	type("<pgup>");
	expect("three\nthree\nfour\n");
	type("g<up>");
	expect("one\ntwo\nthree\n");
	type(" ");
	expect("three\nthree\nthree\n");
	assert_int_equal(type("x"), WIDGET_IGNORED);
	assert_int_equal(type("q"), WIDGET_CANCELLED);
}

static void
test_resizing_keeps_the_place(void **state)
{
	(void)state;
	textview_set(&view, "one two three four five six seven eight nine ten");
	expect("one two\nthree four\nfive six\n");
	type("jj");
	expect("five six\nseven\neight nine\n");
	screen_resize(&screen, 14, 3);
	expect("four five six\nseven eight\nnine ten\n");
	screen_resize(&screen, 4, 3);
	expect("four\nfive\nsix\n");
}

static void
test_search(void **state)
{
	(void)state;
	textview_set(&view, "a\nb\nfind me\nc\nd\ne\nFIND\nf\ng\nh\ni");
	expect("a\nb\nfind me\n");
	assert_true(textview_match(&view, "find"));
	expect("find me\nc\nd\n");
	assert_int_equal(screen_at(&screen, 0, 0)->style, STYLE_match);
	assert_true(textview_match(&view, "find"));
	expect("FIND\nf\ng\n");
	assert_true(textview_match(&view, "find"));
	expect("find me\nc\nd\n");
	assert_false(textview_match(&view, "nowhere"));
	assert_false(textview_match(&view, NULL));
	expect("find me\nc\nd\n");
	assert_int_equal(screen_at(&screen, 0, 0)->style, STYLE_normal);
}

static enum style
diff_style(const char *line, size_t len)
{
	if (len > 0 && line[0] == '+')
		return STYLE_grants;
	return len > 0 && line[0] == '-' ? STYLE_takes_away : STYLE_normal;
}

static void
test_styles_by_line(void **state)
{
	(void)state;
	textview_set_style(&view, diff_style);
	textview_set(&view, "- role viewer\n+ role admin");
	screen_clear(&screen);
	textview_draw(&view, &screen, screen_whole(&screen));
	char *dump = screen_dump_styles(&screen);
	assert_string_equal(dump, "tttttt\ntttttt\ngggggg\n");
	free(dump);
}

static void
test_empty_and_hostile(void **state)
{
	(void)state;
	expect("\n\n\n");
	textview_set(&view, "");
	expect("\n\n\n");
	type("jGg<pgup><pgdn>");
	assert_false(textview_match(&view, "x"));
	textview_set(&view, "a\x1b[31mb\r\n\xff\tc");
	expect("a␛[31mb\n�␉c\n\n");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_scrolling),
		TEST(test_resizing_keeps_the_place),
		TEST(test_search),
		TEST(test_styles_by_line),
		TEST(test_empty_and_hostile),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
