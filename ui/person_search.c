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
	bool invited_too;
	void (*chosen)(struct app *app, const char *id, const char *name, void *payload);
	void *payload;
	struct lineedit query;
	struct listpos pos;
	struct client_call *call;
	struct reply *found;
	struct client_call *looks; /* whether the address that is typed is invited */
	struct reply *invited;     /* it is; NULL */
	char problem[200];
};

/* The people who are here, and behind them who is only invited. */
static void
count(struct search *search)
{
	size_t n = (search->found == NULL ? 0 : search->found->n) + (search->invited != NULL);
	listpos_set_total(&search->pos, (int64_t)n);
	search->app->dirty = true;
}

static void
told(struct reply *reply, void *payload)
{
	struct search *search = payload;
	search->call = NULL;
	live_heard(search->app, reply);
	if (reply->err.problem != PROBLEM_none) {
		(void)snprintf(search->problem, sizeof(search->problem), "%.190s", reply->err.text);
		reply_free(reply);
		search->app->dirty = true;
		return;
	}
	reply_free(search->found);
	search->found = reply;
	count(search);
	listpos_first(&search->pos);
}

/* Whoever has a place here is found by the list. */
static void
told_of_address(struct reply *reply, void *payload)
{
	struct search *search = payload;
	const struct person_access *access = reply->value;
	search->looks = NULL;
	bool invited = reply->err.problem == PROBLEM_none && access->ways.n > 0 &&
	    access->ways.items[0].kind >= WAY_sent_invitation;
	search->invited = invited ? reply : NULL;
	if (!invited)
		reply_free(reply);
	count(search);
}

static void
ask_address(struct search *search, const struct client_with *with)
{
	struct client *client = search->app->client;
	const struct person_get_args args = { .person = search->query.text };
	const char *at = strchr(search->query.text, '@');
	if (search->looks != NULL)
		client_cancel(client, search->looks);
	search->looks = NULL;
	reply_free(search->invited);
	search->invited = NULL;
	if (search->invited_too && at != NULL && at[1] != '\0')
		search->looks = nexa_person_get(client, with, &args, told_of_address, search);
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
	ask_address(search, &with);
}

/* A person who is found, by id and name; who is only invited, by address. */
struct match {
	const char *id;
	const char *name;
	const char *email;
};

static struct match
match_at(const struct search *search, int64_t at)
{
	if (search->found == NULL || at >= (int64_t)search->found->n) {
		const char *email = ((const struct person_access *)search->invited->value)->email;
		return (struct match){ email, "(invited)", email };
	}
	const struct access_row *person = (const struct access_row *)search->found->value + at;
	return (struct match){ person->user_id, person->display_name, person->email };
}

/* An address that nobody here has may still be invited. */
static enum widget_answer
choose(struct app *app, struct search *search)
{
	void (*chosen)(struct app *, const char *, const char *, void *) = search->chosen;
	void *payload = search->payload;
	bool any = search->pos.total > 0;
	if (search->call != NULL || search->looks != NULL || search->found == NULL)
		return WIDGET_USED;
	if (!any && strchr(search->query.text, '@') == NULL)
		return WIDGET_USED;
	const struct match typed = { search->query.text, search->query.text, NULL };
	const struct match match = any ? match_at(search, search->pos.cursor) : typed;
	char *id = mem_text(match.id);
	char *name = mem_text(match.name);
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
		const struct match match = match_at(search, at);
		(void)screen_text_as(screen, name, &look, match.name);
		look.style = STYLE_dim;
		(void)screen_text_as(screen, email, &look, match.email);
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
		(void)screen_format(screen, foot, STYLE_dim, "%lld%s found  enter choose  esc back",
		    (long long)search->pos.total,
		    search->found->next_cursor == NULL ? "" : " and more");
}

static void
release(struct overlay *overlay)
{
	struct search *search = (struct search *)overlay;
	if (search->call != NULL)
		client_cancel(search->app->client, search->call);
	if (search->looks != NULL)
		client_cancel(search->app->client, search->looks);
	reply_free(search->found);
	reply_free(search->invited);
	lineedit_release(&search->query);
	free(search);
}

static const struct overlay_kind search_kind = {
	.input = input_of, .draw = draw, .free = release, .hints = "enter choose  esc back"
};

void
person_search_open(struct app *app, const struct person_sought *sought,
    void (*chosen)(struct app *app, const char *id, const char *name, void *payload), void *payload)
{
	struct search *search = mem_new(1, sizeof(*search));
	search->overlay.kind = &search_kind;
	search->app = app;
	search->title = sought->title;
	search->invited_too = sought->invited;
	search->chosen = chosen;
	search->payload = payload;
	lineedit_init(&search->query, QUERY_MAX, false);
	lineedit_set(&search->query, sought->typed == NULL ? "" : sought->typed);
	listpos_set_rows(&search->pos, 1);
	overlay_push(app, &search->overlay);
	ask(search);
}
