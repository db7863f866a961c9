/* The clipboard sequence and its wrappings; which terminals get which. */
#include <stdlib.h>

#include "mem.h"
#include "osc52.h"
#include "str.h"
#include "unit.h"

static void
test_routes(void **state)
{
	(void)state;
	assert_int_equal(osc52_route("xterm-256color", false, false), TERM_COPY_SENT);
	assert_int_equal(osc52_route("xterm-kitty", false, false), TERM_COPY_SENT);
	assert_int_equal(osc52_route("xterm-256color", true, false), TERM_COPY_SENT_TMUX);
	assert_int_equal(osc52_route("tmux-256color", false, false), TERM_COPY_SENT_TMUX);
	assert_int_equal(osc52_route("screen-256color", true, false), TERM_COPY_SENT_TMUX);
	assert_int_equal(osc52_route("screen", false, false), TERM_COPY_SENT_SCREEN);
	assert_int_equal(osc52_route("xterm", false, true), TERM_COPY_SENT_SCREEN);
	assert_int_equal(osc52_route("linux", false, false), TERM_COPY_IMPOSSIBLE);
	assert_int_equal(osc52_route("vt100", false, false), TERM_COPY_IMPOSSIBLE);
	assert_int_equal(osc52_route("dumb", false, false), TERM_COPY_IMPOSSIBLE);
}

static void
expect(enum term_copy route, const char *text, const char *bytes)
{
	struct str out = STR_INIT(OSC52_LIMIT);
	osc52_write(&out, route, text, strlen(text));
	assert_string_equal(str_text(&out), bytes);
	str_release(&out);
}

static void
test_sequences(void **state)
{
	(void)state;
	expect(TERM_COPY_SENT, "", "\033]52;c;\a");
	expect(TERM_COPY_SENT, "f", "\033]52;c;Zg==\a");
	expect(TERM_COPY_SENT, "fo", "\033]52;c;Zm8=\a");
	expect(TERM_COPY_SENT, "foo", "\033]52;c;Zm9v\a");
	expect(TERM_COPY_SENT, "\xff\xfe\xfd", "\033]52;c;//79\a");
	expect(TERM_COPY_SENT_TMUX, "foo", "\033]52;c;Zm9v\a\033Ptmux;\033\033]52;c;Zm9v\a\033\\");
	expect(TERM_COPY_SENT_SCREEN, "foo", "\033]52;c;Zm9v\a\033P\033]52;c;Zm9v\a\033\\");
}

static void
test_the_longest_fits_and_never_moves(void **state)
{
	(void)state;
	char *text = mem_new(TERM_COPY_MAX + 1, 1);
	memset(text, 'x', TERM_COPY_MAX);
	struct str out = STR_INIT(OSC52_LIMIT);
	osc52_write(&out, TERM_COPY_SENT_SCREEN, text, TERM_COPY_MAX);
	assert_false(out.failed);
	assert_true(out.len > (size_t)2 * TERM_COPY_MAX);
	/* No string of screen's is longer than it takes. */
	size_t chunks = 0;
	for (const char *at = out.data; (at = strstr(at, "\033P")) != NULL; at++, chunks++)
		assert_true(strstr(at, "\033\\") - at <= 768);
	assert_true(chunks > 100);
	str_release(&out);
	free(text);
}

static void
test_words(void **state)
{
	(void)state;
	char text[128];
	assert_string_equal(
	    term_copy_text(TERM_COPY_SENT, 24, text), "asked the terminal to copy 24 bytes");
	assert_string_equal(
	    term_copy_text(TERM_COPY_SENT, 1, text), "asked the terminal to copy 1 byte");
	assert_has(term_copy_text(TERM_COPY_SENT_TMUX, 24, text), "set-clipboard");
	assert_has(term_copy_text(TERM_COPY_TOO_LONG, 99999, text), "not copied");
	assert_has(term_copy_text(TERM_COPY_IMPOSSIBLE, 1, text), "not copied");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_routes),
		cmocka_unit_test(test_sequences),
		cmocka_unit_test(test_the_longest_fits_and_never_moves),
		cmocka_unit_test(test_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
