/* Unicode through libutf8proc, the only file that includes it. */
#include "utf8.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "arena.h"

size_t
utf8_decode(const char *text, size_t len, uint32_t *code)
{
	if (len > 0 && (unsigned char)text[0] < 0x80) {
		*code = (unsigned char)text[0];
		return 1;
	}
	utf8proc_int32_t point;
	utf8proc_ssize_t used =
	    utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)len, &point);
	if (used <= 0)
		return 0;
	*code = (uint32_t)point;
	return (size_t)used;
}

bool
utf8_valid(const char *text, size_t len)
{
	uint32_t code;
	for (size_t at = 0; at < len;) {
		size_t used = utf8_decode(text + at, len - at, &code);
		if (used == 0)
			return false;
		at += used;
	}
	return true;
}

size_t
utf8_cut(const char *text, size_t most)
{
	size_t len = strnlen(text, most + 1);
	if (len <= most)
		return len;
	for (len = most; len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80;)
		len--;
	return len;
}

size_t
utf8_count(const char *text)
{
	size_t n = 0;
	for (; *text != '\0'; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

static bool
is_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

static char *
mapped(struct arena *arena, const char *text, utf8proc_option_t options)
{
	utf8proc_uint8_t *out;
	utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)text, 0, &out,
	    (utf8proc_option_t)(UTF8PROC_NULLTERM | UTF8PROC_STABLE | options));
	if (len < 0)
		return NULL;
	char *copy = arena_text_n(arena, (const char *)out, (size_t)len);
	free(out);
	return copy;
}

char *
utf8_nfc(struct arena *arena, const char *text)
{
	if (is_ascii(text))
		return arena_text(arena, text);
	return mapped(arena, text, UTF8PROC_COMPOSE);
}

char *
utf8_fold(struct arena *arena, const char *text)
{
	if (is_ascii(text)) {
		char *copy = arena_text(arena, text);
		for (char *c = copy; *c != '\0'; c++)
			if (*c >= 'A' && *c <= 'Z')
				*c = (char)(*c + ('a' - 'A'));
		return copy;
	}
	return mapped(arena, text,
	    (utf8proc_option_t)(UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
	        UTF8PROC_IGNORE));
}

/* Letters that Unicode does not take apart, and what readers of Latin script file them under; neither
 * is longer than what it stands for. */
static const char plain_letters[][2][3] = { { "ł", "l" }, { "ø", "o" }, { "đ", "d" }, { "ð", "d" },
	{ "ħ", "h" }, { "ı", "i" }, { "ŧ", "t" }, { "æ", "ae" }, { "œ", "oe" }, { "þ", "th" },
	{ "ß", "ss" }, { "Ł", "L" }, { "Ø", "O" }, { "Đ", "D" }, { "Ð", "D" }, { "Ħ", "H" },
	{ "Ŧ", "T" }, { "Æ", "AE" }, { "Œ", "OE" }, { "Þ", "Th" } };

static const char *
plain_letter(const char *at)
{
	for (size_t i = 0; i < sizeof(plain_letters) / sizeof(plain_letters[0]); i++)
		if (strncmp(at, plain_letters[i][0], 2) == 0)
			return plain_letters[i][1];
	return NULL;
}

/* Letters that are written with or without their marks, decomposed: Latin, Greek, Cyrillic.  In other
 * scripts a mark is a letter like any other: without its vowel signs a Hindi name is another name. */
static bool
has_optional_marks(uint32_t base)
{
	return base < 0x0530 || (base >= 0x1d00 && base < 0x2000) ||
	    (base >= 0x2c60 && base < 0x2c80) || (base >= 0xa640 && base < 0xa800);
}

/* The four blocks that are called Combining Diacritical Marks: as such, Extended, Supplement, for
 * Symbols. */
static bool
is_diacritic(uint32_t code)
{
	return (code >= 0x0300 && code < 0x0370) || (code >= 0x1ab0 && code < 0x1b00) ||
	    (code >= 0x1dc0 && code < 0x1e00) || (code >= 0x20d0 && code < 0x2100);
}

/* Takes the marks off a decomposed text, in place. */
static void
make_plain(char *text)
{
	uint32_t base = UINT32_MAX;
	uint32_t code;
	char *to = text;
	size_t len = strlen(text);
	size_t used;
	for (const char *from = text; (used = utf8_decode(from, len, &code)) > 0;
	     from += used, len -= used) {
		if (is_diacritic(code) && has_optional_marks(base))
			continue;
		if (!is_diacritic(code))
			base = code;
		const char *letter = used == 2 ? plain_letter(from) : NULL;
		size_t n = letter == NULL ? used : strlen(letter);
		memmove(to, letter == NULL ? from : letter, n);
		to += n;
	}
	*to = '\0';
}

