/* Whether a key works, and which of its scopes are of no use. */
#include "key_use.h"

#include <string.h>

#include "call.h"
#include "clock.h"
#include "foresee.h"

bool
key_use_has(const struct texts *texts, const char *text)
{
	for (size_t i = 0; i < texts->n; i++)
		if (strcmp(texts->items[i], text) == 0)
			return true;
	return false;
}

/* ---- what its person may ---- */

/* The roles of the key's person where it works: one standing, or for a key of the organization one for
 * each workspace, and one for none. */
struct standings {
	struct standing *items;
	size_t n;
	bool of_workspace;
};

static struct standing
standing_of(enum org_role org_role, enum role role)
{
	return (struct standing){ .principal = PRINCIPAL_user, .org_role = org_role, .role = role };
}

static int
find_standings(
    struct call *c, const struct api_key *key, const struct place_row *place, struct standings *out)
{
	struct remaining_workspace *seats;
	size_t n = 0;
	out->of_workspace = key->workspace_id != NULL;
	if (!out->of_workspace &&
	    call_all(c, QUERY_org_remaining, WITH(V(key->organization_id), V(key->created_by)),
	        &seats, &n) != 0)
		return (int)c->err.problem;
	out->items = arena_new(&c->arena, (n + 1) * sizeof(*out->items));
	out->items[out->n++] = standing_of(place->org_role, place->role);
	for (size_t i = 0; i < n; i++)
		out->items[out->n++] = standing_of(place->org_role, seats[i].role);
	return 0;
}

static int
judge_scopes(struct call *c, struct api_key *key, const struct place_row *place)
{
	struct standings standings = { .n = 0 };
	const char *list = "";
	if (find_standings(c, key, place, &standings) != 0)
		return (int)c->err.problem;
	key->lapsed_scopes.items =
	    arena_new(&c->arena, (key->scopes.n + 1) * sizeof(*key->lapsed_scopes.items));
	for (size_t i = 0; i < key->scopes.n; i++) {
		const char *scope = key->scopes.items[i];
		if (!permit_scope_idle(
		        scope_find(scope), standings.items, standings.n, standings.of_workspace))
			continue;
		key->lapsed_scopes.items[key->lapsed_scopes.n++] = scope;
		list = arena_printf(&c->arena, "%s%s%s", list, list[0] == '\0' ? "" : ", ", scope);
	}
	if (key->lapsed_scopes.n > 0)
		key->reason = arena_printf(
		    &c->arena, "%s may do nothing of what is %s", key->created_by_name, list);
	return 0;
}

/* ---- whether it works ---- */

static const char *
place_forbids(const struct place_row *place)
{
	if (place->org_status == ORG_STATUS_suspended)
		return "the organization is suspended";
	return place->ws_id != NULL && place->ws_status == WORKSPACE_STATUS_archived
	    ? "the workspace is archived"
	    : NULL;
}

static int
person_forbids(struct call *c, const struct api_key *key, const char **why)
{
	struct user user;
	bool found;
	if (key->created_by == NULL)
		return 0;
	if (call_get(c, QUERY_user_get, WITH(V(key->created_by)), &user, &found) != 0)
		return (int)c->err.problem;
	if (!found || user.status != USER_STATUS_active)
		*why = arena_printf(&c->arena, "%s is suspended", key->created_by_name);
	return 0;
}

int
key_use_judge(struct call *c, struct api_key *key)
{
	struct place_row place;
	bool found;
	bool workspace = key->workspace_id != NULL;
	if (call_get(c, workspace ? QUERY_place_workspace : QUERY_place_org,
	        WITH(V(workspace ? key->workspace_id : key->organization_id), V(key->created_by)),
	        &place, &found) != 0)
		return (int)c->err.problem;
	key->workspace_name = found ? place.ws_name : NULL;
	key->organization_name = found ? place.org_name : NULL;
	key->usable = false;
	key->lapsed_scopes = (struct texts){ .n = 0 };
	key->reason = key->status == KEY_STATUS_revoked ? "it was revoked"
	    : key->status == KEY_STATUS_expired         ? "it has expired"
	                                                : NULL;
	if (key->reason == NULL && person_forbids(c, key, &key->reason) != 0)
		return (int)c->err.problem;
	if (key->reason != NULL)
		return 0;
	key->reason = found ? place_forbids(&place) : "where it worked is gone";
	key->usable = key->reason == NULL;
	/* What the operator made is bound by nobody's roles. */
	return key->usable && key->created_by != NULL ? judge_scopes(c, key, &place) : 0;
}

/* ---- with their person ---- */

int
key_use_foresee_end(struct call *c, const char *user_id, const char *name)
{
	struct text_row *names;
	size_t n;
	if (!c->dry_run)
		return 0;
	if (call_all(c, QUERY_key_names_of_person, WITH(V(user_id), V(clock_now())), &names, &n) !=
	    0)
		return (int)c->err.problem;
	if (n > 0)
		call_foresee(c, "%zu API key%s of %s %s refused until they are active again: %s", n,
		    n == 1 ? "" : "s", name, n == 1 ? "is" : "are", foresee_names(c, names, n));
	return 0;
}
