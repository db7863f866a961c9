/* Access: people and all they can reach; enter explains one person, p asks who may do something.  For the operator the
 * users of the installation, too, and where each is signed in. */
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "client.h"
#include "mem.h"
#include "overlay.h"
#include "pane_sessions.h"
#include "why.h"

/* A column for each workspace; those that do not fit are reached with l. */
#define WORKSPACE(n)                              \
	{                                         \
		"",                               \
		    { .title = "",                \
			    .min = 7,             \
			    .preferred = 16,      \
			    .priority = 10 + (n), \
			    .whole = true },      \
		    false                         \
	}
#define TEN(n)                                                                              \
	WORKSPACE(n), WORKSPACE((n) + 1), WORKSPACE((n) + 2), WORKSPACE((n) + 3),           \
	    WORKSPACE((n) + 4), WORKSPACE((n) + 5), WORKSPACE((n) + 6), WORKSPACE((n) + 7), \
	    WORKSPACE((n) + 8), WORKSPACE((n) + 9)

static const struct pane_column columns[] = {
	{ "display_name", { .title = "name", .min = 12, .preferred = 24, .grow = 1, .whole = true },
	    true },
	{ "email", { .title = "e-mail", .min = 14, .preferred = 30, .priority = 200, .grow = 1 },
	    true },
	{ "org_role",
	    { .title = "org role", .min = 8, .preferred = 12, .priority = 2, .whole = true },
	    false },
	TEN(0),
	TEN(10),
	TEN(20),
	TEN(30),
	TEN(40),
};

enum {
	COLUMN_name,
	COLUMN_email,
	COLUMN_roles,
	FIRST_WORKSPACE,
	N_COLUMNS = sizeof(columns) / sizeof(columns[0]),
	MATRIX_FROM = 60, /* columns of a screen that has the room for workspaces side by side */
	NAME_BESIDE = 17, /* columns of a name that leave room for roles where it has not */
};

/* The workspaces are those that the Workspaces pane holds. */
static const struct workspace_row *
workspace_at(const struct view *view, size_t column)
{
	return rows_at(
	    &view->app->views[PANE_workspaces][0].rows, (int64_t)column - FIRST_WORKSPACE);
}

/* Who may do something, or is somewhere: then one column says where, and the addresses have the room. */
static bool
is_narrowed(const struct view *view)
{
	const char *filter = view->rows.filter;
	return filter != NULL &&
	    (strstr(filter, "permission:") != NULL || strstr(filter, "workspace:") != NULL);
}

/* Who and which role matter most: one column then has all of a person's roles. */
static bool
is_small(const struct view *view)
{
	return view->app->screen.columns < MATRIX_FROM && !is_narrowed(view);
}

static size_t
count(const struct view *view)
{
	struct view *workspaces = &view->app->views[PANE_workspaces][0];
	view_show(workspaces);
	if (is_narrowed(view))
		return FIRST_WORKSPACE + 1;
	if (is_small(view))
		return FIRST_WORKSPACE;
	size_t n = FIRST_WORKSPACE + (size_t)rows_end(&workspaces->rows);
	return n < N_COLUMNS ? n : N_COLUMNS;
}

static void
look(const struct view *view, size_t column, struct table_column *look)
{
	if (is_narrowed(view)) {
		if (column == COLUMN_email)
			look->priority = 1;
		if (column == FIRST_WORKSPACE)
			*look = (struct table_column){
				.title = "where", .min = 12, .preferred = 30, .grow = 1
			};
	} else if (is_small(view)) {
		if (column == COLUMN_name)
			look->preferred = NAME_BESIDE;
		if (column == COLUMN_email)
			look->min = look->preferred;
		if (column == COLUMN_roles)
			*look = (struct table_column){
				.title = "roles", .min = 12, .preferred = 30, .grow = 1
			};
	} else if (column >= FIRST_WORKSPACE) {
		const struct workspace_row *workspace = workspace_at(view, column);
		look->title = workspace == NULL ? "" : workspace->name;
	}
}

/* The role there; in brackets what opens it otherwise: a role of the organization, or the operator's word. */
static const char *
by_what(const struct access_cell *at, struct arena *arena)
{
	bool by_role = strcmp(at->through, role_name(at->role)) == 0;
	return by_role ? role_name(at->role)
	               : arena_printf(arena, "(%s)", role_spoken(at->through));
}

/* ", but Wei Menon is suspended". */
static const char *
but(const char *why, struct arena *arena)
{
	return why == NULL ? "" : arena_printf(arena, ", but %s", why);
}

