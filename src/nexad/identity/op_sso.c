/* How an organization's people sign in by single sign-on. */
#include <string.h>

#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "event.h"
#include "jsonw.h"
#include "people.h"
#include "sso.h"
#include "utf8.h"
#include "webhook_url.h"

enum { DOMAINS_MOST = 50, CLIENT_ID_MOST = 255 };

/* ---- as it is ---- */

int
sso_need(struct call *c, struct sso_row *out)
{
	bool found;
	if (call_get(c, QUERY_sso_get, WITH(V(c->place.org_id)), out, &found) != 0)
		return (int)c->err.problem;
	return found ? 0
	             : call_refuse(c, PROBLEM_not_found, "sso",
	                   "nobody signs in to the organization by single sign-on");
}

static void
from_row(struct call *c, const struct sso_row *row, struct sso *out)
{
	*out = (struct sso){ .issuer = row->issuer,
		.client_id = row->client_id,
		.has_secret = row->client_secret != NULL,
		.enforced = row->enforced,
		.identities = row->identities,
		.created_at = row->created_at,
		.updated_at = row->updated_at,
		.version = row->version };
	sso_domains_read(c, row->allowed_domains, &out->allowed_domains);
	out->redirect_uri = sso_redirect_uri(&c->arena, c->daemon->settings.base_url);
}

int
op_sso_show(struct call *c, const struct sso_show_args *args, struct sso *out)
{
	struct sso_row row = { .org_id = NULL };
	(void)args;
	if (sso_need(c, &row) != 0)
		return (int)c->err.problem;
	from_row(c, &row, out);
	return 0;
}

static int
match(struct call *c, const struct sso_row *row)
{
	struct sso current;
	from_row(c, row, &current);
	return call_match(c, row->version, SHAPE_sso, &current);
}

/* ---- setting ---- */

int
sso_issuer_check(const struct call *c, const char *issuer, struct err *err)
{
	bool private = c->daemon->settings.webhook_allow_private;
	if (webhook_url_check(issuer, private, "issuer", err) != 0)
		return (int)err->problem;
	return strpbrk(issuer, "?#") == NULL
	    ? 0
	    : fail(err, PROBLEM_invalid_field, "issuer", "issuer must not have a query");
}

/* What is to be. */
struct wanted {
	const char *issuer;
	const char *client_id;
	const char *domains;
	const char *secret; /* sealed; NULL: none */
	bool new_secret;
	bool enforced;
};

/* {"allowed_domains":"acme.example","client_id":"nexa","enforced":false,"issuer":"https://…","secret":"another"} */
static const char *
facts(struct call *c, const struct wanted *is)
{
	struct str text = STR_INIT(1 << 15);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '{');
	jsonw_key(&w, "allowed_domains");
	jsonw_text(&w, is->domains);
	jsonw_key(&w, "client_id");
	jsonw_text(&w, is->client_id);
	jsonw_key(&w, "enforced");
	jsonw_bool(&w, is->enforced);
	jsonw_key(&w, "issuer");
	jsonw_text(&w, is->issuer);
	jsonw_key(&w, "secret");
	jsonw_text(&w, is->secret == NULL ? "none" : is->new_secret ? "another" : "as it was");
	jsonw_close(&w, '}');
	return call_keep(c, &text);
}

static int
emit(struct call *c, enum event type, const struct wanted *before, const struct wanted *after)
{
	return event_emit(c, type,
	    &(struct event_about){ .target_type = "sso",
	        .target_id = c->place.org_id,
	        .target_name = after == NULL ? before->issuer : after->issuer,
	        .before = before == NULL ? NULL : facts(c, before),
	        .after = after == NULL ? NULL : facts(c, after),
	        .ws_id = "" });
}

static int
check_issuer(struct call *c, const char *issuer)
{
	struct err err;
	if (sso_issuer_check(c, issuer, &err) != 0)
		return call_broken(c, err.problem, "issuer", "%s", err.text);
	return 0;
}

