/* Why somebody may do something somewhere, or what is missing. */
#include <string.h>

#include "call.h"
#include "clock.h"
#include "foresee.h"
#include "key_life.h"
#include "locate.h"
#include "mfa.h"
#include "offers.h"
#include "ways.h"

enum { PATHS_MAX = 4, MISSING_MAX = 4, BUTS_MAX = 7 };

/* Somebody, something, somewhere. */
struct doubt {
	struct call *call;
	enum action action;
	struct standing standing;  /* what they are there */
	struct place_row place;    /* with the roles of whoever bounds them */
	const struct api_key *key; /* NULL: a person */
	struct user
	    user; /* the person, or whose key it is; id NULL: the operator's, or nobody here yet */
	const char *address;                 /* of a person who is only invited; else NULL */
	struct offers offers;                /* to a person, and not accepted yet */
	const struct invitation_row *enough; /* the first of them that would do; NULL: none */
	size_t n_held;                       /* the paths that are no offers */
	bool in_workspace;                   /* the action is one of workspaces */
	bool elsewhere;                      /* the key does not work there at all */
	bool stopped;                        /* something stands against it */
	struct why *out;
};

static bool
is_of_workspace(enum action action)
{
	return strcmp(action_row(action)->workspace, "----") != 0;
}

static const char *
place_name(const struct doubt *doubt)
{
	return doubt->in_workspace ? doubt->place.ws_name : doubt->place.org_name;
}

/* ---- who ---- */

static int
find_key(struct doubt *doubt, const char *id)
{
	struct call *c = doubt->call;
	struct api_key *key = arena_new(&c->arena, sizeof(*key));
	struct key_row row;
	bool found;
	if (call_need(c, QUERY_key_of_org, WITH(V(c->place.org_id), V(clock_now()), V(id)), &row,
	        "API key") != 0 ||
	    keys_from_row(c, &row, key) != 0)
		return (int)c->err.problem;
	doubt->key = key;
	doubt->standing = (struct standing){ .principal = PRINCIPAL_api_key,
		.scopes = locate_scopes(row.scopes),
		.by_operator = key->created_by == NULL };
	return key->created_by == NULL
	    ? 0
	    : call_get(c, QUERY_user_get, WITH(V(key->created_by)), &doubt->user, &found);
}

/* Whoever an address belongs to: that it is invited is all that is known here. */
static int
find_invited(struct doubt *doubt, const struct person *person)
{
	struct call *c = doubt->call;
	if (person->by_address && offers_find(c, person->email_fold, &doubt->offers) != 0)
		return (int)c->err.problem;
	if (doubt->offers.n == 0)
		return call_refuse(c, PROBLEM_not_found, "person",
		    "there is no such person in this organization, and no pending invitation to "
		    "that address");
	doubt->address = doubt->offers.items[0].email;
	doubt->standing.principal = PRINCIPAL_user;
	return 0;
}

/* People who have nothing to do with the organization are not there. */
static int
find_subject(struct doubt *doubt, const char *text)
{
	struct call *c = doubt->call;
	struct person person;
	struct place_row place;
	bool found = false;
	if (strncmp(text, "key_", 4) == 0)
		return find_key(doubt, text);
	if (ways_person(c, text, &person) != 0)
		return (int)c->err.problem;
	if (person.user_id != NULL &&
	    call_get(c, QUERY_place_org, WITH(V(c->place.org_id), V(person.user_id)), &place,
	        &found) != 0)
		return (int)c->err.problem;
	if (!found || (place.reaches == 0 && !call_is_operator(c)))
		return find_invited(doubt, &person);
	doubt->user = person.user;
	doubt->standing.principal = PRINCIPAL_user;
	return offers_find(c, person.email_fold, &doubt->offers);
}

/* ---- where ---- */

