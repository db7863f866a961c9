/* Signatures of JSON Web Tokens (RFC 7515), by libcjose. */
#ifndef JWS_H
#define JWS_H

#include <stddef.h>

struct arena;

/* What stands in a token in compact form, in the arena, once its signature by the algorithm holds; *len is its
 * length.  key: a public key as JSON (RFC 7517).  NULL when the signature is wrong, or *why says what else is. */
const char *jws_payload(struct arena *arena, const char *token, const char *algorithm,
    const char *key, size_t *len, const char **why);

#endif
