/* One repaint is one write, whatever curses makes of it.  A pipe of packets stands for the terminal. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "term_frame.h"
#include "unit.h"

enum { PACKET = 4096, LONG = 100000 };

static int ends[2];
static struct term_frame frame;

static int
set_up(void **state)
{
	(void)state;
	return pipe2(ends, O_DIRECT | O_NONBLOCK | O_CLOEXEC) == 0 &&
	        fcntl(ends[1], F_SETPIPE_SZ, 4 * LONG) > 0
	    ? term_frame_open(&frame, ends[1])
	    : -1;
}

static int
tear_down(void **state)
{
	(void)state;
	term_frame_close(&frame);
	(void)close(ends[0]);
	(void)close(ends[1]);
	return 0;
}

/* As curses does: with write() on the stream's descriptor. */
static void
draw(const char *text)
{
	size_t len = strlen(text);
	assert_int_equal(write(fileno(frame.stream), text, len), len);
}

static void
expect_packet(const char *text)
{
	char packet[PACKET];
	ssize_t n = read(ends[0], packet, sizeof(packet));
	assert_int_equal(n, strlen(text));
	assert_memory_equal(packet, text, (size_t)n);
}

static void
expect_nothing(void)
{
	char byte;
	assert_int_equal(read(ends[0], &byte, 1), -1);
}

static void
test_one_write(void **state)
{
	(void)state;
	term_frame_begin(&frame);
	draw("\033[2;1Hmany ");
	draw("\033[3;1Hpieces");
	expect_nothing();
	term_frame_end(&frame);
	expect_packet("\033[2;1Hmany \033[3;1Hpieces");
	expect_nothing();
}

/* The next one is shorter, and none of the last one comes again. */
static void
test_next_frames(void **state)
{
	(void)state;
	static const char *const texts[] = { "the first, a long one", "second", "", "the third" };
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		term_frame_begin(&frame);
		if (texts[i][0] != '\0')
			draw(texts[i]);
		term_frame_end(&frame);
		if (texts[i][0] != '\0')
			expect_packet(texts[i]);
		expect_nothing();
	}
}

static void
test_between_frames(void **state)
{
	(void)state;
	draw("modes");
	expect_packet("modes");
	expect_nothing();
}

static void
test_long_frame(void **state)
{
	(void)state;
	char *text = test_calloc(LONG + 1, 1);
	for (size_t i = 0; i < LONG; i++)
		text[i] = (char)('a' + i % 26);
	term_frame_begin(&frame);
	draw(text);
	term_frame_end(&frame);
	size_t at = 0;
	char packet[PACKET];
	for (ssize_t n; (n = read(ends[0], packet, sizeof(packet))) > 0; at += (size_t)n)
		assert_memory_equal(packet, text + at, (size_t)n);
	assert_int_equal(at, LONG);
	test_free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_one_write, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_next_frames, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_between_frames, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_long_frame, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
