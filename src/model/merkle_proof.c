/* Proofs about a Merkle tree. */
#include "merkle_proof.h"
/* The largest power of two smaller than n, which is 2 or more. */
static uint64_t
split(uint64_t n)
{
	return UINT64_C(1) << (63 - __builtin_clzll(n - 1));
}

/* The root of the n leaves from lo on, which is where a subtree of the tree begins. */
static int
range_root(struct merkle_source *source, uint64_t lo, uint64_t n, struct digest *out)
{
	struct merkle parts = { .size = n };
	for (uint64_t rest = n; rest != 0;) {
		int height = 63 - __builtin_clzll(rest);
		int problem = source->node(source, height, lo >> height, &parts.nodes[parts.n++]);
		if (problem != 0)
			return problem;
		lo += UINT64_C(1) << height;
		rest -= UINT64_C(1) << height;
	}
	*out = merkle_root(&parts);
	return 0;
}

/* What is gathered from the root down stands in a proof from the leaves up. */
static void
turn_round(struct merkle_proof *proof)
{
	for (int i = 0; i < proof->n / 2; i++) {
		struct digest other = proof->hashes[i];
		proof->hashes[i] = proof->hashes[proof->n - 1 - i];
		proof->hashes[proof->n - 1 - i] = other;
	}
}

/* Where a walk down from the root has come to: n leaves from lo on. */
struct walk {
	uint64_t lo;
	uint64_t n;
};

/* One step towards the leaf, or the end of the prefix, that lies right or left; the other half's root
 * is noted. */
static int
step_down(struct merkle_source *source, struct walk *walk, bool right, struct merkle_proof *out)
{
	uint64_t k = split(walk->n);
	struct digest *noted = &out->hashes[out->n++];
	int problem = right ? range_root(source, walk->lo, k, noted)
	                    : range_root(source, walk->lo + k, walk->n - k, noted);
	walk->lo += right ? k : 0;
	walk->n = right ? walk->n - k : k;
	return problem;
}

int
merkle_prove_leaf(
    struct merkle_source *source, uint64_t index, uint64_t size, struct merkle_proof *out)
{
	struct walk walk = { 0, size };
	int problem = 0;
	out->n = 0;
	while (walk.n > 1 && problem == 0)
		problem = step_down(source, &walk, index - walk.lo >= split(walk.n), out);
	turn_round(out);
	return problem;
}

int
merkle_prove_prefix(
    struct merkle_source *source, uint64_t old_size, uint64_t size, struct merkle_proof *out)
{
	struct walk walk = { 0, size };
	int problem = 0;
	out->n = 0;
	if (old_size == 0)
		return 0;
	while (walk.lo + walk.n != old_size && problem == 0)
		problem = step_down(source, &walk, old_size - walk.lo > split(walk.n), out);
	/* The old tree's own root is known to whoever asks. */
	if (walk.lo != 0 && problem == 0)
		problem = range_root(source, walk.lo, walk.n, &out->hashes[out->n++]);
	turn_round(out);
	return problem;
}

/* ---- checking ---- */

/* A node and the last one of its level, both by number: a walk up to the root. */
struct climb {
	uint64_t at;
	uint64_t last;
};

static void
climb_up(struct climb *climb)
{
	climb->at >>= 1;
	climb->last >>= 1;
}

/* A right child, or the last node of a level, which is as much as its ancestors until one of them is a
 * right child. */
static bool
is_right(struct climb *climb)
{
	if ((climb->at & 1) == 0 && climb->at != climb->last)
		return false;
	while ((climb->at & 1) == 0 && climb->at != 0)
		climb_up(climb);
	return true;
}

bool
merkle_root_of_leaf(uint64_t index, uint64_t size, const struct digest *leaf,
    const struct merkle_proof *proof, struct digest *root)
{
	struct climb climb = { index, size - 1 };
	*root = *leaf;
	if (index >= size)
		return false;
	for (int i = 0; i < proof->n; i++, climb_up(&climb)) {
		const struct digest *other = &proof->hashes[i];
		if (climb.last == 0)
			return false;
		*root = is_right(&climb) ? merkle_node(other, root) : merkle_node(root, other);
	}
	return climb.last == 0;
}

bool
merkle_extends(
    const struct merkle_head *old, const struct merkle_head *now, const struct merkle_proof *proof)
{
	struct climb climb = { old->size - 1, now->size - 1 };
	int next = 0;
	if (old->size == 0)
		return proof->n == 0;
	if (old->size == now->size)
		return proof->n == 0 && digest_same(&old->root, &now->root);
	if (old->size > now->size)
		return false;
	while ((climb.at & 1) != 0)
		climb_up(&climb);
	/* Of a perfect tree the proof leaves out the root, which is known. */
	bool perfect = climb.at == 0;
	if (!perfect && proof->n == 0)
		return false;
	struct digest was = perfect ? old->root : proof->hashes[next++];
	struct digest is = was;
	for (; next < proof->n; next++, climb_up(&climb)) {
		const struct digest *other = &proof->hashes[next];
		if (climb.last == 0)
			return false;
		bool right = is_right(&climb);
		was = right ? merkle_node(other, &was) : was;
		is = right ? merkle_node(other, &is) : merkle_node(&is, other);
	}
	return climb.last == 0 && digest_same(&was, &old->root) && digest_same(&is, &now->root);
}
