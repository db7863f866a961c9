/* Cursor and scroll arithmetic: the cursor never leaves the screen, nor the list. */
#include "listpos.h"
#include "unit.h"

static void
expect(const struct listpos *pos, int64_t cursor, int64_t top)
{
	assert_int_equal(pos->cursor, cursor);
	assert_int_equal(pos->top, top);
}

static struct listpos
list(int64_t total, int rows)
{
	struct listpos pos = { 0 };
	listpos_set_total(&pos, total);
	listpos_set_rows(&pos, rows);
	return pos;
}

static void
test_moving(void **state)
{
	(void)state;
	struct listpos pos = list(100, 10);
	listpos_move(&pos, 9);
	expect(&pos, 9, 0);
	listpos_move(&pos, 1);
	expect(&pos, 10, 1);
	listpos_move(&pos, -10);
	expect(&pos, 0, 0);
	listpos_move(&pos, -1);
	expect(&pos, 0, 0);
	listpos_move(&pos, INT64_MAX);
	expect(&pos, 99, 90);
	listpos_move(&pos, INT64_MIN);
	expect(&pos, 0, 0);
}

static void
test_pages(void **state)
{
	(void)state;
	struct listpos pos = list(25, 10);
	listpos_move(&pos, 3);
	listpos_page(&pos, 1);
	expect(&pos, 13, 10);
	listpos_page(&pos, 1);
	expect(&pos, 23, 15);
	listpos_page(&pos, 1);
	expect(&pos, 24, 15);
	listpos_page(&pos, -1);
	expect(&pos, 14, 5);
	listpos_half_page(&pos, -1);
	expect(&pos, 9, 0);
	listpos_half_page(&pos, 1);
	expect(&pos, 14, 5);
}

static void
test_ends_and_jumps(void **state)
{
	(void)state;
	struct listpos pos = list(1000, 11);
	listpos_last(&pos);
	expect(&pos, 999, 989);
	listpos_first(&pos);
	expect(&pos, 0, 0);
	listpos_go(&pos, 500);
	expect(&pos, 500, 495);
	listpos_go(&pos, 502);
	expect(&pos, 502, 495);
	listpos_go(&pos, 5000);
	expect(&pos, 999, 989);
	listpos_go(&pos, -5);
	expect(&pos, 0, 0);
}

static void
test_scrolling_takes_the_cursor_along(void **state)
{
	(void)state;
	struct listpos pos = list(100, 10);
	listpos_scroll(&pos, 3);
	expect(&pos, 3, 3);
	listpos_move(&pos, 9);
	listpos_scroll(&pos, -3);
	expect(&pos, 9, 0);
	listpos_scroll(&pos, 1000);
	expect(&pos, 90, 90);
}

static void
test_resizing(void **state)
{
	(void)state;
	struct listpos pos = list(100, 30);
	listpos_move(&pos, 25);
	listpos_set_rows(&pos, 5);
	expect(&pos, 25, 21);
	listpos_set_rows(&pos, 1);
	expect(&pos, 25, 25);
	listpos_set_rows(&pos, 200);
	expect(&pos, 25, 0);
	listpos_set_rows(&pos, -1);
	assert_int_equal(pos.rows, 1);
}

static void
test_list_changes_under_the_cursor(void **state)
{
	(void)state;
	struct listpos pos = list(100, 10);
	listpos_go(&pos, 50);
	int64_t row = pos.cursor - pos.top;
	listpos_inserted(&pos, 0, 7);
	assert_int_equal(pos.cursor, 57);
	assert_int_equal(pos.cursor - pos.top, row);
	listpos_inserted(&pos, 80, 7);
	assert_int_equal(pos.cursor, 57);
	listpos_set_total(&pos, 20);
	expect(&pos, 19, 10);
}

static void
test_empty_and_small(void **state)
{
	(void)state;
	struct listpos pos = { 0 };
	listpos_move(&pos, 1);
	listpos_page(&pos, 1);
	listpos_last(&pos);
	listpos_scroll(&pos, 1);
	expect(&pos, 0, 0);
	assert_int_equal(listpos_at(&pos, 0), -1);
	listpos_inserted(&pos, 0, 3);
	expect(&pos, 0, 0);
	listpos_set_rows(&pos, 10);
	assert_int_equal(listpos_at(&pos, 2), 2);
	assert_int_equal(listpos_at(&pos, 3), -1);
	assert_int_equal(listpos_at(&pos, -1), -1);
}

/* Any sequence of anything keeps the promises of the header. */
static void
test_promises_hold(void **state)
{
	(void)state;
	struct listpos pos = { 0 };
	uint32_t seed = 7;
	for (int i = 0; i < 20000; i++) {
		seed = seed * 1664525 + 1013904223;
		int64_t amount = (int64_t)(seed >> 8) % 40 - 20;
		switch (seed >> 28) {
		case 0:
			listpos_set_total(&pos, amount + 20);
			break;
		case 1:
			listpos_set_rows(&pos, (int)amount);
			break;
		case 2:
			listpos_inserted(&pos, (amount + 20) % (pos.total + 1), 5);
			break;
		case 3:
			listpos_set_total(&pos, pos.total > 5 ? pos.total - 5 : 0);
			break;
		case 4:
			listpos_page(&pos, amount < 0 ? -1 : 1);
			break;
		case 5:
			listpos_half_page(&pos, amount < 0 ? -1 : 1);
			break;
		case 6:
			listpos_go(&pos, amount);
			break;
		case 7:
			listpos_scroll(&pos, amount);
			break;
		default:
			listpos_move(&pos, amount);
			break;
		}
		if (pos.rows == 0)
			continue;
		assert_in_range(pos.cursor, 0, pos.total > 0 ? pos.total - 1 : 0);
		assert_true(pos.top >= 0 && pos.top <= pos.cursor);
		assert_true(pos.cursor < pos.top + pos.rows);
		assert_true(pos.top == 0 || pos.top + pos.rows <= pos.total);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_moving),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_ends_and_jumps),
		cmocka_unit_test(test_scrolling_takes_the_cursor_along),
		cmocka_unit_test(test_resizing),
		cmocka_unit_test(test_list_changes_under_the_cursor),
		cmocka_unit_test(test_empty_and_small),
		cmocka_unit_test(test_promises_hold),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
