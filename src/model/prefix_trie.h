/* Telephone prefixes by longest match: a digit trie, built once and only read afterwards. */
#ifndef PREFIX_TRIE_H
#define PREFIX_TRIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct prefix_trie;

enum { PREFIX_DIGITS = 15, PREFIX_TEXT = PREFIX_DIGITS + 1 };

/* A prefix, and what it stands for. */
struct prefix_entry {
	uint64_t digits; /* prefix_pack() */
	uint32_t value;  /* below PREFIX_VALUES */
};

#define PREFIX_VALUES UINT32_MAX

struct prefix_match {
	int len; /* digits of the prefix that matched */
	uint32_t value;
};

/* A prefix as a number: four bits a digit from the top, digit + 1, so that numbers sort as the texts do.  0 when
 * it is not 1 to 15 digits. */
uint64_t prefix_pack(const char *digits, size_t len);
/* The text again.  Returns out. */
const char *prefix_unpack(uint64_t digits, char out[PREFIX_TEXT]);

/* Digits of a prefix as people type it, "+1 (900) 555-01": what stands between them goes.  False when there is something
 * else, or not 1 to 15 digits; `out` is empty then. */
bool prefix_typed(const char *typed, char out[PREFIX_TEXT]);

/* From entries in the order of their digits without duplicates, which are only read meanwhile; NULL when they
 * are not that.  Shared by prefix_trie_hold(); the last prefix_trie_free(), which takes NULL, frees it. */
struct prefix_trie *prefix_trie_new(const struct prefix_entry *entries, size_t n);
struct prefix_trie *prefix_trie_hold(struct prefix_trie *trie);
void prefix_trie_free(struct prefix_trie *trie);

/* The longest prefix that the digits begin with; false when there is none.  Reads up to the first character
 * that is no digit. */
bool prefix_trie_find(const struct prefix_trie *trie, const char *digits, struct prefix_match *out);

#endif
