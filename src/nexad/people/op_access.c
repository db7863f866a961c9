/* Who can reach what, who may do it, and why. */
#include <string.h>

#include "call.h"
#include "clock.h"
#include "locate.h"
#include "page.h"

enum { ROLE_NAMES = 100 };

/* What is asked for. */
struct question {
	const char *user;   /* NULL: everybody */
	const char *ws;     /* NULL: every workspace */
	enum role role;     /* 0: any */
	enum action action; /* what one is to be permitted; workspace_enter when nothing is named */
	bool narrow;        /* only those who may */
	bool explain;       /* with each permission and where it comes from */
};

static struct question
question_of(const struct call *c)
{
	const struct org_access_args *args = c->args;
	struct question question = { .action = ACTION_workspace_enter };
	if (args->has_user)
		question.user = args->user;
	if (args->has_workspace_id)
		question.ws = args->workspace_id;
	if (args->has_role)
		question.role = args->role;
	if (args->has_permission && args->permission != NULL)
		question.action = action_find(args->permission);
	question.narrow = question.ws != NULL || args->has_permission;
	question.explain = question.user != NULL && !args->has_permission;
	return question;
}

/* A row that no workspace role is in belongs to the organization. */
static bool
is_of_workspace(enum action action)
{
	return strcmp(action_row(action)->workspace, "----") != 0;
}

static void
add_source(const struct standing *standing, enum action action, struct many_permission_source *out)
{
	const char *through = permit_through(standing, action);
	if (through != NULL)
		out->items[out->n++] =
		    (struct permission_source){ action_row(action)->name, through };
}

/* All that the standing permits in a workspace or an organization, or what was asked for alone. */
static void
add_sources(struct call *c, const struct question *question, const struct standing *standing,
    bool in_workspace, struct many_permission_source *out)
{
	const struct org_access_args *args = c->args;
	out->items = arena_new(&c->arena, ACTION_COUNT * sizeof(*out->items));
	for (int i = ACTION_none + 1; i < ACTION_COUNT && question->explain; i++)
		if (is_of_workspace((enum action)i) == in_workspace)
			add_source(standing, (enum action)i, out);
	if (args->has_permission && is_of_workspace(question->action) == in_workspace)
		add_source(standing, question->action, out);
}

static bool
add_cell(struct call *c, const struct question *question, const struct access_seat *seat,
    enum org_role org_role, struct access_cell *cell)
{
	struct standing standing = {
		.principal = PRINCIPAL_user, .org_role = org_role, .role = seat->role
	};
	const char *through = permit_through(&standing, question->action);
	if (through == NULL || (question->role != ROLE_unknown && seat->role != question->role))
		return false;
	*cell = (struct access_cell){ .workspace_id = seat->ws_id,
		.name = seat->ws_name,
		.role = seat->role,
		.has_role = seat->role != ROLE_unknown,
		.through = through };
	add_sources(c, question, &standing, true, &cell->permissions);
	return true;
}

static int
add_cells(struct call *c, const struct question *question, const struct access_person *person,
    struct many_access_cell *out)
{
	struct access_seat *seats;
	size_t n;
	struct standing standing = { .principal = PRINCIPAL_user, .org_role = person->role };
	/* Who may by an organization role may in every workspace. */
	enum query query = is_of_workspace(question->action) && permit(&standing, question->action)
	    ? QUERY_access_all_workspaces
	    : QUERY_access_seats;
	if (call_all(c, query, WITH(V(c->place.org_id), V(person->user_id), V(question->ws)),
	        &seats, &n) != 0)
		return (int)c->err.problem;
	out->items = arena_new(&c->arena, n * sizeof(*out->items));
	for (size_t i = 0; i < n; i++)
		out->n += add_cell(c, question, &seats[i], person->role, &out->items[out->n]);
	return 0;
}

