/* The styles: distinct letters, nothing told by colour alone, legible on black and on white. */
#include "styles.h"
#include "unit.h"

/* Relative luminance as WCAG defines it. */
static double
channel(int32_t value)
{
	double c = (double)value / 255.0;
	/* The curve of sRGB to three digits, without libm. */
	return c * (c * (c * 0.305306011 + 0.682171111) + 0.012522878);
}

static double
luminance(int32_t rgb)
{
	return 0.2126 * channel(rgb >> 16 & 0xff) + 0.7152 * channel(rgb >> 8 & 0xff) +
	    0.0722 * channel(rgb & 0xff);
}

/* The colour of a place in the upper 240 of the 256. */
static int32_t
cube_rgb(int32_t index)
{
	static const int32_t steps[] = { 0, 95, 135, 175, 215, 255 };
	if (index >= 232) {
		int32_t grey = 8 + 10 * (index - 232);
		return grey << 16 | grey << 8 | grey;
	}
	index -= 16;
	return steps[index / 36] << 16 | steps[index / 6 % 6] << 8 | steps[index % 6];
}

static void
test_legible_on_black_and_white(void **state)
{
	(void)state;
	for (int style = 0; style < STYLE_COUNT; style++) {
		struct styles_look exact = styles_look((enum style)style, 1 << 24);
		struct styles_look cube = styles_look((enum style)style, 256);
		if (exact.colour == STYLES_DEFAULT || exact.background != STYLES_DEFAULT)
			continue;
		double light = luminance(exact.colour);
		assert_true((light + 0.05) / 0.05 >= 3.8);
		assert_true(1.05 / (light + 0.05) >= 3.8);
		assert_in_range(cube.colour, 16, 255);
		double difference = luminance(cube_rgb(cube.colour)) - light;
		assert_true(difference < 0.02 && difference > -0.02);
	}
}

static void
test_never_by_colour_alone(void **state)
{
	(void)state;
	for (int style = 1; style < STYLE_COUNT; style++)
		assert_int_not_equal(styles_look((enum style)style, 0).attributes, 0);
	assert_int_equal(styles_look(STYLE_normal, 0).attributes, 0);
	assert_int_not_equal(
	    styles_look(STYLE_grants, 0).attributes, styles_look(STYLE_takes_away, 0).attributes);
	assert_int_not_equal(
	    styles_look(STYLE_ok, 0).attributes, styles_look(STYLE_offline, 0).attributes);
}

static void
test_depths(void **state)
{
	(void)state;
	assert_int_equal(styles_look(STYLE_error, 0).colour, STYLES_DEFAULT);
	assert_int_equal(styles_look(STYLE_error, 8).colour, 1);
	assert_int_equal(styles_look(STYLE_error, 16).colour, 1);
	assert_int_equal(styles_look(STYLE_error, 256).colour, 160);
	assert_int_equal(styles_look(STYLE_error, 1 << 24).colour, 0xd70000);
	/* A grey of its own is not dimmed once more. */
	assert_int_equal(styles_look(STYLE_dim, 8).attributes, STYLES_DIM);
	assert_int_equal(styles_look(STYLE_dim, 256).attributes, 0);
	assert_int_equal(styles_look(STYLE_dim, 256).colour, 243);
}

/* A reader of QR codes wants black on white, whatever the theme. */
static void
test_printed(void **state)
{
	(void)state;
	static const int depths[] = { 8, 16, 256, 1 << 24 };
	static const int32_t blacks[] = { 0, 0, 16, 0 };
	static const int32_t whites[] = { 7, 7, 231, 0xffffff };
	for (size_t i = 0; i < 4; i++) {
		struct styles_look paper = styles_look(STYLE_paper, depths[i]);
		struct styles_look ink = styles_look(STYLE_ink, depths[i]);
		assert_int_equal(paper.attributes | ink.attributes, 0);
		assert_int_equal(paper.colour, blacks[i]);
		assert_int_equal(paper.background, whites[i]);
		assert_int_equal(ink.colour, whites[i]);
		assert_int_equal(ink.background, blacks[i]);
	}
	assert_int_equal(styles_look(STYLE_paper, 0).attributes, STYLES_REVERSE);
	assert_int_equal(styles_look(STYLE_normal, 256).background, STYLES_DEFAULT);
}

static void
test_letters_differ(void **state)
{
	(void)state;
	for (int one = 0; one < STYLE_COUNT; one++)
		for (int other = one + 1; other < STYLE_COUNT; other++)
			assert_int_not_equal(
			    styles_letter((enum style)one), styles_letter((enum style)other));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_legible_on_black_and_white),
		cmocka_unit_test(test_never_by_colour_alone),
		cmocka_unit_test(test_depths),
		cmocka_unit_test(test_printed),
		cmocka_unit_test(test_letters_differ),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
