/* Why somebody may do something somewhere, or what is missing. */
#include <string.h>

#include "clock.h"
#include "doubt.h"
#include "key_life.h"
#include "locate.h"
#include "ways.h"

static bool
is_of_workspace(enum action action)
{
	return strcmp(action_row(action)->workspace, "----") != 0;
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

/* ---- the answer ---- */

/* "invited to Production as viewer by Priya Sharma, until 2026-11-29, and to Staging as …" */
static const char *
what_is_offered(struct doubt *doubt)
{
	struct call *c = doubt->call;
	const char *list = "invited";
	for (size_t i = 0; i < doubt->offers.n; i++) {
		const struct invitation_row *offer = &doubt->offers.items[i];
		list =
		    arena_printf(&c->arena, "%s%s to %s as %s by %s", list, i == 0 ? "" : ", and",
		        offer->target_name, role_spoken(offer->role), offers_sent_by(c, offer));
	}
	return list;
}

/* "they are admin of Production and Org Viewer of Acme Voice, which is not enough" */
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
		    role_spoken(paths->items[i].through), paths->items[i].place);
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
	    role_spoken(missing->items[0].role));
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
		    what, role_spoken(through), where, out->but.items[0]);
	return arena_printf(&c->arena, "%s may %s, through %s%s%s%s", out->name, what,
	    role_spoken(through), where, out->but.n == 0 ? "" : ", ",
	    out->but.n == 0 ? "" : out->but.items[0]);
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
	out->place = doubt_place_name(&doubt);
	out->workspace_id = doubt.in_workspace ? doubt.place.ws_id : NULL;
	out->has_workspace_id = doubt.in_workspace;
	if (doubt_add_paths(&doubt) != 0 || doubt_add_buts(&doubt) != 0 ||
	    doubt_add_missing(&doubt) != 0)
		return (int)c->err.problem;
	out->allowed = !doubt.elsewhere && permit(&doubt.standing, doubt.action) && !doubt.stopped;
	out->sentence = sentence(&doubt);
	return 0;
}
