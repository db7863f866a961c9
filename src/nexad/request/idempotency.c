/* Answers are kept sealed with the client's own key, of which only a hash stands in the database: an
 * answer may hold a secret that is shown once. */
#include "idempotency.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "digest.h"
#include "http.h"
#include "ident.h"

#define KEPT_FOR_MS CLOCK_DAY_MS

static const char *
principal_of(struct call *c)
{
	return arena_printf(&c->arena, "%s %s", vocab_name(VOCAB_principal, (int)c->caller.type),
	    c->caller.id == NULL ? "" : c->caller.id);
}

static const char *
fingerprint_of(struct call *c)
{
	size_t len;
	const char *body = http_body(c->request, &len);
	const char *head = arena_printf(&c->arena, "%s\n%s\n%s\n", http_method(c->request),
	    http_path(c->request), http_query(c->request));
	struct digest digest = digest_of(head, strlen(head), body, len);
	char *hex = arena_new(&c->arena, DIGEST_HEX);
	digest_hex(&digest, hex);
	return hex;
}

static void
sealing_key(const struct call *c, unsigned char key[crypto_secretbox_KEYBYTES])
{
	(void)crypto_generichash(key, crypto_secretbox_KEYBYTES,
	    (const unsigned char *)c->idempotency_key, strlen(c->idempotency_key),
	    (const unsigned char *)"nexa idempotency", 16);
}

/* What is kept: version and location, a line break, the body. */
static const char *
seal(struct call *c)
{
	struct str plain = STR_INIT(64u << 20);
	str_addf(
	    &plain, "%lld %s\n", (long long)c->version, c->location == NULL ? "" : c->location);
	str_add_n(&plain, str_text(&c->out), c->out.len);
	size_t sealed_len = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + plain.len;
	unsigned char *sealed = arena_new(&c->arena, sealed_len);
	unsigned char key[crypto_secretbox_KEYBYTES];
	sealing_key(c, key);
	randombytes_buf(sealed, crypto_secretbox_NONCEBYTES);
	(void)crypto_secretbox_easy(sealed + crypto_secretbox_NONCEBYTES,
	    (const unsigned char *)str_text(&plain), plain.len, sealed, key);
	sodium_memzero(key, sizeof(key));
	str_release(&plain);
	size_t size = sodium_base64_encoded_len(sealed_len, sodium_base64_VARIANT_ORIGINAL);
	char *text = arena_new(&c->arena, size);
	return sodium_bin2base64(text, size, sealed, sealed_len, sodium_base64_VARIANT_ORIGINAL);
}

static bool
unseal(struct call *c, const char *text)
{
	size_t room = strlen(text);
	size_t len;
	unsigned char *sealed = arena_new(&c->arena, room + 1);
	unsigned char key[crypto_secretbox_KEYBYTES];
	if (sodium_base642bin(
	        sealed, room, text, room, NULL, &len, NULL, sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    len < crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)
		return false;
	len -= crypto_secretbox_NONCEBYTES;
	char *plain = arena_new(&c->arena, len - crypto_secretbox_MACBYTES + 1);
	sealing_key(c, key);
	bool ok = crypto_secretbox_open_easy((unsigned char *)plain,
	              sealed + crypto_secretbox_NONCEBYTES, len, sealed, key) == 0;
	sodium_memzero(key, sizeof(key));
	char *body = ok ? strchr(plain, '\n') : NULL;
	if (body == NULL)
		return false;
	*body++ = '\0';
	char *location;
	c->version = strtoll(plain, &location, 10);
	c->location = location[0] == ' ' && location[1] != '\0' ? location + 1 : NULL;
	str_clear(&c->out);
	str_add(&c->out, body);
	return true;
}

bool
idempotency_answers(struct call *c)
{
	struct kept_answer kept;
	bool found;
	if (c->idempotency_key == NULL)
		return false;
	if (call_get(c, QUERY_idempotency_get,
	        WITH(V(principal_of(c)), V(ident_hash(&c->arena, c->idempotency_key)),
	            V(clock_now() - KEPT_FOR_MS)),
	        &kept, &found) != 0)
		return true;
	if (!found)
		return false;
	if (strcmp(kept.fingerprint, fingerprint_of(c)) != 0) {
		(void)call_refuse(c, PROBLEM_idempotency_key_reused, "Idempotency-Key",
		    "this Idempotency-Key was used for another request; take a new one");
		return true;
	}
	c->status = (int)kept.status;
	if (!unseal(c, kept.answer))
		(void)call_refuse(c, PROBLEM_internal, "", "a kept answer cannot be opened");
	return true;
}

bool
idempotency_keeps(struct call *c)
{
	if (c->idempotency_key == NULL || c->err.problem != PROBLEM_none)
		return true;
	return call_run(c, QUERY_idempotency_put,
	           WITH(V(principal_of(c)), V(ident_hash(&c->arena, c->idempotency_key)),
	               V(fingerprint_of(c)), V(c->status), V(seal(c)), V(clock_now()))) == 0;
}

bool
idempotency_forget(struct call *c)
{
	if (c->idempotency_key == NULL)
		return true;
	return call_run(c, QUERY_idempotency_delete,
	           WITH(V(principal_of(c)), V(ident_hash(&c->arena, c->idempotency_key)))) == 0;
}
