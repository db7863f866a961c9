/* The judgement of ID tokens.  What signs is public keys alone: "none" and the algorithms that share a secret are
 * not in the table, so that no key of the provider can be taken for one. */
#include "id_token.h"

#include <sodium.h>
#include <string.h>

#include "arena.h"
#include "digest.h"
#include "err.h"
#include "json.h"
#include "jsonw.h"
#include "jws.h"
#include "kind.h"
#include "str.h"

enum {
	LEEWAY_S = 60,
	SUBJECT_MOST = 255, /* Core 2 */
	KEY_MOST = 4096,
	MEANS_MOST = 200,
	RSA_LEAST = 256, /* bytes of a modulus: 2,048 bits */
	RSA_MOST = 1024,
	BASE64URL = sodium_base64_VARIANT_URLSAFE_NO_PADDING
};

/* EdDSA is not here because libcjose knows it not. */
static const struct algorithm {
	const char *name;
	const char *key_type;
	const char *curve;
} algorithms[] = {
	{ "RS256", "RSA", NULL },
	{ "PS256", "RSA", NULL },
	{ "ES256", "EC", "P-256" },
};

static int
refuse(struct err *err, const char *fault)
{
	return fail(err, PROBLEM_sso_refused, "", "the ID token %s", fault);
}

static const char *
text_of(const struct json *object, const char *name)
{
	return json_text(json_get(object, name));
}

static bool
is(const char *text, const char *other)
{
	return text != NULL && strcmp(text, other) == 0;
}

/* ---- the head ---- */

struct head {
	const struct algorithm *algorithm;
	const char *key_id; /* NULL: it names none */
};

static const struct algorithm *
algorithm_named(const char *name)
{
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++)
		if (is(name, algorithms[i].name))
			return &algorithms[i];
	return NULL;
}

static const char *
head_fault(const struct json *json, struct arena *arena, struct head *out)
{
	const struct json *key_id = json_get(json, "kid");
	out->algorithm = algorithm_named(text_of(json, "alg"));
	out->key_id = arena_text(arena, json_text(key_id));
	if (out->algorithm == NULL)
		return "is not signed by RS256, PS256 or ES256";
	if (key_id != NULL && out->key_id == NULL)
		return "names its key by what is no text";
	if (json_get(json, "crit") != NULL)
		return "has extensions that must be understood, and are not";
	return NULL;
}

/* Three pieces of base64url, the first of them a JSON object. */
static const char *
take_apart(const char *token, struct arena *arena, struct head *out)
{
	static const char characters[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	size_t first = strspn(token, characters);
	size_t second = token[first] == '.' ? strspn(token + first + 1, characters) : 0;
	const char *rest = token + first + 1 + second;
	struct json *json;
	size_t len;
	if (first == 0 || second == 0 || rest[0] != '.' || rest[1] == '\0' ||
	    rest[1 + strspn(rest + 1, characters)] != '\0')
		return "is not three pieces of base64url";
	unsigned char *head = arena_new(arena, first);
	if (sodium_base642bin(head, first, token, first, NULL, &len, NULL, BASE64URL) != 0 ||
	    json_parse((const char *)head, len, &json, NULL) != 0)
		return "has a head that is no JSON";
	const char *fault = head_fault(json, arena, out);
	json_free(json);
	return fault;
}

/* ---- its key ---- */

/* A whole number in base64url, at least so many bytes long. */
static bool
is_number(const char *text, size_t least, size_t most)
{
	unsigned char bytes[RSA_MOST];
	size_t len;
	return text != NULL &&
	    sodium_base642bin(
	        bytes, sizeof(bytes), text, strlen(text), NULL, &len, NULL, BASE64URL) == 0 &&
	    len >= least && len <= most && (len == 0 || least < 2 || bytes[0] != 0);
}

static bool
is_of(const struct json *key, const struct algorithm *algorithm)
{
	const struct json *use = json_get(key, "use");
	const struct json *alg = json_get(key, "alg");
	if (!is(text_of(key, "kty"), algorithm->key_type) ||
	    (use != NULL && !is(json_text(use), "sig")) ||
	    (alg != NULL && !is(json_text(alg), algorithm->name)))
		return false;
	if (algorithm->curve == NULL)
		return is_number(text_of(key, "n"), RSA_LEAST, RSA_MOST) &&
		    is_number(text_of(key, "e"), 1, 8);
	return is(text_of(key, "crv"), algorithm->curve) && is_number(text_of(key, "x"), 1, 32) &&
	    is_number(text_of(key, "y"), 1, 32);
}

/* Only what is public of it and is known. */
static const char *
print_key(const struct json *key, const struct algorithm *algorithm, struct arena *arena)
{
	static const char *const rsa[] = { "e", "kty", "n", NULL };
	static const char *const ec[] = { "crv", "kty", "x", "y", NULL };
	struct str text = STR_INIT(KEY_MOST);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '{');
	for (const char *const *name = algorithm->curve == NULL ? rsa : ec; *name != NULL; name++) {
		jsonw_key(&w, *name);
		jsonw_text(&w, text_of(key, *name));
	}
	jsonw_close(&w, '}');
	const char *out = arena_text(arena, str_text(&text));
	str_release(&text);
	return out;
}

