/* Who somebody is here for whom a provider vouches. */
#include "sso.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "event.h"
#include "ident.h"
#include "invitation.h"
#include "people.h"
#include "seal.h"
#include "session.h"
#include "sso_exchange.h"
#include "utf8.h"

static const char purpose[] = "sso client secret";

/* ---- configurations ---- */

const char *
sso_client_seal(struct call *c, const char *org_id, const char *secret)
{
	return seal(&c->arena, &c->daemon->settings, purpose, org_id, secret);
}

int
sso_client_read(struct call *c, const struct sso_row *row, struct sso_exchange *exchange)
{
	struct arena *arena = &exchange->arena;
	struct sso_client *client = &exchange->client;
	client->org_id = arena_text(arena, row->org_id);
	client->issuer = arena_text(arena, row->issuer);
	client->client_id = arena_text(arena, row->client_id);
	client->version = row->version;
	if (row->client_secret == NULL)
		return 0;
	client->secret =
	    unseal(arena, &c->daemon->settings, purpose, row->org_id, row->client_secret);
	if (client->secret == NULL)
		return call_refuse(c, PROBLEM_conflict, "client_secret",
		    "the client's secret was sealed by another audit.key; an Org Owner has to set it "
		    "again");
	return 0;
}

void
sso_domains_read(struct call *c, const char *domains, struct texts *out)
{
	*out = (struct texts){ .items = arena_new(
		                   &c->arena, (strlen(domains) / 2 + 1) * sizeof(*out->items)) };
	for (const char *at = domains; *at != '\0'; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");
		out->items[out->n++] = arena_text_n(&c->arena, at, len);
		at += len;
	}
}

const char *
sso_domains_print(struct call *c, const struct texts *domains)
{
	struct str text = STR_INIT(1 << 16);
	for (size_t i = 0; i < domains->n; i++)
		str_addf(&text, "%s%s", i > 0 ? " " : "", domains->items[i]);
	return call_keep(c, &text);
}

int
sso_place(
    struct call *c, const char *org_id, const char *user_id, struct place_row *place, bool *found)
{
	return call_get(c, QUERY_place_org, WITH(V(org_id), value_text(user_id)), place, found);
}

const char *
sso_redirect_uri(struct arena *arena, const char *base_url)
{
	return base_url == NULL ? NULL : arena_printf(arena, "%s/sso/callback", base_url);
}

/* ---- signing in ---- */

/* What is refused is told to the organization whose provider it was; its subject is "email" when the provider told who
 * somebody is. */
static int __attribute__((format(printf, 4, 5))) refuse(struct call *c,
    const struct sso_exchange *exchange, const char *user_id, const char *format, ...)
{
	char why[sizeof(c->err.text)];
	const char *name = exchange->token.email == NULL ? "somebody" : exchange->token.email;
	va_list args;
	va_start(args, format);
	(void)vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	c->caller =
	    (struct caller){ .type = PRINCIPAL_user, .name = name, .email = exchange->token.email };
	if (event_emit(c, EVENT_auth_login_failed,
	        &(struct event_about){ .target_type = "user",
	            .target_id = user_id,
	            .target_name = name,
	            .after = event_pair(c, "method", "sso"),
	            .reason = why,
	            .org_id = exchange->client.org_id,
	            .ws_id = "",
	            .outcome = OUTCOME_failure }) != 0)
		return (int)c->err.problem;
	c->keep_on_failure = true;
	return call_refuse(
	    c, PROBLEM_sso_refused, exchange->token.email == NULL ? "" : "email", "%s", why);
}

static int
check_outcome(struct call *c, const struct sso_exchange *exchange)
{
	const struct id_token *token = &exchange->token;
	if (exchange->verdict == SSO_DENIED)
		return refuse(c, exchange, NULL, "the sign-in was denied at the identity provider");
	if (exchange->err.problem != PROBLEM_none)
		return refuse(c, exchange, NULL, "%s", exchange->err.text);
	if (token->email == NULL)
		return refuse(c, exchange, NULL,
		    "the identity provider does not tell the person's e-mail address");
	if (!token->verified)
		return refuse(c, exchange, NULL,
		    "the identity provider does not say that it has verified %s", token->email);
	return 0;
}

