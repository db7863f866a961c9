/* Longest match, against reading all prefixes one by one. */
#include "chance.h"
#include "prefix_trie.h"
#include "unit.h"

enum { ENTRIES = 400, DIGITS_MAX = 16 };

struct deck {
	char texts[ENTRIES][DIGITS_MAX];
	struct prefix_entry entries[ENTRIES];
	size_t n;
};

static int
by_digits(const void *a, const void *b)
{
	return strcmp(
	    ((const struct prefix_entry *)a)->digits, ((const struct prefix_entry *)b)->digits);
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
		draw(chance, deck->texts[i], 1 + chance_below(chance, 15), kinds);
		deck->entries[i] = (struct prefix_entry){ deck->texts[i], (uint32_t)i };
	}
	qsort(deck->entries, n, sizeof(deck->entries[0]), by_digits);
	deck->n = 0;
	for (size_t i = 0; i < n; i++)
		if (deck->n == 0 || by_digits(&deck->entries[deck->n - 1], &deck->entries[i]) != 0)
			deck->entries[deck->n++] = deck->entries[i];
}

static const struct prefix_entry *
scan(const struct deck *deck, const char *number)
{
	const struct prefix_entry *best = NULL;
	for (size_t i = 0; i < deck->n; i++) {
		size_t len = strlen(deck->entries[i].digits);
		if (strncmp(number, deck->entries[i].digits, len) == 0 &&
		    (best == NULL || len > strlen(best->digits)))
			best = &deck->entries[i];
	}
	return best;
}

static void
check(const struct prefix_trie *trie, const struct deck *deck, const char *number)
{
	struct prefix_match match;
	const struct prefix_entry *expected = scan(deck, number);
	bool found = prefix_trie_find(trie, number, &match);
	assert_int_equal(found, expected != NULL);
	if (!found)
		return;
	assert_int_equal(match.value, expected->value);
	assert_int_equal(match.len, strlen(expected->digits));
}

static void
test_as_a_scan(void **state)
{
	(void)state;
	static struct deck deck;
	struct chance chance = { .state = 164 };
	for (int round = 0; round < 300; round++) {
		draw_deck(&chance, &deck);
		struct prefix_trie *trie = prefix_trie_new(deck.entries, deck.n);
		assert_non_null(trie);
		for (size_t i = 0; i < deck.n; i++)
			check(trie, &deck, deck.entries[i].digits);
		for (int i = 0; i < 300; i++) {
			char number[DIGITS_MAX];
			draw(&chance, number, 15, 10);
			check(trie, &deck, number);
			if (deck.n > 0) {
				const char *near =
				    deck.entries[chance_below(&chance, deck.n)].digits;
				(void)snprintf(number, sizeof(number), "%.14s%c", near,
				    (char)('0' + chance_below(&chance, 10)));
				check(trie, &deck, number);
			}
		}
		prefix_trie_free(trie);
	}
}

static void
test_what_is_refused(void **state)
{
	(void)state;
	static const struct prefix_entry bad[][2] = {
		{ { "91", 1 }, { "91", 2 } },
		{ { "92", 1 }, { "91", 2 } },
		{ { "", 1 }, { "91", 2 } },
		{ { "+91", 1 }, { "91", 2 } },
		{ { "91", 1 }, { "91a", 2 } },
		{ { "91", 1 }, { "9112345678901234", 2 } },
		{ { "91", UINT32_MAX }, { "92", 2 } },
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
	const struct prefix_entry entries[] = { { "1", 10 }, { "123", 20 },
		{ "999999999999999", 30 } };
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
	assert_true(prefix_trie_size(trie) > 0);
	prefix_trie_free(trie);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_as_a_scan),
		cmocka_unit_test(test_what_is_refused),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_where_it_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
