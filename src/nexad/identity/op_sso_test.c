/* Whether an identity provider is fit for what an organization wants of it: asked when somebody tries it, before it is
 * enforced, and by each dry run of the settings. */
#include <string.h>

#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "dispatch.h"
#include "reply.h"
#include "sso.h"
#include "sso_exchange.h"

/* ---- what is there ---- */

static void
checked(struct sso_exchange *exchange, void *payload)
{
	struct call *c = payload;
	const struct sso_provider *provider = &exchange->provider;
	struct sso_check out = { .device = provider->device != NULL,
		.code = provider->authorization != NULL && provider->pkce,
		.keys = (int64_t)exchange->n_keys,
		.took_ms = clock_monotonic() - c->started_at };
	if (exchange->err.problem != PROBLEM_none)
		out.error = arena_text(&c->arena, exchange->err.text);
	else if (!out.device && !out.code)
		out.error = "the identity provider lets neither consoles nor browsers sign in";
	out.ok = out.error == NULL;
	reply_print(c, &out);
	reply_send(c);
}

static void
start_check(struct call *c)
{
	sso_exchange_start(c->prepared);
}

int
op_sso_test(struct call *c, const struct sso_test_args *args, struct sso_check *out)
{
	struct sso_row row = { .org_id = NULL };
	struct sso_exchange *exchange = sso_exchange_new(c->daemon, SSO_GOAL_check);
	(void)args, (void)out;
	sso_exchange_keep(c, exchange);
	exchange->done = checked;
	exchange->payload = c;
	if (sso_need(c, &row) != 0 || sso_client_read(c, &row, exchange) != 0)
		return (int)c->err.problem;
	c->then = start_check;
	c->answers_later = true;
	return 0;
}

/* ---- what is to be ---- */

static bool
is_enforced(const struct sso_set_args *args, const struct sso_row *before)
{
	return args->has_enforced ? args->enforced : before != NULL && before->enforced;
}

/* Whether people could be locked out who were not: it is enforced from now on, or by another provider. */
static bool
is_risky(const struct sso_set_args *args, const struct sso_row *before)
{
	return is_enforced(args, before) &&
	    (before == NULL || !before->enforced || args->has_client_secret ||
	        strcmp(before->issuer, args->issuer) != 0 ||
	        strcmp(before->client_id, args->client_id) != 0);
}

/* As the settings would have it; false: they are refused, or nothing is known of the secret. */
static bool
read_client(struct call *c, const struct sso_set_args *args, const struct sso_row *before,
    struct sso_exchange *exchange)
{
	struct err ignored;
	bool moves = before != NULL && strcmp(before->issuer, args->issuer) != 0;
	bool had = before != NULL && before->client_secret != NULL;
	struct sso_row wanted = { .org_id = c->place.org_id,
		.issuer = args->issuer,
		.client_id = args->client_id,
		.client_secret = had && !args->has_client_secret ? before->client_secret : NULL };
	if (sso_issuer_check(c, args->issuer, &ignored) != 0 ||
	    (moves && had && !args->has_client_secret) ||
	    sso_client_read(c, &wanted, exchange) != 0)
		return false;
	if (args->has_client_secret && args->client_secret != NULL &&
	    args->client_secret[0] != '\0')
		exchange->client.secret = arena_text(&exchange->arena, args->client_secret);
	return true;
}

static void
asked(struct sso_exchange *exchange, void *payload)
{
	(void)exchange;
	dispatch_write(payload);
}

enum before
sso_set_before(struct call *c)
{
	const struct sso_set_args *args = c->args;
	struct sso_row row = { .org_id = NULL };
	bool found;
	if (call_get(c, QUERY_sso_get, WITH(V(c->place.org_id)), &row, &found) != 0)
		return BEFORE_failed;
	if (!c->dry_run && !is_risky(args, found ? &row : NULL))
		return BEFORE_done;
	struct sso_exchange *exchange = sso_exchange_new(c->daemon, SSO_GOAL_check);
	if (!read_client(c, args, found ? &row : NULL, exchange)) {
		sso_exchange_free(exchange);
		return c->err.problem == PROBLEM_none ? BEFORE_done : BEFORE_failed;
	}
	sso_exchange_keep(c, exchange);
	exchange->done = asked;
	exchange->payload = c;
	sso_exchange_start(exchange);
	return BEFORE_taken;
}

/* Why people could not sign in from their consoles; NULL: they could. */
static const char *
fault_of(const struct sso_exchange *exchange)
{
	if (exchange->err.problem != PROBLEM_none)
		return exchange->err.text;
	return exchange->provider.device != NULL
	    ? NULL
	    : "the identity provider lets no consoles sign in: it has no "
	      "device_authorization_endpoint";
}

int
sso_check_fit(struct call *c, const struct sso_set_args *args, const struct sso_row *before)
{
	const struct sso_exchange *exchange = c->prepared;
	bool risky = is_risky(args, before);
	if (exchange == NULL)
		return risky ? call_broken(c, PROBLEM_conflict, "enforced",
		                   "single sign-on was changed meanwhile; try again")
		             : 0;
	const char *fault = fault_of(exchange);
	if (fault == NULL)
		return 0;
	if (!risky) {
		call_foresee(c, "%s; until that is mended nobody can sign in there", fault);
		return 0;
	}
	c->retry_after_s = SSO_POLL_S;
	return call_broken(c, PROBLEM_sso_unavailable, "enforced",
	    "%.200s; enforced, this would shut out everybody but Org Owners: set it without "
	    "enforced, and enforce it once nexa sso test finds nothing wrong",
	    fault);
}
