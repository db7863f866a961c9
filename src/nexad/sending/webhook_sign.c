/* HMAC-SHA256 by libsodium (standardwebhooks.com, specification 1.0.0). */
#include "webhook_sign.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "clock.h"

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

/* HMAC-SHA256 of a head and a body. */
static void
sign(const unsigned char *key, size_t key_len, const char *head, const char *body,
    unsigned char mac[crypto_auth_hmacsha256_BYTES])
{
	crypto_auth_hmacsha256_state state;
	(void)crypto_auth_hmacsha256_init(&state, key, key_len);
	(void)crypto_auth_hmacsha256_update(&state, (const unsigned char *)head, strlen(head));
	(void)crypto_auth_hmacsha256_update(&state, (const unsigned char *)body, strlen(body));
	(void)crypto_auth_hmacsha256_final(&state, mac);
	sodium_memzero(&state, sizeof(state));
}

void
webhook_sign(const char *secret, const char *id, int64_t timestamp_s, const char *body,
    char out[WEBHOOK_SIGNATURE], char body_out[WEBHOOK_BODY_SIGNATURE])
{
	unsigned char key[SECRET_MOST];
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	char text[sodium_base64_ENCODED_LEN(sizeof(mac), sodium_base64_VARIANT_ORIGINAL)];
	char hex[2 * sizeof(mac) + 1];
	char head[200];
	size_t key_len = secret_bytes(secret, key);
	(void)snprintf(head, sizeof(head), "%.150s.%" PRId64 ".", id, timestamp_s);
	sign(key, key_len, head, body, mac);
	(void)sodium_bin2base64(
	    text, sizeof(text), mac, sizeof(mac), sodium_base64_VARIANT_ORIGINAL);
	(void)snprintf(out, WEBHOOK_SIGNATURE, "v1,%s", text);
	sign(key, key_len, "", body, mac);
	(void)sodium_bin2hex(hex, sizeof(hex), mac, sizeof(mac));
	(void)snprintf(body_out, WEBHOOK_BODY_SIGNATURE, "sha256=%s", hex);
	sodium_memzero(key, sizeof(key));
}

void
webhook_sign_request(const char *secret, const char *old_secret, const char *id, const char *body,
    struct webhook_headers *out, const char **list)
{
	int64_t timestamp = clock_now() / CLOCK_SECOND_MS;
	char signature[WEBHOOK_SIGNATURE];
	char old_signature[WEBHOOK_SIGNATURE] = "";
	char body_signature[WEBHOOK_BODY_SIGNATURE];
	if (old_secret != NULL)
		webhook_sign(old_secret, id, timestamp, body, old_signature, body_signature);
	webhook_sign(secret, id, timestamp, body, signature, body_signature);
	(void)snprintf(out->id, sizeof(out->id), "webhook-id: %s", id);
	(void)snprintf(
	    out->timestamp, sizeof(out->timestamp), "webhook-timestamp: %" PRId64, timestamp);
	(void)snprintf(out->signature, sizeof(out->signature), "webhook-signature: %s%s%s",
	    signature, old_secret == NULL ? "" : " ", old_signature);
	(void)snprintf(out->body_signature, sizeof(out->body_signature), "X-DialNexa-Signature: %s",
	    body_signature);
	list[0] = out->id;
	list[1] = out->timestamp;
	list[2] = out->signature;
	list[3] = out->body_signature;
}
