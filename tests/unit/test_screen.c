/* The screen: hostile text stays in its place, widths are right, lines join. */
#include <stdlib.h>

#include "screen.h"
#include "str.h"
#include "unit.h"

#define FSI "\xe2\x81\xa8"
#define PDI "\xe2\x81\xa9"

static struct screen screen;

static int
set_up(void **state)
{
	(void)state;
	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	screen_init(&screen, 20, 4, false);
	return 0;
}

static int
set_up_ascii(void **state)
{
	(void)state;
	assert_non_null(setlocale(LC_CTYPE, "C"));
	screen_init(&screen, 20, 4, true);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	screen_release(&screen);
	return 0;
}

/* Row 0 must read so, and no row below it may be touched. */
static void
expect_row(const char *text, const char *styles)
{
	char *dump = screen_dump_text(&screen);
	char *style_dump = screen_dump_styles(&screen);
	struct str wanted = STR_INIT(1000);
	struct str wanted_styles = STR_INIT(1000);
	str_addf(&wanted, "%s\n\n\n\n", text);
	str_addf(&wanted_styles, "%s\n\n\n\n", styles);
	assert_string_equal(dump, str_text(&wanted));
	assert_string_equal(style_dump, str_text(&wanted_styles));
	str_release(&wanted);
	str_release(&wanted_styles);
	free(dump);
	free(style_dump);
}

static int
draw(int columns, const char *text)
{
	return screen_text(&screen, (struct screen_place){ 0, 0, columns }, STYLE_normal, text);
}

static void
test_plain_text(void **state)
{
	(void)state;
	assert_int_equal(draw(20, "Hello, world"), 12);
	expect_row("Hello, world", "");
	assert_int_equal(screen_columns(&screen, "Hello, world"), 12);
}

static void
test_cut_with_ellipsis(void **state)
{
	(void)state;
	assert_int_equal(draw(5, "Hello, world"), 5);
	expect_row("Hell…", "");
	screen_clear(&screen);
	assert_int_equal(draw(1, "Hello"), 1);
	expect_row("…", "");
	assert_int_equal(draw(0, "Hello"), 0);
}

/* Plain letters are taken by the run; where it ends, each counts as everything else does. */
static void
test_cut_anywhere(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *shown[6]; /* in 1, 2, … columns */
	} texts[] = {
		{ "ab漢e\u0301x", { "…", "a…", "ab…", "ab…", "ab漢…", "ab漢e\u0301x" } },
		{ "abe\u0301x", { "…", "a…", "ab…", "abe\u0301x", "abe\u0301x", "abe\u0301x" } },
		{ "abcdef", { "…", "a…", "ab…", "abc…", "abcd…", "abcdef" } },
	};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		for (int columns = 1; columns <= 6; columns++) {
			const char *shown = texts[i].shown[columns - 1];
			screen_clear(&screen);
			assert_int_equal(
			    draw(columns, texts[i].text), screen_columns(&screen, shown));
			expect_row(shown, "");
		}
}

static void
test_wide_is_never_split(void **state)
{
	(void)state;
	assert_int_equal(draw(20, "漢字かな"), 8);
	expect_row("漢字かな", "");
	screen_clear(&screen);
	assert_int_equal(draw(8, "漢字かな"), 8);
	expect_row("漢字かな", "");
	screen_clear(&screen);
	assert_int_equal(draw(7, "漢字かな"), 7);
	expect_row("漢字か…", "");
	screen_clear(&screen);
	/* Two columns are free before the ellipsis, but one of them no character fits. */
	assert_int_equal(draw(6, "漢字かな"), 5);
	expect_row("漢字…", "");
}

static void
test_decomposed_accent(void **state)
{
	(void)state;
	assert_int_equal(draw(20, "Zoe\u0301!"), 4);
	expect_row("Zoe\u0301!", "");
	assert_string_equal(screen_at(&screen, 0, 2)->text, "e\u0301");
}

static void
test_family_emoji(void **state)
{
	(void)state;
	assert_int_equal(draw(20, "👨‍👩‍👧‍👦x"), 3);
	expect_row("👨‍👩‍👧‍👦x", "");
	assert_int_equal(screen_at(&screen, 0, 0)->width, 2);
	assert_int_equal(screen_at(&screen, 0, 1)->width, 0);
}

static void
test_flag_and_vowel_sign(void **state)
{
	(void)state;
	/* Terminals take a column for each half of a flag, and for a vowel sign of its own. */
	assert_int_equal(screen_columns(&screen, "🇩🇪"), 2);
	assert_int_equal(screen_columns(&screen, "का"), 2);
}

