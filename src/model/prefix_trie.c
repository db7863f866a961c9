/* Nodes in the order of their depth, the children of one side by side: a node knows its first child and,
 * as a bit set, for which digits there is one. */
#include "prefix_trie.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

enum { DIGITS = 10, DEPTH_MAX = 15 };

#define NO_VALUE UINT32_MAX

struct node {
	uint32_t value;
	uint32_t children;
	uint16_t digits;
};

struct prefix_trie {
	struct node *nodes;
	size_t n;
	size_t room;
};

/* The entries below a node, which share its digits. */
struct span {
	size_t from;
	size_t to;
};

struct building {
	struct prefix_trie *trie;
	struct span *spans; /* of each node */
	const struct prefix_entry *entries;
};

static bool
are_in_order(const struct prefix_entry *entries, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t len = strspn(entries[i].digits, "0123456789");
		if (len == 0 || len > DEPTH_MAX || entries[i].digits[len] != '\0' ||
		    entries[i].value == NO_VALUE ||
		    (i > 0 && strcmp(entries[i - 1].digits, entries[i].digits) >= 0))
			return false;
	}
	return true;
}

static void
add_node(struct building *building, struct span span)
{
	struct prefix_trie *trie = building->trie;
	if (trie->n == trie->room) {
		trie->room = trie->room == 0 ? 64 : trie->room * 2;
		trie->nodes = mem_resize(trie->nodes, trie->room, sizeof(*trie->nodes));
		building->spans = mem_resize(building->spans, trie->room, sizeof(*building->spans));
	}
	building->spans[trie->n] = span;
	trie->nodes[trie->n++] = (struct node){ .value = NO_VALUE };
}

/* The node takes the entry that ends at it, and gets a child for each digit that others go on with. */
static void
branch(struct building *building, size_t node, size_t depth)
{
	struct prefix_trie *trie = building->trie;
	const struct prefix_entry *entries = building->entries;
	struct span span = building->spans[node];
	if (span.from < span.to && entries[span.from].digits[depth] == '\0')
		trie->nodes[node].value = entries[span.from++].value;
	trie->nodes[node].children = (uint32_t)trie->n;
	while (span.from < span.to) {
		char digit = entries[span.from].digits[depth];
		size_t end = span.from + 1;
		while (end < span.to && entries[end].digits[depth] == digit)
			end++;
		trie->nodes[node].digits |= (uint16_t)(1u << (digit - '0'));
		add_node(building, (struct span){ span.from, end });
		span.from = end;
	}
}

struct prefix_trie *
prefix_trie_new(const struct prefix_entry *entries, size_t n)
{
	if (!are_in_order(entries, n))
		return NULL;
	struct building building = { .trie = mem_new(1, sizeof(struct prefix_trie)),
		.entries = entries };
	struct prefix_trie *trie = building.trie;
	add_node(&building, (struct span){ 0, n });
	size_t level = 0;
	for (size_t depth = 0; level < trie->n; depth++) {
		size_t end = trie->n;
		for (; level < end; level++)
			branch(&building, level, depth);
	}
	free(building.spans);
	trie->room = trie->n;
	trie->nodes = mem_resize(trie->nodes, trie->n, sizeof(*trie->nodes));
	return trie;
}

void
prefix_trie_free(struct prefix_trie *trie)
{
	if (trie != NULL)
		free(trie->nodes);
	free(trie);
}

bool
prefix_trie_find(const struct prefix_trie *trie, const char *digits, struct prefix_match *out)
{
	const struct node *node = trie->nodes;
	out->value = NO_VALUE;
	for (int len = 0;; len++) {
		if (node->value != NO_VALUE)
			*out = (struct prefix_match){ .len = len, .value = node->value };
		unsigned digit = (unsigned)(unsigned char)digits[len] - '0';
		if (digit >= DIGITS || (node->digits >> digit & 1u) == 0)
			return out->value != NO_VALUE;
		unsigned before = node->digits & ((1u << digit) - 1);
		node = trie->nodes + node->children + __builtin_popcount(before);
	}
}

size_t
prefix_trie_size(const struct prefix_trie *trie)
{
	return sizeof(*trie) + trie->room * sizeof(*trie->nodes);
}
