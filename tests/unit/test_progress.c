/* Progress: rate and time left by a clock that the test turns. */
#include <stdlib.h>

#include "progress.h"
#include "unit.h"

static void
expect(const struct progress *progress, const char *text)
{
	char out[PROGRESS_TEXT];
	assert_string_equal(progress_text(progress, out), text);
}

static void
test_steady_work(void **state)
{
	(void)state;
	struct progress progress;
	progress_start(&progress, 9000, 50000);
	expect(&progress, "0 of 9,000  0%");
	assert_int_equal(progress_left_ms(&progress), -1);
	for (int second = 1; second <= 5; second++)
		progress_update(&progress, INT64_C(300) * second, 50000 + INT64_C(1000) * second);
	expect(&progress, "1,500 of 9,000  16%  300/s  25 s left");
	assert_int_equal(progress_left_ms(&progress), 25000);
	progress_update(&progress, 9000, 80000);
	assert_int_equal(progress_left_ms(&progress), 0);
}

static void
test_unknown_total_and_stalls(void **state)
{
	(void)state;
	struct progress progress;
	progress_start(&progress, 0, 0);
	progress_update(&progress, 1203332, 2000);
	expect(&progress, "1,203,332  601,666/s");
	progress_start(&progress, 100, 0);
	progress_update(&progress, 0, 5000);
	assert_int_equal(progress_left_ms(&progress), -1);
	expect(&progress, "0 of 100  0%");
	/* A clock that stands still divides by nothing. */
	progress_update(&progress, 50, 5000);
	expect(&progress, "50 of 100  50%");
}

static void
test_long_times(void **state)
{
	(void)state;
	struct progress progress;
	progress_start(&progress, 100000, 0);
	progress_update(&progress, 100, 10000);
	expect(&progress, "100 of 100,000  0%  10/s  2 h 46 min left");
	progress_start(&progress, 1000, 0);
	progress_update(&progress, 100, 10000);
	expect(&progress, "100 of 1,000  10%  10/s  1 min 30 s left");
	progress_start(&progress, INT64_MAX, 0);
	progress_update(&progress, 1, 10000);
	assert_int_equal(progress_left_ms(&progress), -1);
}

static void
test_drawing(void **state)
{
	(void)state;
	struct screen screen;
	struct progress progress;
	screen_init(&screen, 60, 1, true);
	progress_start(&progress, 9000, 0);
	progress_update(&progress, 4500, 10000);
	progress_draw(&progress, &screen, (struct screen_place){ 0, 0, 60 });
	char *dump = screen_dump_text(&screen);
	assert_string_equal(dump, "##########...........  4,500 of 9,000  50%  450/s  10 s left\n");
	free(dump);
	screen_clear(&screen);
	progress_draw(&progress, &screen, (struct screen_place){ 0, 0, 20 });
	dump = screen_dump_text(&screen);
	assert_string_equal(dump, "4,500 of 9,000  50%~\n");
	free(dump);
	screen_release(&screen);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steady_work),
		cmocka_unit_test(test_unknown_total_and_stalls),
		cmocka_unit_test(test_long_times),
		cmocka_unit_test(test_drawing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
