/* The tree's hashes in the store: whatever the portions they come in, tiles are the same and proofs right. */
#include "audit_tiles.h"
#include "chance.h"
#include "merkle_definition.h"
#include "store_fixture.h"

enum { LEAVES = 66000 };

static struct digest leaves[LEAVES];

static void
add(struct fixture *f, size_t from, size_t to)
{
	assert_done(f, audit_tiles_add(f->db, "org_1", from, leaves + from, to - from, &f->err));
}

/* Proofs of some leaves and prefixes of a tree of that size. */
static void
check_proofs(struct fixture *f, uint64_t size, struct chance *chance)
{
	static struct audit_source source;
	struct merkle_head is = { size, root_by_definition(leaves, size) };
	struct merkle_proof proof;
	audit_source_init(&source, f->db, "org_1", &f->err);
	for (int i = 0; i < 12; i++) {
		uint64_t at = i < 2 ? (i == 0 ? 0 : size - 1) : chance_below(chance, size);
		struct merkle_head was = { at + 1, root_by_definition(leaves, at + 1) };
		struct digest root;
		assert_done(f, merkle_prove_leaf(&source.source, at, size, &proof));
		assert_true(merkle_root_of_leaf(at, size, &leaves[at], &proof, &root));
		assert_true(digest_same(&root, &is.root));
		assert_done(f, merkle_prove_prefix(&source.source, was.size, size, &proof));
		assert_true(merkle_extends(&was, &is, &proof));
	}
}

/* Level 0 has the leaves, in full tiles and one that is not. */
static void
check_leaves(struct fixture *f, size_t size)
{
	static struct tile tile;
	for (size_t at = 0; at < size; at += TILE_WIDTH) {
		size_t n = size - at < TILE_WIDTH ? size - at : TILE_WIDTH;
		assert_done(f, audit_tiles_get(f->db, "org_1", 0, at / TILE_WIDTH, &tile, &f->err));
		assert_int_equal(tile.n, n);
		assert_memory_equal(tile.hashes, leaves + at, n * DIGEST_LEN);
	}
	assert_done(f, audit_tiles_get(f->db, "org_1", 0, size / TILE_WIDTH + 1, &tile, &f->err));
	assert_int_equal(tile.n, 0);
}

/* One at a time up to the third tile, proofs at each size about the borders. */
static void
test_one_by_one(void **state)
{
	struct fixture *f = *state;
	struct chance chance = { .state = 5 };
	assert_done(f, db_begin(f->db, &f->err));
	for (size_t n = 1; n <= 2 * TILE_WIDTH + 3; n++) {
		add(f, n - 1, n);
		if (n < 20 || n % TILE_WIDTH < 3 || n % TILE_WIDTH > TILE_WIDTH - 3)
			check_proofs(f, n, &chance);
	}
	assert_done(f, db_commit(f->db, &f->err));
	check_leaves(f, 2 * TILE_WIDTH + 3);
}

/* In portions of chance, past the border of the second level's tile. */
static void
test_portions(void **state)
{
	struct fixture *f = *state;
	struct chance chance = { .state = 6 };
	static struct tile tile;
	assert_done(f, db_begin(f->db, &f->err));
	size_t n = 0;
	while (n < LEAVES) {
		size_t most = chance_below(&chance, 3) == 0 ? 40 : 3000;
		size_t to = n + 1 + chance_below(&chance, most);
		/* Exactly at the borders, too. */
		if (n < 65536 && to > 65536)
			to = 65536 + chance_below(&chance, 2);
		to = to < LEAVES ? to : LEAVES;
		add(f, n, to);
		n = to;
		if (chance_below(&chance, 8) == 0 || n >= 65536)
			check_proofs(f, n, &chance);
	}
	assert_done(f, db_commit(f->db, &f->err));
	check_leaves(f, LEAVES);
	assert_done(f, audit_tiles_get(f->db, "org_1", 1, 0, &tile, &f->err));
	assert_int_equal(tile.n, 256);
	assert_done(f, audit_tiles_get(f->db, "org_1", 1, 1, &tile, &f->err));
	assert_int_equal(tile.n, LEAVES / 256 - 256);
	assert_done(f, audit_tiles_get(f->db, "org_1", 2, 0, &tile, &f->err));
	assert_int_equal(tile.n, 1);
}

/* What is missing or damaged is said, not made up for. */
static void
test_damaged(void **state)
{
	struct fixture *f = *state;
	static struct tile tile;
	static struct audit_source source;
	struct merkle_proof proof;
	add(f, 0, 100);
	audit_source_init(&source, f->db, "org_1", &f->err);
	assert_int_equal(merkle_prove_leaf(&source.source, 7, 101, &proof), PROBLEM_not_proven);
	assert_done(f,
	    db_run(
	        f->db, QUERY_tile_put, WITH(V("org_1"), V(0), V(100), V("####")), NULL, &f->err));
	assert_int_equal(audit_tiles_get(f->db, "org_1", 0, 0, &tile, &f->err), PROBLEM_not_proven);
	/* A gap: leaf 101 without leaf 100. */
	assert_done(
	    f, db_run(f->db, QUERY_tile_forget, WITH(V("org_1"), V(0), V(0)), NULL, &f->err));
	add(f, 0, 100);
	add(f, 101, 102);
	assert_int_equal(audit_tiles_get(f->db, "org_1", 0, 0, &tile, &f->err), PROBLEM_not_proven);
}

#define in_store(test) cmocka_unit_test_setup_teardown((test), fixture_set_up, fixture_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_store(test_one_by_one),
		in_store(test_portions),
		in_store(test_damaged),
	};
	for (size_t i = 0; i < LEAVES; i++)
		leaves[i] = merkle_leaf(&i, sizeof(i));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
