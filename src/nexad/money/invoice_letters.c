/* Which letters of a text a PDF shows. */
#include "invoice_letters.h"

#include <string.h>

#include "arena.h"
#include "str.h"
#include "utf8.h"

enum { TEXT_MAX = 4096 };

/* Scripts whose letters join, change places or run from right to left: libharu sets one letter after the other,
 * which would be other words. */
static bool
is_set_otherwise(uint32_t code)
{
	static const struct {
		uint32_t from, to;
	} scripts[] = {
		{ 0x0700, 0x08ff },   /* Syriac, Thaana, N'Ko and others beside Arabic */
		{ 0x0900, 0x0dff },   /* Devanagari to Sinhala */
		{ 0x0e00, 0x109f },   /* Thai, Lao, Tibetan, Myanmar */
		{ 0x1780, 0x18af },   /* Khmer, Mongolian */
		{ 0x1900, 0x1aff },   /* Limbu to Tai Tham */
		{ 0x1b00, 0x1c4f },   /* Balinese to Lepcha */
		{ 0xa8e0, 0xa8ff },   /* Devanagari Extended */
		{ 0xa980, 0xaaff },   /* Javanese to Meetei Mayek */
		{ 0x10000, 0x10ffff } /* more than the encoding holds */
	};
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++)
		if (code >= scripts[i].from && code <= scripts[i].to)
			return true;
	return utf8_is_rtl(code);
}

/* A letter in the built-in font, or the nearest in ASCII. */
static void
add_plain_letter(struct str *out, const char *at, size_t len, uint32_t code, bool *hides)
{
	char ascii[5];
	if (code < 0x80 || (code >= 0xa0 && code <= 0xff)) {
		str_add_char(out, (char)(unsigned char)code);
	} else if (utf8_ascii(at, len, ascii)) {
		str_add(out, ascii);
	} else {
		str_add_char(out, '?');
		*hides = true;
	}
}

/* What one sees as a letter, as the font takes it; a box for what cannot be set as it should be. */
static void
add_letter(
    struct str *out, const char *at, const struct utf8_cluster *cluster, bool unicode, bool *hides)
{
	uint32_t code;
	size_t len;
	if (unicode && is_set_otherwise(cluster->first)) {
		str_add(out, "\xe2\x96\xa1");
		*hides = true;
		return;
	}
	for (size_t i = 0; i < cluster->len; i += len) {
		len = utf8_decode(at + i, cluster->len - i, &code);
		if (len == 0)
			return;
		if (utf8_is_bidi_control(code))
			continue;
		if (utf8_is_control(code))
			str_add_char(out, ' ');
		else if (!unicode)
			add_plain_letter(out, at + i, len, code, hides);
		else if (code <= 0xffff)
			str_add_n(out, at + i, len);
	}
}

const char *
invoice_letters(struct arena *arena, const char *text, bool unicode, bool *hides)
{
	struct str out = STR_INIT(TEXT_MAX);
	struct utf8_cluster cluster;
	for (; (cluster = utf8_cluster(text, strlen(text))).len > 0; text += cluster.len)
		add_letter(&out, text, &cluster, unicode, hides);
	const char *copy = arena_text(arena, str_text(&out));
	str_release(&out);
	return copy;
}