/* Who it was the first time it is for good: an address may be given to somebody else.  A user who is to be made has
 * no id yet. */
static int
check_identity(
    struct call *c, const struct sso_exchange *exchange, const struct user *user, bool *bound)
{
	const char *org = exchange->client.org_id;
	const char *subject = exchange->token.subject;
	struct sso_identity_row row = { .user_id = NULL };
	bool found = false;
	*bound = false;
	if (user->id != NULL &&
	    call_get(c, QUERY_sso_identity, WITH(V(org), V(user->id)), &row, &found) != 0)
		return (int)c->err.problem;
	*bound = found && strcmp(row.subject, subject) == 0;
	if (*bound)
		return 0;
	if (found)
		return refuse(c, exchange, user->id,
		    "%s was somebody else at the identity provider before; an Org Owner can have that "
		    "forgotten (nexa sso forget)",
		    user->email);
	if (call_get(c, QUERY_sso_identity_by_subject, WITH(V(org), V(subject)), &row, &found) != 0)
		return (int)c->err.problem;
	if (found)
		return refuse(c, exchange, user->id,
		    "the identity provider's %s is bound to another person here",
		    exchange->token.email);
	return 0;
}

static int
bind(struct call *c, const struct sso_exchange *exchange, const struct user *user)
{
	const char *org = exchange->client.org_id;
	const char *subject = exchange->token.subject;
	if (call_run(c, QUERY_sso_identity_put,
	        WITH(V(org), V(user->id), V(subject), V(clock_now()))) != 0)
		return (int)c->err.problem;
	return event_emit(c, EVENT_sso_identity_bound,
	    &(struct event_about){ .target_type = "user",
	        .target_id = user->id,
	        .target_name = user->display_name,
	        .after = event_pair(c, "subject", subject),
	        .org_id = org,
	        .ws_id = "" });
}

/* The invitation that the browser came with: of this organization, and to this address. */
static int
open_invitation(struct call *c, const struct sso_exchange *exchange, struct invitation_row *out)
{
	const char *email = exchange->token.email;
	if (invitation_open(c, exchange->invitation, out) != 0)
		return (int)c->err.problem;
	if (strcmp(out->org_id, exchange->client.org_id) == 0 &&
	    strcmp(out->email_fold, utf8_fold(&c->arena, email)) == 0)
		return 0;
	return refuse(c, exchange, NULL,
	    "the invitation is for %s, and the identity provider vouches for %s", out->email,
	    email);
}

/* The user, without an id when they are to be made. */
static int
find_person(struct call *c, const struct sso_exchange *exchange, struct user *user,
    struct invitation_row *invitation)
{
	const char *email = exchange->token.email;
	const char *org = exchange->client.org_id;
	bool invited = exchange->invitation != NULL;
	struct place_row place = { .org_id = NULL };
	bool found;
	if ((invited && open_invitation(c, exchange, invitation) != 0) ||
	    people_find(c, email, user, &found) != 0)
		return (int)c->err.problem;
	bool known = found;
	if (sso_place(c, org, known ? user->id : NULL, &place, &found) != 0)
		return (int)c->err.problem;
	if (!found || place.plan != PLAN_enterprise)
		return call_refuse(
		    c, PROBLEM_sso_gone, "", "the organization has no single sign-on any more");
	if (!invited && (!known || place.reaches == 0))
		return refuse(c, exchange, NULL,
		    "%s has no place in %s; ask there for an invitation", email, place.org_name);
	if (known && user->status != USER_STATUS_active)
		return refuse(c, exchange, user->id, "this user is suspended");
	return 0;
}

/* Makes whom nobody knows, without a password; named by the provider, else as their address is. */
static int
make_person(struct call *c, const struct sso_exchange *exchange,
    const struct invitation_row *invitation, struct user *user)
{
	const char *email = invitation->email;
	const char *name = exchange->token.name;
	if (name == NULL)
		name = arena_text_n(
		    &c->arena, exchange->token.email, strcspn(exchange->token.email, "@"));
	c->caller = (struct caller){ .type = PRINCIPAL_user, .name = name, .email = email };
	return people_create(c, email, name, NULL, user);
}

