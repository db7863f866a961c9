/* Signing in by single sign-on: the device authorization grant (RFC 8628), of which the client sees a handle and
 * what a person needs, and the identity provider's tokens stay here. */
#include <string.h>

#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "dispatch.h"
#include "ident.h"
#include "reply.h"
#include "sso.h"
#include "sso_exchange.h"
#include "sso_flow.h"
#include "utf8.h"

enum { SLOWER_S = 5, RETRY_S = 60 };

static void
answer_fault(struct call *c, const struct err *err)
{
	c->err = *err;
	c->retry_after_s = SSO_POLL_S;
	reply_send(c);
}

/* ---- beginning ---- */

struct beginning {
	struct call *c;
	int place;
};

static void
begun(struct sso_exchange *exchange, void *payload)
{
	struct beginning *beginning = payload;
	struct call *c = beginning->c;
	const struct auth_sso_device_args *args = c->args;
	const struct sso_grant *grant = &exchange->grant;
	if (exchange->err.problem != PROBLEM_none) {
		answer_fault(c, &exchange->err);
		return;
	}
	const char *handle = ident_secret(&c->arena, "nxd");
	const struct sso_flow flow = { .org_id = exchange->client.org_id,
		.version = exchange->client.version,
		.email = args->email,
		.code = grant->device_code,
		.interval_s = grant->interval_s,
		.expires_at = clock_now() + grant->expires_s * CLOCK_SECOND_MS };
	sso_flow_begin(c->daemon->sso_flows, beginning->place, handle, &flow);
	reply_print(c,
	    &(struct sso_device){ .handle = handle,
	        .user_code = grant->user_code,
	        .verification_uri = grant->uri,
	        .verification_uri_complete = grant->uri_complete,
	        .interval = grant->interval_s,
	        .expires_at = flow.expires_at });
	reply_send(c);
}

static void
begin(struct call *c)
{
	sso_exchange_start(c->prepared);
}

/* The organization that an address belongs to by its domain, or the one that is named.  What one may not know of
 * looks like what is not there. */
static int
find_configuration(struct call *c, const struct auth_sso_device_args *args, struct sso_row *out)
{
	bool by_email = args->email != NULL;
	struct place_row place = { .org_id = NULL };
	bool found = false;
	if (by_email == (args->organization != NULL))
		return call_refuse(c, PROBLEM_invalid_field, "email",
		    "either email or organization must be given");
	const char *domain =
	    by_email ? strrchr(utf8_fold(&c->arena, args->email), '@') + 1 : args->organization;
	if (call_get(c, by_email ? QUERY_sso_of_domain : QUERY_sso_get, WITH(V(domain)), out,
	        &found) != 0 ||
	    (found && sso_place(c, out->org_id, NULL, &place, &found) != 0))
		return (int)c->err.problem;
	if (found && place.plan == PLAN_enterprise)
		return 0;
	return call_refuse(c, PROBLEM_not_found, by_email ? "email" : "organization",
	    by_email
	        ? "there is no single sign-on for addresses of this domain; sign in with a password"
	        : "there is no single sign-on for this organization; sign in with a password");
}

/* A provider is asked on behalf of nobody in particular, so not without end. */
static int
reserve(struct call *c, int *place)
{
	*place = sso_flow_reserve(c->daemon->sso_flows, c->ip);
	if (*place >= 0)
		return 0;
	c->retry_after_s = RETRY_S;
	if (*place == -1)
		c->rate_limit = SSO_FLOWS_OF_ADDRESS;
	return call_refuse(c, *place == -1 ? PROBLEM_rate_limited : PROBLEM_overloaded, "",
	    *place == -1
	        ? "too many sign-ins from this address are not finished; try again in a minute"
	        : "too many sign-ins are not finished; try again in a minute");
}

int
op_auth_sso_device(struct call *c, const struct auth_sso_device_args *args, struct sso_device *out)
{
	struct sso_row row = { .org_id = NULL };
	struct beginning *beginning = arena_new(&c->arena, sizeof(*beginning));
	(void)out;
	beginning->c = c;
	if (find_configuration(c, args, &row) != 0 || reserve(c, &beginning->place) != 0)
		return (int)c->err.problem;
	struct sso_exchange *exchange = sso_exchange_new(c->daemon, SSO_GOAL_begin);
	exchange->done = begun;
	exchange->payload = beginning;
	sso_exchange_keep(c, exchange);
	if (sso_client_read(c, &row, exchange) != 0)
		return (int)c->err.problem;
	c->then = begin;
	c->answers_later = true;
	return 0;
}

/* ---- finishing ---- */

static void
answer_pending(struct call *c, int64_t interval_s)
{
	reply_print(
	    c, &(struct sso_progress){ .state = SSO_STATE_pending, .interval = interval_s });
	reply_send(c);
}

