/* Workspaces of the organization; enter switches to one. */
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "arena.h"

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

/* Enter goes there, if one may. */
static bool
run(struct view *view, enum ui_action action, const void *row)
{
	const struct workspace_row *workspace = row;
	struct app *app = view->app;
	if (action != UI_open || row == NULL)
		return false;
	const struct app_place *place = &app->place;
	char id[72];
	char name[404];
	(void)snprintf(id, sizeof(id), "%s", workspace->id);
	(void)snprintf(name, sizeof(name), "%s", workspace->name);
	app_enter(app, place->org_id, place->org_name, place->plan, id, name);
	app_go(app, PANE_members);
	app_say(app, STYLE_ok, "now in %s", name);
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
};

const struct pane pane_workspaces = { .name = "workspaces", PANE_SECTIONS_OF(sections) };
