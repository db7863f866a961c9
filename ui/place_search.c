/* A line to type on, and what the daemon finds; each key asks anew and gives the question before up. */
#include "place_search.h"

#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "client.h"
#include "input.h"
#include "keys.h"
#include "mem.h"
#include "overlay.h"
#include "overlay_area.h"

enum { QUERY_MAX = 100, FOUND_MAX = 50, COLUMNS = 70, ROWS = 20 };

struct search {
	struct overlay overlay;
	struct app *app;
	bool workspaces; /* else organizations */
	struct lineedit query;
	struct listpos pos;
	struct client_call *call;
	struct reply *found;
	char problem[200];
};

/* ---- asking ---- */

static void
told(struct reply *reply, void *payload)
{
	struct search *search = payload;
	search->call = NULL;
	search->app->dirty = true;
	live_heard(search->app, reply);
	if (reply->err.problem != PROBLEM_none) {
		(void)snprintf(search->problem, sizeof(search->problem), "%.190s", reply->err.text);
		reply_free(reply);
		return;
	}
	reply_free(search->found);
	search->found = reply;
	listpos_set_total(&search->pos, (int64_t)reply->n);
	listpos_first(&search->pos);
}

static void
ask(struct search *search)
{
	struct client *client = search->app->client;
	const char *q = search->query.text;
	bool some = search->query.len > 0;
	struct client_with with = { .org = NULL };
	struct workspace_mine_args workspaces = {
		.q = q, .has_q = some, .limit = FOUND_MAX, .has_limit = true
	};
	struct org_list_args orgs = {
		.q = q, .has_q = some, .limit = FOUND_MAX, .has_limit = true
	};
	if (search->call != NULL)
		client_cancel(client, search->call);
	search->problem[0] = '\0';
	if (search->workspaces)
		search->call = nexa_workspace_mine(client, &with, &workspaces, told, search);
	else
		search->call = nexa_org_list(client, &with, &orgs, told, search);
}

/* ---- going there ---- */

static void
enter_org(struct app *app, const struct organization *org, const char *ws_id, const char *ws_name)
{
	app_enter(app, org->id, org->name, org->plan, ws_id, ws_name);
	app_say(app, STYLE_ok, "now in %s", ws_name == NULL ? org->name : ws_name);
}

/* The organization of the workspace that was chosen, which has its name and plan. */
static void
org_told(struct reply *reply, void *payload)
{
	struct search *search = payload;
	struct app *app = search->app;
	const struct workspace *workspace =
	    (const struct workspace *)search->found->value + search->pos.cursor;
	search->call = NULL;
	live_heard(app, reply);
	if (reply->err.problem != PROBLEM_none)
		app_say_problem(app, reply);
	else
		enter_org(app, reply->value, workspace->id, workspace->name);
	reply_free(reply);
	overlay_remove(app, &search->overlay);
}

/* Whether it ends the search now. */
static bool
choose(struct search *search)
{
	struct app *app = search->app;
	if (search->found == NULL || search->call != NULL || search->pos.total == 0)
		return false;
	if (!search->workspaces) {
		enter_org(app,
		    (const struct organization *)search->found->value + search->pos.cursor, NULL,
		    NULL);
		return true;
	}
	const struct workspace *workspace =
	    (const struct workspace *)search->found->value + search->pos.cursor;
	struct client_with with = { .org = workspace->organization_id };
	struct org_get_args args = { 0 };
	search->call = nexa_org_get(app->client, &with, &args, org_told, search);
	return false;
}

/* ---- the overlay ---- */

static enum widget_answer
input_of(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct search *search = (struct search *)overlay;
	(void)app;
	switch (input->kind == INPUT_KEY ? input->key : 0) {
	case KEY_enter:
		return choose(search) ? WIDGET_DONE : WIDGET_USED;
	case KEY_down:
	case KEY_CTRL | 'n':
		listpos_move(&search->pos, 1);
		return WIDGET_USED;
	case KEY_up:
	case KEY_CTRL | 'p':
		listpos_move(&search->pos, -1);
		return WIDGET_USED;
	case KEY_page_down:
		listpos_page(&search->pos, 1);
		return WIDGET_USED;
	case KEY_page_up:
		listpos_page(&search->pos, -1);
		return WIDGET_USED;
	default:
		break;
	}
	enum widget_answer answer = lineedit_input(&search->query, input);
	if (answer == WIDGET_USED)
		ask(search);
	return answer;
}

static const char *
name_at(const struct search *search, int64_t i)
{
	if (search->workspaces)
		return ((const struct workspace *)search->found->value)[i].name;
	return ((const struct organization *)search->found->value)[i].name;
}

static void
draw_found(struct search *search, struct screen *screen, struct screen_rect area)
{
	listpos_set_rows(&search->pos, area.rows);
	for (int row = 0; row < area.rows; row++) {
		int64_t at = listpos_at(&search->pos, row);
		bool cursor = at == search->pos.cursor;
		struct screen_place place = { area.row + row, area.column, area.columns };
		struct screen_look look = { .style = cursor ? STYLE_selected : STYLE_normal,
			.match = search->query.text };
		if (at >= 0)
			(void)screen_text_as(screen, place, &look, name_at(search, at));
	}
}

static void
draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct search *search = (struct search *)overlay;
	struct screen_rect inside = screen_window(screen, overlay_area(app, screen, COLUMNS, ROWS),
	    search->workspaces ? "Search workspaces" : "Search organizations");
	struct screen_place line = { inside.row, inside.column, inside.columns };
	struct screen_place foot = { inside.row + inside.rows - 1, inside.column, inside.columns };
	lineedit_draw(&search->query, screen, line, true, "a part of the name");
	inside.row++;
	inside.rows -= 2;
	if (search->found != NULL)
		draw_found(search, screen, inside);
	if (search->problem[0] != '\0')
		(void)screen_text(screen, foot, STYLE_error, search->problem);
	else if (search->found == NULL)
		(void)screen_text(screen, foot, STYLE_dim, "asking the daemon");
	else
		(void)screen_format(screen, foot, STYLE_dim,
		    "%zu%s found  enter go there  esc back", search->found->n,
		    search->found->next_cursor == NULL ? "" : " and more");
}

static void
release(struct overlay *overlay)
{
	struct search *search = (struct search *)overlay;
	if (search->call != NULL)
		client_cancel(search->app->client, search->call);
	reply_free(search->found);
	lineedit_release(&search->query);
	free(search);
}

static const struct overlay_kind search_kind = {
	.input = input_of, .draw = draw, .free = release, .hints = "enter go there  esc back"
};

void
place_search_open(struct app *app, bool workspaces)
{
	struct search *search = mem_new(1, sizeof(*search));
	search->overlay.kind = &search_kind;
	search->app = app;
	search->workspaces = workspaces;
	lineedit_init(&search->query, QUERY_MAX, false);
	listpos_set_rows(&search->pos, 1);
	overlay_push(app, &search->overlay);
	ask(search);
}
