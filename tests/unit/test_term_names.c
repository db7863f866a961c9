/* Which terminfo entries are tried for a terminal. */
#include "term_names.h"
#include "unit.h"

static void
expect(const char *term, const char *first, const char *second, const char *third)
{
	const char *names[TERM_NAMES_MAX];
	term_names(term, names);
	assert_string_equal(names[0], first);
	assert_string_equal(names[1], second);
	assert_string_equal(names[2], third);
	size_t n = 0;
	while (names[n] != NULL)
		n++;
	assert_true(n < TERM_NAMES_MAX);
}

static void
test_resemblances(void **state)
{
	(void)state;
	expect("xterm-kitty", "xterm-kitty", "xterm-256color", "xterm");
	expect("alacritty", "alacritty", "xterm-256color", "xterm");
	expect("xterm-ghostty", "xterm-ghostty", "xterm-256color", "xterm");
	expect("foot-extra", "foot-extra", "xterm-256color", "xterm");
	expect("wezterm", "wezterm", "xterm-256color", "xterm");
	expect("tmux-direct", "tmux-direct", "tmux-256color", "screen-256color");
	expect("vt420", "vt420", "vt220", "vt100");
	expect("vt102-nsgr", "vt102-nsgr", "vt100", "vt100");
	expect("hp2648", "hp2648", "vt100", "ansi");
	expect("", "vt100", "ansi", "linux");
	expect(NULL, "vt100", "ansi", "linux");
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_resemblances) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
