/* Rate decks: whatever the file, each prefix that is kept belongs to a group, in order and once, or a line is
 * rejected; what is told is bounded. */
#include "deck.h"
#include "fuzz.h"

static void
check_taken(const struct deck *deck)
{
	for (size_t i = 0; i < deck->n_prefixes; i++) {
		const struct deck_prefix *prefix = &deck->prefixes[i];
		must(prefix->digits != 0 && prefix->group < deck->n_groups);
		must(i == 0 || deck->prefixes[i - 1].digits < prefix->digits);
	}
	for (size_t i = 0; i < deck->n_groups; i++)
		must(deck->groups[i].prefixes > 0 && deck->groups[i].outbound >= 0);
}

static void
check_rejected(const struct deck *deck)
{
	size_t told = deck->n_rejected < DECK_REJECTED_MAX ? deck->n_rejected : DECK_REJECTED_MAX;
	for (size_t i = 0; i < told; i++)
		must(deck->rejected[i].line > 0 && deck->rejected[i].reason[0] != '\0');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct deck *deck = deck_read((const char *)data, size, false, "plivo", "Plivo");
	if (deck->n_rejected == 0)
		check_taken(deck);
	check_rejected(deck);
	deck_free(deck);
	return 0;
}
