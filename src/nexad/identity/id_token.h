/* ID tokens of OpenID Connect (Core 1.0, 3.1.3.7): who a provider says that somebody is. */
#ifndef ID_TOKEN_H
#define ID_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct err;
struct json;

enum { ID_TOKEN_MOST = 16384, ID_TOKEN_KEYS = 64 };

/* What a token has to be. */
struct id_token_rules {
	const char *issuer;
	const char *client_id;
	const char *nonce;        /* NULL: none was sent, as in the device flow */
	const char *access_token; /* that came with it; NULL: none */
	int64_t now_s;            /* seconds since 1970 */
};

struct id_token {
	const char *subject;
	const char *email; /* NULL: it does not say */
	const char *name;  /* as others may see it; NULL: it does not say, or what is no name */
	const char *
	    means; /* how they proved themself there (amr, acr): "pwd otp"; NULL: it does not say */
	bool verified; /* the provider has seen that the address is theirs */
	bool
	    unknown_key; /* refused because the keys, which may be old, do not have the one that it names */
};

/* Judges a token by the keys of a provider (a parsed JWKS) and fills *out, in the arena.  0, or sso_refused with a
 * sentence that begins "the ID token …". */
int id_token_verify(const struct id_token_rules *rules, const struct json *jwks, const char *token,
    struct arena *arena, struct id_token *out, struct err *err);

/* How many of the keys can sign a token that is taken. */
size_t id_token_count_keys(const struct json *jwks);

/* The claims about a name and an address: of an ID token, or of the answer of the userinfo endpoint.  False when
 * the address is none. */
bool id_token_read_person(const struct json *claims, struct arena *arena, struct id_token *out);

#endif
