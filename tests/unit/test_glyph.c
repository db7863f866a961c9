/* What a terminal that counts code points is sent for clusters. */
#include "glyph.h"
#include "screen.h"
#include "unit.h"

enum { COLUMNS = 12 };

static struct screen screen;
static struct glyph glyphs[COLUMNS];

static int
set_up(void **state)
{
	(void)state;
	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	screen_init(&screen, COLUMNS, 1, false);
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
draw(int column, const char *text, bool marks)
{
	struct screen_place place = { 0, column, COLUMNS - column };
	screen_text(&screen, place, STYLE_normal, text);
	glyph_row(&screen, 0, marks, glyphs);
}

static void
expect(int column, const wchar_t *text)
{
	assert_int_equal(glyphs[column].len, wcslen(text));
	assert_int_equal(wcscmp(glyphs[column].text, text), 0);
}

static void
expect_covered(int column)
{
	assert_int_equal(glyphs[column].len, 0);
}

static void
test_plain_and_wide(void **state)
{
	(void)state;
	draw(0, "a漢e\u0301", true);
	expect(0, L"a");
	expect(1, L"漢");
	expect_covered(2);
	expect(3, L"e\u0301");
	expect(4, L" ");
	draw(0, "a漢e\u0301", false);
	expect(3, L"e");
}

static void
test_pictures_made_of_pictures(void **state)
{
	(void)state;
	draw(0, "👨‍👩‍👧x", true);
	expect(0, L"👨");
	expect_covered(1);
	expect(2, L"x");
	/* A heart in colour: one column in every terminal without the selector. */
	draw(0, "❤️x", true);
	expect(0, L"❤");
	expect(1, L"x");
	draw(0, "👍🏽x", true);
	expect(0, L"👍");
	expect_covered(1);
	expect(2, L"x");
}

static void
test_flags_and_vowel_signs(void **state)
{
	(void)state;
	draw(0, "🇩🇪x", true);
	expect(0, L"🇩");
	expect(1, L"🇪");
	expect(2, L"x");
	draw(0, "काx", true);
	expect(0, L"क");
	expect(1, L"ा");
	expect(2, L"x");
}

static void
test_unknown_to_the_library(void **state)
{
	(void)state;
	/* A noncharacter: the C library gives it no width. */
	draw(0,
	    "a\U0001fffe"
	    "b",
	    true);
	expect(1, L"\xfffd");
}

static void
test_isolates_hang_on_neighbours(void **state)
{
	(void)state;
	screen_text(&screen, (struct screen_place){ 0, 0, 1 }, STYLE_border, "│");
	draw(1, "אב", true);
	expect(0, L"│\u2068");
	expect(1, L"א");
	expect(2, L"ב\u2069");
	expect(3, L" ");
}

static void
test_isolate_at_the_edge(void **state)
{
	(void)state;
	draw(0, "אב", true);
	expect(0, L"א");
	expect(1, L"ב\u200e");
	/* Without marks there are none of these either. */
	draw(0, "אב", false);
	expect(1, L"ב");
}

static void
test_direction_matters_more_than_accents(void **state)
{
	(void)state;
	screen_text(
	    &screen, (struct screen_place){ 0, 0, 1 }, STYLE_normal, "e\u0301\u0302\u0303\u0304");
	draw(1, "א", true);
	expect(0, L"e\u0301\u0302\u0303\u2068");
	expect(1, L"א\u2069");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_plain_and_wide),
		TEST(test_pictures_made_of_pictures),
		TEST(test_flags_and_vowel_signs),
		TEST(test_unknown_to_the_library),
		TEST(test_isolates_hang_on_neighbours),
		TEST(test_isolate_at_the_edge),
		TEST(test_direction_matters_more_than_accents),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