static int
check_client_id(struct call *c, const char *client_id)
{
	size_t len = strlen(client_id);
	if (len > 0 && len <= CLIENT_ID_MOST)
		return 0;
	return call_broken(c, PROBLEM_invalid_field, "client_id",
	    "client_id must have 1 to %d bytes", (int)CLIENT_ID_MOST);
}

/* A domain leads to one provider, so that nobody's addresses are led to two. */
static int
check_domain(struct call *c, const char *domain)
{
	struct text_row owner = { .text = NULL };
	bool found;
	if (call_get(c, QUERY_sso_domain_owner, WITH(V(domain)), &owner, &found) != 0)
		return (int)c->err.problem;
	if (!found || strcmp(owner.text, c->place.org_id) == 0)
		return 0;
	return call_broken(c, PROBLEM_name_taken, "allowed_domains",
	    "addresses of %s sign in to another organization; the operator of this installation "
	    "can settle whose they are",
	    domain);
}

/* Folded, each once, in the order that was given. */
static int
read_domains(struct call *c, const struct texts *given, struct texts *out)
{
	*out =
	    (struct texts){ .items = arena_new(&c->arena, (given->n + 1) * sizeof(*out->items)) };
	if (given->n == 0 || given->n > DOMAINS_MOST)
		return call_broken(c, PROBLEM_invalid_field, "allowed_domains",
		    "allowed_domains must be 1 to %d domains", (int)DOMAINS_MOST);
	for (size_t i = 0; i < given->n; i++) {
		const char *domain = utf8_fold(&c->arena, given->items[i]);
		bool twice = false;
		for (size_t j = 0; j < out->n; j++)
			twice = twice || strcmp(out->items[j], domain) == 0;
		if (!twice)
			out->items[out->n++] = domain;
		if (!twice && check_domain(c, domain) != 0)
			return (int)c->err.problem;
	}
	return 0;
}

/* Another provider would be told the secret that was not meant for it. */
static int
want_secret(struct call *c, const struct sso_set_args *args, const struct sso_row *before,
    struct wanted *out)
{
	bool moves = before != NULL && strcmp(before->issuer, args->issuer) != 0;
	bool given = args->has_client_secret;
	out->secret = before == NULL ? NULL : before->client_secret;
	if (!given && moves && out->secret != NULL)
		return call_broken(c, PROBLEM_invalid_field, "client_secret",
		    "client_secret must be given with another issuer, which would be told the "
		    "present one; empty: none");
	if (!given)
		return 0;
	out->new_secret = args->client_secret != NULL && args->client_secret[0] != '\0';
	out->secret = NULL;
	if (!out->new_secret)
		return 0;
	out->secret = sso_client_seal(c, c->place.org_id, args->client_secret);
	return out->secret != NULL
	    ? 0
	    : call_refuse(c, PROBLEM_internal, "", "this daemon has no key to keep secrets with");
}

static bool
same(const struct wanted *one, const struct wanted *other)
{
	return strcmp(one->issuer, other->issuer) == 0 &&
	    strcmp(one->client_id, other->client_id) == 0 &&
	    strcmp(one->domains, other->domains) == 0 && one->enforced == other->enforced;
}

static void
foresee(struct call *c, const struct wanted *wanted, const struct sso_row *before)
{
	if (wanted->enforced && (before == NULL || !before->enforced))
		call_foresee(c,
		    "members who signed in with a password are refused here until they sign in by "
		    "single sign-on; Org Owners are not");
	if (wanted->enforced && (before == NULL || before->identities == 0))
		call_foresee(c, "nobody has signed in this way yet: try it before you enforce it");
	if (before != NULL && strcmp(before->issuer, wanted->issuer) != 0)
		call_foresee(c,
		    "sessions by single sign-on end, and who each person is at the provider is "
		    "learned anew");
}