/* "Production admin, Staging owner"; "the organization". */
static const char *
where(const struct access_row *person, struct arena *arena)
{
	const char *text = person->permissions.n == 0
	    ? ""
	    : arena_printf(arena, "the organization%s", but(person->but, arena));
	for (size_t i = 0; i < person->workspaces.n; i++) {
		const struct access_cell *at = &person->workspaces.items[i];
		text = arena_printf(arena, "%s%s%s %s%s", text, text[0] == '\0' ? "" : ", ",
		    at->name, by_what(at, arena), but(at->but, arena));
	}
	return text;
}

/* Whether something keeps them from it wherever they may. */
static bool
is_kept(const struct access_row *person)
{
	bool open = person->permissions.n > 0 && person->but == NULL;
	for (size_t i = 0; i < person->workspaces.n && !open; i++)
		open = person->workspaces.items[i].but == NULL;
	return !open && person->workspaces.n + person->permissions.n > 0;
}

/* "Org Viewer, admin Production, owner Staging": what one was given, here before elsewhere. */
static const char *
roles(const struct view *view, const struct access_row *person, struct arena *arena)
{
	const char *here = view->app->place.ws_id;
	const char *first = role_spoken(org_role_name(person->org_role));
	const char *rest = "";
	for (size_t i = 0; i < person->workspaces.n; i++) {
		const struct access_cell *at = &person->workspaces.items[i];
		if (at->role == ROLE_unknown)
			continue;
		const char **list = strcmp(at->workspace_id, here) == 0 ? &first : &rest;
		*list = arena_printf(arena, "%s%s%s %s", *list, (*list)[0] == '\0' ? "" : ", ",
		    role_name(at->role), at->name);
	}
	return arena_printf(
	    arena, "%s%s%s", first, first[0] == '\0' || rest[0] == '\0' ? "" : ", ", rest);
}

/* Whether somebody else among those who are loaded has the same name. */
static bool
is_named_twice(const struct view *view, const struct access_row *person)
{
	const struct rows *rows = &view->rows;
	for (int64_t i = rows->base; i < rows_end(rows); i++) {
		const struct access_row *other = rows_at(rows, i);
		if (other != person && strcmp(other->display_name, person->display_name) == 0)
			return true;
	}
	return false;
}

/* Its end tells which key it is. */
static void
show_key(const struct view *view, const struct access_row *key, size_t column, struct arena *arena,
    struct table_cell *cell)
{
	if (column == COLUMN_name)
		cell->text = arena_printf(arena, "%s %s%s", key->display_name,
		    screen_pick(&view->app->screen, "…", ".."), key->last4);
	else if (column == COLUMN_email && key->user_id == NULL)
		cell->text = "the operator's";
	else if (column == COLUMN_roles)
		cell->text = "API key";
}

/* The address tells which of them it is, when several have the name. */
static void
show_person(const struct view *view, const struct access_row *person, size_t column,
    struct arena *arena, struct table_cell *cell)
{
	bool suspended = person->status == USER_STATUS_suspended;
	if (suspended)
		cell->style = STYLE_dim;
	if (column == COLUMN_name && is_named_twice(view, person))
		cell->text = person->email;
	if (column == COLUMN_name && suspended)
		cell->text = arena_printf(arena, "%s (suspended)", cell->text);
	if (column == COLUMN_roles && is_small(view))
		cell->text = roles(view, person, arena);
}

static void
show_cell(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct access_row *person = row;
	if (is_kept(person))
		cell->style = STYLE_dim;
	if (person->type == PRINCIPAL_api_key)
		show_key(view, person, column, arena, cell);
	else
		show_person(view, person, column, arena, cell);
	if (column < FIRST_WORKSPACE)
		return;
	if (is_narrowed(view)) {
		cell->text = where(person, arena);
		return;
	}
	const struct workspace_row *workspace = workspace_at(view, column);
	if (workspace == NULL)
		return;
	cell->text = "";
	for (size_t i = 0; i < person->workspaces.n; i++)
		if (strcmp(person->workspaces.items[i].workspace_id, workspace->id) == 0)
			cell->text = by_what(&person->workspaces.items[i], arena);
}

/* What they may do, a line each; what another role than `given` gives says which. */
static void
add_permissions(
    const struct many_permission_source *permissions, const char *given, struct str *out)
{
	for (size_t i = 0; i < permissions->n; i++) {
		const struct permission_source *source = &permissions->items[i];
		enum action action = action_find(source->permission);
		str_addf(out, "    %s",
		    action == ACTION_none ? source->permission : action_row(action)->text);
		if (strcmp(source->through, given) != 0)
			str_addf(out, ", by %s", role_spoken(source->through));
		str_add_char(out, '\n');
	}
}

