/* Single sign-on of who is invited: the authorization code flow with PKCE.  The browser is sent to the identity
 * provider with what is made of a secret that its cookie alone has, and has to bring that back, once. */
#include <sodium.h>
#include <string.h>

#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "digest.h"
#include "dispatch.h"
#include "http.h"
#include "ident.h"
#include "request.h"
#include "sso.h"
#include "sso_exchange.h"
#include "sso_flow.h"
#include "web.h"

#define COOKIE "nexa_sso"
#define LIFE_MS (10 * CLOCK_MINUTE_MS)

enum {
	ADDRESS_MOST = 16384,
	CHALLENGE = sodium_base64_ENCODED_LEN(DIGEST_LEN, sodium_base64_VARIANT_URLSAFE_NO_PADDING)
};

/* What a browser leaves with. */
struct leaving {
	const char *about; /* the invitation's cookie */
	const char *email;
	int place;    /* among the flows */
	bool another; /* whoever is signed in at the provider is not who is wanted */
};

/* ---- what is made of the secret ---- */

/* Of this browser, and of the invitation that it had open. */
static const char *
derive(struct web_visit *visit, const char *purpose, const char *handle, const char *about)
{
	return web_derive(visit, purpose, arena_printf(&visit->arena, "%s %s", handle, about));
}

/* How the flows know it: by what no console could ask with. */
static const char *
flow_name(struct web_visit *visit, const char *handle)
{
	return web_derive(visit, "flow", handle);
}

static const char *
challenge(struct web_visit *visit, const char *verifier)
{
	const struct digest digest = digest_of(verifier, strlen(verifier), NULL, 0);
	char *text = arena_new(&visit->arena, CHALLENGE);
	return sodium_bin2base64(
	    text, CHALLENGE, digest.bytes, DIGEST_LEN, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

const char *
web_sso_link(struct web_visit *visit, const char *about, bool another)
{
	return arena_printf(&visit->arena, "sso/start?%scsrf=%s", another ? "another=1&" : "",
	    web_csrf(visit, arena_printf(&visit->arena, "%s sso", about)));
}

/* ---- refusals ---- */

static void
show_fault(struct web_visit *visit, enum problem problem, const char *text)
{
	int status = problem_http_status(problem);
	web_value(visit, "fault", web_sentence(visit, text));
	web_page(visit, status == 401 ? 403 : status, "fault", "Single sign-on did not work");
}

static void
show_err(struct web_visit *visit, const struct err *err)
{
	const char *text = arena_text(&visit->arena, err->text);
	show_fault(visit, err->problem, text);
}

/* ---- to the provider ---- */

static const char *
address_of(struct web_visit *visit, const struct sso_exchange *exchange, const char *handle)
{
	const struct leaving *leaving = visit->state;
	const char *endpoint = exchange->provider.authorization;
	struct str text = STR_INIT(ADDRESS_MOST);
	const char *const fields[][2] = {
		{ "response_type", "code" },
		{ "client_id", exchange->client.client_id },
		{ "redirect_uri", sso_redirect_uri(&visit->arena, visit->base) },
		{ "scope", "openid email profile" },
		{ "state", derive(visit, "state", handle, leaving->about) },
		{ "nonce", derive(visit, "nonce", handle, leaving->about) },
		{ "code_challenge",
		    challenge(visit, derive(visit, "verifier", handle, leaving->about)) },
		{ "code_challenge_method", "S256" },
		{ "login_hint", leaving->email },
		{ "prompt", leaving->another ? exchange->provider.prompt : NULL },
	};
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]) && fields[i][1] != NULL; i++)
		sso_form_add(&text, fields[i][0], fields[i][1]);
	const char *out = arena_printf(&visit->arena, "%s%s%s", endpoint,
	    strchr(endpoint, '?') == NULL ? "?" : "&", str_text(&text));
	str_release(&text);
	return out;
}

static void
leave(struct sso_exchange *exchange, void *payload)
{
	struct web_visit *visit = payload;
	const struct leaving *leaving = visit->state;
	if (exchange->err.problem != PROBLEM_none) {
		const struct err err = exchange->err;
		sso_exchange_free(exchange);
		show_err(visit, &err);
		return;
	}
	const char *handle = ident_secret(&visit->arena, "nxb");
	const struct sso_flow flow = { .org_id = exchange->client.org_id,
		.version = exchange->client.version,
		.code = "",
		.expires_at = clock_now() + LIFE_MS };
	sso_flow_begin(visit->daemon->sso_flows, leaving->place, flow_name(visit, handle), &flow);
	const char *address = address_of(visit, exchange, handle);
	sso_exchange_free(exchange);
	web_set_cookie(visit, COOKIE, handle);
	web_redirect(visit, address);
}

/* The exchange that is to be had; NULL: the call says why not, or that there is nothing to sign in by. */
static struct sso_exchange *
prepare(struct call *c, const char *token)
{
	struct web_visit *visit = c->visit;
	struct leaving *leaving = visit->state;
	const struct invitation_view *view = c->result;
	struct sso_row row = { .org_id = NULL };
	bool found;
	if (c->err.problem != PROBLEM_none || view->state != INVITATION_STATE_sign_in_required ||
	    sso_of_invitation(c, token, &row, &found) != 0 || !found)
		return NULL;
	leaving->email = arena_text(&visit->arena, view->email);
	leaving->place = sso_flow_reserve(c->daemon->sso_flows, c->ip);
	if (leaving->place < 0) {
		(void)call_refuse(c, PROBLEM_overloaded, "",
		    "too many sign-ins are not finished; try again in a minute");
		return NULL;
	}
	struct sso_exchange *exchange = sso_exchange_new(c->daemon, SSO_GOAL_leave);
	exchange->done = leave;
	exchange->payload = visit;
	if (sso_client_read(c, &row, exchange) == 0)
		return exchange;
	sso_exchange_free(exchange);
	return NULL;
}

