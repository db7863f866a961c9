/* RFC 6962's tree, its definition read aloud: what the real one is measured by. */
#ifndef MERKLE_DEFINITION_H
#define MERKLE_DEFINITION_H

#include <stddef.h>

#include "merkle.h"

/* MTH(D[n]) of section 2.1: k is the largest power of two smaller than n. */
static inline struct digest
root_by_definition(const struct digest *leaves, size_t n)
{
	if (n == 0)
		return digest_of("", 0, NULL, 0);
	if (n == 1)
		return leaves[0];
	size_t k = 1;
	while (k * 2 < n)
		k *= 2;
	struct digest left = root_by_definition(leaves, k);
	struct digest right = root_by_definition(leaves + k, n - k);
	return merkle_node(&left, &right);
}

#endif
