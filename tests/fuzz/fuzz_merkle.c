/* The Merkle tree: the same root as RFC 6962's definition read aloud; what is saved is what is loaded. */
#include "fuzz.h"
#include "merkle_definition.h"

enum { LEAVES_MAX = 200 };

static void
check_saved(const struct merkle *tree)
{
	char text[MERKLE_FRONTIER_TEXT];
	char again[MERKLE_FRONTIER_TEXT];
	struct merkle loaded;
	merkle_save(tree, text);
	must(merkle_load(tree->size, text, &loaded) == 0);
	merkle_save(&loaded, again);
	must(strcmp(text, again) == 0 && loaded.size == tree->size && loaded.n == tree->n);
	must(merkle_load(tree->size + 1, text, &loaded) == -1 || (tree->size & 1) != 0);
}

/* Leaves: a byte with the length, then as many bytes. */
static void
check_tree(const uint8_t *data, size_t size)
{
	static struct digest leaves[LEAVES_MAX];
	struct merkle tree = { .size = 0 };
	size_t n = 0;
	for (size_t at = 0; at < size && n < LEAVES_MAX;) {
		size_t len = data[at] < size - at - 1 ? data[at] : size - at - 1;
		leaves[n] = merkle_leaf(data + at + 1, len);
		merkle_add(&tree, &leaves[n++]);
		at += 1 + len;
		struct digest expected = root_by_definition(leaves, n);
		struct digest root = merkle_root(&tree);
		must(digest_same(&expected, &root));
		check_saved(&tree);
	}
}

/* A frontier that somebody wrote: eight bytes of size, then the text. */
static void
check_load(const uint8_t *data, size_t size)
{
	uint64_t leaves;
	char saved[MERKLE_FRONTIER_TEXT];
	struct merkle tree;
	if (size < sizeof(leaves))
		return;
	memcpy(&leaves, data, sizeof(leaves));
	char *text = fuzz_text(data + sizeof(leaves), size - sizeof(leaves));
	if (merkle_load(leaves, text, &tree) == 0) {
		merkle_save(&tree, saved);
		must(strlen(saved) == strlen(text));
		struct digest leaf = merkle_leaf("", 0);
		(void)merkle_root(&tree);
		if (tree.size < UINT64_C(1) << (MERKLE_HEIGHT - 1))
			merkle_add(&tree, &leaf);
	}
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_tree(data, size);
	check_load(data, size);
	return 0;
}
