/* Unicode: validity byte by byte, normal forms, folding, clusters and widths. */
#include "arena.h"
#include "chance.h"
#include "unit_fail.h"
#include "utf8.h"

static size_t
encode(uint32_t code, char out[5])
{
	size_t len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	static const unsigned char first[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	for (size_t i = len - 1; i > 0; i--, code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3f));
	out[0] = (char)(first[len] | code);
	out[len] = '\0';
	return len;
}

static bool
is_surrogate(uint32_t code)
{
	return code >= 0xd800 && code < 0xe000;
}

/* Every code point there is, and that a cut-off one is none. */
static void
test_every_code_point(void **state)
{
	(void)state;
	for (uint32_t code = 0; code <= 0x10ffff; code++) {
		char text[5];
		uint32_t decoded = 0;
		size_t len = encode(code, text);
		size_t used = utf8_decode(text, len, &decoded);
		if (used != (is_surrogate(code) ? 0 : len))
			fail_about("U+%04X: %zu bytes", (unsigned)code, used);
		if (used == 0)
			continue;
		assert_int_equal(decoded, code);
		for (size_t cut = 1; cut < len; cut++)
			assert_int_equal(utf8_decode(text, cut, &decoded), 0);
	}
}

/* How many bytes a character has that starts with this one, and what its second byte may be: the
 * table of RFC 3629, section 4. */
static const struct {
	unsigned char first, last;
	size_t len;
	unsigned char second_least, second_most;
} grammar[] = { { 0x00, 0x7f, 1, 0, 0 }, { 0xc2, 0xdf, 2, 0x80, 0xbf },
	{ 0xe0, 0xe0, 3, 0xa0, 0xbf }, { 0xe1, 0xec, 3, 0x80, 0xbf }, { 0xed, 0xed, 3, 0x80, 0x9f },
	{ 0xee, 0xef, 3, 0x80, 0xbf }, { 0xf0, 0xf0, 4, 0x90, 0xbf }, { 0xf1, 0xf3, 4, 0x80, 0xbf },
	{ 0xf4, 0xf4, 4, 0x80, 0x8f } };

static bool
follows(const unsigned char *t, size_t n, unsigned char least, unsigned char most)
{
	if (n > 1 && (t[1] < least || t[1] > most))
		return false;
	for (size_t i = 2; i < n; i++)
		if (t[i] < 0x80 || t[i] > 0xbf)
			return false;
	return true;
}

static size_t
valid_length(const unsigned char *t, size_t len)
{
	for (size_t i = 0; i < sizeof(grammar) / sizeof(grammar[0]); i++)
		if (t[0] >= grammar[i].first && t[0] <= grammar[i].last)
			return grammar[i].len <= len &&
			        follows(t, grammar[i].len, grammar[i].second_least,
			            grammar[i].second_most)
			    ? grammar[i].len
			    : 0;
	return 0;
}

/* All texts of two bytes, and many of four. */
static void
test_against_the_grammar(void **state)
{
	(void)state;
	struct chance chance = { .state = 3629 };
	for (int i = 0; i < 65536 + 300000; i++) {
		unsigned char bytes[4] = { (unsigned char)(i >> 8), (unsigned char)i, 0, 0 };
		uint32_t code;
		size_t len = i < 65536 ? 2 : 4;
		for (size_t j = 0; i >= 65536 && j < 4; j++)
			bytes[j] = (unsigned char)(chance_below(&chance, 8) == 0
			        ? chance_below(&chance, 256)
			        : 0x80 + chance_below(&chance, 128));
		if (utf8_decode((const char *)bytes, len, &code) != valid_length(bytes, len))
			fail_about("%02x %02x %02x %02x", bytes[0], bytes[1], bytes[2], bytes[3]);
	}
}