/* Nobody finds themself signed in as another person than they said. */
static int
check_expected(struct call *c, const struct sso_exchange *exchange, const struct user *user)
{
	const char *email = exchange->token.email;
	if (exchange->email == NULL ||
	    strcmp(utf8_fold(&c->arena, exchange->email), utf8_fold(&c->arena, email)) == 0)
		return 0;
	return refuse(c, exchange, user->id,
	    "%s was to sign in, and the identity provider vouches for %s, as whom nobody was signed "
	    "in; change the account there, or begin as %s",
	    exchange->email, email, email);
}

/* In they come: nothing of this is refused any more in a way that leaves what was written. */
static int
enter(struct call *c, const struct sso_exchange *exchange, struct user *user, bool bound,
    const struct invitation_row *invitation, struct session *out)
{
	const char *org = exchange->client.org_id;
	struct acceptance acceptance;
	bool made = user->id == NULL;
	if (made && make_person(c, exchange, invitation, user) != 0)
		return (int)c->err.problem;
	c->caller = (struct caller){ .type = PRINCIPAL_user,
		.id = user->id,
		.name = user->display_name,
		.email = user->email,
		.user_id = user->id,
		.sso_org = org };
	if ((!bound && bind(c, exchange, user) != 0) ||
	    (made && invitation_take(c, invitation, user, &acceptance) != 0) ||
	    session_begin(c, user->id, org, out) != 0)
		return (int)c->err.problem;
	return event_emit(c, EVENT_auth_login_succeeded,
	    &(struct event_about){ .target_type = "user",
	        .target_id = user->id,
	        .target_name = user->display_name,
	        .after = exchange->token.means == NULL
	            ? event_pair(c, "method", "sso")
	            : arena_printf(&c->arena, "{\"means\":\"%s\",\"method\":\"sso\"}",
	                  exchange->token.means),
	        .org_id = org,
	        .ws_id = "" });
}

int
sso_sign_in(struct call *c, const struct sso_exchange *exchange, struct session *out)
{
	const char *org = exchange->client.org_id;
	struct sso_row row = { .org_id = NULL };
	struct invitation_row invitation = { .id = NULL };
	struct user user = { .id = NULL };
	bool found;
	bool bound;
	if (check_outcome(c, exchange) != 0 ||
	    call_get(c, QUERY_sso_get, WITH(V(org)), &row, &found) != 0)
		return (int)c->err.problem;
	if (!found || row.version != exchange->client.version)
		return call_refuse(
		    c, PROBLEM_sso_gone, "", "single sign-on was changed meanwhile; begin again");
	if (!sso_is_allowed(c, &row, exchange->token.email))
		return refuse(c, exchange, NULL,
		    "the identity provider may not vouch for %s: the domain is not one of its own",
		    exchange->token.email);
	if (find_person(c, exchange, &user, &invitation) != 0 ||
	    check_identity(c, exchange, &user, &bound) != 0 ||
	    check_expected(c, exchange, &user) != 0)
		return (int)c->err.problem;
	return enter(c, exchange, &user, bound, &invitation, out);
}

int
sso_forget(struct call *c, const struct user *user)
{
	struct sso_identity_row identity = { .user_id = NULL };
	const char *org = c->place.org_id;
	if (call_need(c, QUERY_sso_identity, WITH(V(org), V(user->id)), &identity,
	        "person who has signed in by single sign-on") != 0 ||
	    call_run(c, QUERY_sso_identity_delete, WITH(V(org), V(user->id))) != 0 ||
	    event_emit(c, EVENT_sso_identity_forgotten,
	        &(struct event_about){ .target_type = "user",
	            .target_id = user->id,
	            .target_name = user->display_name,
	            .before = event_pair(c, "subject", identity.subject),
	            .ws_id = "" }) != 0)
		return (int)c->err.problem;
	return people_end_sso_sessions(c, org, user->id);
}
