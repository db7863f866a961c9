/* Access: people and all they can reach; enter explains one person. */
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "client.h"
#include "overlay.h"

static const struct pane_column columns[] = {
	{ "display_name", { .title = "name", .min = 12, .preferred = 26, .grow = 1 }, true },
	{ "email", { .title = "e-mail", .min = 14, .preferred = 32, .priority = 3, .grow = 1 }, true },
	{ "org_role", { .title = "organization", .min = 10, .preferred = 12, .priority = 2 }, false },
	{ "workspaces", { .title = "workspaces", .min = 18, .preferred = 60, .grow = 4 }, false },
};

enum { COLUMN_workspaces = 3 };

/* "Production: admin, Staging: viewer": the cells of the matrix that hold something. */
static void
show_cells(struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct access_row *person = row;
	struct str text = STR_INIT(2000);
	(void)view;
	if (column != COLUMN_workspaces)
		return;
	for (size_t i = 0; i < person->workspaces.n; i++) {
		const struct access_cell *at = &person->workspaces.items[i];
		str_addf(&text, "%s%s: %s", i > 0 ? ", " : "", at->name,
		    at->role != ROLE_unknown ? role_name(at->role) : at->through);
	}
	cell->text = arena_text(arena, str_text(&text));
	str_release(&text);
}

static void
add_permissions(const struct many_permission_source *permissions, struct str *out)
{
	for (size_t i = 0; i < permissions->n; i++) {
		const struct permission_source *source = &permissions->items[i];
		str_addf(out, "    %-24s by %s\n", source->permission, source->through);
	}
}

static void
describe(const struct access_row *person, struct str *out)
{
	str_addf(out, "%s\n%s\n%s\n", person->display_name, person->email, person->user_id);
	str_addf(out, "\nOrganization: %s\n",
	    person->org_role == ORG_ROLE_unknown ? "no role" : org_role_name(person->org_role));
	add_permissions(&person->permissions, out);
	for (size_t i = 0; i < person->workspaces.n; i++) {
		const struct access_cell *cell = &person->workspaces.items[i];
		str_addf(out, "\n%s: %s", cell->name,
		    cell->role == ROLE_unknown ? "no role of its own" : role_name(cell->role));
		str_addf(out, ", enters by %s\n", cell->through);
		add_permissions(&cell->permissions, out);
	}
	if (person->workspaces.n == 0)
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

static bool
run(struct view *view, enum ui_action action, const void *row)
{
	const struct access_row *person = row;
	struct app *app = view->app;
	if (action != UI_open || row == NULL)
		return false;
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

static const struct section sections[] = {
	{ .title = "Access", .context = "access", .list = OP_org_access, .id = "user_id", .columns = columns,
	    .n_columns = sizeof(columns) / sizeof(columns[0]), .stale = "member. workspace. organization.",
	    .needs = ACTION_access_view, .cell = show_cells, .run = run, .detail = detail,
	    .empty = "Nobody can reach anything." },
};

const struct pane pane_access = { .name = "access", .sections = sections,
	.n_sections = sizeof(sections) / sizeof(sections[0]) };
