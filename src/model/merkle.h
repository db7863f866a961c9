/* The audit log's Merkle tree: RFC 6962 hashing, section 2.1. */
#ifndef MERKLE_H
#define MERKLE_H

#include <stdint.h>

#include "digest.h"

enum { MERKLE_HEIGHT = 62, MERKLE_FRONTIER_TEXT = MERKLE_HEIGHT * (DIGEST_HEX - 1) + 1 };

/* The roots of the perfect subtrees of a tree of `size` leaves, largest first: all that is needed to
 * add a leaf or to tell the root. */
struct merkle {
	uint64_t size;
	int n; /* one bits of size */
	struct digest nodes[MERKLE_HEIGHT];
};

/* SHA-256(0x00 ‖ data), the hash of one leaf. */
struct digest merkle_leaf(const void *data, size_t len);
/* SHA-256(0x01 ‖ left ‖ right). */
struct digest merkle_node(const struct digest *left, const struct digest *right);
/* Adds a leaf's hash on the right. */
void merkle_add(struct merkle *tree, const struct digest *leaf);
/* The root; of an empty tree SHA-256 of nothing. */
struct digest merkle_root(const struct merkle *tree);
/* The nodes as hexadecimal text, one after the other, and back (0, or -1 when it does not fit size). */
void merkle_save(const struct merkle *tree, char out[MERKLE_FRONTIER_TEXT]);
int merkle_load(uint64_t size, const char *text, struct merkle *out);

#endif
