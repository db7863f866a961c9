/* Workspaces of the organization; enter switches to one. */
#include <stdio.h>
#include <string.h>

#include "act.h"
#include "app.h"
#include "arena.h"
#include "client.h"

static const struct pane_column columns[] = {
	{ "name", { .title = "name", .min = 12, .preferred = 30, .grow = 2 }, true },
	{ "region", { .title = "region", .min = 6, .preferred = 8, .priority = 3 }, true },
	{ "status", { .title = "status", .min = 8, .preferred = 10 }, true },
	{ "member_count", { .title = "members", .min = 7, .preferred = 8, .right = true }, true },
	{ "calls_30d",
	    { .title = "calls 30 d", .min = 10, .preferred = 11, .priority = 2, .right = true },
	    false },
};
static const struct pane_act acts[] = {
	{ UI_ws_create, OP_workspace_create, NULL, false },
	{ UI_ws_edit, OP_workspace_update, "ws=id", true },
	{ UI_ws_archive, OP_workspace_archive, "ws=id", true },
	{ UI_ws_unarchive, OP_workspace_unarchive, "ws=id", true },
	{ UI_ws_delete, OP_workspace_delete, "ws=id confirm=?name", true },
	{ UI_ACTION_COUNT, OP_none, NULL, false },
};

static void
mark_active(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct workspace_row *workspace = row;
	(void)arena;
	if (workspace->status == WORKSPACE_STATUS_archived)
		cell->style = STYLE_dim;
	if (column == 0 && strcmp(workspace->id, view->app->place.ws_id) == 0)
		cell->style = STYLE_title;
}

/* The row may go away with what is left. */
static void
enter(struct app *app, const struct my_organization *organization, const char *ws_id,
    const char *ws_name)
{
	char id[72];
	char name[404];
	(void)snprintf(id, sizeof(id), "%s", ws_id);
	(void)snprintf(name, sizeof(name), "%s", ws_name);
	app_enter(app, organization->id, organization->name, organization->plan, id, name);
	(void)app_go(app, PANE_members);
	app_say(app, STYLE_ok, "now in %s", name);
}

/* Enter goes there, if one may. */
static bool
run(struct view *view, enum ui_action action, const void *row)
{
	const struct workspace_row *workspace = row;
	struct app *app = view->app;
	char why[ACT_REFUSAL];
	if (action != UI_open || row == NULL)
		return false;
	if (act_refusal(app, OP_member_list, workspace->id, why)[0] != '\0') {
		app_say(app, STYLE_error, "%s", why);
		return true;
	}
	const struct my_organization organization = {
		.id = app->place.org_id, .name = app->place.org_name, .plan = app->place.plan
	};
	/* Who sees its people only is not told the rest of it. */
	enum workspace_status status = workspace->status;
	char region[sizeof(app->place.region)];
	(void)snprintf(region, sizeof(region), "%s", workspace->region);
	enter(app, &organization, workspace->id, workspace->name);
	(void)snprintf(app->place.region, sizeof(app->place.region), "%s", region);
	app->place.status = status;
	return true;
}

static const struct pane_act settings_acts[] = {
	{ UI_settings_edit, OP_workspace_settings_update, NULL, true },
	{ UI_ACTION_COUNT, OP_none, NULL, false },
};

/* Each setting with where its value comes from. */
static void
settings(struct view *view, const void *row, struct str *out)
{
	struct arena arena = { NULL };
	char label[FIELD_LABEL];
	str_addf(out, "Settings of %s\n\n", view->app->place.ws_name);
	for (const struct field *field = shape_fields(SHAPE_workspace_settings);
	     field->name != NULL; field++) {
		if (field->word != FIELD_embed)
			continue;
		const char *value =
		    view_field(view, row, arena_printf(&arena, "%s.value", field->name), &arena);
		const char *source =
		    view_field(view, row, arena_printf(&arena, "%s.source", field->name), &arena);
		str_addf(out, "%-24s  %-22s  from the %s\n", field_label(field, label),
		    value[0] == '\0' ? "none" : value, source);
	}
	arena_release(&arena);
}

