/* Longest match, against reading all prefixes one by one. */
#include "chance.h"
#include "prefix_trie.h"
#include "unit.h"

enum { ENTRIES = 400, DIGITS_MAX = 16 };

struct deck {
	struct prefix_entry entries[ENTRIES];
	size_t n;
};

static int
by_digits(const void *a, const void *b)
{
	uint64_t x = ((const struct prefix_entry *)a)->digits;
	uint64_t y = ((const struct prefix_entry *)b)->digits;
	return (x > y) - (x < y);
}

static uint64_t
pack(const char *text)
{
	return prefix_pack(text, strlen(text));
}

/* Few different digits, so that prefixes nest. */
static void
draw(struct chance *chance, char out[DIGITS_MAX], size_t most, size_t kinds)
{
	size_t len = 1 + chance_below(chance, most);
	for (size_t i = 0; i < len; i++)
		out[i] = (char)('0' + chance_below(chance, kinds));
	out[len] = '\0';
}

static void
draw_deck(struct chance *chance, struct deck *deck)
{
	size_t n = chance_below(chance, ENTRIES);
	size_t kinds = 1 + chance_below(chance, 10);
	for (size_t i = 0; i < n; i++) {
		char text[DIGITS_MAX];
		draw(chance, text, 1 + chance_below(chance, 15), kinds);
		deck->entries[i] = (struct prefix_entry){ pack(text), (uint32_t)i };
	}
	qsort(deck->entries, n, sizeof(deck->entries[0]), by_digits);
	deck->n = 0;
	for (size_t i = 0; i < n; i++)
		if (deck->n == 0 || by_digits(&deck->entries[deck->n - 1], &deck->entries[i]) != 0)
			deck->entries[deck->n++] = deck->entries[i];
}

/* The number's own text says what is expected, not how prefixes are packed. */
static const struct prefix_entry *
scan(const struct deck *deck, const char *number, int *len)
{
	const struct prefix_entry *best = NULL;
	char text[PREFIX_TEXT];
	for (size_t i = 0; i < deck->n; i++) {
		int n = (int)strlen(prefix_unpack(deck->entries[i].digits, text));
		if (strncmp(number, text, (size_t)n) == 0 && (best == NULL || n > *len)) {
			best = &deck->entries[i];
			*len = n;
		}
	}
	return best;
}

static void
check(const struct prefix_trie *trie, const struct deck *deck, const char *number)
{
	struct prefix_match match;
	int len = 0;
	const struct prefix_entry *expected = scan(deck, number, &len);
	if (!prefix_trie_find(trie, number, &match)) {
		assert_null(expected);
		return;
	}
	assert_non_null(expected);
	assert_int_equal(match.value, expected == NULL ? 0 : expected->value);
	assert_int_equal(match.len, len);
}

static void
test_packed_prefixes_sort_as_texts(void **state)
{
	(void)state;
	static const char *const texts[] = { "1", "10", "109", "11", "2", "212345678901234", "9",
		"99", "999999999999999" };
	char out[PREFIX_TEXT];
	uint64_t last = 0;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		uint64_t packed = prefix_pack(texts[i], strlen(texts[i]));
		assert_true(packed > last);
		assert_string_equal(prefix_unpack(packed, out), texts[i]);
		last = packed;
	}
	assert_int_equal(prefix_pack("", 0), 0);
	assert_int_equal(prefix_pack("1234567890123456", 16), 0);
	assert_int_equal(prefix_pack("12a", 3), 0);
}

/* A prefix with another digit. */
static void
check_near(const struct prefix_trie *trie, const struct deck *deck, struct chance *chance)
{
	char number[DIGITS_MAX];
	char prefix[PREFIX_TEXT];
	const char *near =
	    prefix_unpack(deck->entries[chance_below(chance, deck->n)].digits, prefix);
	(void)snprintf(
	    number, sizeof(number), "%.14s%c", near, (char)('0' + chance_below(chance, 10)));
	check(trie, deck, number);
}

