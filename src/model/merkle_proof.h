/* Proofs about a Merkle tree, made and checked: RFC 9162, sections 2.1.3 and 2.1.4 (RFC 6962's tree). */
#ifndef MERKLE_PROOF_H
#define MERKLE_PROOF_H

#include <stdbool.h>

#include "merkle.h"

enum { MERKLE_PROOF_MAX = MERKLE_HEIGHT + 2 };

/* Where the hashes of a tree come from; the first member of whoever has them. */
struct merkle_source {
	/* The root of the perfect subtree of 2^height leaves that is number index of its height, from 0.
	 * 0, or what merkle_prove_…() shall return. */
	int (*node)(struct merkle_source *source, int height, uint64_t index, struct digest *out);
};

struct merkle_proof {
	int n;
	struct digest hashes[MERKLE_PROOF_MAX];
};

/* That leaf number index, from 0, is in the tree of size leaves; index < size. */
int merkle_prove_leaf(
    struct merkle_source *source, uint64_t index, uint64_t size, struct merkle_proof *out);
/* That the tree of size leaves begins with those of the one of old_size; old_size <= size.  Nothing is
 * to be proved of an empty one. */
int merkle_prove_prefix(
    struct merkle_source *source, uint64_t old_size, uint64_t size, struct merkle_proof *out);

/* The root that a leaf and its proof lead to; false when the proof is none for that place. */
bool merkle_root_of_leaf(uint64_t index, uint64_t size, const struct digest *leaf,
    const struct merkle_proof *proof, struct digest *root);

/* A tree by its size and root. */
struct merkle_head {
	uint64_t size;
	struct digest root;
};

/* Whether the proof shows that the tree of `now` begins with that of `old`. */
bool merkle_extends(
    const struct merkle_head *old, const struct merkle_head *now, const struct merkle_proof *proof);

#endif
