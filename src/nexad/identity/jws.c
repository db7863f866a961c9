/* libcjose, loaded with the first token: it brings OpenSSL, which most daemons never need. */
#include "jws.h"

#include <cjose/cjose.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "arena.h"
#include "late.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): words are not an expression */
/* result, name, parameters */
#define FUNCTIONS(X)                                                                           \
	X(cjose_jwk_t *, cjose_jwk_import, (const char *json, size_t len, cjose_err *err))     \
	X(bool, cjose_jwk_release, (cjose_jwk_t * jwk))                                        \
	X(cjose_jws_t *, cjose_jws_import, (const char *compact, size_t len, cjose_err *err))  \
	X(bool, cjose_jws_verify, (cjose_jws_t * jws, const cjose_jwk_t *jwk, cjose_err *err)) \
	X(cjose_header_t *, cjose_jws_get_protected, (cjose_jws_t * jws))                      \
	X(const char *, cjose_header_get,                                                      \
	    (cjose_header_t * header, const char *attribute, cjose_err *err))                  \
	X(bool, cjose_jws_get_plaintext,                                                       \
	    (const cjose_jws_t *jws, uint8_t **plaintext, size_t *len, cjose_err *err))        \
	X(void, cjose_jws_release, (cjose_jws_t * jws))

static struct {
#define FIELD(result, name, parameters) result(*name) parameters;
	FUNCTIONS(FIELD)
#undef FIELD
} real;
/* NOLINTEND(bugprone-macro-parentheses) */

static bool loaded;

static void
load(void)
{
	static const char *const names[] = { "libcjose.so.0" };
	void *library = late_open(names, 1);
	loaded = true;
#define FIND(result, name, parameters) loaded = loaded && late_find(library, #name, &real.name);
	FUNCTIONS(FIND)
#undef FIND
}

/* The algorithm is the one that was judged, whoever else reads the head. */
static bool
holds(cjose_jws_t *jws, const cjose_jwk_t *key, const char *algorithm)
{
	cjose_err err;
	const char *named = real.cjose_header_get(real.cjose_jws_get_protected(jws), "alg", &err);
	return named != NULL && strcmp(named, algorithm) == 0 &&
	    real.cjose_jws_verify(jws, key, &err);
}

const char *
jws_payload(struct arena *arena, const char *token, const char *algorithm, const char *key,
    size_t *len, const char **why)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	cjose_err err;
	uint8_t *payload;
	const char *out = NULL;
	(void)pthread_once(&once, load);
	*why = NULL;
	if (!loaded) {
		*why = "libcjose, which verifies tokens, is not installed";
		return NULL;
	}
	cjose_jwk_t *jwk = real.cjose_jwk_import(key, strlen(key), &err);
	cjose_jws_t *jws = real.cjose_jws_import(token, strlen(token), &err);
	if (jwk == NULL)
		*why = "its key is malformed";
	else if (jws == NULL)
		*why = "it is no signed token in compact form";
	else if (holds(jws, jwk, algorithm) &&
	    real.cjose_jws_get_plaintext(jws, &payload, len, &err))
		out = arena_text_n(arena, (const char *)payload, *len);
	if (jws != NULL)
		real.cjose_jws_release(jws);
	if (jwk != NULL)
		(void)real.cjose_jwk_release(jwk);
	return out;
}
