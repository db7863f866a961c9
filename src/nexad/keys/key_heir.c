/* Keys that go to somebody else. */
#include "key_heir.h"

#include "call.h"
#include "key_life.h"
#include "key_use.h"
#include "locate.h"
#include "people.h"

/* What somebody may do in a place, against what the caller may. */
static int
check_rights(struct call *c, const struct api_key *key, const struct user *heir,
    const struct standing *theirs, const struct standing *mine, const char *where)
{
	for (int i = ACTION_none + 1; i < ACTION_COUNT; i++)
		if (permit(theirs, (enum action)i) && !permit(mine, (enum action)i))
			return call_broken(c, PROBLEM_permission_denied, "created_by",
			    "%s may do more in %s than you, and so would the API key %s; name "
			    "somebody who may no more than you",
			    heir->display_name, where, key->name);
	return 0;
}

/* A key of an organization works in each workspace as its person would, as far as its scopes go. */
static int
check_workspaces(
    struct call *c, const struct api_key *key, const struct user *heir, enum org_role org_role)
{
	struct standing theirs = { .principal = PRINCIPAL_api_key, .org_role = org_role };
	struct remaining_workspace *seats;
	struct place_row place;
	struct standing mine;
	size_t n;
	if (call_all(c, QUERY_org_remaining, WITH(V(c->place.org_id), V(heir->id)), &seats, &n) !=
	    0)
		return (int)c->err.problem;
	for (size_t i = 0; i < key->scopes.n; i++)
		theirs.scopes |= UINT32_C(1) << scope_find(key->scopes.items[i]);
	for (size_t i = 0; i < n; i++) {
		theirs.role = seats[i].role;
		if (locate(c, true, seats[i].workspace_id, &place, &mine) != 0)
			return (int)c->err.problem;
		int broken = c->n_rules;
		if (check_rights(c, key, heir, &theirs, &mine, seats[i].name) != 0)
			return (int)c->err.problem;
		if (c->n_rules > broken)
			return 0;
	}
	return 0;
}

int
key_heir_check(struct call *c, enum level level, const struct api_key *key, const struct user *heir)
{
	struct place_row place;
	bool found;
	if (call_get(c, level == LEVEL_workspace ? QUERY_place_workspace : QUERY_place_org,
	        WITH(V(level == LEVEL_workspace ? c->place.ws_id : c->place.org_id), V(heir->id)),
	        &place, &found) != 0)
		return (int)c->err.problem;
	struct standing theirs = {
		.principal = PRINCIPAL_user, .org_role = place.org_role, .role = place.role
	};
	bool here = level == LEVEL_workspace ? permit(&theirs, ACTION_workspace_enter)
	                                     : theirs.org_role != ORG_ROLE_unknown;
	const char *where = level == LEVEL_workspace ? c->place.ws_name : c->place.org_name;
	if (!here)
		return call_broken(c, PROBLEM_invalid_field, "created_by",
		    "%s has no role in %s, where the API key %s works; give them one first, or name "
		    "somebody else",
		    heir->display_name, where, key->name);
	if (check_rights(c, key, heir, &theirs, &c->standing, where) != 0 ||
	    (level == LEVEL_organization && check_workspaces(c, key, heir, theirs.org_role) != 0))
		return (int)c->err.problem;
	return people_check_active(c, heir->id);
}

/* Which scopes are of no use any more under somebody who may do less. */
static int
foresee_loss(struct call *c, const struct api_key *before, const struct user *heir)
{
	struct api_key after = *before;
	after.created_by = heir->id;
	after.created_by_name = heir->display_name;
	if (!c->dry_run || key_use_judge(c, &after) != 0)
		return (int)c->err.problem;
	const char *lost = "";
	for (size_t i = 0; i < after.lapsed_scopes.n; i++)
		if (!key_use_has(&before->lapsed_scopes, after.lapsed_scopes.items[i]))
			lost = arena_printf(&c->arena, "%s%s%s", lost, lost[0] == '\0' ? "" : ", ",
			    after.lapsed_scopes.items[i]);
	if (lost[0] != '\0')
		call_foresee(c, "%s may do less: programs that use the key are refused what is %s",
		    heir->display_name, lost);
	return 0;
}

int
key_heir_take(struct call *c, enum level level, const struct api_key *before, const char *user_id,
    struct user *heir)
{
	bool found;
	if (call_get(c, QUERY_user_get, WITH(V(user_id)), heir, &found) != 0)
		return (int)c->err.problem;
	if (!found)
		return call_refuse(
		    c, PROBLEM_invalid_field, "created_by", "'%s' is no user", user_id);
	if (key_heir_check(c, level, before, heir) != 0 || foresee_loss(c, before, heir) != 0)
		return (int)c->err.problem;
	return keys_emit(c, EVENT_api_key_handed_over, before,
	    (struct event_about){ .before = event_pair(c, "created_by", before->created_by_name),
	        .after = event_pair(c, "created_by", heir->display_name) });
}
