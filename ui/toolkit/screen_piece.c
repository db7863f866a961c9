/* One cluster of text that nobody vouches for, turned into what may stand in a cell. */
#include <string.h>

#include "screen_cells.h"
#include "utf8.h"

enum {
	MARKS_MAX = 4, /* combining marks that a base keeps: enough for every living script */
	WIDTH_MAX = 4,
	FIRST_RTL = 0x0590,   /* before it: Latin, Greek, Cyrillic, where joiners have no use */
	FIRST_EMOJI = 0x2000, /* from here on a joiner joins pictures, before it letters */
	JOINER = 0x200d
};

/* Code points that show as nothing, or as a blank that is none: two texts that differ by them look
 * alike. */
static bool
is_hidden(uint32_t code)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{ 0xad, 0xad },
		{ 0x34f, 0x34f },
		{ 0x115f, 0x1160 },
		{ 0x17b4, 0x17b5 },
		{ 0x180b, 0x180f },
		{ 0x200b, 0x200d },
		{ 0x2060, 0x2065 },
		{ 0x206a, 0x206f },
		{ 0x3164, 0x3164 },
		{ 0xfeff, 0xfeff },
		{ 0xffa0, 0xffa0 },
		{ 0xfff0, 0xfffb },
		{ 0xe0000, 0xe0fff },
	};
	if (code < 0xad)
		return false;
	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
		if (code >= ranges[i].first && code <= ranges[i].last)
			return true;
	return false;
}

static const char *
bidi_mark(uint32_t code)
{
	switch (code) {
	case 0x200e: /* LRM */
	case 0x202a: /* LRE */
	case 0x202d: /* LRO */
	case 0x2066: /* LRI */
		return "→";
	case 0x202c: /* PDF */
	case 0x2068: /* FSI */
	case 0x2069: /* PDI */
		return "↔";
	default:
		return "←";
	}
}

static void
set_text(struct screen_piece *piece, const char *text)
{
	memcpy(piece->text, text, strlen(text) + 1);
	piece->width = 1;
}

/* Our own signs where only ASCII can be shown; letters and the ellipsis are utf8_ascii()'s. */
static const char signs[][2][4] = { { "·", "|" }, { "→", "->" }, { "≠", "!=" }, { "▸", ">" },
	{ "‹", "<" }, { "›", ">" }, { "●", "*" }, { "◐", "*" }, { "○", "o" }, { "◌", "." },
	{ "•", "*" }, { "↑", "^" }, { "↓", "v" }, { "─", "-" }, { "–", "-" }, { "—", "-" },
	{ "’", "'" }, { "“", "\"" }, { "”", "\"" } };

static void
set_ascii(struct screen_piece *piece, const char *text)
{
	char letters[5];
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		if (piece->len != strlen(signs[i][0]) || memcmp(text, signs[i][0], piece->len) != 0)
			continue;
		set_text(piece, signs[i][1]);
		piece->width = (int)strlen(signs[i][1]);
		return;
	}
	bool shown = utf8_ascii(text, piece->len, letters);
	set_text(piece, shown ? letters : "?");
	piece->width = (int)strlen(piece->text);
}

/* A mark for what must not reach a terminal; false when the code point may. */
static bool
make_mark(struct screen_piece *piece, const struct screen *screen, uint32_t code)
{
	piece->suspect = true;
	if (utf8_is_bidi_control(code)) {
		set_text(piece, screen_pick(screen, bidi_mark(code), "<"));
	} else if (screen->ascii && (utf8_is_control(code) || is_hidden(code))) {
		set_text(piece, "^");
	} else if (code < 0x20) {
		/* The control pictures stand in the order of the controls, from U+2400 on. */
		set_text(piece, "␀");
		piece->text[2] = (char)(0x80 | code);
	} else if (code == 0x7f) {
		set_text(piece, "␡");
	} else if (code == 0x2028 || code == 0x2029) {
		set_text(piece, "␤");
	} else if (utf8_is_control(code)) {
		set_text(piece, "␦");
	} else if (is_hidden(code)) {
		set_text(piece, "·");
	} else {
		piece->suspect = false;
		return false;
	}
	return true;
}

/* The columns of a cluster.  Terminals add up what their C library says of each code point, so that
 * sum is taken (a flag is 1 + 1, a Devanagari vowel sign 1 of its own) but for emoji made of emoji,
 * of which only the first is sent to terminals that cannot join them. */
static int
columns_of(const char *text, const struct utf8_cluster *cluster)
{
	int otherwise = cluster->width < 1 ? 1 : cluster->width;
	int sum = 0;
	uint32_t code;
	for (size_t at = 0; at < cluster->len;) {
		at += utf8_decode(text + at, cluster->len - at, &code);
		int width = wcwidth((wchar_t)code);
		bool emoji =
		    (code == JOINER && cluster->first >= FIRST_EMOJI) || (width > 1 && sum > 0);
		if (width < 0 || emoji)
			return otherwise;
		sum += width;
	}
	if (sum < 1)
		return otherwise;
	return sum > WIDTH_MAX ? WIDTH_MAX : sum;
}

/* Copies the cluster into the piece as far as that is honest and there is room. */
static void
copy_cluster(struct screen_piece *piece, const char *text, const struct utf8_cluster *cluster)
{
	size_t len = strlen(piece->text);
	int marks = 0;
	uint32_t code;
	size_t used;
	for (size_t at = 0; at < cluster->len; at += used) {
		used = utf8_decode(text + at, cluster->len - at, &code);
		bool mark = at > 0 && wcwidth((wchar_t)code) <= 0 && code != JOINER;
		marks += mark;
		bool fits = len + used < sizeof piece->text && marks <= MARKS_MAX;
		bool pointless = at > 0 && cluster->first < FIRST_RTL && is_hidden(code);
		if (!fits || pointless) {
			piece->suspect = true;
			continue;
		}
		memcpy(piece->text + len, text + at, used);
		len += used;
	}
}

struct screen_piece
screen_piece(const struct screen *screen, const char *text, size_t len)
{
	unsigned char first = (unsigned char)text[0];
	if (first >= 0x20 && first < 0x7f && (len == 1 || (unsigned char)text[1] < 0x80))
		return (struct screen_piece){ .text = { text[0] }, .len = 1, .width = 1 };
	struct screen_piece piece = { .len = 1, .width = 1 };
	uint32_t code;
	size_t used = utf8_decode(text, len, &code);
	if (used == 0) {
		piece.suspect = true;
		set_text(&piece, screen_pick(screen, "\xef\xbf\xbd", "?"));
		return piece;
	}
	piece.len = used;
	if (make_mark(&piece, screen, code))
		return piece;
	struct utf8_cluster cluster = utf8_cluster(text, len);
	piece.len = cluster.len;
	piece.rtl = utf8_is_rtl(code);
	if (screen->ascii) {
		set_ascii(&piece, text);
		return piece;
	}
	if (cluster.width == 0 || wcwidth((wchar_t)code) == 0) {
		/* A mark with nothing to combine with gets a dotted circle to stand on. */
		piece.suspect = true;
		set_text(&piece, "◌");
		copy_cluster(&piece, text, &cluster);
		return piece;
	}
	piece.width = columns_of(text, &cluster);
	copy_cluster(&piece, text, &cluster);
	return piece;
}