static int
find_place(struct doubt *doubt, const struct person_why_args *args)
{
	struct call *c = doubt->call;
	bool workspace = args->has_workspace_id && args->workspace_id != NULL;
	bool found;
	if (doubt->in_workspace && !workspace)
		return call_refuse(c, PROBLEM_invalid_field, "workspace_id",
		    "%s is done in a workspace; say in which", action_row(doubt->action)->text);
	if (call_get(c, workspace ? QUERY_place_workspace : QUERY_place_org,
	        WITH(V(workspace ? args->workspace_id : c->place.org_id), V(doubt->user.id)),
	        &doubt->place, &found) != 0)
		return (int)c->err.problem;
	if (!found || strcmp(doubt->place.org_id, c->place.org_id) != 0)
		return call_refuse(c, PROBLEM_not_found, "workspace_id",
		    "there is no such workspace in this organization");
	const char *of = doubt->key == NULL ? NULL : doubt->key->workspace_id;
	doubt->elsewhere =
	    of != NULL && (!doubt->in_workspace || strcmp(of, doubt->place.ws_id) != 0);
	if (doubt->elsewhere) {
		doubt->standing.by_operator = false;
		return 0;
	}
	doubt->standing.org_role = doubt->place.org_role;
	doubt->standing.role = doubt->in_workspace ? doubt->place.role : ROLE_unknown;
	return 0;
}

/* ---- the roles and scopes there are ---- */

static void
add_path(struct doubt *doubt, const char *through, const char *place, bool grants, const char *text)
{
	struct many_grant_path *paths = &doubt->out->paths;
	paths->items[paths->n++] = (struct grant_path){
		.through = through, .place = place, .grants = grants, .text = text
	};
}

static void
add_scope_path(struct doubt *doubt)
{
	enum scope scope = action_row(doubt->action)->scope;
	const char *of = doubt->key->workspace_id;
	bool has = permit_scope(&doubt->standing, doubt->action);
	if (scope != SCOPE_none && has)
		add_path(doubt, scope_name(scope),
		    of == NULL             ? doubt->place.org_name
		        : doubt->elsewhere ? "another workspace"
		                           : doubt->place.ws_name,
		    !doubt->elsewhere, "a scope of the key");
	if (doubt->standing.by_operator)
		add_path(doubt, "operator", place_name(doubt), has,
		    "the operator made the key, so its scopes alone bound it");
}

static void
add_paths(struct doubt *doubt)
{
	struct call *c = doubt->call;
	const struct standing *standing = &doubt->standing;
	const struct action_row *row = action_row(doubt->action);
	int count;
	doubt->out->paths.items =
	    arena_new(&c->arena, (PATHS_MAX + doubt->offers.n) * sizeof(struct grant_path));
	if (doubt->key != NULL)
		add_scope_path(doubt);
	const char *whose = doubt->key == NULL
	    ? NULL
	    : arena_printf(
	          &c->arena, "of %s, whose rights bound the key", doubt->key->created_by_name);
	if (standing->role != ROLE_unknown)
		add_path(doubt, role_name(standing->role), doubt->place.ws_name,
		    row->workspace[standing->role - 1] != '-',
		    whose != NULL ? whose : vocab_words(VOCAB_role, &count)[standing->role].text);
	if (standing->org_role != ORG_ROLE_unknown)
		add_path(doubt, org_role_name(standing->org_role), doubt->place.org_name,
		    row->org[standing->org_role - 1] != '-',
		    whose != NULL ? whose
		                  : vocab_words(VOCAB_org_role, &count)[standing->org_role].text);
	doubt->n_held = doubt->out->paths.n;
}

/* "Priya Sharma, until 2026-11-29" */
static const char *
sent_by(struct call *c, const struct invitation_row *offer)
{
	char day[CLOCK_DAY_TEXT];
	clock_format_day(offer->expires_at, day);
	return arena_printf(&c->arena, "%s, until %s", offer->invited_by, day);
}

/* What they are invited to counts once it is accepted; whether it would be enough then. */
static int
add_offers(struct doubt *doubt)
{
	struct call *c = doubt->call;
	const char *ws_id = doubt->in_workspace ? doubt->place.ws_id : NULL;
	for (size_t i = 0; i < doubt->offers.n; i++) {
		const struct invitation_row *offer = &doubt->offers.items[i];
		struct standing then = doubt->standing;
		if (offers_add(c, offer, ws_id, &then) != 0)
			return (int)c->err.problem;
		bool enough = permit(&then, doubt->action);
		if (enough && doubt->enough == NULL)
			doubt->enough = offer;
		add_path(doubt, offer->role, offer->target_name, false,
		    arena_printf(&c->arena, "invited by %s: %s once it is accepted",
		        sent_by(c, offer), enough ? "enough" : "not enough either"));
	}
	return 0;
}

/* ---- what would be enough ---- */

