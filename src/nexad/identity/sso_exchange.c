/* The steps of an exchange: each makes a request and names who takes its answer. */
#include "sso_exchange.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "json.h"
#include "mem.h"

enum { TIMEOUT_MS = 8000, CACHES = 64, FORM_MOST = 32768 };

#define KEPT_MS CLOCK_HOUR_MS
#define KEYS_AGAIN_MS CLOCK_MINUTE_MS

/* ---- what is kept of providers ---- */

struct cache {
	char *issuer; /* NULL: free */
	char *document;
	char *keys;      /* NULL: not known */
	int64_t read_at; /* monotonic, as all of these */
	int64_t keys_at;
	int64_t again_at; /* when the keys were last read anew because one was unknown */
};

struct sso_caches {
	pthread_mutex_t mutex;
	struct cache all[CACHES];
};

struct sso_caches *
sso_caches_new(void)
{
	struct sso_caches *caches = mem_new(1, sizeof(*caches));
	(void)pthread_mutex_init(&caches->mutex, NULL);
	return caches;
}

static void
clear(struct cache *cache)
{
	free(cache->issuer);
	free(cache->document);
	free(cache->keys);
	*cache = (struct cache){ .issuer = NULL };
}

void
sso_caches_free(struct sso_caches *caches)
{
	if (caches == NULL)
		return;
	for (int i = 0; i < CACHES; i++)
		clear(&caches->all[i]);
	(void)pthread_mutex_destroy(&caches->mutex);
	free(caches);
}

/* Under the lock: the issuer's; NULL: there is none. */
static struct cache *
find(struct sso_caches *caches, const char *issuer)
{
	for (int i = 0; i < CACHES; i++)
		if (caches->all[i].issuer != NULL && strcmp(caches->all[i].issuer, issuer) == 0)
			return &caches->all[i];
	return NULL;
}

/* What is known and not old, into the exchange. */
static void
recall(struct sso_exchange *exchange)
{
	struct sso_caches *caches = exchange->daemon->sso_caches;
	int64_t now = clock_monotonic();
	(void)pthread_mutex_lock(&caches->mutex);
	const struct cache *cache = find(caches, exchange->client.issuer);
	if (cache != NULL && now - cache->read_at < KEPT_MS)
		exchange->document = arena_text(&exchange->arena, cache->document);
	if (cache != NULL && cache->keys != NULL && now - cache->keys_at < KEPT_MS)
		exchange->keys = arena_text(&exchange->arena, cache->keys);
	(void)pthread_mutex_unlock(&caches->mutex);
}

static void
keep_document(struct sso_exchange *exchange)
{
	struct sso_caches *caches = exchange->daemon->sso_caches;
	(void)pthread_mutex_lock(&caches->mutex);
	struct cache *cache = find(caches, exchange->client.issuer);
	for (int i = 0; i < CACHES && cache == NULL; i++)
		if (caches->all[i].issuer == NULL)
			cache = &caches->all[i];
	if (cache == NULL) {
		cache = &caches->all[0];
		for (int i = 1; i < CACHES; i++)
			if (caches->all[i].read_at < cache->read_at)
				cache = &caches->all[i];
	}
	clear(cache);
	cache->issuer = mem_text(exchange->client.issuer);
	cache->document = mem_text(exchange->document);
	cache->read_at = clock_monotonic();
	(void)pthread_mutex_unlock(&caches->mutex);
}

static void
keep_keys(struct sso_exchange *exchange)
{
	struct sso_caches *caches = exchange->daemon->sso_caches;
	(void)pthread_mutex_lock(&caches->mutex);
	struct cache *cache = find(caches, exchange->client.issuer);
	if (cache != NULL) {
		free(cache->keys);
		cache->keys = mem_text(exchange->keys);
		cache->keys_at = clock_monotonic();
	}
	(void)pthread_mutex_unlock(&caches->mutex);
}

/* Whether the keys may be read anew because one is unknown: once a minute, whoever forges tokens. */
static bool
may_read_again(struct sso_exchange *exchange)
{
	struct sso_caches *caches = exchange->daemon->sso_caches;
	int64_t now = clock_monotonic();
	(void)pthread_mutex_lock(&caches->mutex);
	struct cache *cache = find(caches, exchange->client.issuer);
	bool may =
	    cache != NULL && (cache->again_at == 0 || now - cache->again_at >= KEYS_AGAIN_MS);
	if (may)
		cache->again_at = now;
	(void)pthread_mutex_unlock(&caches->mutex);
	return may;
}

