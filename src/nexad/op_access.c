/* Who can reach what, and why. */
#include <string.h>

#include "call.h"
#include "page.h"

static void
add_sources(struct call *c, const struct standing *standing, bool in_workspace,
    struct many_permission_source *out)
{
	out->items = arena_new(&c->arena, ACTION_COUNT * sizeof(*out->items));
	for (int i = ACTION_none + 1; i < ACTION_COUNT; i++) {
		const struct action_row *row = action_row((enum action)i);
		const char *through = permit_through(standing, (enum action)i);
		/* A row that no workspace role is in belongs to the organization. */
		bool of_workspace = strcmp(row->workspace, "----") != 0;
		if (through != NULL && of_workspace == in_workspace)
			out->items[out->n++] = (struct permission_source){ row->name, through };
	}
}

static void
fill_cell(struct call *c, const struct access_seat *seat, enum org_role org_role, bool explain,
    struct access_cell *cell)
{
	struct standing standing = {
		.principal = PRINCIPAL_user, .org_role = org_role, .role = seat->role
	};
	*cell = (struct access_cell){ .workspace_id = seat->ws_id,
		.name = seat->ws_name,
		.role = seat->role,
		.has_role = seat->role != ROLE_unknown,
		.through = permit_through(&standing, ACTION_workspace_enter) };
	if (explain)
		add_sources(c, &standing, true, &cell->permissions);
}

static int
add_person(struct page *page, const void *row)
{
	struct call *c = page->call;
	const struct org_access_args *args = c->args;
	const struct org_member *person = row;
	struct access_seat *seats;
	size_t n;
	bool explain = args->has_user && args->user != NULL;
	/* An Org Owner enters every workspace. */
	enum query query =
	    person->role == ORG_ROLE_org_owner ? QUERY_access_all_workspaces : QUERY_access_seats;
	if (call_all(c, query, WITH(V(c->place.org_id), V(person->user_id)), &seats, &n) != 0)
		return (int)c->err.problem;
	struct access_row out = { .user_id = person->user_id,
		.display_name = person->display_name,
		.email = person->email,
		.org_role = person->role,
		.has_org_role = person->role != ORG_ROLE_unknown };
	out.workspaces.items = arena_new(&c->arena, n * sizeof(*out.workspaces.items));
	for (size_t i = 0; i < n; i++)
		fill_cell(
		    c, &seats[i], person->role, explain, &out.workspaces.items[out.workspaces.n++]);
	struct standing standing = { .principal = PRINCIPAL_user, .org_role = person->role };
	if (explain)
		add_sources(c, &standing, false, &out.permissions);
	page_add(page, &out);
	return 0;
}

int
op_org_access(struct call *c, const struct org_access_args *args, struct page *page)
{
	return page_list(page, LIST_access,
	    WITH(V(c->place.org_id), V(args->has_user ? args->user : NULL)), add_person);
}