static int
add_missing(struct doubt *doubt, const char *role, const char *place, bool by_admins,
    bool of_workspace, const char *text)
{
	struct call *c = doubt->call;
	struct many_missing_path *missing = &doubt->out->missing;
	struct text_row *names;
	size_t n;
	const char *ws = of_workspace ? doubt->place.ws_id : NULL;
	const char *self = doubt->user.id == NULL ? "" : doubt->user.id;
	if (call_all(c, QUERY_role_givers,
	        WITH(V(doubt->place.org_id), V(ws), V(by_admins ? 1 : 0), V(self)), &names,
	        &n) != 0)
		return (int)c->err.problem;
	struct missing_path path = { .role = role, .place = place, .text = text };
	path.by.items = arena_new(&c->arena, (n + 1) * sizeof(*path.by.items));
	while (path.by.n < n) {
		path.by.items[path.by.n] = names[path.by.n].text;
		path.by.n++;
	}
	missing->items[missing->n++] = path;
	return 0;
}

/* The least role whose column has a letter; 0: none. */
static int
least(const char *columns)
{
	int role = 0;
	for (int i = 0; columns[i] != '\0'; i++)
		if (columns[i] != '-')
			role = i + 1;
	return role;
}

/* The nearest of all: it need only be accepted. */
static void
add_acceptance(struct doubt *doubt)
{
	struct call *c = doubt->call;
	const struct invitation_row *offer = doubt->enough;
	struct many_missing_path *missing = &doubt->out->missing;
	struct missing_path path = { .role = offer->role,
		.place = offer->target_name,
		.text = arena_printf(&c->arena,
		    "they accept the invitation of %s; if it is lost: nexa %s", sent_by(c, offer),
		    offer->level == LEVEL_organization ? "org invitation-resend"
		                                       : "invitation resend") };
	path.by.items = arena_new(&c->arena, sizeof(*path.by.items));
	path.by.items[path.by.n++] = offer->email;
	missing->items[missing->n++] = path;
}

static int
add_missing_scope(struct doubt *doubt)
{
	struct call *c = doubt->call;
	struct many_missing_path *missing = &doubt->out->missing;
	enum scope scope = action_row(doubt->action)->scope;
	if (doubt->elsewhere)
		missing->items[missing->n++] = (struct missing_path){ .role = "another key",
			.place = place_name(doubt),
			.text = "a key of a workspace works there only: make one here, or one of "
			        "the organization" };
	else if (scope == SCOPE_none)
		missing->items[missing->n++] = (struct missing_path){ .role = "a person",
			.place = place_name(doubt),
			.text = "no API key may do this, whatever its scopes" };
	else if (!permit_scope(&doubt->standing, doubt->action))
		missing->items[missing->n++] = (struct missing_path){ .role = scope_name(scope),
			.place = place_name(doubt),
			.text = arena_printf(&c->arena,
			    "scopes are chosen when a key is made: make another one with %s",
			    scope_name(scope)) };
	return 0;
}

static int
add_missing_roles(struct doubt *doubt)
{
	const struct action_row *row = action_row(doubt->action);
	int role = doubt->in_workspace ? least(row->workspace) : 0;
	int org_role = least(row->org);
	if (role != 0 &&
	    add_missing(doubt, role_name((enum role)role), doubt->place.ws_name, role != ROLE_owner,
	        true,
	        role == ROLE_owner ? "the ownership is handed over: nexa workspace "
	                             "transfer-ownership"
	                           : "a role is given by nexa member add, or set-role") != 0)
		return (int)doubt->call->err.problem;
	if (org_role != 0 &&
	    add_missing(doubt, org_role_name((enum org_role)org_role), doubt->place.org_name,
	        org_role != ORG_ROLE_org_owner, false,
	        org_role == ORG_ROLE_org_owner
	            ? "an Org Owner promotes another: nexa org member-set-role"
	            : "given by invitation, or by nexa org member-set-role") != 0)
		return (int)doubt->call->err.problem;
	struct many_missing_path *missing = &doubt->out->missing;
	if (role == 0 && org_role == 0)
		missing->items[missing->n++] = (struct missing_path){ .role = "operator",
			.place = "this installation",
			.text =
			    "no role gives it: it is the operator's, over the daemon's socket" };
	return 0;
}

