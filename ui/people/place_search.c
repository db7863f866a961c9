/* Places that are found go one there. */
#include "place_search.h"

#include "mem.h"
#include "search.h"

enum { FOUND_MAX = 50, COLUMNS = 70 };

/* ---- workspaces ---- */

static const struct workspace *
workspace_at(const struct search *search, int64_t at)
{
	return (const struct workspace *)search->found->value + at;
}

static void
enter_org(struct app *app, const struct organization *org, const char *ws_id, const char *ws_name)
{
	app_enter(app, org->id, org->name, org->plan, ws_id, ws_name);
	app_say_place(app, ws_name == NULL ? org->name : ws_name);
}

/* The organization of the workspace that was chosen, which has its name and plan. */
static void
org_told(struct reply *reply, void *payload)
{
	struct search *search = payload;
	struct app *app = search->app;
	const struct workspace *workspace = workspace_at(search, search->pos.cursor);
	search->call = NULL;
	live_heard(app, reply);
	if (reply->err.problem != PROBLEM_none)
		app_say_problem(app, reply);
	else
		enter_org(app, reply->value, workspace->id, workspace->name);
	reply_free(reply);
	overlay_remove(app, &search->overlay);
}

static struct client_call *
ask_workspaces(struct search *search)
{
	const struct client_with with = { .org = NULL };
	const struct workspace_mine_args args = { .q = search->query.text,
		.has_q = search->query.len > 0,
		.limit = FOUND_MAX,
		.has_limit = true };
	return nexa_workspace_mine(search->app->client, &with, &args, search_told, search);
}

static enum widget_answer
choose_workspace(struct search *search)
{
	if (search->pos.total == 0)
		return WIDGET_USED;
	const struct client_with with = {
		.org = workspace_at(search, search->pos.cursor)->organization_id
	};
	const struct org_get_args args = { 0 };
	search->call = nexa_org_get(search->app->client, &with, &args, org_told, search);
	return WIDGET_USED;
}

static void
draw_workspace(struct search *search, struct screen *screen, struct screen_place place, int64_t at,
    const struct screen_look *look)
{
	(void)screen_text_as(screen, place, look, workspace_at(search, at)->name);
}

/* ---- organizations ---- */

static const struct organization *
org_at(const struct search *search, int64_t at)
{
	return (const struct organization *)search->found->value + at;
}

static struct client_call *
ask_orgs(struct search *search)
{
	const struct client_with with = { .org = NULL };
	const struct org_list_args args = { .q = search->query.text,
		.has_q = search->query.len > 0,
		.limit = FOUND_MAX,
		.has_limit = true };
	return nexa_org_list(search->app->client, &with, &args, search_told, search);
}

static enum widget_answer
choose_org(struct search *search)
{
	if (search->pos.total == 0)
		return WIDGET_USED;
	enter_org(search->app, org_at(search, search->pos.cursor), NULL, NULL);
	return WIDGET_DONE;
}

static void
draw_org(struct search *search, struct screen *screen, struct screen_place place, int64_t at,
    const struct screen_look *look)
{
	(void)screen_text_as(screen, place, look, org_at(search, at)->name);
}

/* ---- both ---- */

static size_t
count(const struct search *search)
{
	return search->found->n;
}

static const struct search_kind workspaces_kind = { .hint = "a part of the name",
	.keys = "enter go there  esc back",
	.columns = COLUMNS,
	.ask = ask_workspaces,
	.count = count,
	.draw_row = draw_workspace,
	.choose = choose_workspace };
static const struct search_kind orgs_kind = { .hint = "a part of the name",
	.keys = "enter go there  esc back",
	.columns = COLUMNS,
	.ask = ask_orgs,
	.count = count,
	.draw_row = draw_org,
	.choose = choose_org };

void
place_search_open(struct app *app, bool workspaces)
{
	search_open(app, mem_new(1, sizeof(struct search)),
	    workspaces ? &workspaces_kind : &orgs_kind,
	    workspaces ? "Search workspaces" : "Search organizations", NULL);
}
