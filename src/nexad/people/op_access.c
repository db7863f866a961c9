/* Who can reach what, who may do it, and why. */
#include <string.h>

#include "call.h"
#include "clock.h"
#include "doubt.h"
#include "key_life.h"
#include "locate.h"
#include "page.h"

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

/* Somebody who may: a person, or an API key with the roles of whoever bounds it. */
struct subject {
	struct call *call;
	const struct question *question;
	const struct access_person *row;
	struct api_key key;
	struct standing standing; /* what they are in the organization */
	struct doubt doubt;       /* what keeps them from it is asked of it */
};

/* What a permission is asked for, that is told with what stands against it. */
static bool
is_asked(const struct subject *subject)
{
	const struct org_access_args *args = subject->call->args;
	return args->has_permission;
}

static int
find_key(struct subject *subject)
{
	struct call *c = subject->call;
	struct key_row row;
	if (call_need(c, QUERY_key_of_org,
	        WITH(V(c->place.org_id), V(clock_now()), V(subject->row->id)), &row,
	        "API key") != 0)
		return (int)c->err.problem;
	subject->standing.principal = PRINCIPAL_api_key;
	subject->standing.scopes = locate_scopes(row.scopes);
	subject->standing.by_operator = row.creator_id == NULL;
	subject->doubt.key = &subject->key;
	return keys_from_row(c, &row, &subject->key);
}

static int
find_subject(struct subject *subject)
{
	struct call *c = subject->call;
	const struct access_person *row = subject->row;
	enum action action = subject->question->action;
	bool found;
	subject->standing = (struct standing){ .principal = PRINCIPAL_user, .org_role = row->role };
	subject->doubt = (struct doubt){ .call = c,
		.action = action,
		.in_workspace = is_of_workspace(action),
		.user = { .id = row->user_id,
		    .display_name = row->display_name,
		    .email = row->email,
		    .status = row->status } };
	if (is_asked(subject) &&
	    call_get(c, QUERY_place_org, WITH(V(c->place.org_id), V(row->user_id)),
	        &subject->doubt.place, &found) != 0)
		return (int)c->err.problem;
	return row->type == PRINCIPAL_api_key ? find_key(subject) : 0;
}

static int
add_cell(struct subject *subject, const struct access_seat *seat, struct many_access_cell *out)
{
	struct call *c = subject->call;
	const struct question *question = subject->question;
	struct standing standing = subject->standing;
	standing.role = seat->role;
	const char *through = permit_through(&standing, question->action);
	if (through == NULL || (question->role != ROLE_unknown && seat->role != question->role))
		return 0;
	struct access_cell *cell = &out->items[out->n++];
	*cell = (struct access_cell){ .workspace_id = seat->ws_id,
		.name = seat->ws_name,
		.role = seat->role,
		.has_role = seat->role != ROLE_unknown,
		.through = through };
	add_sources(c, question, &standing, true, &cell->permissions);
	subject->doubt.place.ws_id = seat->ws_id;
	subject->doubt.place.ws_name = seat->ws_name;
	subject->doubt.place.ws_status = seat->ws_status;
	return is_asked(subject) && subject->doubt.in_workspace
	    ? doubt_stop(&subject->doubt, &cell->but)
	    : 0;
}

/* A key of a workspace works there only. */
static int
add_cells(struct subject *subject, struct many_access_cell *out)
{
	struct call *c = subject->call;
	const struct question *question = subject->question;
	const char *ws =
	    subject->key.workspace_id != NULL ? subject->key.workspace_id : question->ws;
	struct access_seat *seats;
	size_t n;
	/* Who may by an organization role may in every workspace. */
	enum query query =
	    is_of_workspace(question->action) && permit(&subject->standing, question->action)
	    ? QUERY_access_all_workspaces
	    : QUERY_access_seats;
	if (call_all(c, query, WITH(V(c->place.org_id), V(subject->row->user_id), V(ws)), &seats,
	        &n) != 0)
		return (int)c->err.problem;
	out->items = arena_new(&c->arena, n * sizeof(*out->items));
	for (size_t i = 0; i < n; i++)
		if (add_cell(subject, &seats[i], out) != 0)
			return (int)c->err.problem;
	return 0;
}

static const struct access_cell *
cell_of(const struct access_row *person, const char *ws_id)
{
	for (size_t i = 0; i < person->workspaces.n; i++)
		if (strcmp(person->workspaces.items[i].workspace_id, ws_id) == 0)
			return &person->workspaces.items[i];
	return NULL;
}

/* A key does no more than its person may where it works. */
static void
add_key(const struct key_row *key, struct access_row *person)
{
	const struct access_cell *cell = key->ws_id == NULL ? NULL : cell_of(person, key->ws_id);
	if (key->ws_id == NULL ? person->workspaces.n + person->permissions.n == 0 : cell == NULL)
		return;
	person->keys.items[person->keys.n++] = (struct access_key){ .id = key->id,
		.name = key->name,
		.last4 = key->last4,
		.workspace_id = key->ws_id,
		.workspace_name = cell == NULL ? NULL : cell->name };
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
		if (permit_scope(&standing, question->action))
			add_key(&keys[i], out);
	}
	return 0;
}

static int
add_row(struct page *page, const void *row)
{
	struct call *c = page->call;
	const struct access_person *whom = row;
	struct question question = question_of(c);
	struct subject subject = { .call = c, .question = &question, .row = whom };
	bool is_key = whom->type == PRINCIPAL_api_key;
	struct access_row out = { .type = whom->type,
		.id = whom->id,
		.user_id = whom->user_id,
		.display_name = whom->display_name,
		.email = whom->email,
		.status = whom->status,
		.org_role = whom->role,
		.has_org_role = whom->role != ORG_ROLE_unknown };
	if (find_subject(&subject) != 0 || add_cells(&subject, &out.workspaces) != 0)
		return (int)c->err.problem;
	out.last4 = subject.key.last4;
	add_sources(c, &question, &subject.standing, false, &out.permissions);
	if (is_asked(&subject) && !subject.doubt.in_workspace &&
	    doubt_stop(&subject.doubt, &out.but) != 0)
		return (int)c->err.problem;
	if (!is_key && add_keys(c, &question, &out) != 0)
		return (int)c->err.problem;
	page_add(page, &out);
	return 0;
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
	const char *scope =
	    args->has_permission && row->scope != SCOPE_none ? scope_name(row->scope) : NULL;
	if (check_workspace(c, question.ws) != 0)
		return (int)c->err.problem;
	if (question.narrow) {
		roles = locate_granting(c, row->workspace, VOCAB_role);
		org_roles = locate_granting(c, row->org, VOCAB_org_role);
	}
	return page_list(page, LIST_access,
	    WITH(V(c->place.org_id), V(question.user), V(question.ws), V(role), V(org_role),
	        V(roles), V(org_roles), V(scope), V(clock_now()),
	        V(is_of_workspace(question.action) ? 1 : 0)),
	    add_row);
}