static void
test_controls_are_marks(void **state)
{
	(void)state;
	draw(20, "a\x1b[31mb\a\t\n\r\x7f\x01");
	expect_row("a␛[31mb␇␉␊␍␡␁", ".x.....xxxxxx");
}

static void
test_osc_52_is_shown(void **state)
{
	(void)state;
	draw(20, "\x1b]52;c;aGk=\a");
	expect_row("␛]52;c;aGk=␇", "x..........x");
}

static void
test_c1_and_lone_bytes(void **state)
{
	(void)state;
	/* C1 as UTF-8 and as a byte, a continuation byte, half a sequence, an overlong slash. */
	draw(20,
	    "a\xc2\x9b"
	    "b\x9b"
	    "c\xa9"
	    "d\xe6\xbc"
	    "e\xc0\xaf"
	    "f");
	expect_row("a␦b�c�d��e��f", ".x.x.x.xx.xx");
}

static void
test_embedded_nul(void **state)
{
	(void)state;
	struct screen_look look = { 0 };
	screen_text_n(&screen, (struct screen_place){ 0, 0, 20 }, &look, "a\0b", 3);
	expect_row("a␀b", ".x");
}

static void
test_bidi_controls_are_marks(void **state)
{
	(void)state;
	/* NOLINTNEXTLINE(misc-misleading-bidirectional): that is what it is about */
	draw(20, "a\u202egpj.exe\u202c\u2066\u2067\u200f\u200e");
	expect_row("a←gpj.exe↔→←←→", ".x.......xxxxx");
}

static void
test_hidden_characters(void **state)
{
	(void)state;
	/* Zero width space, BOM, soft hyphen, Hangul filler: marks.  A joiner in Latin: flagged. */
	draw(20,
	    "a\u200b"
	    "b\ufeff"
	    "c\u00ad"
	    "d\u3164"
	    "e\u200d"
	    "f");
	expect_row("a·b·c·d·ef", ".x.x.x.xx");
	screen_clear(&screen);
	draw(20, "x\U000e0041\U000e0042y");
	expect_row("xy", "x");
}

static void
test_many_marks_are_capped(void **state)
{
	(void)state;
	struct str text = STR_INIT(5000);
	str_add(&text, "e");
	for (int i = 0; i < 1000; i++)
		str_add(&text, "\u0301");
	str_add(&text, "f");
	assert_int_equal(draw(20, str_text(&text)), 2);
	expect_row("e\u0301\u0301\u0301\u0301f", "x");
	str_release(&text);
}

static void
test_lone_combining_mark(void **state)
{
	(void)state;
	assert_int_equal(draw(20, "\u0301a"), 2);
	expect_row("◌\u0301a", "x");
}

static void
test_right_to_left_is_isolated(void **state)
{
	(void)state;
	struct screen_place first = { 0, 0, 8 };
	struct screen_place second = { 0, 9, 8 };
	screen_text(&screen, first, STYLE_normal, "שלום 1");
	screen_text(&screen, second, STYLE_normal, "مرحبا");
	expect_row(FSI "שלום 1" PDI "   " FSI "مرحبا" PDI, "");
}

static void
test_neighbouring_isolates(void **state)
{
	(void)state;
	screen_text(&screen, (struct screen_place){ 0, 0, 2 }, STYLE_normal, "של");
	screen_text(&screen, (struct screen_place){ 0, 2, 2 }, STYLE_normal, "ום");
	expect_row(FSI "של" PDI FSI "ום" PDI, "");
}

static void
test_isolate_survives_overwriting(void **state)
{
	(void)state;
	draw(20, "שלום");
	screen_text(&screen, (struct screen_place){ 0, 3, 3 }, STYLE_normal, "abc");
	expect_row(FSI "שלו" PDI "abc", "");
	screen_text(&screen, (struct screen_place){ 0, 0, 1 }, STYLE_normal, "x");
	expect_row("x" FSI "לו" PDI "abc", "");
}

static void
test_overwriting_half_a_wide_character(void **state)
{
	(void)state;
	draw(20, "漢字");
	screen_text(&screen, (struct screen_place){ 0, 1, 2 }, STYLE_normal, "ab");
	expect_row(" ab", "");
	screen_clear(&screen);
	draw(20, "漢字");
	screen_fill(&screen, (struct screen_rect){ 0, 1, 1, 1 }, STYLE_normal);
	expect_row("  字", "");
}

static void
test_alignment_and_fill(void **state)
{
	(void)state;
	struct screen_look look = { .style = STYLE_selected, .right = true, .fill = true };
	screen_text_as(&screen, (struct screen_place){ 0, 2, 6 }, &look, "42");
	expect_row("      42", "..SSSSSS");
}

