/* SHA-256 by nettle. */
#include "digest.h"

#include <nettle/sha2.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

struct digest
digest_of(const void *a, size_t a_len, const void *b, size_t b_len)
{
	struct sha256_ctx context;
	struct digest digest;
	sha256_init(&context);
	sha256_update(&context, a_len, a);
	if (b_len > 0)
		sha256_update(&context, b_len, b);
	sha256_digest(&context, sizeof(digest.bytes), digest.bytes);
	return digest;
}

void
digest_hex(const struct digest *digest, char out[DIGEST_HEX])
{
	static const char digits[] = "0123456789abcdef";
	for (int i = 0; i < DIGEST_LEN; i++) {
		*out++ = digits[digest->bytes[i] >> 4];
		*out++ = digits[digest->bytes[i] & 15];
	}
	*out = '\0';
}

/* Without branches: a processor guesses random digits wrong. */
static int
hex_value(unsigned char digit)
{
	return (digit & 15) + 9 * (digit >> 6);
}

int
digest_from_hex(const char *text, struct digest *out)
{
	char again[DIGEST_HEX];
	if (strlen(text) != DIGEST_HEX - 1)
		return -1;
	for (size_t i = 0; i < DIGEST_LEN; i++) {
		int high = hex_value((unsigned char)text[2 * i]);
		int low = hex_value((unsigned char)text[2 * i + 1]);
		out->bytes[i] = (unsigned char)(high << 4 | (low & 15));
	}
	/* What was no digit is printed as another one. */
	digest_hex(out, again);
	return strcasecmp(again, text) == 0 ? 0 : -1;
}

bool
digest_same(const struct digest *a, const struct digest *b)
{
	return memcmp(a->bytes, b->bytes, DIGEST_LEN) == 0;
}
