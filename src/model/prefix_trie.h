/* Telephone prefixes by longest match: a digit trie, built once and only read afterwards. */
#ifndef PREFIX_TRIE_H
#define PREFIX_TRIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct prefix_trie;

/* A prefix, digits only (1 to 15 of them, E.164), and what it stands for. */
struct prefix_entry {
	const char *digits;
	uint32_t value; /* below PREFIX_VALUES */
};

#define PREFIX_VALUES UINT32_MAX

struct prefix_match {
	int len; /* digits of the prefix that matched */
	uint32_t value;
};

/* From entries in strcmp() order without duplicates, which are only read meanwhile; NULL when they are not
 * that, or are no digits.  Freed with prefix_trie_free(), which takes NULL. */
struct prefix_trie *prefix_trie_new(const struct prefix_entry *entries, size_t n);
void prefix_trie_free(struct prefix_trie *trie);

/* The longest prefix that the digits begin with; false when there is none.  Reads up to the first character
 * that is no digit. */
bool prefix_trie_find(const struct prefix_trie *trie, const char *digits, struct prefix_match *out);

/* Memory that it takes, bytes. */
size_t prefix_trie_size(const struct prefix_trie *trie);

#endif
