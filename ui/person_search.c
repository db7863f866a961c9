/* A line to type on, and the people whom the daemon finds; each key asks anew and gives the question before up. */
#include "person_search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "client.h"
#include "input.h"
#include "keys.h"
#include "mem.h"
#include "overlay.h"
#include "overlay_area.h"

enum { QUERY_MAX = 200, FOUND_MAX = 50, COLUMNS = 76, ROWS = 20 };

struct search {
	struct overlay overlay;
	struct app *app;
	const char *title;
	void (*chosen)(struct app *app, const char *id, const char *name, void *payload);
	void *payload;
	struct lineedit query;
	struct listpos pos;
	struct client_call *call;
	struct reply *found;
	char problem[200];
};

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
	struct app *app = search->app;
	const struct client_with with = { .org = app->place.org_id };
	const struct org_access_args args = { .q = search->query.text,
		.has_q = search->query.len > 0,
		.limit = FOUND_MAX,
		.has_limit = true };
	if (search->call != NULL)
		client_cancel(app->client, search->call);
	search->problem[0] = '\0';
	search->call = nexa_org_access(app->client, &with, &args, told, search);
}

static const struct access_row *
person_at(const struct search *search, int64_t at)
{
	return (const struct access_row *)search->found->value + at;
}

/* An address that nobody here has may still be invited. */
static enum widget_answer
choose(struct app *app, struct search *search)
{
	void (*chosen)(struct app *, const char *, const char *, void *) = search->chosen;
	void *payload = search->payload;
	bool any = search->found != NULL && search->pos.total > 0;
	if (search->call != NULL || search->found == NULL)
		return WIDGET_USED;
	if (!any && strchr(search->query.text, '@') == NULL)
		return WIDGET_USED;
	const struct access_row *person = any ? person_at(search, search->pos.cursor) : NULL;
	char *id = mem_text(any ? person->user_id : search->query.text);
	char *name = mem_text(any ? person->display_name : search->query.text);
	overlay_pop(app);
	chosen(app, id, name, payload);
	free(id);
	free(name);
	return WIDGET_USED;
}

static bool
move(struct search *search, uint32_t key)
{
	switch (key) {
	case KEY_down:
	case KEY_tab:
	case KEY_CTRL | 'n':
		listpos_move(&search->pos, 1);
		return true;
	case KEY_up:
	case KEY_CTRL | 'p':
		listpos_move(&search->pos, -1);
		return true;
	case KEY_page_down:
		listpos_page(&search->pos, 1);
		return true;
	case KEY_page_up:
		listpos_page(&search->pos, -1);
		return true;
	default:
		return false;
	}
}

static enum widget_answer
input_of(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct search *search = (struct search *)overlay;
	if (input->kind == INPUT_KEY && input->key == KEY_enter)
		return choose(app, search);
	if (input->kind == INPUT_KEY && move(search, input->key))
		return WIDGET_USED;
	enum widget_answer answer = lineedit_input(&search->query, input);
	if (answer == WIDGET_USED)
		ask(search);
	return answer;
}

static void
draw_found(struct search *search, struct screen *screen, struct screen_rect area)
{
	int half = area.columns / 2;
	listpos_set_rows(&search->pos, area.rows);
	for (int row = 0; row < area.rows; row++) {
		int64_t at = listpos_at(&search->pos, row);
		bool cursor = at == search->pos.cursor;
		struct screen_place name = { area.row + row, area.column, half - 1 };
		struct screen_place email = { area.row + row, area.column + half,
			area.columns - half };
		struct screen_look look = { .style = cursor ? STYLE_selected : STYLE_normal,
			.match = search->query.text };
		if (at < 0)
			continue;
		(void)screen_text_as(screen, name, &look, person_at(search, at)->display_name);
		look.style = STYLE_dim;
		(void)screen_text_as(screen, email, &look, person_at(search, at)->email);
	}
}

static void
draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct search *search = (struct search *)overlay;
	struct screen_rect inside =
	    screen_window(screen, overlay_area(app, screen, COLUMNS, ROWS), search->title);
	struct screen_place line = { inside.row, inside.column, inside.columns };
	struct screen_place foot = { inside.row + inside.rows - 1, inside.column, inside.columns };
	lineedit_draw(&search->query, screen, line, true, "a part of the name or the address");
	inside.row++;
	inside.rows -= 2;
	if (search->found != NULL)
		draw_found(search, screen, inside);
	if (search->problem[0] != '\0')
		(void)screen_text(screen, foot, STYLE_error, search->problem);
	else if (search->found == NULL)
		(void)screen_text(screen, foot, STYLE_dim, "asking the daemon");
	else
		(void)screen_format(screen, foot, STYLE_dim, "%zu%s found  enter choose  esc back",
		    search->found->n, search->found->next_cursor == NULL ? "" : " and more");
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
	.input = input_of, .draw = draw, .free = release, .hints = "enter choose  esc back"
};

void
person_search_open(struct app *app, const char *title, const char *typed,
    void (*chosen)(struct app *app, const char *id, const char *name, void *payload), void *payload)
{
	struct search *search = mem_new(1, sizeof(*search));
	search->overlay.kind = &search_kind;
	search->app = app;
	search->title = title;
	search->chosen = chosen;
	search->payload = payload;
	lineedit_init(&search->query, QUERY_MAX, false);
	lineedit_set(&search->query, typed == NULL ? "" : typed);
	listpos_set_rows(&search->pos, 1);
	overlay_push(app, &search->overlay);
	ask(search);
}
