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

/* A key of another organization is a stranger; one of another workspace sees that there is one. */
static int
check_key(struct call *c, const struct place_row *place, bool *stranger)
{
	const struct key_caller *key = c->caller.key;
	*stranger = key != NULL && strcmp(key->org_id, place->org_id) != 0;
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
	if (found && check_key(c, place, &stranger) != 0)
		return (int)c->err.problem;
	/* A key's own place is known to it, whatever became of its person's roles. */
	bool reaches = found && !stranger &&
	    (place->reaches != 0 || call_is_operator(c) || c->caller.key != NULL ||
	        c->caller.type == PRINCIPAL_engine);
	if (!reaches)
		return call_refuse(c, PROBLEM_not_found, workspace ? "workspace" : "organization",
		    "there is no such %s", workspace ? "workspace" : "organization");
	standing->org_role = place->org_role;
	standing->role = place->role;
	if (!workspace && key_is_of_workspace(c)) {
		standing->org_role = ORG_ROLE_unknown;
		standing->by_operator = false;
	}
	return 0;
}
