/* What would be enough for somebody to do something, and who can give it. */
#include "doubt.h"

enum { MISSING_MAX = 4 };

static int
add_missing(struct doubt *doubt, const char *role, const char *place, bool by_admins,
    bool of_workspace, const char *text)
{
	struct call *c = doubt->call;
	struct many_missing_path *missing = &doubt->out->missing;
	struct giver_row *givers;
	size_t n;
	const char *ws = of_workspace ? doubt->place.ws_id : NULL;
	const char *self = doubt->user.id == NULL ? "" : doubt->user.id;
	if (call_all(c, QUERY_role_givers,
	        WITH(V(doubt->place.org_id), V(ws), V(by_admins ? 1 : 0), V(self)), &givers,
	        &n) != 0)
		return (int)c->err.problem;
	struct missing_path path = { .role = role, .place = place, .text = text };
	path.by.items = arena_new(&c->arena, (n + 1) * sizeof(*path.by.items));
	for (; path.by.n < n; path.by.n++)
		path.by.items[path.by.n] = arena_printf(&c->arena, "%s (%s)",
		    givers[path.by.n].name, role_spoken(givers[path.by.n].role));
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
		    "they accept the invitation of %s; if it is lost: nexa %s",
		    offers_sent_by(c, offer),
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
			.place = doubt_place_name(doubt),
			.text = "a key of a workspace works there only: make one here, or one of "
			        "the organization" };
	else if (scope == SCOPE_none)
		missing->items[missing->n++] = (struct missing_path){ .role = "a person",
			.place = doubt_place_name(doubt),
			.text = "no API key may do this, whatever its scopes" };
	else if (!permit_scope(&doubt->standing, doubt->action))
		missing->items[missing->n++] = (struct missing_path){ .role = scope_name(scope),
			.place = doubt_place_name(doubt),
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

int
doubt_add_missing(struct doubt *doubt)
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
