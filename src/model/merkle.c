/* Merkle tree hashing. */
#include "merkle.h"

#include <string.h>

struct digest
merkle_leaf(const void *data, size_t len)
{
	static const unsigned char prefix = 0x00;
	return digest_of(&prefix, 1, data, len);
}

struct digest
merkle_node(const struct digest *left, const struct digest *right)
{
	unsigned char bytes[1 + 2 * DIGEST_LEN] = { 0x01 };
	memcpy(bytes + 1, left->bytes, DIGEST_LEN);
	memcpy(bytes + 1 + DIGEST_LEN, right->bytes, DIGEST_LEN);
	return digest_of(bytes, sizeof(bytes), NULL, 0);
}

void
merkle_add(struct merkle *tree, const struct digest *leaf)
{
	struct digest node = *leaf;
	/* Each one bit at the low end is a perfect subtree as large as the new one: they join. */
	for (uint64_t size = tree->size; size & 1; size >>= 1)
		node = merkle_node(&tree->nodes[--tree->n], &node);
	tree->nodes[tree->n++] = node;
	tree->size++;
}

struct digest
merkle_root(const struct merkle *tree)
{
	if (tree->n == 0)
		return digest_of("", 0, NULL, 0);
	struct digest root = tree->nodes[tree->n - 1];
	for (int i = tree->n - 2; i >= 0; i--)
		root = merkle_node(&tree->nodes[i], &root);
	return root;
}

void
merkle_save(const struct merkle *tree, char out[MERKLE_FRONTIER_TEXT])
{
	out[0] = '\0';
	for (int i = 0; i < tree->n; i++)
		digest_hex(&tree->nodes[i], out + (size_t)i * (DIGEST_HEX - 1));
}

int
merkle_load(uint64_t size, const char *text, struct merkle *out)
{
	struct merkle tree = { .size = size };
	char hex[DIGEST_HEX];
	for (uint64_t rest = size; rest != 0; rest &= rest - 1, tree.n++) {
		if (strlen(text) < DIGEST_HEX - 1 || tree.n == MERKLE_HEIGHT)
			return -1;
		memcpy(hex, text, DIGEST_HEX - 1);
		hex[DIGEST_HEX - 1] = '\0';
		if (digest_from_hex(hex, &tree.nodes[tree.n]) != 0)
			return -1;
		text += DIGEST_HEX - 1;
	}
	if (*text != '\0')
		return -1;
	*out = tree;
	return 0;
}
