/* Places are found by one statement each, with the roles of whoever bounds the caller. */
#include "locate.h"

#include <string.h>

#include "call.h"

uint32_t
locate_scopes(const char *scopes)
{
	uint32_t bits = 0;
	char name[32];
	while (*scopes != '\0') {
		size_t len = strcspn(scopes, " ");
		if (len < sizeof(name)) {
			memcpy(name, scopes, len);
			name[len] = '\0';
			bits |= UINT32_C(1) << scope_find(name);
		}
		scopes += len + strspn(scopes + len, " ");
	}
	return bits & ~(UINT32_C(1) << SCOPE_none);
}

const char *
locate_granting(struct call *c, const char *columns, enum vocab vocab)
{
	const char *text = " ";
	for (int i = 0; columns[i] != '\0'; i++)
		if (columns[i] != '-')
			text = arena_printf(&c->arena, "%s%s ", text, vocab_name(vocab, i + 1));
	return text;
}

struct standing
locate_nowhere(const struct call *c)
{
	struct standing standing = { .principal = c->caller.type };
	if (c->caller.key != NULL) {
		standing.scopes = locate_scopes(c->caller.key->scopes);
		standing.by_operator = c->caller.user_id == NULL;
	}
	return standing;
}

/* A key or a session by single sign-on of another organization is a stranger; a key of another workspace sees that
 * there is one. */
static int
check_bound(struct call *c, const struct place_row *place, bool *stranger)
{
	const struct key_caller *key = c->caller.key;
	const char *org = key != NULL ? key->org_id : c->caller.sso_org;
	*stranger = org != NULL && strcmp(org, place->org_id) != 0;
	if (key == NULL || *stranger || key->ws_id == NULL || place->ws_id == NULL ||
	    strcmp(key->ws_id, place->ws_id) == 0)
		return 0;
	return call_refuse(
	    c, PROBLEM_permission_denied, "workspace", "this API key belongs to another workspace");
}

/* "A workspace key works in its workspace only" (domain.md, 5): whatever its person is in the organization. */
static bool
key_is_of_workspace(const struct call *c)
{
	return c->caller.key != NULL && c->caller.key->ws_id != NULL;
}

/* Where single sign-on is enforced a password opens nothing but to an Org Owner, who must be able to mend it. */
static int
check_sso(struct call *c, const struct place_row *place)
{
	bool password = c->caller.type == PRINCIPAL_user && c->caller.sso_org == NULL;
	if (!password || place->sso_enforced == 0 || place->plan != PLAN_enterprise ||
	    place->org_role == ORG_ROLE_org_owner)
		return 0;
	return call_refuse(c, PROBLEM_sso_required, "",
	    "'%s' is entered by single sign-on only, and you signed in with a password: sign in again "
	    "by single sign-on (nexa login --sso)",
	    place->org_name);
}

int
locate(struct call *c, bool workspace, const char *id, struct place_row *place,
    struct standing *standing)
{
	bool found = false;
	bool stranger = false;
	*standing = locate_nowhere(c);
	if (id != NULL &&
	    call_get(c, workspace ? QUERY_place_workspace : QUERY_place_org,
	        WITH(V(id), call_user(c)), place, &found) != 0)
		return (int)c->err.problem;
	if (found && check_bound(c, place, &stranger) != 0)
		return (int)c->err.problem;
	/* A key's own place is known to it, whatever became of its person's roles. */
	bool reaches = found && !stranger &&
	    (place->reaches != 0 || call_is_operator(c) || c->caller.key != NULL ||
	        c->caller.type == PRINCIPAL_engine);
	if (!reaches)
		return call_refuse(c, PROBLEM_not_found, workspace ? "workspace" : "organization",
		    "there is no such %s", workspace ? "workspace" : "organization");
	if (check_sso(c, place) != 0)
		return (int)c->err.problem;
	standing->org_role = place->org_role;
	standing->role = place->role;
	if (!workspace && key_is_of_workspace(c)) {
		standing->org_role = ORG_ROLE_unknown;
		standing->by_operator = false;
	}
	return 0;
}
