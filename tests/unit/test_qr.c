/* QR codes: what is drawn is what was encoded, and what finds no room is not drawn. */
#include "qr.h"
#include "str.h"
#include "unit.h"

static const char uri[] = "otpauth://totp/Nexa:priya.sharma@acme.example?secret="
                          "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Nexa";

/* Whether a module is dark on the screen, counted from the corner of what was drawn. */
static bool
shown_dark(const struct screen *screen, struct screen_rect at, int row, int column)
{
	if (screen->ascii)
		return screen_at(screen, at.row + row, at.column + 2 * column)->style == STYLE_ink;
	const struct screen_cell *cell = screen_at(screen, at.row + row / 2, at.column + column);
	assert_int_equal(cell->style, STYLE_paper);
	if (strcmp(cell->text, "█") == 0)
		return true;
	return strcmp(cell->text, row % 2 == 0 ? "▀" : "▄") == 0;
}

/* Each module once, and light around them on all sides. */
static void
compare(bool ascii, int columns, int rows, int quiet)
{
	struct screen screen;
	struct qr qr;
	int wide;
	int high;
	screen_init(&screen, columns, rows, ascii);
	assert_true(qr_make(&qr, uri));
	assert_true(qr_fits(&qr, &screen, screen_whole(&screen), &wide, &high));
	assert_int_equal(wide, (qr.modules + 2 * quiet) * (ascii ? 2 : 1));
	assert_true(qr_draw(&qr, &screen, screen_whole(&screen)));
	struct screen_rect at = screen_centre(screen_whole(&screen), wide, high);
	int side = qr.modules + 2 * quiet;
	for (int row = 0; row < side; row++)
		for (int column = 0; column < side; column++) {
			int r = row - quiet;
			int c = column - quiet;
			bool inside = r >= 0 && c >= 0 && r < qr.modules && c < qr.modules;
			bool dark = inside && qr.dark[r * qr.modules + c] != 0;
			assert_int_equal(shown_dark(&screen, at, row, column), dark);
		}
	/* The finder in the corner, which every reader looks for. */
	for (int i = 0; i < 7; i++)
		assert_true(shown_dark(&screen, at, quiet, quiet + i));
	assert_false(shown_dark(&screen, at, quiet + 1, quiet + 1));
	assert_true(shown_dark(&screen, at, quiet + 3, quiet + 3));
	qr_release(&qr);
	screen_release(&screen);
}

static void
test_drawn(void **state)
{
	(void)state;
	compare(false, 80, 40, 4);
	compare(false, 80, 21, 2);
	compare(true, 120, 60, 4);
}

static void
test_no_room(void **state)
{
	(void)state;
	struct screen screen;
	struct qr qr;
	assert_true(qr_make(&qr, uri));
	screen_init(&screen, 80, 24, true);
	assert_false(qr_draw(&qr, &screen, screen_whole(&screen)));
	screen_resize(&screen, 40, 10);
	assert_false(qr_draw(&qr, &screen, screen_whole(&screen)));
	char *dump = screen_dump_styles(&screen);
	assert_null(strpbrk(dump, "pI"));
	free(dump);
	screen_release(&screen);
	qr_release(&qr);
	assert_null(qr.dark);
	qr_release(&qr);
}

static void
test_too_long(void **state)
{
	(void)state;
	char text[4000];
	struct qr qr;
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	assert_false(qr_make(&qr, text));
	assert_int_equal(qr.modules, 0);
}

static void
test_printed(void **state)
{
	(void)state;
	struct screen screen;
	struct str out = STR_INIT(1 << 16);
	struct qr qr;
	assert_true(qr_make(&qr, "x"));
	screen_init(&screen, 40, 15, false);
	assert_true(qr_draw(&qr, &screen, (struct screen_rect){ 0, 0, 15, 29 }));
	(void)screen_text(&screen, (struct screen_place){ 1, 31, 9 }, STYLE_normal, "beside");
	qr_print(&screen, &out);
	/* A quiet zone of four modules is two lines, black on white, and the colours end with each line. */
	assert_int_equal(strncmp(str_text(&out), "\x1b[30;47m     ", 13), 0);
	size_t lines = 0;
	for (const char *at = str_text(&out); (at = strchr(at, '\n')) != NULL; at++, lines++)
		assert_int_equal(strncmp(at - (lines == 1 ? 12 : 4), "\x1b[0m", 4), 0);
	assert_int_equal(lines, (21 + 8 + 1) / 2);
	str_clear(&out);
	screen_release(&screen);
	screen_init(&screen, 60, 29, true);
	assert_true(qr_draw(&qr, &screen, screen_whole(&screen)));
	qr_print(&screen, &out);
	assert_null(strstr(str_text(&out), "█"));
	assert_non_null(strstr(str_text(&out), "\x1b[37;40m              \x1b[30;47m"));
	str_clear(&out);
	qr_groups("JBSWY3DPEH", &out);
	assert_string_equal(str_text(&out), "JBSW Y3DP EH");
	str_release(&out);
	screen_release(&screen);
	qr_release(&qr);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_drawn),
		cmocka_unit_test(test_no_room),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_printed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
