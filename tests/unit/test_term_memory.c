/* The terminal in memory: what is scripted comes out, what is presented can be read. */
#include <poll.h>
#include <signal.h>

#include "input.h"
#include "keys.h"
#include "screen.h"
#include "term_memory.h"
#include "unit.h"

static struct term *term;

static int
set_up(void **state)
{
	(void)state;
	term = term_memory_new(12, 3);
	assert_int_equal(term->begin(term, NULL), 0);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	term->free(term);
	return 0;
}

static struct input
take(void)
{
	struct input input;
	assert_true(term->next(term, &input));
	return input;
}

static void
test_script(void **state)
{
	(void)state;
	static const uint32_t keys[] = { 'g', 'm', KEY_enter, 0xe9, 0x6f22, '<', KEY_CTRL | 's',
		KEY_SHIFT | KEY_tab, ' ', '>', '-' };
	term_memory_type(term, "gm<enter>é漢<lt><C-s><S-tab> >-");
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		struct input input = take();
		assert_int_equal(input.kind, INPUT_KEY);
		assert_int_equal(input.key, keys[i]);
	}
	struct input none;
	assert_false(term->next(term, &none));
	assert_int_equal(none.kind, INPUT_NONE);
}

static void
test_other_inputs(void **state)
{
	(void)state;
	term_memory_paste(term, "a\0b", 3);
	term_memory_click(term, 2, 5);
	term_memory_resize(term, 40, 10);
	term_memory_stop(term, SIGTERM);
	struct input input = take();
	assert_int_equal(input.kind, INPUT_PASTE);
	assert_int_equal(input.len, 3);
	assert_memory_equal(input.text, "a\0b", 4);
	input = take();
	assert_int_equal(input.kind, INPUT_MOUSE);
	assert_int_equal(input.row, 2);
	assert_int_equal(input.column, 5);
	int columns, rows;
	term->size(term, &columns, &rows);
	assert_int_equal(columns, 12);
	assert_int_equal(take().kind, INPUT_RESIZE);
	term->size(term, &columns, &rows);
	assert_int_equal(columns, 40);
	assert_int_equal(rows, 10);
	assert_int_equal(take().signal, SIGTERM);
	term->suspend(term);
	assert_int_equal(take().kind, INPUT_RESUME);
	assert_int_equal(term_memory_suspends(term), 1);
	struct pollfd fds[TERM_POLL_FDS];
	assert_int_equal(term->poll_fds(term, fds), 0);
	assert_int_equal(term->patience_ms(term), -1);
}

static void
test_screen(void **state)
{
	(void)state;
	struct screen screen;
	screen_init(&screen, 12, 3, term->ascii);
	screen_text(&screen, (struct screen_place){ 0, 1, 11 }, STYLE_title, "漢字 ok");
	screen_text(&screen, (struct screen_place){ 2, 0, 12 }, STYLE_error, "no");
	screen_cursor(&screen, 2, 2);
	term->present(term, &screen);
	screen_release(&screen);
	assert_string_equal(term_memory_text(term), " 漢字 ok\n\nno\n");
	assert_string_equal(term_memory_styles(term), ".TTTTTTT\n\nee\n");
	int row, column;
	assert_true(term_memory_cursor(term, &row, &column));
	assert_int_equal(row, 2);
	assert_int_equal(column, 2);
	assert_int_equal(term_memory_presents(term), 1);
}

static void
test_copy_and_bell(void **state)
{
	(void)state;
	static char long_text[TERM_COPY_MAX + 2];
	assert_string_equal(term_memory_copied(term), "");
	assert_int_equal(term->copy(term, "secret", 6), TERM_COPY_SENT);
	assert_string_equal(term_memory_copied(term), "secret");
	memset(long_text, 'x', sizeof long_text - 1);
	assert_int_equal(term->copy(term, long_text, sizeof long_text - 1), TERM_COPY_TOO_LONG);
	assert_string_equal(term_memory_copied(term), "secret");
	term_memory_set_copy(term, TERM_COPY_IMPOSSIBLE);
	assert_int_equal(term->copy(term, "x", 1), TERM_COPY_IMPOSSIBLE);
	term->bell(term);
	term->bell(term);
	assert_int_equal(term_memory_bells(term), 2);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_script),
		TEST(test_other_inputs),
		TEST(test_screen),
		TEST(test_copy_and_bell),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