static void
test_match_is_highlighted(void **state)
{
	(void)state;
	struct screen_look look = { .match = "an" };
	screen_text_as(&screen, (struct screen_place){ 0, 0, 20 }, &look, "bANana");
	expect_row("bANana", ".mmmm");
	size_t positions[] = { 0, 3 };
	look = (struct screen_look){ .positions = positions, .n_positions = 2 };
	screen_text_as(&screen, (struct screen_place){ 0, 0, 20 }, &look, "bANana");
	expect_row("bANana", "m..m");
}

static void
test_clip(void **state)
{
	(void)state;
	struct screen_rect before = screen_clip(&screen, (struct screen_rect){ 0, 2, 1, 5 });
	draw(20, "漢字かな漢字");
	screen_unclip(&screen, before);
	/* Columns 2 to 6: two whole characters and half of one, which is a blank. */
	expect_row("  字か", "");
	screen_text(&screen, (struct screen_place){ -1, 0, 5 }, STYLE_normal, "x");
	screen_text(&screen, (struct screen_place){ 99, 0, 5 }, STYLE_normal, "x");
	screen_text(&screen, (struct screen_place){ 0, 19, 50 }, STYLE_normal, "漢");
	screen_text(&screen, (struct screen_place){ 0, 200, 50 }, STYLE_normal, "x");
	screen_fill(&screen, (struct screen_rect){ -5, -5, 1, 1 }, STYLE_danger);
	screen_fill(&screen, (struct screen_rect){ INT32_MAX, 0, INT32_MAX, 5 }, STYLE_danger);
	expect_row("  字か", "");
}

static void
expect_screen(const char *text)
{
	char *dump = screen_dump_text(&screen);
	assert_string_equal(dump, text);
	free(dump);
}

static void
test_lines_join(void **state)
{
	(void)state;
	screen_box(&screen, (struct screen_rect){ 0, 0, 4, 7 }, STYLE_border);
	screen_rule(&screen, (struct screen_place){ 2, 0, 7 }, STYLE_border);
	screen_column_rule(&screen, (struct screen_rect){ 0, 3, 4, 1 }, STYLE_border);
	expect_screen("┌──┬──┐\n│  │  │\n├──┼──┤\n└──┴──┘\n");
	screen_box(&screen, (struct screen_rect){ 0, 6, 4, 4 }, STYLE_border);
	expect_screen("┌──┬──┬──┐\n│  │  │  │\n├──┼──┤  │\n└──┴──┴──┘\n");
}

static void
test_lines_in_ascii(void **state)
{
	(void)state;
	screen_box(&screen, (struct screen_rect){ 0, 0, 4, 7 }, STYLE_border);
	screen_rule(&screen, (struct screen_place){ 2, 0, 7 }, STYLE_border);
	expect_screen("+-----+\n|     |\n+-----+\n+-----+\n");
}

static void
test_text_in_ascii(void **state)
{
	(void)state;
	/* NOLINTNEXTLINE(misc-misleading-bidirectional): that is what it is about */
	assert_int_equal(draw(20, "né漢\x1b\u202e\xff\u200b ש"), 9);
	expect_row("ne?^<?^ ?", "...xxxx");
	screen_clear(&screen);
	assert_int_equal(draw(20, "Łódź æsir Strauß → … ▸"), 20);
	expect_row("Lodz aesir Strauss ~", "");
	screen_clear(&screen);
	assert_int_equal(draw(20, "a → b … ▸ ·"), 14);
	expect_row("a -> b ... > |", "");
	screen_clear(&screen);
	assert_int_equal(draw(5, "Hello, world"), 5);
	expect_row("Hell~", "");
}

static void
test_window(void **state)
{
	(void)state;
	screen_fill(&screen, screen_whole(&screen), STYLE_danger);
	struct screen_rect inside =
	    screen_window(&screen, (struct screen_rect){ 0, 0, 4, 20 }, "A long title, cut");
	expect_screen("┌─ A long title,… ─┐\n│                  │\n│                  │\n"
	              "└──────────────────┘\n");
	assert_int_equal(inside.row, 1);
	assert_int_equal(inside.column, 2);
	assert_int_equal(inside.rows, 2);
	assert_int_equal(inside.columns, 16);
	screen_window(&screen, (struct screen_rect){ 0, 0, 1, 1 }, "x");
	screen_window(&screen, (struct screen_rect){ 0, 0, 0, 0 }, "x");
}

