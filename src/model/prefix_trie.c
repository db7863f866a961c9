/* Nodes in the order of their depth, the children of one side by side: a node knows its first child and,
 * as a bit set, for which digits there is one. */
#include "prefix_trie.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "mem.h"

enum { KINDS = 10, DIGIT_BITS = 4, TOP = 64 - DIGIT_BITS };

#define NO_VALUE UINT32_MAX

struct node {
	uint32_t value;
	uint32_t children;
	uint16_t digits;
};

struct prefix_trie {
	atomic_uint holders;
	size_t n;
	struct node nodes[];
};

/* ---- packed prefixes ---- */

uint64_t
prefix_pack(const char *digits, size_t len)
{
	uint64_t packed = 0;
	if (len > PREFIX_DIGITS)
		return 0;
	for (size_t i = 0; i < len; i++) {
		unsigned digit = (unsigned)(unsigned char)digits[i] - '0';
		if (digit >= KINDS)
			return 0;
		packed |= (uint64_t)(digit + 1) << (TOP - DIGIT_BITS * i);
	}
	return packed;
}

const char *
prefix_unpack(uint64_t digits, char out[PREFIX_TEXT])
{
	int len = 0;
	for (; digits != 0; digits <<= DIGIT_BITS)
		out[len++] = (char)('0' + (digits >> TOP) - 1);
	out[len] = '\0';
	return out;
}

static int
length(uint64_t digits)
{
	return PREFIX_TEXT - __builtin_ctzll(digits) / DIGIT_BITS;
}

/* How many digits an entry has in common with the one before it. */
static int
shared(const struct prefix_entry *entries, size_t i)
{
	return i == 0 ? 0 : __builtin_clzll(entries[i].digits ^ entries[i - 1].digits) / DIGIT_BITS;
}

static bool
is_packed(uint64_t digits)
{
	if (digits == 0 || (digits & ((1u << DIGIT_BITS) - 1)) != 0)
		return false;
	for (; digits != 0; digits <<= DIGIT_BITS)
		if (digits >> TOP == 0 || digits >> TOP > KINDS)
			return false;
	return true;
}

static bool
are_in_order(const struct prefix_entry *entries, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!is_packed(entries[i].digits) || entries[i].value == NO_VALUE ||
		    (i > 0 && entries[i - 1].digits >= entries[i].digits))
			return false;
	return true;
}

/* ---- building ---- */

/* An entry brings a node for each of its digits that the one before it has not. */
static size_t
count_nodes(const struct prefix_entry *entries, size_t n)
{
	size_t nodes = 1;
	for (size_t i = 0; i < n; i++)
		nodes += (size_t)(length(entries[i].digits) - shared(entries, i));
	return nodes;
}

/* Whether an entry is the first below the node of its first digits, `depth` of them. */
static bool
begins(const struct prefix_entry *entries, size_t i, int depth)
{
	return length(entries[i].digits) >= depth && (i == 0 || shared(entries, i) < depth);
}

/* Adds the nodes of a depth below those of the depth before, of which `parents` is the first. */
static void
add_level(struct prefix_trie *trie, const struct prefix_entry *entries, size_t n, int depth,
    size_t parents)
{
	size_t parent = parents - 1;
	for (size_t i = 0; i < n; i++) {
		parent += begins(entries, i, depth - 1);
		if (!begins(entries, i, depth))
			continue;
		struct node *above = &trie->nodes[parent];
		unsigned digit =
		    (unsigned)(entries[i].digits >> (TOP - DIGIT_BITS * (depth - 1))) & 15u;
		if (above->digits == 0)
			above->children = (uint32_t)trie->n;
		above->digits |= (uint16_t)(1u << (digit - 1));
		trie->nodes[trie->n++].value =
		    length(entries[i].digits) == depth ? entries[i].value : NO_VALUE;
	}
}

struct prefix_trie *
prefix_trie_new(const struct prefix_entry *entries, size_t n)
{
	if (!are_in_order(entries, n))
		return NULL;
	size_t nodes = count_nodes(entries, n);
	struct prefix_trie *trie = mem_new(1, sizeof(*trie) + nodes * sizeof(trie->nodes[0]));
	trie->holders = 1;
	trie->nodes[trie->n++].value = NO_VALUE;
	size_t parents = 0;
	for (int depth = 1; trie->n < nodes; depth++) {
		size_t first = trie->n;
		add_level(trie, entries, n, depth, parents);
		parents = first;
	}
	return trie;
}

struct prefix_trie *
prefix_trie_hold(struct prefix_trie *trie)
{
	(void)atomic_fetch_add(&trie->holders, 1);
	return trie;
}

void
prefix_trie_free(struct prefix_trie *trie)
{
	if (trie != NULL && atomic_fetch_sub(&trie->holders, 1) == 1)
		free(trie);
}

/* ---- asking ---- */

bool
prefix_trie_find(const struct prefix_trie *trie, const char *digits, struct prefix_match *out)
{
	const struct node *node = trie->nodes;
	out->value = NO_VALUE;
	for (int len = 0;; len++) {
		if (node->value != NO_VALUE)
			*out = (struct prefix_match){ .len = len, .value = node->value };
		unsigned digit = (unsigned)(unsigned char)digits[len] - '0';
		if (digit >= KINDS || (node->digits >> digit & 1u) == 0)
			return out->value != NO_VALUE;
		unsigned before = node->digits & ((1u << digit) - 1);
		node = trie->nodes + node->children + __builtin_popcount(before);
	}
}

size_t
prefix_trie_size(const struct prefix_trie *trie)
{
	return sizeof(*trie) + trie->n * sizeof(trie->nodes[0]);
}