static void
test_as_a_scan(void **state)
{
	(void)state;
	static struct deck deck;
	struct chance chance = { .state = 164 };
	char prefix[PREFIX_TEXT];
	for (int round = 0; round < 300; round++) {
		draw_deck(&chance, &deck);
		struct prefix_trie *trie = prefix_trie_new(deck.entries, deck.n);
		assert_non_null(trie);
		for (size_t i = 0; i < deck.n; i++)
			check(trie, &deck, prefix_unpack(deck.entries[i].digits, prefix));
		for (int i = 0; i < 300; i++) {
			char number[DIGITS_MAX];
			draw(&chance, number, 15, 10);
			check(trie, &deck, number);
			if (deck.n > 0)
				check_near(trie, &deck, &chance);
		}
		prefix_trie_free(trie);
	}
}

static void
test_what_is_refused(void **state)
{
	(void)state;
	const struct prefix_entry bad[][2] = {
		{ { pack("91"), 1 }, { pack("91"), 2 } },
		{ { pack("92"), 1 }, { pack("91"), 2 } },
		{ { 0, 1 }, { pack("91"), 2 } },
		{ { 1, 1 }, { pack("91"), 2 } },
		{ { pack("91"), 1 }, { pack("91") | UINT64_C(0xb) << 52, 2 } },
		{ { pack("91"), 1 }, { pack("911234567890123") | 1, 2 } },
		{ { pack("91"), UINT32_MAX }, { pack("92"), 2 } },
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_null(prefix_trie_new(bad[i], 2));
}

static void
test_none(void **state)
{
	(void)state;
	struct prefix_match match;
	struct prefix_trie *trie = prefix_trie_new(NULL, 0);
	assert_non_null(trie);
	assert_false(prefix_trie_find(trie, "919876543210", &match));
	assert_false(prefix_trie_find(trie, "", &match));
	prefix_trie_free(trie);
	prefix_trie_free(NULL);
}

/* Reading ends at what is no digit, and within fifteen of them. */
static void
test_where_it_ends(void **state)
{
	(void)state;
	const struct prefix_entry entries[] = { { pack("1"), 10 }, { pack("123"), 20 },
		{ pack("999999999999999"), 30 } };
	struct prefix_match match;
	struct prefix_trie *trie = prefix_trie_new(entries, 3);
	assert_true(prefix_trie_find(trie, "12", &match));
	assert_int_equal(match.value, 10);
	assert_true(prefix_trie_find(trie, "12 3", &match));
	assert_int_equal(match.value, 10);
	assert_true(prefix_trie_find(trie, "1234", &match));
	assert_int_equal(match.value, 20);
	assert_int_equal(match.len, 3);
	assert_true(prefix_trie_find(trie, "9999999999999999", &match));
	assert_int_equal(match.len, 15);
	assert_false(prefix_trie_find(trie, "+1", &match));
	prefix_trie_free(trie);
}

/* As people type it, with what stands between the digits. */
static void
test_typed(void **state)
{
	(void)state;
	static const struct {
		const char *typed;
		const char *digits; /* NULL: none */
	} cases[] = { { "91", "91" }, { "+1 900", "1900" }, { "+1 (900) 555-01.2", "1900555012" },
		{ "123456789012345", "123456789012345" }, { "1234567890123456", NULL },
		{ "", NULL }, { "+ -", NULL }, { "india", NULL }, { "91 mobile", NULL } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char out[PREFIX_TEXT];
		bool are = prefix_typed(cases[i].typed, out);
		assert_true(are == (cases[i].digits != NULL));
		assert_string_equal(out, are ? cases[i].digits : "");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_packed_prefixes_sort_as_texts),
		cmocka_unit_test(test_as_a_scan),
		cmocka_unit_test(test_what_is_refused),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_where_it_ends),
		cmocka_unit_test(test_typed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