static int
add_what_is_missing(struct doubt *doubt)
{
	struct call *c = doubt->call;
	doubt->out->missing.items = arena_new(&c->arena, MISSING_MAX * sizeof(struct missing_path));
	if (permit(&doubt->standing, doubt->action) && !doubt->elsewhere)
		return 0;
	if (doubt->enough != NULL)
		add_acceptance(doubt);
	if (doubt->key != NULL && add_missing_scope(doubt) != 0)
		return (int)c->err.problem;
	if (doubt->key != NULL && doubt->out->missing.n > 0)
		return 0;
	return add_missing_roles(doubt);
}

/* ---- what stands against it ---- */

static void
add_but(struct doubt *doubt, const char *text)
{
	doubt->out->but.items[doubt->out->but.n++] = text;
	doubt->stopped = true;
}

/* Where single sign-on is enforced nobody else signs in, and the provider has its own second factor. */
static bool
is_sso_only(const struct doubt *doubt)
{
	const struct place_row *place = &doubt->place;
	return doubt->key == NULL && place->sso_enforced != 0 && place->plan == PLAN_enterprise &&
	    place->org_role != ORG_ROLE_org_owner;
}

static int
add_mfa(struct doubt *doubt)
{
	bool enabled = true;
	bool wanted = doubt->key == NULL && doubt->address == NULL && doubt->place.mfa_required &&
	    !is_sso_only(doubt);
	if (wanted && mfa_is_enabled(doubt->call, doubt->user.id, &enabled) != 0)
		return (int)doubt->call->err.problem;
	if (!enabled)
		add_but(doubt, "the organization wants an authenticator, and none is set up");
	return 0;
}

/* What does not stop them, and has to be done all the same; it stands behind what stops them. */
static void
add_demands(struct doubt *doubt)
{
	if (is_sso_only(doubt))
		doubt->out->but.items[doubt->out->but.n++] =
		    "signed in by single sign-on only: a password is not let in";
}

/* Whether an archived workspace closes all that the action allows. */
static bool
is_change_only(enum action action)
{
	bool writes = false;
	for (int i = 1; i < OP_COUNT; i++) {
		if (ops[i].needs != action)
			continue;
		if (!op_writes(&ops[i]) || ops[i].even_archived)
			return false;
		writes = true;
	}
	return writes;
}

static bool
needs_layer(enum action action)
{
	bool any = false;
	for (int i = 1; i < OP_COUNT; i++) {
		if (ops[i].needs != action)
			continue;
		if (ops[i].layer == LAYER_not_needed)
			return false;
		any = true;
	}
	return any;
}

static void
add_buts(struct doubt *doubt)
{
	struct call *c = doubt->call;
	const struct place_row *place = &doubt->place;
	const struct api_key *key = doubt->key;
	bool archived = doubt->in_workspace && place->ws_status == WORKSPACE_STATUS_archived;
	doubt->out->but.items = arena_new(&c->arena, BUTS_MAX * sizeof(*doubt->out->but.items));
	if (key != NULL && !key->usable)
		add_but(doubt, arena_printf(&c->arena, "the key is refused: %s", key->reason));
	else if (key == NULL && doubt->address == NULL && doubt->user.status != USER_STATUS_active)
		add_but(
		    doubt, arena_printf(&c->arena, "%s is suspended", doubt->user.display_name));
	if (place->org_status == ORG_STATUS_suspended)
		add_but(doubt, "the organization is suspended");
	if (archived && key != NULL && key->usable)
		add_but(doubt, "the workspace is archived and its API keys rest");
	if (archived && key == NULL && is_change_only(doubt->action))
		add_but(doubt, "the workspace is archived and read-only");
	if (place->plan != PLAN_enterprise && needs_layer(doubt->action))
		add_but(doubt,
		    arena_printf(&c->arena, "the %s plan has no organization layer",
		        vocab_name(VOCAB_plan, (int)place->plan)));
}

/* ---- the answer ---- */

/* "invited to Production as viewer by Priya Sharma, until 2026-11-29, and to Staging as …" */
static const char *
what_is_offered(struct doubt *doubt)
{
	struct call *c = doubt->call;
	const char *list = "invited";
	for (size_t i = 0; i < doubt->offers.n; i++) {
		const struct invitation_row *offer = &doubt->offers.items[i];
		list = arena_printf(&c->arena, "%s%s to %s as %s by %s", list,
		    i == 0 ? "" : ", and", offer->target_name, offer->role, sent_by(c, offer));
	}
	return list;
}