/* ---- those that one may enter, in whichever organization ---- */

enum { MY_ROLE = 1, MY_ORGANIZATION = 3 };

static const struct pane_column my_columns[] = {
	{ "name", { .title = "name", .min = 12, .preferred = 30, .grow = 2 }, true },
	{ "", { .title = "you are", .min = 8, .preferred = 12 }, false },
	{ "status", { .title = "status", .min = 8, .preferred = 10, .priority = 2 }, false },
	{ "organization_id",
	    { .title = "organization", .min = 12, .preferred = 24, .priority = 3, .grow = 1 },
	    false },
	{ "region", { .title = "region", .min = 6, .preferred = 8, .priority = 5 }, false },
	{ "member_count",
	    { .title = "members", .min = 7, .preferred = 8, .priority = 4, .right = true }, false },
};

static const struct my_organization *
organization_of(const struct app *app, const struct workspace *workspace)
{
	const struct me *me = app->me == NULL ? NULL : app->me->value;
	for (size_t i = 0; me != NULL && i < me->organizations.n; i++)
		if (strcmp(me->organizations.items[i].id, workspace->organization_id) == 0)
			return &me->organizations.items[i];
	return NULL;
}

/* The role there, else the role of the organization that opens it. */
static const char *
my_role(const struct app *app, const struct workspace *workspace)
{
	const struct me *me = app->me == NULL ? NULL : app->me->value;
	const struct my_organization *organization = organization_of(app, workspace);
	for (size_t i = 0; me != NULL && i < me->workspaces.n; i++)
		if (strcmp(me->workspaces.items[i].id, workspace->id) == 0 &&
		    me->workspaces.items[i].role != ROLE_unknown)
			return role_name(me->workspaces.items[i].role);
	if (me != NULL && me->principal.type == PRINCIPAL_operator)
		return "operator";
	return organization == NULL ? "" : role_spoken(org_role_name(organization->role));
}

static void
my_cell(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct workspace *workspace = row;
	const struct my_organization *organization = organization_of(view->app, workspace);
	(void)arena;
	if (workspace->status == WORKSPACE_STATUS_archived)
		cell->style = STYLE_dim;
	if (column == 0 && strcmp(workspace->id, view->app->place.ws_id) == 0)
		cell->style = STYLE_title;
	if (column == MY_ROLE)
		cell->text = my_role(view->app, workspace);
	if (column == MY_ORGANIZATION && organization != NULL)
		cell->text = organization->name;
}

static bool
enter_mine(struct view *view, enum ui_action action, const void *row)
{
	const struct workspace *workspace = row;
	const struct my_organization *organization =
	    row == NULL ? NULL : organization_of(view->app, workspace);
	if (action != UI_open || organization == NULL)
		return false;
	enter(view->app, organization, workspace->id, workspace->name);
	return true;
}

static const struct section sections[] = {
	{ .title = "Workspaces",
	    .context = "workspaces",
	    .list = OP_workspace_list,
	    .id = "id",
	    PANE_COLUMNS(columns),
	    .acts = acts,
	    .stale = "workspace. member.",
	    .cell = mark_active,
	    .run = run,
	    .empty = "No workspace yet.  n creates one." },
	{ .title = "Settings",
	    .context = "settings",
	    .list = OP_none,
	    .get = OP_workspace_settings_get,
	    .acts = settings_acts,
	    .stale = "workspace.settings",
	    .detail = settings },
	{ .title = "Mine",
	    .context = "mine",
	    .list = OP_workspace_mine,
	    .id = "id",
	    PANE_COLUMNS(my_columns),
	    .stale = "workspace. member.",
	    .cell = my_cell,
	    .run = enter_mine,
	    .empty = "There is no workspace that you may enter: ask to be invited to one." },
};

const struct pane pane_workspaces = { .name = "workspaces", PANE_SECTIONS_OF(sections) };