/* ---- requests ---- */

struct sso_exchange *
sso_exchange_new(struct daemon *daemon, enum sso_goal goal)
{
	struct sso_exchange *exchange = mem_new(1, sizeof(*exchange));
	exchange->daemon = daemon;
	exchange->goal = goal;
	exchange->form = (struct str)STR_INIT(FORM_MOST);
	return exchange;
}

void
sso_exchange_free(struct sso_exchange *exchange)
{
	if (exchange == NULL)
		return;
	if (exchange->form.data != NULL)
		sodium_memzero(exchange->form.data, exchange->form.cap);
	str_release(&exchange->form);
	arena_wipe(&exchange->arena);
	free(exchange);
}

static void
forget(void *exchange)
{
	sso_exchange_free(exchange);
}

void
sso_exchange_keep(struct call *c, struct sso_exchange *exchange)
{
	c->prepared = exchange;
	c->forget_prepared = forget;
}

static void
end(struct sso_exchange *exchange)
{
	exchange->done(exchange, exchange->payload);
}

static void
end_with(struct sso_exchange *exchange, const char *fault)
{
	(void)fail(&exchange->err, PROBLEM_sso_unavailable, "", "the identity provider %s", fault);
	end(exchange);
}

static bool
is_json(const char *type)
{
	size_t len = strcspn(type, "; \t");
	return (len == 16 && strncasecmp(type, "application/json", len) == 0) ||
	    (len == 24 && strncasecmp(type, "application/jwk-set+json", len) == 0);
}

static void
came(const struct outgoing_answer *answer, void *payload)
{
	struct sso_exchange *exchange = payload;
	if (answer->status == 0)
		end_with(
		    exchange, arena_printf(&exchange->arena, "does not answer: %s", answer->error));
	else if (answer->status >= 300 && answer->status < 400)
		end_with(exchange, "answers with a redirection, which is not followed");
	else if (answer->body.len >= OUTGOING_ANSWER)
		end_with(exchange, "answers more than 64 KiB");
	else
		exchange->answered(exchange, answer);
}

/* The document, the keys: JSON of a 200.  NULL: it was not, which has ended the exchange, and it is gone. */
static const char *
document_of(struct sso_exchange *exchange, const struct outgoing_answer *answer, const char *what)
{
	if (answer->status == 200 && is_json(answer->type))
		return arena_text_n(&exchange->arena, str_text(&answer->body), answer->body.len);
	end_with(exchange,
	    answer->status != 200
	        ? arena_printf(&exchange->arena, "answers %d for %s", answer->status, what)
	        : arena_printf(&exchange->arena, "answers no JSON for %s", what));
	return NULL;
}

static void
send(struct sso_exchange *exchange, const char *url, const char *authorization, bool get,
    void (*answered)(struct sso_exchange *exchange, const struct outgoing_answer *answer))
{
	int n = 0;
	exchange->headers[n++] = "Accept: application/json";
	if (!get) {
		exchange->headers[n++] = "Content-Type: application/x-www-form-urlencoded";
		exchange->headers[n++] = "Expect:";
	}
	exchange->headers[n++] = authorization;
	exchange->headers[n] = NULL;
	exchange->answered = answered;
	exchange->ask = (struct delivery_ask){
		.post = { .url = url,
		    .headers = exchange->headers,
		    .body = str_text(&exchange->form),
		    .body_len = exchange->form.len,
		    .get = get,
		    .timeout_ms = TIMEOUT_MS,
		    .also_ca_file = exchange->daemon->settings.sso_ca_file,
		    .allow_private = exchange->daemon->settings.webhook_allow_private },
		.done = came,
		.payload = exchange,
	};
	delivery_ask(exchange->daemon->delivery, &exchange->ask);
}