static void
looked_up(struct call *c)
{
	struct web_visit *visit = c->visit;
	const char *token;
	(void)web_invitation(visit, &token);
	struct sso_exchange *exchange = prepare(c, token);
	const struct err err = c->err;
	if (exchange != NULL)
		http_defer(visit->request);
	request_free(c);
	if (exchange != NULL)
		sso_exchange_start(exchange);
	else if (err.problem == PROBLEM_none || err.problem == PROBLEM_invitation_gone)
		web_redirect(visit, "../invite"); /* which tells what is */
	else
		show_err(visit, &err);
}

void
web_sso_start(struct web_visit *visit)
{
	struct leaving *leaving = arena_new(&visit->arena, sizeof(*leaving));
	const char *token;
	const char *about = web_invitation(visit, &token);
	if (about == NULL || visit->base == NULL) {
		web_redirect(visit, "../invite");
		return;
	}
	/* Nobody is signed in by another site's link. */
	if (!web_form_is_ours(visit, arena_printf(&visit->arena, "%s sso", about))) {
		show_fault(visit, PROBLEM_permission_denied,
		    "the page was open for too long, or the link came from elsewhere; try again");
		return;
	}
	leaving->about = about;
	leaving->another = form_data_get(&visit->form, "another") != NULL;
	visit->state = leaving;
	struct call *c = web_call(visit, OP_invitation_look_up, looked_up);
	web_argument(c, "token", token);
	dispatch_call(c);
}

/* ---- and back ---- */

static void
signed_in(struct call *c)
{
	struct web_visit *visit = c->visit;
	const struct err err = c->err;
	/* Who is signed in at the provider would be refused once more. */
	if (err.problem == PROBLEM_sso_refused && strcmp(err.subject, "email") == 0)
		web_value(visit, "another", "");
	if (err.problem == PROBLEM_none) {
		const struct sso_progress *progress = c->result;
		web_set_session(visit, arena_text(&visit->arena, progress->session->token));
	}
	request_free(c);
	if (err.problem == PROBLEM_none || err.problem == PROBLEM_invitation_gone)
		web_redirect(visit, "../invite");
	else
		show_err(visit, &err);
}

/* What the browser brought, or why it brings nothing. */
static void
take_answer(struct web_visit *visit, struct sso_exchange *exchange)
{
	const char *error = form_data_get(&visit->form, "error");
	const char *code = form_data_get(&visit->form, "code");
	const char *word = error == NULL ? NULL : sso_word(error, &exchange->arena);
	exchange->named = arena_text(&exchange->arena, form_data_get(&visit->form, "iss"));
	if (error == NULL && code != NULL && code[0] != '\0')
		exchange->code = arena_text(&exchange->arena, code);
	else if (word != NULL && strcmp(word, "access_denied") == 0)
		exchange->verdict = SSO_DENIED;
	else
		(void)fail(&exchange->err, PROBLEM_sso_refused, "",
		    "the identity provider refuses: %s",
		    word == NULL ? "it does not say why" : word);
}

static void
redeem(struct web_visit *visit, const char *handle, const char *about, const char *token,
    const struct sso_flow *flow)
{
	struct call *c = web_call(visit, OP_auth_sso_poll, signed_in);
	struct sso_exchange *exchange = sso_exchange_new(visit->daemon, SSO_GOAL_redeem);
	struct arena *arena = &exchange->arena;
	exchange->client.org_id = arena_text(arena, flow->org_id);
	exchange->client.version = flow->version;
	exchange->invitation = arena_text(arena, token);
	exchange->redirect_uri = sso_redirect_uri(arena, visit->base);
	exchange->verifier = arena_text(arena, derive(visit, "verifier", handle, about));
	exchange->nonce = arena_text(arena, derive(visit, "nonce", handle, about));
	take_answer(visit, exchange);
	sso_exchange_keep(c, exchange);
	web_argument(c, "handle", handle);
	dispatch_call(c);
}

void
web_sso_callback(struct web_visit *visit)
{
	struct sso_flows *flows = visit->daemon->sso_flows;
	struct sso_flow flow = { .org_id = NULL };
	const char *token;
	const char *about = web_invitation(visit, &token);
	const char *handle = web_cookie(visit, COOKIE);
	const char *state = form_data_get(&visit->form, "state");
	enum sso_turn turn = SSO_TURN_gone;
	web_set_cookie(visit, COOKIE, NULL);
	if (handle != NULL) {
		const char *name = flow_name(visit, handle);
		turn = sso_flow_turn(flows, name, &visit->arena, &flow);
		/* Once: whatever comes of it, and whoever else has it. */
		sso_flow_end(flows, name);
	}
	if (turn != SSO_TURN_mine || about == NULL || visit->base == NULL || state == NULL ||
	    !ident_same(state, derive(visit, "state", handle, about)))
		show_fault(visit, PROBLEM_sso_gone,
		    "this sign-in was not begun in this browser, took too long, or is over already; "
		    "begin again");
	else
		redeem(visit, handle, about, token, &flow);
}
