/* SHA-256 and its text forms. */
#ifndef DIGEST_H
#define DIGEST_H

#include <stdbool.h>
#include <stddef.h>

enum { DIGEST_LEN = 32, DIGEST_HEX = 65 };

struct digest {
	unsigned char bytes[DIGEST_LEN];
};

/* SHA-256 over two pieces one after the other; the second may be empty. */
struct digest digest_of(const void *a, size_t a_len, const void *b, size_t b_len);
/* 64 lower-case hexadecimal digits and the terminator. */
void digest_hex(const struct digest *digest, char out[DIGEST_HEX]);
/* 0, or -1 when text is not exactly 64 hexadecimal digits. */
int digest_from_hex(const char *text, struct digest *out);
bool digest_same(const struct digest *a, const struct digest *b);

#endif
