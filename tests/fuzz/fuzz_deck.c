/* Rate decks: whatever the file, each prefix that is kept belongs to a group, in order and once, or a line is
 * rejected; what is told is bounded. */
#include "deck.h"
#include "fuzz.h"

enum { FAULTS_MAX = 4 };

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
	const struct deck_faults *faults = &deck->faults;
	must(faults->n <= FAULTS_MAX && faults->n <= faults->total);
	for (size_t i = 0; i < faults->n; i++) {
		must(faults->items[i].line > 0 && faults->items[i].reason[0] != '\0');
		must(i == 0 || faults->items[i - 1].line <= faults->items[i].line);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct deck *deck = deck_read(&(struct deck_source){ .text = (const char *)data,
	    .len = size,
	    .provider = "plivo",
	    .provider_name = "Plivo",
	    .faults_max = FAULTS_MAX });
	if (deck->faults.total == 0)
		check_taken(deck);
	check_rejected(deck);
	deck_free(deck);
	return 0;
}
