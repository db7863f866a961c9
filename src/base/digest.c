/* SHA-256 by nettle. */
#include "digest.h"

#include <nettle/sha2.h>
#include <stdint.h>

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

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int
digest_from_hex(const char *text, struct digest *out)
{
	for (size_t i = 0; i < DIGEST_LEN; i++) {
		int high = hex_value(text[2 * i]);
		int low = high < 0 ? -1 : hex_value(text[2 * i + 1]);
		if (low < 0)
			return -1;
		out->bytes[i] = (unsigned char)(high << 4 | low);
	}
	return text[(size_t)2 * DIGEST_LEN] == '\0' ? 0 : -1;
}
