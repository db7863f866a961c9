/* Asking an organization's identity provider, on the delivery thread: its document and its keys, which are kept for
 * an hour, then what one is there for. */
#ifndef SSO_EXCHANGE_H
#define SSO_EXCHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "delivery.h"
#include "err.h"
#include "id_token.h"
#include "sso_provider.h"
#include "str.h"

struct call;
struct daemon;
struct sso_caches;

/* How an organization's people sign in, as the exchange needs it. */
struct sso_client {
	const char *org_id;
	const char *issuer;
	const char *client_id;
	const char *secret; /* NULL: none */
	int64_t version;
};

enum sso_goal {
	SSO_GOAL_check, /* what the provider says of itself, asked anew, and whether it lets this client begin */
	SSO_GOAL_begin,  /* a device grant */
	SSO_GOAL_finish, /* its tokens */
	SSO_GOAL_leave,  /* what the provider is, for a browser that is sent there */
	SSO_GOAL_redeem, /* the tokens for the code that the browser came back with */
};

struct sso_exchange {
	struct daemon *daemon;
	struct arena arena; /* all it holds; wiped in the end */
	struct sso_client client;
	enum sso_goal goal;
	const char *code;  /* of the flow, to finish it */
	const char *email; /* who was to sign in; NULL: whoever does */
	int64_t interval_s;
	const char *
	    invitation; /* the token of the one that the browser has open; NULL: none, a console asks */
	/* To redeem a code, what the browser was sent with, and what it came back with. */
	const char *redirect_uri;
	const char *verifier;
	const char *nonce;
	const char *named; /* who says that it sent the browser back (RFC 9207); NULL: nobody */

	/* What came of it. */
	struct err err; /* why there is no outcome */
	struct sso_provider provider;
	size_t n_keys;
	struct sso_grant grant;
	enum sso_verdict verdict;
	struct id_token token;

	/* Called once, perhaps before sso_exchange_start() has returned. */
	void (*done)(struct sso_exchange *exchange, void *payload);
	void *payload;

	/* Its own. */
	struct delivery_ask ask;
	void (*answered)(struct sso_exchange *exchange, const struct outgoing_answer *answer);
	const char *document;
	const char *keys;
	bool keys_are_fresh;
	struct sso_tokens tokens;
	struct str form;
	const char *headers[5];
};

struct sso_caches *sso_caches_new(void);
void sso_caches_free(struct sso_caches *caches);

/* {0} but for what is set; freed with sso_exchange_free(), which wipes it. */
struct sso_exchange *sso_exchange_new(struct daemon *daemon, enum sso_goal goal);
void sso_exchange_free(struct sso_exchange *exchange);
/* The call has it from here on, and frees it in the end. */
void sso_exchange_keep(struct call *c, struct sso_exchange *exchange);
void sso_exchange_start(struct sso_exchange *exchange);

#endif
