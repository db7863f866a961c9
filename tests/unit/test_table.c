/* Tables: how columns share the width, what is drawn, and that only what is visible costs. */
#include <stdio.h>
#include <stdlib.h>

#include "table.h"
#include "unit.h"

enum { NAME, EMAIL, ROLE, CALLS, N_COLUMNS };

static const struct table_column columns[] = {
	[NAME] = { .title = "name", .min = 8, .preferred = 16, .grow = 1 },
	[EMAIL] = { .title = "e-mail", .min = 10, .preferred = 20, .priority = 2, .grow = 2 },
	[ROLE] = { .title = "role", .min = 6, .preferred = 6, .priority = 1 },
	[CALLS] = { .title = "calls", .min = 7, .preferred = 7, .priority = 3, .right = true },
};

static void
expect_layout(int skipped, int width, const int wanted[N_COLUMNS])
{
	int widths[TABLE_COLUMNS];
	table_layout(columns, N_COLUMNS, skipped, width, widths);
	for (int i = 0; i < N_COLUMNS; i++)
		assert_int_equal(widths[i], wanted[i]);
	for (int i = N_COLUMNS; i < TABLE_COLUMNS; i++)
		assert_int_equal(widths[i], 0);
}

static void
test_layout(void **state)
{
	(void)state;
	/* All preferred: 16 + 20 + 6 + 7 and three gaps. */
	expect_layout(0, 52, (const int[]){ 16, 20, 6, 7 });
	/* What is left over goes by weight. */
	expect_layout(0, 61, (const int[]){ 19, 26, 6, 7 });
	/* Less than that: shared by how much is wished. */
	expect_layout(0, 43, (const int[]){ 12, 15, 6, 7 });
	expect_layout(0, 34, (const int[]){ 8, 10, 6, 7 });
	/* One too few: the least important one goes, the others profit. */
	expect_layout(0, 33, (const int[]){ 12, 13, 6, 0 });
	expect_layout(0, 25, (const int[]){ 18, 0, 6, 0 });
	expect_layout(0, 14, (const int[]){ 14, 0, 0, 0 });
	expect_layout(0, 5, (const int[]){ 5, 0, 0, 0 });
	expect_layout(0, 0, (const int[]){ 0, 0, 0, 0 });
	expect_layout(0, -3, (const int[]){ 0, 0, 0, 0 });
	expect_layout(2, 31, (const int[]){ 23, 0, 0, 7 });
}

static void
test_layout_never_overflows(void **state)
{
	(void)state;
	int before = 0;
	for (int width = 1; width < 300; width++) {
		int widths[TABLE_COLUMNS];
		table_layout(columns, N_COLUMNS, 0, width, widths);
		int sum = -1;
		int shown = 0;
		for (int i = 0; i < N_COLUMNS; i++) {
			sum += widths[i] > 0 ? widths[i] + 1 : 0;
			shown += widths[i] > 0;
		}
		assert_true(sum <= width);
		assert_true(shown >= before);
		before = shown;
	}
	assert_int_equal(before, N_COLUMNS);
}

static int asked;

static void
give_row(void *context, int64_t index, struct table_row *row)
{
	static char name[32];
	(void)context;
	asked++;
	(void)snprintf(name, sizeof name, "person %d", (int)index);
	row->cells[NAME].text = name;
	row->cells[EMAIL].text = index % 2 == 0 ? "ada@example.org" : "漢字@example.org";
	row->cells[ROLE].text = index == 2 ? "owner" : "member";
	row->cells[ROLE].style = index == 2 ? STYLE_staged : STYLE_normal;
	row->cells[CALLS].text = "42";
	row->marked = index == 1;
	row->loading = index == 3;
}

static struct screen screen;
static struct listpos pos;
static struct table table;

static int
set_up(void **state)
{
	(void)state;
	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	screen_init(&screen, 55, 5, false);
	pos = (struct listpos){ 0 };
	table = (struct table){ .columns = columns,
		.n_columns = N_COLUMNS,
		.pos = &pos,
		.row = give_row,
		.empty = "Nobody here yet.",
		.sorted = -1,
		.current = -1 };
	asked = 0;
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	screen_release(&screen);
	return 0;
}

static void
expect(const char *text, const char *styles)
{
	char *dump = screen_dump_text(&screen);
	assert_string_equal(dump, text);
	free(dump);
	dump = screen_dump_styles(&screen);
	if (styles != NULL)
		assert_string_equal(dump, styles);
	free(dump);
}

