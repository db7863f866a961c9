/* Proofs at every size up to 300: each leads to the root of the definition, and none does once anything
 * about it is changed. */
#include "chance.h"
#include "merkle_definition.h"
#include "merkle_proof.h"
#include "unit_fail.h"

enum { LEAVES = 300, HEIGHTS = 9 };

/* All perfect subtrees of the leaves, by height and number. */
static struct digest nodes[HEIGHTS][LEAVES];
static struct digest roots[LEAVES + 1];

static int
node_at(struct merkle_source *source, int height, uint64_t index, struct digest *out)
{
	(void)source;
	assert_true(height < HEIGHTS);
	assert_true((index + 1) << height <= LEAVES);
	*out = nodes[height][index];
	return 0;
}

static struct merkle_source whole = { .node = node_at };

static void
fill(void)
{
	for (size_t i = 0; i < LEAVES; i++)
		nodes[0][i] = merkle_leaf(&i, sizeof(i));
	for (int height = 1; height < HEIGHTS; height++)
		for (size_t i = 0; (i + 1) << height <= LEAVES; i++)
			nodes[height][i] =
			    merkle_node(&nodes[height - 1][2 * i], &nodes[height - 1][2 * i + 1]);
	for (size_t n = 0; n <= LEAVES; n++)
		roots[n] = root_by_definition(nodes[0], n);
}

static int
height_of(uint64_t size)
{
	int height = 0;
	while (UINT64_C(1) << height < size)
		height++;
	return height;
}

static void
test_leaves(void **state)
{
	(void)state;
	for (uint64_t size = 1; size <= LEAVES; size++)
		for (uint64_t index = 0; index < size; index++) {
			struct merkle_proof proof;
			struct digest root;
			assert_int_equal(merkle_prove_leaf(&whole, index, size, &proof), 0);
			assert_true(proof.n <= height_of(size));
			assert_true(
			    merkle_root_of_leaf(index, size, &nodes[0][index], &proof, &root));
			if (!digest_same(&root, &roots[size]))
				fail_about("leaf %d of %d", (int)index, (int)size);
		}
}

static void
test_prefixes(void **state)
{
	(void)state;
	for (uint64_t size = 0; size <= LEAVES; size++)
		for (uint64_t old = 0; old <= size; old++) {
			struct merkle_proof proof;
			struct merkle_head was = { old, roots[old] };
			struct merkle_head is = { size, roots[size] };
			assert_int_equal(merkle_prove_prefix(&whole, old, size, &proof), 0);
			assert_true(proof.n <= height_of(size) + 1);
			if (!merkle_extends(&was, &is, &proof))
				fail_about("%d of %d", (int)old, (int)size);
		}
}

/* One of what can happen to a proof on its way; false when this one cannot. */
static bool
damage(struct merkle_proof *proof, struct chance *chance)
{
	int at = proof->n == 0 ? 0 : (int)chance_below(chance, (size_t)proof->n);
	switch (chance_below(chance, 4)) {
	case 0:
		if (proof->n > 0)
			proof->hashes[at].bytes[chance_below(chance, DIGEST_LEN)] ^= 0x10;
		return proof->n > 0;
	case 1:
		return --proof->n >= 0;
	case 2:
		proof->hashes[proof->n] = nodes[0][chance_below(chance, LEAVES)];
		return proof->n++ >= 0;
	default:
		if (proof->n < 2)
			return false;
		struct digest first = proof->hashes[0];
		proof->hashes[0] = proof->hashes[proof->n - 1];
		proof->hashes[proof->n - 1] = first;
		return true;
	}
}

static void
test_damaged_leaf_proofs(void **state)
{
	(void)state;
	struct chance chance = { .state = 9162 };
	for (int i = 0; i < 20000; i++) {
		uint64_t size = 1 + chance_below(&chance, LEAVES);
		uint64_t index = chance_below(&chance, size);
		struct merkle_proof proof;
		struct digest root;
		assert_int_equal(merkle_prove_leaf(&whole, index, size, &proof), 0);
		if (!damage(&proof, &chance))
			continue;
		if (merkle_root_of_leaf(index, size, &nodes[0][index], &proof, &root) &&
		    digest_same(&root, &roots[size]))
			fail_about("leaf %d of %d", (int)index, (int)size);
	}
}

/* Another leaf, another place, another size. */
static void
test_other_places(void **state)
{
	(void)state;
	for (uint64_t size = 2; size <= 70; size++)
		for (uint64_t index = 0; index < size; index++) {
			struct merkle_proof proof;
			struct digest root;
			uint64_t other = (index + 1) % size;
			assert_int_equal(merkle_prove_leaf(&whole, index, size, &proof), 0);
			assert_false(
			    merkle_root_of_leaf(other, size, &nodes[0][index], &proof, &root) &&
			    digest_same(&root, &roots[size]));
			assert_false(
			    merkle_root_of_leaf(index, size, &nodes[0][other], &proof, &root) &&
			    digest_same(&root, &roots[size]));
			assert_false(
			    merkle_root_of_leaf(size, size, &nodes[0][index], &proof, &root));
			assert_false(
			    merkle_root_of_leaf(index, 0, &nodes[0][index], &proof, &root));
		}
}

static void
test_damaged_prefix_proofs(void **state)
{
	(void)state;
	struct chance chance = { .state = 77 };
	for (int i = 0; i < 20000; i++) {
		uint64_t size = 1 + chance_below(&chance, LEAVES);
		struct merkle_head is = { size, roots[size] };
		struct merkle_head was = { 1 + chance_below(&chance, size), roots[0] };
		struct merkle_proof proof;
		was.root = roots[was.size];
		assert_int_equal(merkle_prove_prefix(&whole, was.size, size, &proof), 0);
		if (chance_below(&chance, 3) == 0)
			was.root.bytes[3] ^= 1;
		else if (chance_below(&chance, 3) == 0)
			is.root.bytes[30] ^= 1;
		else if (!damage(&proof, &chance))
			continue;
		if (merkle_extends(&was, &is, &proof))
			fail_about("%d of %d", (int)was.size, (int)size);
	}
}

/* What was longer, or is as long with another root, is never the beginning. */
static void
test_shorter_and_other(void **state)
{
	(void)state;
	const struct merkle_proof none = { .n = 0 };
	const struct merkle_head ten = { 10, roots[10] };
	const struct merkle_head nine = { 9, roots[9] };
	const struct merkle_head other = { 10, roots[9] };
	const struct merkle_head empty = { 0, roots[0] };
	assert_false(merkle_extends(&ten, &nine, &none));
	assert_false(merkle_extends(&ten, &other, &none));
	assert_false(merkle_extends(&nine, &ten, &none));
	assert_true(merkle_extends(&ten, &ten, &none));
	assert_true(merkle_extends(&empty, &ten, &none));
	assert_false(merkle_extends(&ten, &empty, &none));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_leaves),
		cmocka_unit_test(test_prefixes),
		cmocka_unit_test(test_damaged_leaf_proofs),
		cmocka_unit_test(test_other_places),
		cmocka_unit_test(test_damaged_prefix_proofs),
		cmocka_unit_test(test_shorter_and_other),
	};
	fill();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
