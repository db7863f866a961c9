/* The table of styles, and the nearest that a terminal's colours come to it. */
#include "styles.h"

#include <stdbool.h>
#include <stddef.h>

#define DEFAULT (-1)
#define BOLD STYLES_BOLD
#define DIM STYLES_DIM
#define UNDERLINE STYLES_UNDERLINE
#define REVERSE STYLES_REVERSE

static const struct {
	unsigned attributes;
	int32_t ansi;
	int32_t rgb;
	char letter;
} styles[] = {
#define STYLE(id, letter_, attributes_, ansi_, rgb_, meaning_) \
	[STYLE_##id] = {                                       \
		.attributes = (attributes_),                   \
		.ansi = (ansi_),                               \
		.rgb = (rgb_),                                 \
		.letter = (letter_),                           \
	},
#include "styles.def"
};

/* The step of the 256-colour cube that is nearest to a channel of 0 to 255. */
static int
cube_step(int channel)
{
	if (channel < 48)
		return 0;
	if (channel < 115)
		return 1;
	return (channel - 35) / 40;
}

static int32_t
cube_colour(int32_t rgb)
{
	int red = (rgb >> 16) & 0xff;
	int green = (rgb >> 8) & 0xff;
	int blue = rgb & 0xff;
	if (red == green && green == blue && red >= 8 && red <= 238)
		return 232 + (red - 8 + 5) / 10;
	return 16 + 36 * cube_step(red) + 6 * cube_step(green) + cube_step(blue);
}

/* Black on white, or white on black. */
static struct styles_look
printed_look(bool ink, int colours)
{
	int32_t black = colours >= 256 && colours < 1 << 24 ? 16 : 0;
	int32_t white = colours >= 1 << 24 ? 0xffffff : colours >= 256 ? 231 : 7;
	return (struct styles_look){ 0, ink ? white : black, ink ? black : white };
}

struct styles_look
styles_look(enum style style, int colours)
{
	struct styles_look look = { styles[style].attributes, STYLES_DEFAULT, STYLES_DEFAULT };
	int32_t rgb = styles[style].rgb;
	if (colours >= 8 && (style == STYLE_paper || style == STYLE_ink))
		return printed_look(style == STYLE_ink, colours);
	if (colours >= 256 && rgb != DEFAULT)
		look.colour = colours >= 1 << 24 ? rgb : cube_colour(rgb);
	else if (colours >= 8 && colours < 256)
		look.colour = styles[style].ansi;
	/* With a grey of its own, dim would fade it twice. */
	if (look.colour != STYLES_DEFAULT)
		look.attributes &= ~(unsigned)DIM;
	return look;
}

char
styles_letter(enum style style)
{
	return styles[style].letter;
}