/* A key does no more than its person may where it works. */
static bool
key_reaches(const struct key_row *key, const struct access_row *person)
{
	if (key->ws_id == NULL)
		return person->workspaces.n > 0 || person->permissions.n > 0;
	for (size_t i = 0; i < person->workspaces.n; i++)
		if (strcmp(person->workspaces.items[i].workspace_id, key->ws_id) == 0)
			return true;
	return false;
}

static int
add_keys(struct call *c, const struct question *question, struct access_row *out)
{
	const struct org_access_args *args = c->args;
	struct key_row *keys;
	size_t n;
	if (!args->has_permission || action_row(question->action)->scope == SCOPE_none)
		return 0;
	if (call_all(c, QUERY_access_keys,
	        WITH(V(c->place.org_id), V(out->user_id), V(question->ws), V(clock_now())), &keys,
	        &n) != 0)
		return (int)c->err.problem;
	out->keys.items = arena_new(&c->arena, n * sizeof(*out->keys.items));
	for (size_t i = 0; i < n; i++) {
		struct standing standing = { .principal = PRINCIPAL_api_key,
			.scopes = locate_scopes(keys[i].scopes) };
		if (permit_scope(&standing, question->action) && key_reaches(&keys[i], out))
			out->keys.items[out->keys.n++] = (struct access_key){ .id = keys[i].id,
				.name = keys[i].name,
				.workspace_id = keys[i].ws_id,
				.has_workspace_id = keys[i].ws_id != NULL };
	}
	return 0;
}

static int
add_person(struct page *page, const void *row)
{
	struct call *c = page->call;
	const struct access_person *person = row;
	struct question question = question_of(c);
	struct standing standing = { .principal = PRINCIPAL_user, .org_role = person->role };
	struct access_row out = { .user_id = person->user_id,
		.display_name = person->display_name,
		.email = person->email,
		.status = person->status,
		.org_role = person->role,
		.has_org_role = person->role != ORG_ROLE_unknown };
	if (add_cells(c, &question, person, &out.workspaces) != 0)
		return (int)c->err.problem;
	add_sources(c, &question, &standing, false, &out.permissions);
	if (add_keys(c, &question, &out) != 0)
		return (int)c->err.problem;
	page_add(page, &out);
	return 0;
}

/* " owner admin ": the roles whose column has a letter, for a statement. */
static const char *
granting(struct call *c, const char *columns, enum vocab vocab)
{
	char text[ROLE_NAMES] = " ";
	size_t len = 1;
	for (int i = 0; columns[i] != '\0'; i++)
		if (columns[i] != '-')
			len += (size_t)snprintf(
			    text + len, sizeof(text) - len, "%s ", vocab_name(vocab, i + 1));
	return arena_text(&c->arena, text);
}

/* A workspace elsewhere is not there. */
static int
check_workspace(struct call *c, const char *ws)
{
	struct workspace workspace;
	bool found;
	if (ws == NULL)
		return 0;
	if (call_get(c, QUERY_workspace_get, WITH(V(ws)), &workspace, &found) != 0)
		return (int)c->err.problem;
	if (!found || strcmp(workspace.organization_id, c->place.org_id) != 0)
		return call_refuse(c, PROBLEM_not_found, "workspace_id",
		    "there is no such workspace in this organization");
	return 0;
}

int
op_org_access(struct call *c, const struct org_access_args *args, struct page *page)
{
	struct question question = question_of(c);
	const struct action_row *row = action_row(question.action);
	const char *role = args->has_role ? role_name(args->role) : NULL;
	const char *org_role = args->has_org_role ? org_role_name(args->org_role) : NULL;
	const char *roles = NULL;
	const char *org_roles = NULL;
	if (check_workspace(c, question.ws) != 0)
		return (int)c->err.problem;
	if (question.narrow) {
		roles = granting(c, row->workspace, VOCAB_role);
		org_roles = granting(c, row->org, VOCAB_org_role);
	}
	return page_list(page, LIST_access,
	    WITH(V(c->place.org_id), V(question.user), V(question.ws), V(role), V(org_role),
	        V(roles), V(org_roles)),
	    add_person);
}
