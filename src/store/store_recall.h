/* What a reader was told since the last commit: session, key, place are asked for with every request and
 * change rarely.  One per connection, so nothing is shared; a commit makes all of it old at once. */
#ifndef STORE_RECALL_H
#define STORE_RECALL_H

#include <stdbool.h>
#include <stdint.h>

#include "store_table.h"

struct arena;
struct recall;

enum { RECALL_COUNT = QUERY_COUNT };

struct recall *recall_new(void);
void recall_free(struct recall *recall);

/* A question: what is asked, its values, and after how many commits it is asked. */
struct recall_key {
	int asked; /* a query, or RECALL_COUNT + the list whose rows are counted */
	const struct value *values;
	int n;
	uint64_t commits;
};

/* Fills row (texts copied to the arena) and *found as they were told before; false: ask. */
bool recall_get(struct recall *recall, const struct recall_key *key, struct arena *arena, void *row,
    bool *found);
/* Keeps an answer; commits must have been read before the statement ran.  What is too long to keep is
 * passed over. */
void recall_put(struct recall *recall, const struct recall_key *key, const void *row, bool found);
/* The same for an answer that is but a number. */
bool recall_get_number(struct recall *recall, const struct recall_key *key, int64_t *number);
void recall_put_number(struct recall *recall, const struct recall_key *key, int64_t number);

#endif
