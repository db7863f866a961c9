/* Nodes in the order of their depth, the children of one side by side: a node knows its first child and,
 * as a bit set, for which digits there is one.  The first steps, which most numbers share, are taken at once. */
#include "prefix_trie.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

enum { KINDS = 10, DIGIT_BITS = 4, TOP = 64 - DIGIT_BITS, LEAP = 3, LEAPS = 1000 };

#define NO_VALUE UINT32_MAX

struct node {
	uint32_t value;
	uint32_t children;
	uint16_t digits;
};

/* How far down the digits somebody has come. */
struct descent {
	uint32_t node;
	int len;
	bool over; /* there is no way further down */
	struct prefix_match best;
};

struct prefix_trie {
	atomic_uint holders;
	size_t n;
	struct descent leaps[LEAPS]; /* what the first LEAP digits come to */
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

bool
prefix_typed(const char *typed, char out[PREFIX_TEXT])
{
	size_t n = 0;
	for (; *typed != '\0'; typed++) {
		bool digit = *typed >= '0' && *typed <= '9';
		if (digit && n < PREFIX_DIGITS) {
			out[n++] = *typed;
		} else if (digit || strchr("+ -.()", *typed) == NULL) {
			out[0] = '\0';
			return false;
		}
	}
	out[n] = '\0';
	return n > 0;
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

/* ---- going down ---- */

/* How many of ten bits are set.  The compiler's own is a call where not every processor has it. */
static unsigned
count_bits(unsigned bits)
{
	bits -= bits >> 1 & 0x5555u;
	bits = (bits & 0x3333u) + (bits >> 2 & 0x3333u);
	bits = (bits + (bits >> 4)) & 0x0f0fu;
	return (bits + (bits >> 8)) & 15u;
}

static const struct descent top = { .best = { .value = NO_VALUE } };

/* Goes on from where somebody is, `most` digits down at most. */
static inline struct descent
descend(const struct prefix_trie *trie, struct descent at, const char *digits, int most)
{
	const struct node *node = &trie->nodes[at.node];
	while (at.len < most) {
		unsigned digit = (unsigned)(unsigned char)digits[at.len] - '0';
		if (digit >= KINDS || (node->digits >> digit & 1u) == 0) {
			at.over = true;
			break;
		}
		at.node = node->children + count_bits(node->digits & ((1u << digit) - 1));
		at.len++;
		node = &trie->nodes[at.node];
		/* Whether there is a value is anybody's guess: chosen, not branched on. */
		at.best.len = node->value != NO_VALUE ? at.len : at.best.len;
		at.best.value = node->value != NO_VALUE ? node->value : at.best.value;
	}
	return at;
}

/* The place among the leaps; LEAPS when there are not so many digits. */
static unsigned
leap_of(const char *digits)
{
	unsigned number = 0;
	for (int i = 0; i < LEAP; i++) {
		unsigned digit = (unsigned)(unsigned char)digits[i] - '0';
		if (digit >= KINDS)
			return LEAPS;
		number = number * KINDS + digit;
	}
	return number;
}

static void
prepare_leaps(struct prefix_trie *trie)
{
	for (unsigned i = 0; i < LEAPS; i++) {
		const char digits[] = { (char)('0' + i / 100), (char)('0' + i / 10 % 10),
			(char)('0' + i % 10) };
		trie->leaps[i] = descend(trie, top, digits, LEAP);
	}
}

bool
prefix_trie_find(const struct prefix_trie *trie, const char *digits, struct prefix_match *out)
{
	unsigned leap = leap_of(digits);
	struct descent at = leap < LEAPS ? trie->leaps[leap] : top;
	if (!at.over)
		at = descend(trie, at, digits, INT_MAX);
	*out = at.best;
	return at.best.value != NO_VALUE;
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
	prepare_leaps(trie);
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