static void
test_wrapping(void **state)
{
	(void)state;
	struct screen_rect rect = { 0, 0, 4, 10 };
	int rows = screen_text_wrapped(
	    &screen, rect, STYLE_normal, "one two  three\nfour\n\nextraordinarily");
	assert_int_equal(rows, 4);
	expect_screen("one two\nthree\nfour\n…\n");
	screen_clear(&screen);
	assert_int_equal(screen_rows(&screen, "extraordinarily big", 10), 2);
	screen_text_wrapped(&screen, rect, STYLE_normal, "extraordinarily big");
	expect_screen("extraordin\narily big\n\n\n");
	assert_int_equal(screen_rows(&screen, "", 10), 0);
	assert_int_equal(screen_rows(&screen, "漢字", 1), 2);
	assert_int_equal(screen_rows(&screen, "            x", 5), 2);
	assert_int_equal(screen_rows(&screen, "a\r\nb\r\n", 5), 2);
}

static void
test_bar(void **state)
{
	(void)state;
	screen_bar(&screen, (struct screen_place){ 0, 0, 10 }, 555);
	expect_row("█████▌····", "######dddd");
	screen_bar(&screen, (struct screen_place){ 0, 0, 10 }, 5000);
	expect_row("██████████", "##########");
	screen_bar(&screen, (struct screen_place){ 0, 0, 10 }, -1);
	expect_row("··········", "dddddddddd");
}

static void
test_cursor_stays_inside(void **state)
{
	(void)state;
	screen_cursor(&screen, 3, 19);
	assert_true(screen.cursor_shown);
	screen_cursor(&screen, 4, 0);
	assert_false(screen.cursor_shown);
}

static void
test_resize_limits(void **state)
{
	(void)state;
	screen_resize(&screen, 0, -3);
	assert_int_equal(screen.columns, 1);
	assert_int_equal(screen.rows, 1);
	screen_resize(&screen, 1 << 30, 1 << 30);
	assert_int_equal(screen.columns, SCREEN_COLUMNS_MAX);
	assert_int_equal(screen.rows, SCREEN_ROWS_MAX);
}

/* Whatever bytes come, every cell keeps its promises. */
static void
test_any_bytes(void **state)
{
	(void)state;
	uint32_t seed = 1;
	for (int round = 0; round < 3000; round++) {
		char text[64];
		for (size_t i = 0; i < sizeof text; i++) {
			seed = seed * 1664525 + 1013904223;
			uint32_t pick = seed >> 24;
			/* Mostly leads and continuations of the interesting planes. */
			static const char starts[] = "\xcc\xe2\xd7\xe0\xf0\xed\xf3\x1b";
			text[i] = pick < 80 ? starts[pick % 8] : (char)pick;
		}
		struct screen_look look = { .fill = true };
		int column = (int)(seed % 20);
		int used = screen_text_n(&screen, (struct screen_place){ 0, column, 20 - column },
		    &look, text, sizeof text);
		assert_in_range(used, 0, 20 - column);
		for (int i = 0; i < 20;) {
			const struct screen_cell *cell = screen_at(&screen, 0, i);
			assert_in_range(cell->width, 1, 20 - i);
			assert_in_range(strlen(cell->text), 1, SCREEN_CLUSTER - 1);
			assert_true((unsigned char)cell->text[0] >= 0x20);
			assert_int_not_equal(cell->text[0], 0x7f);
			for (int k = 1; k < cell->width; k++)
				assert_int_equal(screen_at(&screen, 0, i + k)->width, 0);
			i += cell->width;
		}
	}
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define ASCII(name) cmocka_unit_test_setup_teardown(name, set_up_ascii, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_plain_text),
		TEST(test_cut_with_ellipsis),
		TEST(test_cut_anywhere),
		TEST(test_wide_is_never_split),
		TEST(test_decomposed_accent),
		TEST(test_family_emoji),
		TEST(test_flag_and_vowel_sign),
		TEST(test_controls_are_marks),
		TEST(test_osc_52_is_shown),
		TEST(test_c1_and_lone_bytes),
		TEST(test_embedded_nul),
		TEST(test_bidi_controls_are_marks),
		TEST(test_hidden_characters),
		TEST(test_many_marks_are_capped),
		TEST(test_lone_combining_mark),
		TEST(test_right_to_left_is_isolated),
		TEST(test_neighbouring_isolates),
		TEST(test_isolate_survives_overwriting),
		TEST(test_overwriting_half_a_wide_character),
		TEST(test_alignment_and_fill),
		TEST(test_match_is_highlighted),
		TEST(test_clip),
		TEST(test_lines_join),
		ASCII(test_lines_in_ascii),
		ASCII(test_text_in_ascii),
		TEST(test_window),
		TEST(test_wrapping),
		TEST(test_bar),
		TEST(test_cursor_stays_inside),
		TEST(test_resize_limits),
		TEST(test_any_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