/* "CI …Zm3x, Production". */
static void
add_key(const struct access_key *key, struct str *out)
{
	str_addf(out, "    %s …%s, %s  %s\n", key->name, key->last4,
	    key->workspace_name == NULL ? "every workspace" : key->workspace_name, key->id);
}

/* What an API key reaches, and whose it is. */
static void
describe_key(const struct access_row *key, struct str *out)
{
	str_addf(out, "%s …%s\n%s\n\nAn API key%s%s\n", key->display_name, key->last4, key->id,
	    key->user_id == NULL ? " that the operator made: its scopes alone bound it" : " of ",
	    key->user_id == NULL ? "" : key->email);
	if (key->permissions.n > 0)
		str_addf(out, "\nOrganization%s%s\n", key->but == NULL ? "" : ": but ",
		    key->but == NULL ? "" : key->but);
	add_permissions(&key->permissions, "", out);
}

static void
describe_person(const struct access_row *person, struct str *out)
{
	str_addf(out, "%s\n%s\n%s\n", person->display_name, person->email, person->user_id);
	if (person->status == USER_STATUS_suspended)
		str_add(out,
		    "Suspended: nothing of this is of use to them until the operator "
		    "reactivates them.\n");
	str_addf(out, "\nOrganization: %s\n",
	    person->org_role == ORG_ROLE_unknown ? "no role"
	                                         : role_spoken(org_role_name(person->org_role)));
	add_permissions(&person->permissions, org_role_name(person->org_role), out);
}

static void
describe(const struct access_row *person, struct str *out)
{
	if (person->type == PRINCIPAL_api_key)
		describe_key(person, out);
	else
		describe_person(person, out);
	for (size_t i = 0; i < person->workspaces.n; i++) {
		const struct access_cell *cell = &person->workspaces.items[i];
		str_addf(out, "\n%s: %s", cell->name,
		    cell->role == ROLE_unknown ? "no role of its own" : role_name(cell->role));
		if (cell->role == ROLE_unknown || strcmp(cell->through, role_name(cell->role)) != 0)
			str_addf(out, ", by %s", role_spoken(cell->through));
		str_addf(out, "%s%s\n", cell->but == NULL ? "" : ", but ",
		    cell->but == NULL ? "" : cell->but);
		add_permissions(&cell->permissions, cell->through, out);
	}
	if (person->keys.n > 0)
		str_add(out, "\nAnd through API keys of theirs\n");
	for (size_t i = 0; i < person->keys.n; i++)
		add_key(&person->keys.items[i], out);
	if (person->workspaces.n == 0 && person->permissions.n == 0)
		str_add(out, "\nCan enter no workspace.\n");
}

static void
explained(struct reply *reply, void *payload)
{
	struct app *app = payload;
	struct str text = STR_INIT(1 << 20);
	live_heard(app, reply);
	if (reply->err.problem != PROBLEM_none) {
		app_say_problem(app, reply);
	} else if (reply->n > 0) {
		describe(reply->value, &text);
		overlay_text(app, "Why", str_text(&text));
		app->dirty = true;
	}
	str_release(&text);
	reply_free(reply);
}

/* ---- who may ---- */

/* In this workspace, or in any. */
static void
place_chosen(struct app *app, size_t index, void *payload)
{
	const struct why_place *place = why_place(app, index);
	struct str filter = STR_INIT(1000);
	str_addf(&filter, "permission:%s", (const char *)payload);
	if (place->id != NULL)
		str_addf(&filter, " workspace:\"%s\"", place->name);
	view_set_filter(app_view(app), str_text(&filter));
	str_release(&filter);
}

static void
permission_chosen(struct app *app, size_t index, void *payload)
{
	(void)payload;
	why_pick_workspace(
	    app, "anywhere", place_chosen, mem_text(action_row((enum action)(index + 1))->name));
}

static bool
run(struct view *view, enum ui_action action, const void *row)
{
	const struct access_row *person = row;
	struct app *app = view->app;
	if (action == UI_access_who) {
		why_pick_action(app, "Who may do what?", permission_chosen, NULL);
		return true;
	}
	if (action != UI_open || row == NULL)
		return false;
	if (view->rows.filter != NULL && strstr(view->rows.filter, "permission:") != NULL) {
		struct str text = STR_INIT(1 << 20);
		describe(person, &text);
		overlay_text(app, "Why", str_text(&text));
		str_release(&text);
		return true;
	}
	struct client_with with = { .org = app->place.org_id };
	struct org_access_args args = { .user = person->user_id, .has_user = true };
	(void)nexa_org_access(app->client, &with, &args, explained, app);
	return true;
}

static void
detail(struct view *view, const void *row, struct str *out)
{
	(void)view;
	describe(row, out);
	str_add(out, "\nenter: each permission and where it comes from\n");
}

