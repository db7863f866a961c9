/* HMAC-SHA256 by libsodium (standardwebhooks.com, specification 1.0.0). */
#include "webhook_sign.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"

enum { PREFIX = 6, SECRET_BYTES = 32, SECRET_LEAST = 24, SECRET_MOST = 64 };

const char *
webhook_secret_new(struct arena *arena)
{
	unsigned char chance[SECRET_BYTES];
	char text[sodium_base64_ENCODED_LEN(SECRET_BYTES, sodium_base64_VARIANT_ORIGINAL)];
	randombytes_buf(chance, sizeof(chance));
	(void)sodium_bin2base64(
	    text, sizeof(text), chance, sizeof(chance), sodium_base64_VARIANT_ORIGINAL);
	const char *secret = arena_printf(arena, "whsec_%s", text);
	sodium_memzero(chance, sizeof(chance));
	sodium_memzero(text, sizeof(text));
	return secret;
}

/* How many bytes the secret has; 0 when it is malformed. */
static size_t
secret_bytes(const char *secret, unsigned char out[SECRET_MOST])
{
	size_t len = 0;
	if (strncmp(secret, "whsec_", PREFIX) != 0)
		return 0;
	if (sodium_base642bin(out, SECRET_MOST, secret + PREFIX, strlen(secret + PREFIX), NULL,
	        &len, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
		return 0;
	return len >= SECRET_LEAST ? len : 0;
}

bool
webhook_secret_valid(const char *secret)
{
	unsigned char bytes[SECRET_MOST];
	bool valid = secret_bytes(secret, bytes) > 0;
	sodium_memzero(bytes, sizeof(bytes));
	return valid;
}

void
webhook_sign(const char *secret, const char *id, int64_t timestamp_s, const char *body,
    size_t body_len, char out[WEBHOOK_SIGNATURE], char body_out[WEBHOOK_BODY_SIGNATURE])
{
	unsigned char key[SECRET_MOST];
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state state;
	char head[200];
	size_t key_len = secret_bytes(secret, key);
	int head_len = snprintf(head, sizeof(head), "%.150s.%" PRId64 ".", id, timestamp_s);
	(void)crypto_auth_hmacsha256_init(&state, key, key_len);
	(void)crypto_auth_hmacsha256_update(
	    &state, (const unsigned char *)head, (unsigned long long)head_len);
	(void)crypto_auth_hmacsha256_update(&state, (const unsigned char *)body, body_len);
	(void)crypto_auth_hmacsha256_final(&state, mac);
	memcpy(out, "v1,", 3);
	(void)sodium_bin2base64(
	    out + 3, WEBHOOK_SIGNATURE - 3, mac, sizeof(mac), sodium_base64_VARIANT_ORIGINAL);
	(void)crypto_auth_hmacsha256_init(&state, key, key_len);
	(void)crypto_auth_hmacsha256_update(&state, (const unsigned char *)body, body_len);
	(void)crypto_auth_hmacsha256_final(&state, mac);
	memcpy(body_out, "sha256=", 7);
	(void)sodium_bin2hex(body_out + 7, WEBHOOK_BODY_SIGNATURE - 7, mac, sizeof(mac));
	sodium_memzero(key, sizeof(key));
	sodium_memzero(&state, sizeof(state));
}
