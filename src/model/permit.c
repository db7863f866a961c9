/* The matrix, looked up. */
#include "permit.h"

#include <string.h>

static const struct action_row rows[ACTION_COUNT] = {
	[ACTION_none] = { "none", "being signed in", "OAMV", "OAV", SCOPE_none },
#define ACTION(id, text, workspace, org, scope) \
	[ACTION_##id] = { #id, (text), (workspace), (org), SCOPE_##scope },
#include "actions.def"
};

static const char *const scope_names[SCOPE_COUNT] = {
#define SCOPE(id, wire, by_default, text) [SCOPE_##id] = (wire),
#include "scopes.def"
};

const struct action_row *
action_row(enum action action)
{
	return &rows[action];
}

enum action
action_find(const char *name)
{
	for (int i = 1; i < ACTION_COUNT; i++)
		if (strcmp(rows[i].name, name) == 0)
			return (enum action)i;
	return ACTION_none;
}

const char *
scope_name(enum scope scope)
{
	return scope_names[scope];
}

enum scope
scope_find(const char *name)
{
	for (int i = SCOPE_none + 1; i < SCOPE_COUNT; i++)
		if (strcmp(scope_names[i], name) == 0)
			return (enum scope)i;
	return SCOPE_none;
}

uint32_t
scope_defaults(void)
{
	uint32_t bits = 0;
#define SCOPE(id, wire, by_default, text) bits |= (by_default) ? UINT32_C(1) << SCOPE_##id : 0;
#include "scopes.def"
	return bits;
}

bool
permit_scope(const struct standing *standing, enum action action)
{
	enum scope needs = rows[action].scope;
	if (standing->principal != PRINCIPAL_api_key || action == ACTION_none)
		return true;
	return needs != SCOPE_none && (standing->scopes >> needs & 1) != 0;
}

const char *
permit_through(const struct standing *standing, enum action action)
{
	const struct action_row *row = &rows[action];
	if (!permit_scope(standing, action))
		return NULL;
	if (standing->principal == PRINCIPAL_engine)
		return action == ACTION_calls_report || action == ACTION_telephony_view ? "engine"
		                                                                        : NULL;
	if (standing->principal == PRINCIPAL_operator || standing->by_operator)
		return "operator";
	if (standing->role != ROLE_unknown && row->workspace[standing->role - 1] != '-')
		return role_name(standing->role);
	if (standing->org_role != ORG_ROLE_unknown && row->org[standing->org_role - 1] != '-')
		return org_role_name(standing->org_role);
	return action == ACTION_none ? "signed in" : NULL;
}

bool
permit(const struct standing *standing, enum action action)
{
	return permit_through(standing, action) != NULL;
}

bool
permit_scope_idle(enum scope scope, const struct standing *standings, size_t n, bool of_workspace)
{
	bool could = false;
	for (int i = ACTION_none + 1; i < ACTION_COUNT; i++) {
		bool there = !of_workspace || strcmp(rows[i].workspace, "----") != 0;
		if (rows[i].scope != scope || !there)
			continue;
		could = true;
		for (size_t j = 0; j < n; j++)
			if (permit(&standings[j], (enum action)i))
				return false;
	}
	return could;
}
