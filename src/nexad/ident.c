/* Ids and secrets by libsodium's generator. */
#include "ident.h"

#include <sodium.h>
#include <string.h>

#include "arena.h"
#include "clock.h"
#include "digest.h"

enum { TIME_CHARS = 10, CHANCE_CHARS = 16 };

const char *
ident_new(struct arena *arena, const char *prefix)
{
	/* Crockford's base 32, lower case: no i, l, o, u. */
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
	char text[TIME_CHARS + CHANCE_CHARS + 1];
	unsigned char chance[CHANCE_CHARS];
	uint64_t now = (uint64_t)clock_now();
	randombytes_buf(chance, sizeof(chance));
	for (int i = TIME_CHARS - 1; i >= 0; i--, now >>= 5)
		text[i] = digits[now & 31];
	for (int i = 0; i < CHANCE_CHARS; i++)
		text[TIME_CHARS + i] = digits[chance[i] & 31];
	text[TIME_CHARS + CHANCE_CHARS] = '\0';
	return arena_printf(arena, "%s_%s", prefix, text);
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