/* A form to the provider, with what this installation proves itself by (RFC 6749, 2.3.1). */
static void
post(struct sso_exchange *exchange, const char *url,
    void (*answered)(struct sso_exchange *exchange, const struct outgoing_answer *answer))
{
	const struct sso_client *client = &exchange->client;
	const char *authorization = NULL;
	if (client->secret == NULL || !exchange->provider.basic)
		sso_form_add(&exchange->form, "client_id", client->client_id);
	if (client->secret != NULL && !exchange->provider.basic)
		sso_form_add(&exchange->form, "client_secret", client->secret);
	if (client->secret != NULL && exchange->provider.basic) {
		struct str id = STR_INIT(FORM_MOST);
		struct str secret = STR_INIT(FORM_MOST);
		sso_form_add(&id, "", client->client_id);
		sso_form_add(&secret, "", client->secret);
		const char *pair = arena_printf(
		    &exchange->arena, "%s:%s", str_text(&id) + 1, str_text(&secret) + 1);
		size_t size =
		    sodium_base64_encoded_len(strlen(pair), sodium_base64_VARIANT_ORIGINAL);
		char *text = arena_new(&exchange->arena, size);
		(void)sodium_bin2base64(text, size, (const unsigned char *)pair, strlen(pair),
		    sodium_base64_VARIANT_ORIGINAL);
		authorization = arena_printf(&exchange->arena, "Authorization: Basic %s", text);
		sodium_memzero(secret.data, secret.cap);
		str_release(&secret);
		str_release(&id);
	}
	send(exchange, url, authorization, false, answered);
}

/* ---- a beginning ---- */

static void
took_grant(struct sso_exchange *exchange, const struct outgoing_answer *answer)
{
	const char *text =
	    arena_text_n(&exchange->arena, str_text(&answer->body), answer->body.len);
	if (answer->status != 200) {
		const char *word = sso_error_word(text, &exchange->arena);
		end_with(exchange,
		    arena_printf(&exchange->arena, "refuses to begin a sign-in: %s",
		        word == NULL ? "it does not say why" : word));
		return;
	}
	(void)sso_grant_read(text, exchange->daemon->settings.webhook_allow_private,
	    &exchange->arena, &exchange->grant, &exchange->err);
	end(exchange);
}

static void
begin_grant(struct sso_exchange *exchange)
{
	sso_form_add(&exchange->form, "scope", "openid email");
	post(exchange, exchange->provider.device, took_grant);
}

/* ---- who it is ---- */

static void verify(struct sso_exchange *exchange);

static void
took_userinfo(struct sso_exchange *exchange, const struct outgoing_answer *answer)
{
	struct json *claims;
	const char *text = document_of(exchange, answer, "who somebody is");
	if (text == NULL)
		return;
	if (json_parse(text, strlen(text), &claims, NULL) != 0) {
		end_with(exchange, "answers no JSON for who somebody is");
		return;
	}
	const char *subject = json_text(json_get(claims, "sub"));
	if (subject == NULL || strcmp(subject, exchange->token.subject) != 0)
		(void)fail(&exchange->err, PROBLEM_sso_refused, "",
		    "the identity provider tells of somebody else than the ID token");
	else if (!id_token_read_person(claims, &exchange->arena, &exchange->token))
		(void)fail(&exchange->err, PROBLEM_sso_refused, "",
		    "the identity provider tells an e-mail address that is none");
	json_free(claims);
	end(exchange);
}

/* A provider that keeps to the letter puts the address into an ID token only when there is no access token to ask
 * with (Core 5.4). */
static void
verified(struct sso_exchange *exchange)
{
	const char *with = exchange->tokens.access_token;
	if (exchange->token.email != NULL || exchange->provider.userinfo == NULL || with == NULL) {
		end(exchange);
		return;
	}
	send(exchange, exchange->provider.userinfo,
	    arena_printf(&exchange->arena, "Authorization: Bearer %s", with), true, took_userinfo);
}

static void
took_keys(struct sso_exchange *exchange, const struct outgoing_answer *answer)
{
	struct json *jwks;
	const char *keys = document_of(exchange, answer, "its keys");
	if (keys == NULL)
		return;
	if (json_parse(keys, strlen(keys), &jwks, NULL) != 0) {
		end_with(exchange, "answers no JSON for its keys");
		return;
	}
	exchange->n_keys = id_token_count_keys(jwks);
	json_free(jwks);
	if (exchange->n_keys == 0) {
		end_with(exchange, "has no key for RS256, PS256 or ES256");
		return;
	}
	exchange->keys = keys;
	exchange->keys_are_fresh = true;
	keep_keys(exchange);
	if (exchange->goal != SSO_GOAL_check)
		verify(exchange);
	else if (exchange->provider.device == NULL)
		end(exchange);
	else
		begin_grant(exchange);
}

static void
read_keys(struct sso_exchange *exchange)
{
	send(exchange, exchange->provider.keys, NULL, true, took_keys);
}

