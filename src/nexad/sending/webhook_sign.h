/* Signatures of what is sent out: Standard Webhooks, and the older header of the platform. */
#ifndef WEBHOOK_SIGN_H
#define WEBHOOK_SIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum {
	WEBHOOK_SIGNATURE = 48,      /* "v1," and 44 characters of base 64, and the terminator */
	WEBHOOK_BODY_SIGNATURE = 72, /* "sha256=" and 64 hexadecimal digits, and the terminator */
	WEBHOOK_HEADERS = 4
};

/* The headers of a signed request. */
struct webhook_headers {
	char id[120];
	char timestamp[60];
	char signature[160];
	char body_signature[120];
};

/* A new secret, "whsec_" and 32 random bytes in base 64, in the arena. */
const char *webhook_secret_new(struct arena *arena);
/* Whether it is "whsec_" and 24 to 64 bytes in base 64, as Standard Webhooks asks. */
bool webhook_secret_valid(const char *secret);
/* HMAC-SHA256 by the secret's bytes of "id.timestamp.body", and of the body alone.  A secret that is
 * not valid signs as an empty one. */
void webhook_sign(const char *secret, const char *id, int64_t timestamp_s, const char *body,
    char out[WEBHOOK_SIGNATURE], char body_out[WEBHOOK_BODY_SIGNATURE]);
/* Writes webhook-id and its sisters, as standardwebhooks has them, and the older header; list gets
 * WEBHOOK_HEADERS of them, which point into out.  old_secret signs beside the secret; NULL: none does. */
void webhook_sign_request(const char *secret, const char *old_secret, const char *id,
    const char *body, struct webhook_headers *out, const char **list);

#endif