/* The one with that name; a token that names none is by the only one there is. */
static const struct json *
find_key(const struct json *jwks, const struct head *head, bool *many)
{
	const struct json *found = NULL;
	int n = 0;
	*many = false;
	for (const struct json *key = json_first(json_get(jwks, "keys"));
	     key != NULL && n < ID_TOKEN_KEYS; key = json_next(key), n++) {
		if (!is_of(key, head->algorithm) ||
		    (head->key_id != NULL && !is(text_of(key, "kid"), head->key_id)))
			continue;
		*many = *many || found != NULL;
		found = key;
	}
	return *many ? NULL : found;
}

size_t
id_token_count_keys(const struct json *jwks)
{
	size_t n = 0;
	size_t seen = 0;
	for (const struct json *key = json_first(json_get(jwks, "keys"));
	     key != NULL && seen < ID_TOKEN_KEYS; key = json_next(key), seen++) {
		bool good = false;
		for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++)
			good = good || is_of(key, &algorithms[i]);
		n += good;
	}
	return n;
}

/* ---- what it says ---- */

/* Whom it is for: us, and when for others, too, then issued to us. */
static const char *
audience_fault(const struct json *claims, const char *client_id)
{
	const struct json *audience = json_get(claims, "aud");
	const struct json *party = json_get(claims, "azp");
	bool ours = is(json_text(audience), client_id);
	size_t n = 1;
	if (audience != NULL && json_type(audience) == JSON_LIST) {
		n = json_count(audience);
		for (const struct json *each = json_first(audience); each != NULL;
		     each = json_next(each))
			ours = ours || is(json_text(each), client_id);
	}
	if (!ours)
		return "is for another client";
	if (party != NULL ? !is(json_text(party), client_id) : n > 1)
		return "was issued to another client";
	return NULL;
}

static const char *
time_fault(const struct json *claims, int64_t now)
{
	const struct json *not_before = json_get(claims, "nbf");
	int64_t expires;
	int64_t issued;
	int64_t begins = 0;
	if (!json_int(json_get(claims, "exp"), &expires) ||
	    !json_int(json_get(claims, "iat"), &issued) ||
	    (not_before != NULL && !json_int(not_before, &begins)))
		return "does not say when it was issued and expires";
	if (expires <= now - LEEWAY_S)
		return "has expired";
	if (issued > now + LEEWAY_S || begins > now + LEEWAY_S)
		return "is from the future: the clocks differ";
	return NULL;
}

/* The left half of the hash of the access token that came with it (Core 3.1.3.6). */
static bool
is_hash_of(const char *given, const char *access_token)
{
	char half[sodium_base64_ENCODED_LEN(DIGEST_LEN / 2, BASE64URL)];
	struct digest digest = digest_of(access_token, strlen(access_token), NULL, 0);
	(void)sodium_bin2base64(half, sizeof(half), digest.bytes, DIGEST_LEN / 2, BASE64URL);
	return is(given, half);
}

static const char *
claims_fault(const struct json *claims, const struct id_token_rules *rules)
{
	const char *fault;
	const char *subject = text_of(claims, "sub");
	const struct json *hash = json_get(claims, "at_hash");
	if (!is(text_of(claims, "iss"), rules->issuer))
		return "is by another issuer";
	if ((fault = audience_fault(claims, rules->client_id)) != NULL ||
	    (fault = time_fault(claims, rules->now_s)) != NULL)
		return fault;
	if (rules->nonce != NULL && !is(text_of(claims, "nonce"), rules->nonce))
		return "is not of this sign-in: its nonce is another";
	if (hash != NULL && rules->access_token != NULL &&
	    !is_hash_of(json_text(hash), rules->access_token))
		return "does not belong to the access token that it came with";
	if (subject == NULL || subject[0] == '\0' || strlen(subject) > SUBJECT_MOST)
		return "does not say whom it is about";
	return NULL;
}