static int
put(struct call *c, const struct wanted *wanted, const struct texts *domains)
{
	const char *org = c->place.org_id;
	if (call_run(c, QUERY_sso_put,
	        WITH(V(org), V(wanted->issuer), V(wanted->client_id), V(wanted->secret),
	            V(wanted->domains), V((int64_t)wanted->enforced), V(clock_now()))) != 0 ||
	    call_run(c, QUERY_sso_domains_delete, WITH(V(org))) != 0)
		return (int)c->err.problem;
	for (size_t i = 0; i < domains->n; i++)
		if (call_run(c, QUERY_sso_domain_put, WITH(V(domains->items[i]), V(org))) != 0)
			return (int)c->err.problem;
	return 0;
}

/* Who vouched for a session, or for whom, is another now. */
static int
end_sessions(struct call *c, const struct wanted *wanted, const struct wanted *before)
{
	bool moves = strcmp(before->issuer, wanted->issuer) != 0;
	if (moves && call_run(c, QUERY_sso_identities_delete, WITH(V(c->place.org_id))) != 0)
		return (int)c->err.problem;
	return moves || strcmp(before->domains, wanted->domains) != 0
	    ? people_end_sso_sessions(c, c->place.org_id, NULL)
	    : 0;
}

static struct wanted
as_was(const struct sso_row *row)
{
	return (struct wanted){ .issuer = row->issuer,
		.client_id = row->client_id,
		.domains = row->allowed_domains,
		.secret = row->client_secret,
		.enforced = row->enforced };
}

int
op_sso_set(struct call *c, const struct sso_set_args *args, struct sso *out)
{
	struct sso_row row = { .org_id = NULL };
	struct wanted wanted = { .issuer = args->issuer, .client_id = args->client_id };
	struct texts domains;
	bool found;
	if (call_get(c, QUERY_sso_get, WITH(V(c->place.org_id)), &row, &found) != 0 ||
	    (found && match(c, &row) != 0) || check_issuer(c, args->issuer) != 0 ||
	    check_client_id(c, args->client_id) != 0 ||
	    read_domains(c, &args->allowed_domains, &domains) != 0 ||
	    want_secret(c, args, found ? &row : NULL, &wanted) != 0)
		return (int)c->err.problem;
	const struct wanted was = as_was(&row);
	wanted.domains = sso_domains_print(c, &domains);
	wanted.enforced = args->has_enforced ? args->enforced : found && row.enforced;
	if (sso_check_fit(c, args, found ? &row : NULL) != 0)
		return (int)c->err.problem;
	foresee(c, &wanted, found ? &row : NULL);
	bool changes = !found || wanted.new_secret || !same(&wanted, &was) ||
	    (wanted.secret == NULL) != (was.secret == NULL);
	bool shuts =
	    wanted.enforced != was.enforced || (found && strcmp(wanted.domains, was.domains) != 0);
	if (changes &&
	    (put(c, &wanted, &domains) != 0 ||
	        emit(c, found ? EVENT_sso_updated : EVENT_sso_configured, found ? &was : NULL,
	            &wanted) != 0 ||
	        (shuts && sso_foresee_shut(c, wanted.enforced) != 0) ||
	        (found && end_sessions(c, &wanted, &was) != 0)))
		return (int)c->err.problem;
	if (sso_need(c, &row) != 0)
		return (int)c->err.problem;
	from_row(c, &row, out);
	return 0;
}

int
op_sso_remove(struct call *c, const struct sso_remove_args *args, struct done *out)
{
	struct sso_row row = { .org_id = NULL };
	(void)args;
	if (sso_need(c, &row) != 0 || match(c, &row) != 0 ||
	    call_run(c, QUERY_sso_delete, WITH(V(row.org_id))) != 0)
		return (int)c->err.problem;
	const struct wanted was = as_was(&row);
	out->done = true;
	return emit(c, EVENT_sso_disabled, &was, NULL) == 0
	    ? people_end_sso_sessions(c, row.org_id, NULL)
	    : (int)c->err.problem;
}

int
op_sso_forget(struct call *c, const struct sso_forget_args *args, struct done *out)
{
	struct sso_row row = { .org_id = NULL };
	struct user user;
	out->done = true;
	if (sso_need(c, &row) != 0 || people_get(c, args->user, &user) != 0)
		return (int)c->err.problem;
	return sso_forget(c, &user);
}