/* What the provider has said: it goes on, or is over one way or another, which the writer settles. */
static void
asked(struct sso_exchange *exchange, void *payload)
{
	struct call *c = payload;
	const struct auth_sso_poll_args *args = c->args;
	struct sso_flows *flows = c->daemon->sso_flows;
	int64_t interval_s = exchange->interval_s;
	/* Its tokens were not had: what was is asked again. */
	bool again = exchange->err.problem != PROBLEM_none && exchange->tokens.id_token == NULL;
	switch (exchange->verdict) {
	case SSO_SLOW_DOWN:
		interval_s += SLOWER_S;
		/* fall through */
	case SSO_PENDING:
		sso_flow_wait(flows, args->handle, interval_s);
		answer_pending(c, interval_s);
		return;
	case SSO_EXPIRED:
		sso_flow_end(flows, args->handle);
		(void)call_refuse(c, PROBLEM_sso_gone, "handle",
		    "the sign-in was not finished in time; begin again");
		reply_send(c);
		return;
	case SSO_NOTHING:
	case SSO_FAULT:
	case SSO_TOKENS:
	case SSO_DENIED:
		break;
	}
	if (again) {
		sso_flow_wait(flows, args->handle, interval_s);
		answer_fault(c, &exchange->err);
		return;
	}
	/* A code that was used is never shown to the provider again: it would take that for theft. */
	sso_flow_end(flows, args->handle);
	dispatch_write(c);
}

static enum before
ask(struct call *c, const struct sso_flow *flow, const char *handle)
{
	struct sso_exchange *exchange = sso_exchange_new(c->daemon, SSO_GOAL_finish);
	struct sso_row row = { .org_id = NULL };
	bool found;
	sso_exchange_keep(c, exchange);
	exchange->code = arena_text(&exchange->arena, flow->code);
	exchange->email = arena_text(&exchange->arena, flow->email);
	exchange->interval_s = flow->interval_s;
	exchange->done = asked;
	exchange->payload = c;
	if (call_get(c, QUERY_sso_get, WITH(V(flow->org_id)), &row, &found) != 0) {
		sso_flow_wait(c->daemon->sso_flows, handle, flow->interval_s);
		return BEFORE_failed;
	}
	if (!found || row.version != flow->version)
		(void)call_refuse(c, PROBLEM_sso_gone, "handle",
		    "single sign-on was changed meanwhile; begin again");
	if (c->err.problem != PROBLEM_none || sso_client_read(c, &row, exchange) != 0) {
		sso_flow_end(c->daemon->sso_flows, handle);
		return BEFORE_failed;
	}
	sso_exchange_start(exchange);
	return BEFORE_taken;
}

/* The code that a browser brought is spent, whatever came of it. */
static void
redeemed(struct sso_exchange *exchange, void *payload)
{
	struct call *c = payload;
	switch (exchange->verdict) {
	case SSO_PENDING:
	case SSO_SLOW_DOWN:
	case SSO_EXPIRED:
		(void)call_refuse(c, PROBLEM_sso_gone, "",
		    "the identity provider does not take its code any more; begin again");
		reply_send(c);
		return;
	case SSO_NOTHING:
	case SSO_FAULT:
		if (exchange->err.problem != PROBLEM_sso_refused) {
			answer_fault(c, &exchange->err);
			return;
		}
		break;
	case SSO_TOKENS:
	case SSO_DENIED:
		break;
	}
	dispatch_write(c);
}

/* A browser came back: to its provider with the code, unless it brought none. */
static enum before
redeem(struct call *c, struct sso_exchange *exchange)
{
	struct sso_row row = { .org_id = NULL };
	bool found;
	int64_t version = exchange->client.version;
	if (call_get(c, QUERY_sso_get, WITH(V(exchange->client.org_id)), &row, &found) != 0)
		return BEFORE_failed;
	if (!found || row.version != version)
		(void)call_refuse(
		    c, PROBLEM_sso_gone, "", "single sign-on was changed meanwhile; begin again");
	if (c->err.problem != PROBLEM_none || sso_client_read(c, &row, exchange) != 0)
		return BEFORE_failed;
	if (exchange->code == NULL)
		return BEFORE_done;
	exchange->done = redeemed;
	exchange->payload = c;
	sso_exchange_start(exchange);
	return BEFORE_taken;
}

enum before
sso_before(struct call *c)
{
	const struct auth_sso_poll_args *args = c->args;
	struct sso_flow flow = { .org_id = NULL };
	if (c->prepared != NULL)
		return redeem(c, c->prepared);
	/* It would sign in, or end what was begun: the handler tells nothing. */
	if (c->dry_run)
		return BEFORE_done;
	switch (sso_flow_turn(c->daemon->sso_flows, args->handle, &c->arena, &flow)) {
	case SSO_TURN_gone:
		(void)call_refuse(c, PROBLEM_sso_gone, "handle",
		    "there is no such sign-in: it took too long, is over, or was begun before the "
		    "daemon started");
		return BEFORE_failed;
	case SSO_TURN_early:
		answer_pending(c, flow.interval_s);
		return BEFORE_taken;
	case SSO_TURN_mine:
		break;
	}
	return ask(c, &flow, args->handle);
}

int
op_auth_sso_poll(struct call *c, const struct auth_sso_poll_args *args, struct sso_progress *out)
{
	(void)args;
	if (c->dry_run)
		return call_broken(c, PROBLEM_sso_gone, "handle",
		    "whether a sign-in is finished is told by asking for it only");
	out->session = arena_new(&c->arena, sizeof(*out->session));
	out->has_session = true;
	out->state = SSO_STATE_done;
	return sso_sign_in(c, c->prepared, out->session);
}