bool
id_token_read_person(const struct json *claims, struct arena *arena, struct id_token *out)
{
	const struct json *email = json_get(claims, "email");
	const struct json *verified = json_get(claims, "email_verified");
	const char *name = text_of(claims, "name");
	struct err ignored;
	out->email = NULL;
	out->name = NULL;
	if (name != NULL)
		(void)kind_check(KIND_name, "name", name, arena, &out->name, &ignored);
	out->verified = verified != NULL && json_type(verified) == JSON_BOOL && json_bool(verified);
	return email == NULL ||
	    (json_text(email) != NULL &&
	        kind_check(KIND_email, "email", json_text(email), arena, &out->email, &ignored) ==
	            0);
}

/* Appends a word of a provider's, behind a blank, unless it has what words have not. */
static void
add_word(struct str *text, const struct json *word)
{
	static const char allowed[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:/-";
	const char *is = word == NULL ? NULL : json_text(word);
	if (is == NULL || is[0] == '\0' || is[strspn(is, allowed)] != '\0' ||
	    text->len + 1 + strlen(is) >= MEANS_MOST)
		return;
	str_addf(text, "%s%s", text->len == 0 ? "" : " ", is);
}

/* What the audit log tells of how somebody signed in there: RFC 8176's amr, and Core's acr. */
static const char *
read_means(const struct json *claims, struct arena *arena)
{
	struct str text = STR_INIT(MEANS_MOST);
	const struct json *amr = json_get(claims, "amr");
	bool many = amr != NULL && json_type(amr) == JSON_LIST;
	for (const struct json *each = many ? json_first(amr) : NULL; each != NULL;
	     each = json_next(each))
		add_word(&text, each);
	add_word(&text, json_get(claims, "acr"));
	const char *means = text.len == 0 ? NULL : arena_text(arena, str_text(&text));
	str_release(&text);
	return means;
}

static int
read_claims(const struct id_token_rules *rules, const struct json *claims, struct arena *arena,
    struct id_token *out, struct err *err)
{
	const char *fault = claims_fault(claims, rules);
	if (fault != NULL)
		return refuse(err, fault);
	if (!id_token_read_person(claims, arena, out))
		return refuse(err, "has an e-mail address that is none");
	out->subject = arena_text(arena, text_of(claims, "sub"));
	out->means = read_means(claims, arena);
	return 0;
}

/* The claims of a token whose signature holds. */
static int
open_token(const char *token, const struct head *head, const struct json *key, struct arena *arena,
    struct json **claims, struct err *err)
{
	const char *why;
	size_t len;
	const char *payload = jws_payload(arena, token, head->algorithm->name,
	    print_key(key, head->algorithm, arena), &len, &why);
	if (payload == NULL && why != NULL)
		return fail(
		    err, PROBLEM_sso_refused, "", "the ID token cannot be verified: %s", why);
	if (payload == NULL)
		return refuse(err, "has a wrong signature");
	return json_parse(payload, len, claims, NULL) == 0 ? 0
	                                                   : refuse(err, "holds what is no JSON");
}

int
id_token_verify(const struct id_token_rules *rules, const struct json *jwks, const char *token,
    struct arena *arena, struct id_token *out, struct err *err)
{
	struct head head;
	struct json *claims = NULL;
	bool many;
	*out = (struct id_token){ .subject = NULL };
	const char *fault =
	    strlen(token) > ID_TOKEN_MOST ? "is too long" : take_apart(token, arena, &head);
	if (fault != NULL)
		return refuse(err, fault);
	const struct json *key = find_key(jwks, &head, &many);
	out->unknown_key = key == NULL && !many;
	if (key == NULL)
		return refuse(err,
		    many ? "could be signed by several keys"
		         : "is signed by a key that is unknown");
	if (open_token(token, &head, key, arena, &claims, err) != 0)
		return (int)err->problem;
	int problem = read_claims(rules, claims, arena, out, err);
	json_free(claims);
	return problem;
}