static void
test_drawing(void **state)
{
	(void)state;
	listpos_set_total(&pos, 10);
	table.sorted = CALLS;
	table_draw(&table, &screen, screen_whole(&screen));
	expect("   name             e-mail               role    ↑calls\n"
	       ">  person 0         ada@example.org      member      42\n"
	       " ✓ person 1         漢字@example.org     member      42\n"
	       "   person 2         ada@example.org      owner       42\n"
	       "   …\n",
	    "...HHHH.............HHHHHH...............HHHH....HHHHHH\n"
	    "...SSSSSSSSSSSSSSSS\n"
	    ".M.MMMMMMMM\n"
	    ".........................................sssss\n"
	    "...d\n");
	assert_int_equal(asked, 4);
	assert_int_equal(pos.rows, 4);
}

static void
test_narrow(void **state)
{
	(void)state;
	screen_resize(&screen, 40, 3);
	listpos_set_total(&pos, 2);
	table_draw(&table, &screen, screen_whole(&screen));
	expect("   name       e-mail      role     calls\n"
	       ">  person 0   ada@exampl… member      42\n"
	       " ✓ person 1   漢字@examp… member      42\n",
	    NULL);
	screen_resize(&screen, 3, 1);
	table_draw(&table, &screen, screen_whole(&screen));
	expect("\n", "\n");
}

static void
test_cell_cursor(void **state)
{
	(void)state;
	listpos_set_total(&pos, 1);
	table.current = ROLE;
	table_draw(&table, &screen, screen_whole(&screen));
	expect("   name             e-mail               role     calls\n"
	       ">  person 0         ada@example.org      member      42\n\n\n\n",
	    "...HHHH.............HHHHHH...............HHHH.....HHHHH\n"
	    ".........................................SSSSSS\n\n\n\n");
	screen_clear(&screen);
	table.unfocused = true;
	table_draw(&table, &screen, screen_whole(&screen));
	assert_int_equal(screen_at(&screen, 1, 41)->style, STYLE_normal);
	assert_int_equal(screen_at(&screen, 1, 0)->style, STYLE_dim);
}

static void
test_empty(void **state)
{
	(void)state;
	table_draw(&table, &screen, (struct screen_rect){ 0, 0, 5, 20 });
	expect("   name       role\n   Nobody here yet.\n\n\n\n", NULL);
}

static void
test_100_000_rows_cost_what_is_visible(void **state)
{
	(void)state;
	listpos_set_total(&pos, 100000);
	listpos_last(&pos);
	table_draw(&table, &screen, screen_whole(&screen));
	assert_int_equal(asked, 4);
	assert_int_equal(table_item_at(&table, screen_whole(&screen), 4), 99999);
	assert_int_equal(table_item_at(&table, screen_whole(&screen), 0), -1);
	assert_int_equal(table_column_at(&table, screen_whole(&screen), 0), -1);
	assert_int_equal(table_column_at(&table, screen_whole(&screen), 3), NAME);
	assert_int_equal(table_column_at(&table, screen_whole(&screen), 20), EMAIL);
	assert_int_equal(table_column_at(&table, screen_whole(&screen), 40), -1);
}

/* Cells that differ after the cursor moved: what a line key sends. */
static void
test_moving_the_cursor_changes_little(void **state)
{
	(void)state;
	struct screen before;
	screen_init(&before, 1, 1, false);
	listpos_set_total(&pos, 10);
	table_draw(&table, &screen, screen_whole(&screen));
	screen_copy(&before, &screen);
	listpos_move(&pos, 1);
	screen_clear(&screen);
	table_draw(&table, &screen, screen_whole(&screen));
	int differ = 0;
	for (int row = 0; row < 5; row++)
		for (int column = 0; column < 55; column++)
			differ +=
			    memcmp(screen_at(&before, row, column), screen_at(&screen, row, column),
			        sizeof(struct screen_cell)) != 0;
	/* The mark of the cursor and the name, in two rows. */
	assert_int_equal(differ, 2 * (1 + 16));
	screen_release(&before);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_layout),
		TEST(test_layout_never_overflows),
		TEST(test_drawing),
		TEST(test_narrow),
		TEST(test_cell_cursor),
		TEST(test_empty),
		TEST(test_100_000_rows_cost_what_is_visible),
		TEST(test_moving_the_cursor_changes_little),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