static void
test_valid(void **state)
{
	(void)state;
	assert_true(utf8_valid("", 0));
	assert_true(utf8_valid("a\0b", 3));
	assert_true(utf8_valid("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 9));
	assert_false(utf8_valid("a\xff", 2));
	assert_false(utf8_valid("\xf0\x9f\x98\x80", 3));
	assert_int_equal(utf8_count(""), 0);
	assert_int_equal(utf8_count("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), 4);
}

static void
test_nfc(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "", "" },
		{ "plain", "plain" },
		{ "e\xcc\x81", "\xc3\xa9" }, /* e, acute */
		{ "\xc3\xa9", "\xc3\xa9" },
		{ "\xe2\x84\xab", "\xc3\x85" },                 /* the Angstrom sign */
		{ "a\xcc\xa3\xcc\x82", "\xe1\xba\xad" },        /* dot below, circumflex */
		{ "a\xcc\x82\xcc\xa3", "\xe1\xba\xad" },        /* in the other order */
		{ "\xe1\x84\x80\xe1\x85\xa1", "\xea\xb0\x80" }, /* Hangul */
		{ "\xe0\xa5\x98", "\xe0\xa4\x95\xe0\xa4\xbc" }, /* excluded from composition */
		{ "\xef\xac\x81", "\xef\xac\x81" },             /* a ligature stays */
		{ "\xf0\x9d\x85\x9e", "\xf0\x9d\x85\x97\xf0\x9d\x85\xa5" },
	};
	struct arena arena = { 0 };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(utf8_nfc(&arena, cases[i][0]), cases[i][1]);
	assert_null(utf8_nfc(&arena, "\xff"));
	assert_null(utf8_nfc(&arena, "\xed\xa0\x80"));
	arena_release(&arena);
}

static void
test_fold(void **state)
{
	(void)state;
	/* Pairs that are the same name. */
	static const char *const same[][2] = {
		{ "Production", "PRODUCTION" },
		{ "Stra\xc3\x9f"
		  "e",
		    "STRASSE" },
		{ "Stra\xe1\xba\x9e"
		  "e",
		    "strasse" },
		{ "\xce\xa3\xce\xaf\xcf\x83\xcf\x85\xcf\x86\xce\xbf\xcf\x82",
		    "\xcf\x83\xce\xaf\xcf\x83\xcf\x85\xcf\x86\xce\xbf\xcf\x83" }, /* final sigma */
		{ "\xc3\x89lodie", "e\xcc\x81lodie" },
		{ "\xef\xac\x81"
		  "n",
		    "FIN" },
		{ "\xef\xbc\xa1\xef\xbc\xa2", "ab" },                /* full width */
		{ "\xe2\x91\xa0", "1" }, { "a\xe2\x80\x8bz", "AZ" }, /* a blank of no width */
		{ "a\xc2\xadz", "az" },                              /* a soft hyphen */
		{ "\xe2\x84\xab", "\xc3\xa5" }, { "\xd4\xb1", "\xd5\xa1" }, /* Armenian */
		{ "\xe1\x8e\xa0", "\xea\xad\xb0" },         /* Cherokee folds to capitals */
		{ "\xf0\x90\x90\x80", "\xf0\x90\x90\xa8" }, /* Deseret */
	};
	static const char *const different[][2] = { { "a", "b" }, { "e", "\xc3\xa9" },
		{ "i", "\xc4\xb1" }, { "a b", "ab" }, { "o", "\xd0\xbe" } };
	struct arena arena = { 0 };
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		if (strcmp(utf8_fold(&arena, same[i][0]), utf8_fold(&arena, same[i][1])) != 0)
			fail_about("not the same: %s %s", same[i][0], same[i][1]);
	for (size_t i = 0; i < sizeof(different) / sizeof(different[0]); i++)
		if (strcmp(utf8_fold(&arena, different[i][0]),
		        utf8_fold(&arena, different[i][1])) == 0)
			fail_about("the same: %s %s", different[i][0], different[i][1]);
	assert_null(utf8_fold(&arena, "\xc3"));
	arena_release(&arena);
}

/* Doing it twice does no more than once, and both ways to spell a letter end alike. */
static void
test_forms_are_stable(void **state)
{
	(void)state;
	for (uint32_t code = 1; code <= 0x10ffff; code++) {
		struct arena arena = { 0 };
		char text[5];
		/* Nothing above but tags and private use; every seventh will do. */
		if (is_surrogate(code) || (code > 0x32000 && code % 7 != 0))
			continue;
		(void)encode(code, text);
		const char *nfc = utf8_nfc(&arena, text);
		const char *fold = utf8_fold(&arena, text);
		assert_non_null(nfc);
		assert_non_null(fold);
		if (strcmp(utf8_nfc(&arena, nfc), nfc) != 0)
			fail_about("U+%04X: NFC is not stable", (unsigned)code);
		if (strcmp(utf8_fold(&arena, fold), fold) != 0)
			fail_about("U+%04X: folding is not stable", (unsigned)code);
		if (strcmp(utf8_fold(&arena, nfc), fold) != 0)
			fail_about("U+%04X: folds otherwise in NFC", (unsigned)code);
		arena_release(&arena);
	}
}

static void
test_classes(void **state)
{
	(void)state;
	static const uint32_t controls[] = { 0x00, 0x09, 0x1b, 0x1f, 0x7f, 0x80, 0x9f, 0x2028,
		0x2029 };
	static const uint32_t no_controls[] = { 0x20, 0x7e, 0xa0, 0xad, 0x200b, 0x2027, 0x202a };
	static const uint32_t bidi[] = { 0x061c, 0x200e, 0x200f, 0x202a, 0x202e, 0x2066, 0x2069 };
	static const uint32_t no_bidi[] = { 0x061b, 0x200d, 0x2010, 0x2029, 0x202f, 0x2065,
		0x206a };
	static const uint32_t spaces[] = { 0x09, 0x0a, 0x0d, 0x20, 0xa0, 0x1680, 0x2000, 0x200a,
		0x2028, 0x202f, 0x3000 };
	static const uint32_t no_spaces[] = { 0x08, 0x0e, 0x1f, 0x200b, 0xfeff, 0x41 };
	static const uint32_t rtl[] = { 0x05d0, 0x0627, 0x0710, 0xfb1d, 0x10800, 0x1e900 };
	static const uint32_t no_rtl[] = { 0x41, 0x0590 - 1, 0x0660, 0x0905, 0x4e00 };
	for (size_t i = 0; i < sizeof(controls) / sizeof(controls[0]); i++)
		assert_true(utf8_is_control(controls[i]));
	for (size_t i = 0; i < sizeof(no_controls) / sizeof(no_controls[0]); i++)
		assert_false(utf8_is_control(no_controls[i]));
	for (size_t i = 0; i < sizeof(bidi) / sizeof(bidi[0]); i++) {
		assert_true(utf8_is_bidi_control(bidi[i]));
		assert_false(utf8_is_bidi_control(no_bidi[i]));
	}
	for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++)
		assert_true(utf8_is_space(spaces[i]));
	for (size_t i = 0; i < sizeof(no_spaces) / sizeof(no_spaces[0]); i++)
		assert_false(utf8_is_space(no_spaces[i]));
	for (size_t i = 0; i < sizeof(rtl) / sizeof(rtl[0]); i++)
		assert_true(utf8_is_rtl(rtl[i]));
	for (size_t i = 0; i < sizeof(no_rtl) / sizeof(no_rtl[0]); i++)
		assert_false(utf8_is_rtl(no_rtl[i]));
}

static void
test_clusters(void **state)
{
	(void)state;
	/* What stands in one place, and how wide. */
	static const struct {
		const char *text;
		int width;
	} one[] = { { "a", 1 }, { "\xc3\xa9", 1 }, { "e\xcc\x81", 1 }, { "e\xcc\x81\xcc\xa3", 1 },
		{ "\xe4\xb8\xad", 2 }, { "\xef\xbc\xa1", 2 }, { "\xf0\x9f\x98\x80", 2 },
		{ "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb", 2 }, /* woman, joined, laptop */
		{ "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd", 2 },             /* thumb, skin tone */
		{ "\xf0\x9f\x87\xae\xf0\x9f\x87\xb3", 2 },             /* a flag */
		{ "\xe2\x9d\xa4\xef\xb8\x8f", 2 },                     /* a heart, coloured */
		{ "\xe0\xa4\x95\xe0\xa4\xbf", 1 },                     /* Devanagari ki */
		{ "\xea\xb0\x80", 2 }, { "\x01", 1 }, { "\x7f", 1 } };
	for (size_t i = 0; i < sizeof(one) / sizeof(one[0]); i++) {
		size_t len = strlen(one[i].text);
		struct utf8_cluster cluster = utf8_cluster(one[i].text, len);
		assert_true(cluster.valid);
		if (cluster.len != len || cluster.width != one[i].width)
			fail_about("%s: %zu of %zu bytes, width %d", one[i].text, cluster.len, len,
			    cluster.width);
	}
	assert_int_equal(utf8_cluster("", 0).len, 0);
	struct utf8_cluster broken = utf8_cluster("\xffz", 2);
	assert_false(broken.valid);
	assert_int_equal(broken.len, 1);
	assert_int_equal(broken.width, 1);
	assert_int_equal(broken.first, 0xfffd);
}

/* Clusters cover any bytes from the start to the end, each at least one byte. */
static void
test_clusters_cover_everything(void **state)
{
	(void)state;
	struct chance chance = { .state = 29 };
	for (int i = 0; i < 20000; i++) {
		char text[40];
		size_t len = 0;
		while (len + 5 < sizeof(text) && chance_below(&chance, 12) != 0) {
			uint32_t code = (uint32_t)chance_below(
			    &chance, chance_below(&chance, 2) == 0 ? 0x300 : 0x20000);
			if (chance_below(&chance, 10) == 0)
				text[len++] = (char)(0x80 + chance_below(&chance, 0x80));
			else if (!is_surrogate(code) && code != 0)
				len += encode(code, text + len);
		}
		text[len] = '\0';
		int width = 0;
		size_t at = 0;
		while (at < len) {
			struct utf8_cluster cluster = utf8_cluster(text + at, len - at);
			assert_true(cluster.len >= 1 && cluster.len <= len - at);
			assert_in_range(cluster.width, 0, 2);
			width += cluster.width;
			at += cluster.len;
		}
		assert_int_equal(utf8_width(text), width);
	}
}

static void
test_width(void **state)
{
	(void)state;
	assert_int_equal(utf8_width(""), 0);
	assert_int_equal(utf8_width("abc"), 3);
	assert_int_equal(utf8_width("\xe6\xb1\x89\xe5\xad\x97 ok"), 7);
	assert_int_equal(utf8_width("na\xc3\xafve"), 5);
}

/* Marks do not move a name to the end of the alphabet, and decide between names that are else alike. */
static void
test_sort_key(void **state)
{
	(void)state;
	static const char *const ordered[] = { "adam", "\u00c6lfred", "Ann", "Ann B", "\u00c1nn C",
		"edgar", "Edith", "\u00c9dith", "EDITH B", "Frank", "\u0141ukasz", "Martin", "n",
		"\u00d1", "na", "\u00d8rsted", "\u015awita", "Zoe", "Zo\u00eb", "Бел", "Бёл",
		"Бела", "अमित", "कमल", "कमला", "करण", "किरण", "कुमार", "कृष्ण", "கமலா", "கீதா", "குமார்",
		"மீனா", "\u674e" };
	struct arena arena = { NULL };
	for (size_t i = 1; i < sizeof(ordered) / sizeof(ordered[0]); i++) {
		const char *one = utf8_sort_key(&arena, ordered[i - 1]);
		const char *next = utf8_sort_key(&arena, ordered[i]);
		if (strcmp(one, next) >= 0)
			fail_about("%s does not stand before its next", ordered[i - 1]);
	}
	assert_string_equal(utf8_sort_key(&arena, "Jos\u00e9"), "jose\001jos\u00e9");
	assert_string_equal(utf8_plain(&arena, "S\u00f8ren \u00de\u00f3r\u00f0"), "soren thord");
	/* A vowel sign is a mark to Unicode, and a letter to whoever reads the name. */
	static const char *const kept[] = { "किरण", "कुमार", "கீதா", "குமார்", "ガンダム", "홍길동",
		"שָׁלוֹם" };
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		assert_string_equal(utf8_plain(&arena, kept[i]), kept[i]);
	assert_string_equal(utf8_sort_key(&arena, "किरण José"), "किरण jose\001किरण josé");
	assert_string_equal(utf8_plain(&arena, "क\u0301"), "क\u0301");
	assert_string_equal(utf8_plain(&arena, "\u0301"), "\u0301");
	assert_null(utf8_sort_key(&arena, "\xff"));
	arena_release(&arena);
}

static void
test_ascii(void **state)
{
	(void)state;
	static const char *const cases[][2] = { { "a", "a" }, { "é", "e" }, { "e\xcc\x81", "e" },
		{ "Ł", "L" }, { "ø", "o" }, { "Æ", "AE" }, { "ß", "ss" }, { "…", "..." },
		{ "ﬃ", "ffi" }, { "漢", "" }, { "\xcc\x81", "" }, { "\x1b", "" }, { "\xff", "" },
		{ "½", "" }, { "⑽", "(10)" }, { "㈱", "" }, { "⒙", "18." }, { "㏫", "" },
		{ "", "" } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char out[5];
		bool shown = utf8_ascii(cases[i][0], strlen(cases[i][0]), out);
		assert_string_equal(out, cases[i][1]);
		assert_int_equal(shown, cases[i][1][0] != '\0');
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sort_key),
		cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_every_code_point),
		cmocka_unit_test(test_against_the_grammar),
		cmocka_unit_test(test_valid),
		cmocka_unit_test(test_nfc),
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_forms_are_stable),
		cmocka_unit_test(test_classes),
		cmocka_unit_test(test_clusters),
		cmocka_unit_test(test_clusters_cover_everything),
		cmocka_unit_test(test_width),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