/* "they are admin of Production and org_viewer of Acme Voice, which is not enough" */
static const char *
what_they_have(struct doubt *doubt)
{
	struct call *c = doubt->call;
	const struct many_grant_path *paths = &doubt->out->paths;
	const char *list = "";
	size_t n = doubt->n_held;
	for (size_t i = 0; i < n; i++)
		list = arena_printf(&c->arena, "%s%s%s of %s", list,
		    i == 0          ? ""
		        : i + 1 < n ? ", "
		                    : " and ",
		    paths->items[i].through, paths->items[i].place);
	if (doubt->elsewhere)
		return "it works in another workspace only";
	if (n == 0 && doubt->offers.n > 0)
		return what_is_offered(doubt);
	return n == 0 ? "no role or scope there counts for it"
	              : arena_printf(&c->arena, "%s %s not enough", list, n == 1 ? "is" : "are");
}

/* "; it takes admin" */
static const char *
what_it_takes(struct doubt *doubt)
{
	struct call *c = doubt->call;
	const struct many_missing_path *missing = &doubt->out->missing;
	if (doubt->enough != NULL)
		return arena_printf(&c->arena, "; accepting the invitation to %s is enough",
		    doubt->enough->target_name);
	if (missing->n == 0)
		return "";
	return arena_printf(&c->arena, "%s; it takes %s",
	    doubt->n_held == 0 && doubt->offers.n > 0 ? ", which would not be enough" : "",
	    missing->items[0].role);
}

static const char *
sentence(struct doubt *doubt)
{
	struct call *c = doubt->call;
	const struct why *out = doubt->out;
	const char *through =
	    doubt->elsewhere ? NULL : permit_through(&doubt->standing, doubt->action);
	const char *what = arena_printf(&c->arena, "%s in %s", out->action, out->place);
	const char *where = through == NULL || strcmp(through, "operator") == 0 ? ""
	    : vocab_find(VOCAB_role, through) != 0
	    ? arena_printf(&c->arena, " of %s", doubt->place.ws_name)
	    : arena_printf(&c->arena, " of %s", doubt->place.org_name);
	if (through == NULL)
		return arena_printf(&c->arena, "%s may not %s: %s%s", out->name, what,
		    what_they_have(doubt), what_it_takes(doubt));
	if (doubt->stopped)
		return arena_printf(&c->arena, "%s may not %s, though %s%s would do: %s", out->name,
		    what, through, where, out->but.items[0]);
	return arena_printf(&c->arena, "%s may %s, through %s%s%s%s", out->name, what, through,
	    where, out->but.n == 0 ? "" : ", ", out->but.n == 0 ? "" : out->but.items[0]);
}

int
op_person_why(struct call *c, const struct person_why_args *args, struct why *out)
{
	struct doubt doubt = { .call = c, .action = action_find(args->permission), .out = out };
	doubt.in_workspace = is_of_workspace(doubt.action);
	if (find_subject(&doubt, args->person) != 0 || find_place(&doubt, args) != 0)
		return (int)c->err.problem;
	out->subject = doubt.key == NULL ? PRINCIPAL_user : PRINCIPAL_api_key;
	out->id = doubt.key == NULL ? doubt.user.id : doubt.key->id;
	out->name = doubt.address != NULL ? doubt.address
	    : doubt.key == NULL           ? doubt.user.display_name
	                                  : doubt.key->name;
	out->permission = args->permission;
	out->action = action_row(doubt.action)->text;
	out->place = place_name(&doubt);
	out->workspace_id = doubt.in_workspace ? doubt.place.ws_id : NULL;
	out->has_workspace_id = doubt.in_workspace;
	add_paths(&doubt);
	if (add_offers(&doubt) != 0)
		return (int)c->err.problem;
	add_buts(&doubt);
	if (add_mfa(&doubt) != 0)
		return (int)c->err.problem;
	add_demands(&doubt);
	if (add_what_is_missing(&doubt) != 0)
		return (int)c->err.problem;
	out->allowed = !doubt.elsewhere && permit(&doubt.standing, doubt.action) && !doubt.stopped;
	out->sentence = sentence(&doubt);
	return 0;
}