static void
verify(struct sso_exchange *exchange)
{
	const struct id_token_rules rules = { .issuer = exchange->client.issuer,
		.client_id = exchange->client.client_id,
		.nonce = exchange->nonce,
		.access_token = exchange->tokens.access_token,
		.now_s = clock_now() / CLOCK_SECOND_MS };
	struct json *jwks;
	if (exchange->keys == NULL) {
		read_keys(exchange);
		return;
	}
	if (json_parse(exchange->keys, strlen(exchange->keys), &jwks, &exchange->err) != 0) {
		end(exchange);
		return;
	}
	int problem = id_token_verify(&rules, jwks, exchange->tokens.id_token, &exchange->arena,
	    &exchange->token, &exchange->err);
	json_free(jwks);
	if (problem == 0) {
		verified(exchange);
	} else if (exchange->token.unknown_key && !exchange->keys_are_fresh &&
	    may_read_again(exchange)) {
		exchange->err = (struct err){ .problem = PROBLEM_none };
		read_keys(exchange);
	} else {
		end(exchange);
	}
}

/* ---- the goal ---- */

static void
took_tokens(struct sso_exchange *exchange, const struct outgoing_answer *answer)
{
	const char *text =
	    arena_text_n(&exchange->arena, str_text(&answer->body), answer->body.len);
	exchange->verdict = sso_tokens_read(
	    text, answer->status, &exchange->arena, &exchange->tokens, &exchange->err);
	if (exchange->verdict == SSO_TOKENS)
		verify(exchange);
	else
		end(exchange);
}

/* Another provider may have sent the browser here, for its code to be told to the wrong one (RFC 9207). */
static bool
is_by_another(const struct sso_exchange *exchange)
{
	return exchange->named == NULL ? exchange->provider.names_self
	                               : strcmp(exchange->named, exchange->client.issuer) != 0;
}

static void
redeem(struct sso_exchange *exchange)
{
	if (is_by_another(exchange)) {
		(void)fail(&exchange->err, PROBLEM_sso_refused, "",
		    "the browser was sent back by another identity provider");
		end(exchange);
		return;
	}
	sso_form_add(&exchange->form, "grant_type", "authorization_code");
	sso_form_add(&exchange->form, "code", exchange->code);
	sso_form_add(&exchange->form, "redirect_uri", exchange->redirect_uri);
	sso_form_add(&exchange->form, "code_verifier", exchange->verifier);
	post(exchange, exchange->provider.token, took_tokens);
}

static void
pursue(struct sso_exchange *exchange)
{
	switch (exchange->goal) {
	case SSO_GOAL_check:
		read_keys(exchange);
		return;
	case SSO_GOAL_begin:
		if (exchange->provider.device == NULL) {
			end_with(exchange,
			    "lets no consoles sign in: it has no device_authorization_endpoint");
			return;
		}
		begin_grant(exchange);
		return;
	case SSO_GOAL_finish:
		sso_form_add(
		    &exchange->form, "grant_type", "urn:ietf:params:oauth:grant-type:device_code");
		sso_form_add(&exchange->form, "device_code", exchange->code);
		post(exchange, exchange->provider.token, took_tokens);
		return;
	case SSO_GOAL_leave:
		if (exchange->provider.authorization == NULL)
			end_with(
			    exchange, "lets no browsers sign in: it has no authorization_endpoint");
		else
			end(exchange);
		return;
	case SSO_GOAL_redeem:
		redeem(exchange);
		return;
	}
}

static bool
read_document(struct sso_exchange *exchange)
{
	return sso_provider_read(exchange->document, exchange->client.issuer,
	           exchange->daemon->settings.webhook_allow_private, &exchange->arena,
	           &exchange->provider, &exchange->err) == 0;
}

static void
took_document(struct sso_exchange *exchange, const struct outgoing_answer *answer)
{
	const char *text = document_of(exchange, answer, "what it is");
	if (text == NULL)
		return;
	exchange->document = text;
	if (!read_document(exchange)) {
		end(exchange);
		return;
	}
	keep_document(exchange);
	pursue(exchange);
}

void
sso_exchange_start(struct sso_exchange *exchange)
{
	if (exchange->goal != SSO_GOAL_check)
		recall(exchange);
	if (exchange->document != NULL && read_document(exchange)) {
		pursue(exchange);
		return;
	}
	exchange->document = NULL;
	exchange->keys = NULL;
	exchange->err = (struct err){ .problem = PROBLEM_none };
	send(exchange, sso_provider_address(&exchange->arena, exchange->client.issuer), NULL, true,
	    took_document);
}
