/* Ids and secrets by libsodium's generator. */
#include "ident.h"

#include <sodium.h>
#include <string.h>

#include "arena.h"
#include "clock.h"
#include "digest.h"

/* Not 0: where the sequence of a made-up tenant is.  One thread makes those. */
static uint64_t repeated;

void
ident_repeat(uint64_t state)
{
	repeated = state;
}

/* xorshift64* for what is repeated. */
static void
take_chance(unsigned char out[IDENT_CHANCE_CHARS])
{
	if (repeated == 0) {
		randombytes_buf(out, IDENT_CHANCE_CHARS);
		return;
	}
	for (int i = 0; i < IDENT_CHANCE_CHARS; i += 8) {
		repeated ^= repeated >> 12;
		repeated ^= repeated << 25;
		repeated ^= repeated >> 27;
		uint64_t bits = repeated * UINT64_C(0x2545f4914f6cdd1d);
		memcpy(out + i, &bits, sizeof(bits));
	}
}

const char *
ident_new_at(struct arena *arena, const char *prefix, int64_t at_ms)
{
	char *out = arena_new(arena, IDENT_TEXT);
	char chance[IDENT_CHANCE_CHARS];
	unsigned char bytes[IDENT_CHANCE_CHARS];
	take_chance(bytes);
	for (int i = 0; i < IDENT_CHANCE_CHARS; i++)
		chance[i] = ident_digits[bytes[i] & 31];
	ident_spell(prefix, at_ms, chance, out);
	return out;
}

const char *
ident_new(struct arena *arena, const char *prefix)
{
	return ident_new_at(arena, prefix, clock_now());
}

const char *
ident_secret(struct arena *arena, const char *prefix)
{
	unsigned char chance[32];
	char text[sodium_base64_ENCODED_LEN(
	    sizeof(chance), sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
	randombytes_buf(chance, sizeof(chance));
	(void)sodium_bin2base64(
	    text, sizeof(text), chance, sizeof(chance), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	const char *secret = arena_printf(arena, "%s_%s", prefix, text);
	sodium_memzero(chance, sizeof(chance));
	sodium_memzero(text, sizeof(text));
	return secret;
}

const char *
ident_hash(struct arena *arena, const char *secret)
{
	struct digest digest = digest_of(secret, strlen(secret), NULL, 0);
	char *hex = arena_new(arena, DIGEST_HEX);
	digest_hex(&digest, hex);
	return hex;
}

bool
ident_same(const char *a, const char *b)
{
	size_t len = strlen(a);
	return len == strlen(b) && sodium_memcmp(a, b, len) == 0;
}
