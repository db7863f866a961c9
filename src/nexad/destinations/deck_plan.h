/* What a rate deck changes of the one in force: compared before the writer's turn, so that this is short. */
#ifndef DECK_PLAN_H
#define DECK_PLAN_H

#include "arena.h"
#include "deck.h"
#include "shape.h"
#include "store.h"

struct call;
struct prefix_trie;

enum deck_prefix_fate { DECK_PREFIX_kept, DECK_PREFIX_added, DECK_PREFIX_moved };

/* A network group of either deck or of both. */
struct deck_pair {
	const struct deck_group_row *old; /* NULL: it is new */
	const struct deck_entry *new;     /* NULL: it is gone */
	int64_t num;
	uint32_t place; /* among the groups that are there afterwards, in the order of their nums */
	int64_t prefixes_added;
	int64_t prefixes_removed;
	/* Of one that is new, or comes to another country, once deck_plan_prepare() made them: */
	const char *id;
	const char *name_sort;
	const char *country_sort;
	const char *search;
};

struct deck_plan {
	struct deck *deck;
	const char *provider;       /* in the call's arena */
	int64_t version;            /* of the provider, as it was compared with */
	int64_t last_num;           /* of all groups then */
	int64_t in_force;           /* the number of the deck that the provider has */
	struct deck_group_row *old; /* in the order of their nums */
	size_t n_old;
	size_t old_room;
	struct deck_pair *pairs;
	size_t n_pairs;
	struct deck_pair **by_new; /* of each group of the deck */
	struct deck_pair **by_num; /* of each group that is there */
	unsigned char *fates;      /* of each prefix of the deck */
	uint64_t *gone;            /* prefixes that are no more */
	size_t n_gone;
	size_t gone_room;
	struct deck_import_result result; /* its texts: the call's arena, the deck's, the plan's */
	struct arena texts;
	int64_t staged; /* the number under which all prefixes are written already; 0: none */
	struct prefix_trie *trie; /* of the new deck; NULL: not made */
	struct daemon *daemon;    /* whose turn for imports it holds; NULL: none */
};

/* Compares a deck, which is the plan's from now on, with what the call's connection sees; what is faulty is
 * compared with nothing.  A plan is there also after a failure.  Ends with deck_plan_free(). */
int deck_plan_make(struct call *c, struct deck *deck, const struct provider_deck *provider,
    struct deck_plan *plan);
void deck_plan_free(struct deck_plan *plan);
/* How many prefixes are other than before. */
size_t deck_plan_changes(const struct deck_plan *plan);
/* Whether something of a group changes; and its mark, null when the file does not say. */
bool deck_pair_differs(const struct deck_pair *pair);
struct value deck_pair_mark(const struct deck_pair *pair);
/* Whether it comes to another country, or its country to another name. */
bool deck_pair_travels(const struct deck_pair *pair);
/* Makes all that takes no database: what decisions are made from once the deck is in force, and what is written beside
 * what the deck says.  None of it is left to the writer's turn. */
void deck_plan_prepare(struct deck_plan *plan);

#endif
