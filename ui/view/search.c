/* The overlay of a search. */
#include "search.h"

#include <stdio.h>
#include <stdlib.h>

#include "input.h"
#include "keys.h"
#include "overlay_area.h"

enum { QUERY_MAX = 200, ROWS = 20 };

void
search_count(struct search *search)
{
	listpos_set_total(
	    &search->pos, search->found == NULL ? 0 : (int64_t)search->kind->count(search));
	search->app->dirty = true;
}

void
search_told(struct reply *reply, void *payload)
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
	search_count(search);
	listpos_first(&search->pos);
}

static void
ask(struct search *search)
{
	if (search->call != NULL)
		client_cancel(search->app->client, search->call);
	search->problem[0] = '\0';
	search->call = search->kind->ask(search);
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
	uint32_t key = input->kind == INPUT_KEY ? input->key : 0;
	(void)app;
	if (key == KEY_enter)
		return search->found == NULL || search->call != NULL ? WIDGET_USED
		                                                     : search->kind->choose(search);
	if (move(search, key))
		return WIDGET_USED;
	enum widget_answer answer = lineedit_input(&search->query, input);
	if (answer == WIDGET_USED)
		ask(search);
	return answer;
}

static void
draw_found(struct search *search, struct screen *screen, struct screen_rect area)
{
	listpos_set_rows(&search->pos, area.rows);
	for (int row = 0; row < area.rows; row++) {
		int64_t at = listpos_at(&search->pos, row);
		const struct screen_look look = {
			.style = at == search->pos.cursor ? STYLE_selected : STYLE_normal,
			.match = search->query.text,
		};
		if (at >= 0)
			search->kind->draw_row(search, screen,
			    (struct screen_place){ area.row + row, area.column, area.columns }, at,
			    &look);
	}
}

static void
draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct search *search = (struct search *)overlay;
	struct screen_rect inside = screen_window(
	    screen, overlay_area(app, screen, search->kind->columns, ROWS), search->title);
	struct screen_place line = { inside.row, inside.column, inside.columns };
	struct screen_place foot = { inside.row + inside.rows - 1, inside.column, inside.columns };
	lineedit_draw(&search->query, screen, line, true, search->kind->hint);
	inside.row++;
	inside.rows -= 2;
	if (search->found != NULL)
		draw_found(search, screen, inside);
	if (search->problem[0] != '\0')
		(void)screen_text(screen, foot, STYLE_error, search->problem);
	else if (search->found == NULL)
		(void)screen_text(screen, foot, STYLE_dim, "asking the daemon");
	else
		(void)screen_format(screen, foot, STYLE_dim, "%lld%s found  %s",
		    (long long)search->pos.total,
		    search->found->next_cursor == NULL ? "" : " and more", search->kind->keys);
}

static void
release(struct overlay *overlay)
{
	struct search *search = (struct search *)overlay;
	if (search->call != NULL)
		client_cancel(search->app->client, search->call);
	if (search->kind->forget != NULL)
		search->kind->forget(search);
	reply_free(search->found);
	lineedit_release(&search->query);
	free(search);
}

static const char *
keys_now(const struct app *app, struct overlay *overlay)
{
	(void)app;
	return ((const struct search *)overlay)->kind->keys;
}

static const struct overlay_kind search_overlay = {
	.input = input_of, .draw = draw, .free = release, .hints_now = keys_now
};

void
search_open(struct app *app, struct search *search, const struct search_kind *kind,
    const char *title, const char *typed)
{
	search->overlay.kind = &search_overlay;
	search->kind = kind;
	search->app = app;
	search->title = title;
	lineedit_init(&search->query, QUERY_MAX, false);
	lineedit_set(&search->query, typed == NULL ? "" : typed);
	listpos_set_rows(&search->pos, 1);
	overlay_push(app, &search->overlay);
	ask(search);
}
