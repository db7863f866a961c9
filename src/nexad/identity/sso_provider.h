/* What an OpenID Connect provider says of itself (Discovery 1.0) and answers, read by somebody who does not
 * believe it. */
#ifndef SSO_PROVIDER_H
#define SSO_PROVIDER_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct err;

enum { SSO_POLL_S = 5, SSO_POLL_MOST_S = 60, SSO_LONGEST_S = 900 };

struct sso_provider {
	const char *authorization; /* the endpoints; NULL: there is none */
	const char *token;
	const char *device;
	const char *userinfo;
	const char *keys;
	const char *prompt; /* what has it ask who one is, whoever is signed in there */
	bool basic;         /* a client's secret goes into a header; otherwise into the body */
	bool pkce;          /* of S256 */
	bool names_self;    /* in the answer of the authorization endpoint (RFC 9207) */
};

/* Reads the document of an issuer.  0, or sso_unavailable with a sentence that begins "the identity provider". */
int sso_provider_read(const char *text, const char *issuer, bool allow_private, struct arena *arena,
    struct sso_provider *out, struct err *err);

/* Where that document is: in the arena. */
const char *sso_provider_address(struct arena *arena, const char *issuer);

/* The answer of the device authorization endpoint (RFC 8628, 3.2). */
struct sso_grant {
	const char *device_code;
	const char *user_code;
	const char *uri;
	const char *uri_complete; /* NULL: none */
	int64_t interval_s;
	int64_t expires_s; /* from now */
};
int sso_grant_read(const char *text, bool allow_private, struct arena *arena, struct sso_grant *out,
    struct err *err);

/* The answer of the token endpoint. */
enum sso_verdict {
	SSO_NOTHING, /* it was not asked */
	SSO_TOKENS,
	SSO_PENDING,
	SSO_SLOW_DOWN,
	SSO_DENIED,
	SSO_EXPIRED,
	SSO_FAULT /* err says which */
};
struct sso_tokens {
	const char *id_token;
	const char *access_token; /* NULL: none */
};
/* status is HTTP's. */
enum sso_verdict sso_tokens_read(
    const char *text, int status, struct arena *arena, struct sso_tokens *out, struct err *err);

/* What a provider that refuses says, for people: "invalid_client", of letters, digits and underscores alone. */
const char *sso_error_word(const char *text, struct arena *arena);
/* The same of the bare word; NULL when it is none. */
const char *sso_word(const char *word, struct arena *arena);

/* Appends &name=value as in application/x-www-form-urlencoded; without the & to nothing. */
struct str;
void sso_form_add(struct str *out, const char *name, const char *value);

#endif