char *
utf8_plain(struct arena *arena, const char *text)
{
	char *plain = mapped(arena, text,
	    (utf8proc_option_t)(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
	        UTF8PROC_IGNORE));
	if (plain == NULL)
		return NULL;
	make_plain(plain);
	return utf8_nfc(arena, plain);
}

/* A code point without marks in ASCII; NULL when it has no such form. */
static const char *
ascii_of(utf8proc_int32_t code, char room[5])
{
	room[0] = (char)code;
	room[1] = '\0';
	if (code < 0x80)
		return code >= 0x20 && code < 0x7f ? room : NULL;
	room[utf8proc_encode_char(code, (utf8proc_uint8_t *)room)] = '\0';
	return plain_letter(room);
}

bool
utf8_ascii(const char *cluster, size_t len, char out[5])
{
	utf8proc_int32_t codes[32];
	enum { MOST = sizeof(codes) / sizeof(codes[0]) };
	utf8proc_ssize_t n = utf8proc_decompose((const utf8proc_uint8_t *)cluster,
	    (utf8proc_ssize_t)len, codes, MOST,
	    (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE |
	        UTF8PROC_STRIPMARK));
	size_t used = 0;
	char room[5];
	out[0] = '\0';
	for (utf8proc_ssize_t i = 0; i < n && n <= MOST; i++) {
		const char *text = ascii_of(codes[i], room);
		size_t more = text == NULL ? 5 : strlen(text);
		if (used + more > 4) {
			out[0] = '\0';
			return false;
		}
		memcpy(out + used, text, more + 1);
		used += more;
	}
	return used > 0;
}

char *
utf8_sort_key(struct arena *arena, const char *text)
{
	char *fold = utf8_fold(arena, text);
	if (fold == NULL || is_ascii(fold))
		return fold;
	const char *plain = utf8_plain(arena, text);
	return plain == NULL || strcmp(plain, fold) == 0
	    ? fold
	    : arena_printf(arena, "%s\001%s", plain, fold);
}

bool
utf8_is_control(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029;
}

bool
utf8_is_bidi_control(uint32_t code)
{
	return code == 0x061c || code == 0x200e || code == 0x200f ||
	    (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

bool
utf8_is_rtl(uint32_t code)
{
	if (code < 0x0590)
		return false;
	const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)code);
	return property->bidi_class == UTF8PROC_BIDI_CLASS_R ||
	    property->bidi_class == UTF8PROC_BIDI_CLASS_AL;
}

bool
utf8_is_space(uint32_t code)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
	return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
	    category == UTF8PROC_CATEGORY_ZP || (code >= 0x09 && code <= 0x0d);
}

bool
utf8_is_word(uint32_t code)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
	return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

static int
code_width(uint32_t code)
{
	if (code < 0x20 || code == 0x7f)
		return 1;
	int width = utf8proc_charwidth((utf8proc_int32_t)code);
	return width < 0 ? 1 : width;
}

static bool
is_regional_indicator(uint32_t code)
{
	return code >= 0x1f1e6 && code <= 0x1f1ff;
}

struct utf8_cluster
utf8_cluster(const char *text, size_t len)
{
	struct utf8_cluster cluster = { 0 };
	if (len == 0)
		return cluster;
	cluster.len = utf8_decode(text, len, &cluster.first);
	if (cluster.len == 0)
		return (struct utf8_cluster){ .len = 1, .width = 1, .first = 0xfffd };
	cluster.valid = true;
	cluster.width = code_width(cluster.first);
	/* ASCII followed by ASCII is by far the commonest. */
	if (cluster.first < 0x80 && (cluster.len == len || (unsigned char)text[1] < 0x80))
		return cluster;
	utf8proc_int32_t before = (utf8proc_int32_t)cluster.first;
	utf8proc_int32_t state = 0;
	uint32_t code;
	size_t used;
	while ((used = utf8_decode(text + cluster.len, len - cluster.len, &code)) > 0) {
		if (utf8proc_grapheme_break_stateful(before, (utf8proc_int32_t)code, &state))
			break;
		/* VARIATION SELECTOR-16 asks for the wide, coloured form; two regional indicators are a
		 * flag. */
		bool wide = code == 0xfe0f || is_regional_indicator(code);
		int width = wide ? 2 : code_width(code);
		if (width > cluster.width)
			cluster.width = width;
		cluster.len += used;
		before = (utf8proc_int32_t)code;
		if (cluster.len == len)
			break;
	}
	return cluster;
}

int
utf8_width(const char *text)
{
	int width = 0;
	size_t len = strlen(text);
	for (size_t at = 0; at < len;) {
		struct utf8_cluster cluster = utf8_cluster(text + at, len - at);
		width += cluster.width;
		at += cluster.len;
	}
	return width;
}
