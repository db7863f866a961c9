/* The Merkle tree: RFC 6962's definition read literally, and the vectors that its implementations
 * share. */
#include "merkle_definition.h"
#include "unit_fail.h"

enum { LEAVES = 300 };

static struct digest leaves[LEAVES];

static void
assert_root(const struct merkle *tree, const char *hex)
{
	char text[DIGEST_HEX];
	struct digest root = merkle_root(tree);
	digest_hex(&root, text);
	assert_string_equal(text, hex);
}

/* The eight inputs and roots of certificate-transparency's reference tests. */
static void
test_vectors(void **state)
{
	(void)state;
	static const struct {
		const char *data;
		size_t len;
		const char *root;
	} cases[] = {
		{ "", 0, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d" },
		{ "\x00", 1, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125" },
		{ "\x10", 1, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77" },
		{ "\x20\x21", 2,
		    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7" },
		{ "\x30\x31", 2,
		    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4" },
		{ "\x40\x41\x42\x43", 4,
		    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef" },
		{ "\x50\x51\x52\x53\x54\x55\x56\x57", 8,
		    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c" },
		{ "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16,
		    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328" },
	};
	struct merkle tree = { 0 };
	assert_root(&tree, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct digest leaf = merkle_leaf(cases[i].data, cases[i].len);
		merkle_add(&tree, &leaf);
		assert_root(&tree, cases[i].root);
	}
}

static int
count_ones(uint64_t size)
{
	int n = 0;
	for (; size != 0; size &= size - 1)
		n++;
	return n;
}

static void
test_against_the_definition(void **state)
{
	(void)state;
	struct merkle tree = { 0 };
	for (size_t n = 0; n <= LEAVES; n++) {
		struct digest expected = root_by_definition(leaves, n);
		struct digest root = merkle_root(&tree);
		assert_int_equal(tree.size, n);
		assert_int_equal(tree.n, count_ones(n));
		assert_memory_equal(&root, &expected, sizeof(root));
		if (n < LEAVES)
			merkle_add(&tree, &leaves[n]);
	}
}

/* A frontier that was saved and loaded goes on like one that was not. */
static void
test_save_and_load(void **state)
{
	(void)state;
	struct merkle tree = { 0 };
	for (size_t n = 0; n < LEAVES; n++) {
		char text[MERKLE_FRONTIER_TEXT];
		struct merkle loaded;
		merkle_save(&tree, text);
		assert_int_equal(strlen(text), (size_t)tree.n * 64);
		assert_int_equal(merkle_load(tree.size, text, &loaded), 0);
		assert_int_equal(loaded.size, tree.size);
		assert_int_equal(loaded.n, tree.n);
		merkle_add(&loaded, &leaves[n]);
		merkle_add(&tree, &leaves[n]);
		struct digest root = merkle_root(&tree);
		struct digest other = merkle_root(&loaded);
		assert_memory_equal(&root, &other, sizeof(root));
	}
}

static void
test_load_refuses(void **state)
{
	(void)state;
	char text[MERKLE_FRONTIER_TEXT];
	struct merkle tree = { 0 };
	struct merkle out = { .size = 77 };
	for (int i = 0; i < 5; i++)
		merkle_add(&tree, &leaves[i]);
	merkle_save(&tree, text);
	assert_int_equal(merkle_load(4, text, &out), -1);
	assert_int_equal(merkle_load(7, text, &out), -1);
	assert_int_equal(merkle_load(0, text, &out), -1);
	assert_int_equal(merkle_load(0, "x", &out), -1);
	assert_int_equal(merkle_load(1, "", &out), -1);
	assert_int_equal(merkle_load(UINT64_MAX, text, &out), -1);
	text[5] = 'z';
	assert_int_equal(merkle_load(5, text, &out), -1);
	text[127] = '\0';
	assert_int_equal(merkle_load(5, text, &out), -1);
	assert_int_equal(out.size, 77);
	assert_int_equal(merkle_load(0, "", &out), 0);
	assert_int_equal(out.size, 0);
}

/* Leaves and nodes are hashed apart, so that no leaf can pass for a node. */
static void
test_prefixes(void **state)
{
	(void)state;
	unsigned char both[2 * DIGEST_LEN];
	memcpy(both, leaves[0].bytes, DIGEST_LEN);
	memcpy(both + DIGEST_LEN, leaves[1].bytes, DIGEST_LEN);
	struct digest node = merkle_node(&leaves[0], &leaves[1]);
	struct digest leaf = merkle_leaf(both, sizeof(both));
	struct digest swapped = merkle_node(&leaves[1], &leaves[0]);
	assert_memory_not_equal(&node, &leaf, sizeof(node));
	assert_memory_not_equal(&node, &swapped, sizeof(node));
}

int
main(void)
{
	for (size_t i = 0; i < LEAVES; i++)
		leaves[i] = merkle_leaf(&i, sizeof(i));
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_against_the_definition),
		cmocka_unit_test(test_save_and_load),
		cmocka_unit_test(test_load_refuses),
		cmocka_unit_test(test_prefixes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