/* ---- users, the operator's ---- */

enum { SECTION_sessions = 2 };

static const struct pane_column user_columns[] = {
	{ "display_name", { .title = "name", .min = 12, .preferred = 24, .grow = 1 }, true },
	{ "email", { .title = "e-mail", .min = 14, .preferred = 32, .priority = 3, .grow = 2 },
	    true },
	{ "email_verified", { .title = "verified", .min = 8, .preferred = 8, .priority = 1 },
	    false },
	{ "status", { .title = "status", .min = 9, .preferred = 9 }, false },
	{ "mfa_enabled", { .title = "MFA", .min = 3, .preferred = 4 }, false },
	{ "signed_in_at", { .title = "last sign-in", .min = 16, .preferred = 16, .whole = true },
	    true },
	{ "sessions",
	    { .title = "sessions", .min = 8, .preferred = 8, .priority = 4, .right = true },
	    false },
};
static const struct pane_act user_acts[] = {
	{ UI_user_create, OP_user_create, NULL, false },
	{ UI_user_edit, OP_user_update, "user=id -status -password -mfa_reset", true },
	{ UI_user_suspend, OP_user_update, "user=id status='suspended -* ?", true },
	{ UI_user_activate, OP_user_update, "user=id status='active -*", true },
	{ UI_user_password, OP_user_update, "user=id -display_name -status -mfa_reset", true },
	{ UI_user_mfa, OP_user_update, "user=id mfa_reset='true -* ?", true },
	{ UI_user_out, OP_user_session_revoke_all, "user=id", true },
	{ UI_ACTION_COUNT, OP_none, NULL, false },
};

static void
show_user(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct user *user = row;
	const char *field = user_columns[column].field;
	(void)view, (void)arena;
	if (user->status == USER_STATUS_suspended)
		cell->style = STYLE_dim;
	if (strcmp(field, "signed_in_at") == 0 && user->signed_in_at == 0)
		cell->text = "never";
}

static bool
run_user(struct view *view, enum ui_action action, const void *row)
{
	struct app *app = view->app;
	const struct user *user = row;
	char id[72];
	if (action != UI_user_sessions || row == NULL)
		return false;
	(void)snprintf(id, sizeof(id), "%s", user->id);
	view_aim(&app->views[PANE_access][SECTION_sessions], "user", id);
	app_go_section(app, SECTION_sessions);
	return true;
}

static const struct pane_act session_acts[] = {
	{ UI_user_session_end, OP_user_session_revoke, "user=@user id=id", true },
	{ UI_user_sessions_end, OP_user_session_revoke_all, "user=@user", true },
	{ UI_ACTION_COUNT, OP_none, NULL, false },
};

/* Whose sessions they are. */
static int
draw_user(struct view *view, const void *object, struct screen *screen, struct screen_rect area)
{
	const struct user *user = object;
	struct screen_place place = { area.row, area.column, area.columns };
	(void)view;
	if (user == NULL)
		return 0;
	int used = screen_text(screen, place, STYLE_title, user->display_name);
	place.column += used;
	place.columns -= used;
	(void)screen_format(screen, place, STYLE_dim, "  %s, %s", user->email,
	    vocab_name(VOCAB_user_status, (int)user->status));
	return 1;
}

static const struct section sections[] = {
	{ .title = "Access",
	    .context = "access",
	    .sided = true,
	    .list = OP_org_access,
	    .id = "id",
	    .columns = columns,
	    .n_columns = N_COLUMNS,
	    .stale = "member. workspace. organization. api_key.",
	    .cell = show_cell,
	    .run = run,
	    .count = count,
	    .look = look,
	    .detail = detail,
	    .empty = "Nobody can reach anything." },
	{ .title = "Users",
	    .context = "users",
	    .list = OP_user_list,
	    .id = "id",
	    PANE_COLUMNS(user_columns),
	    .acts = user_acts,
	    .stale = "user. auth. security.",
	    .cell = show_user,
	    .run = run_user,
	    .empty = "No user yet.  n creates one." },
	{ .title = "Sessions",
	    .context = "user_sessions",
	    .above = OP_user_get,
	    .draw_above = draw_user,
	    .list = OP_user_session_list,
	    .id = "id",
	    .columns = pane_session_columns,
	    .n_columns = SESSION_COLUMNS,
	    .acts = session_acts,
	    .stale = "auth. security. user.",
	    .empty = "The user is signed in nowhere.",
	    .unaimed = "Of which user?  S in the list of users shows where one is signed in." },
};

const struct pane pane_access = { .name = "access", PANE_SECTIONS_OF(sections) };
