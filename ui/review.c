/* The review of staged changes: each line before → after, what it grants and takes away, a reason. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "input.h"
#include "keys.h"
#include "mem.h"
#include "overlay.h"

struct review {
	struct overlay overlay;
	struct listpos pos;
	struct lineedit reason;
	bool typing;
};

static const char *
name_of(enum role role)
{
	return role == ROLE_unknown ? "nothing" : role_name(role);
}

/* ---- what a change means ---- */

static bool
has(enum role role, enum action action)
{
	const struct standing standing = { .principal = PRINCIPAL_user, .role = role };
	return role != ROLE_unknown && permit(&standing, action);
}

/* "gives: view agents, …" or "takes: …" between two roles; "" when there is nothing. */
static void
difference(const char *word, enum role from, enum role to, struct str *out)
{
	size_t n = 0;
	for (int i = ACTION_none + 1; i < ACTION_COUNT; i++)
		if (has(to, (enum action)i) && !has(from, (enum action)i))
			str_addf(
			    out, "%s%s", n++ == 0 ? word : ", ", action_row((enum action)i)->text);
}

static int
draw_difference(struct screen *screen, struct screen_rect area, enum style style, const char *word,
    const enum role roles[2])
{
	struct str text = STR_INIT(4000);
	difference(word, roles[0], roles[1], &text);
	int rows = text.len == 0 || area.rows < 1
	    ? 0
	    : screen_text_wrapped(screen, area, style, str_text(&text));
	str_release(&text);
	return rows;
}

/* ---- drawing ---- */

static void
draw_item(struct screen *screen, struct screen_place place, const struct staged *item, bool current)
{
	char change[120];
	const char *arrow = screen_pick(screen, "→", "->");
	enum style style = item->after > item->before || item->after == ROLE_unknown
	    ? STYLE_takes_away
	    : STYLE_grants;
	if (item->before == ROLE_unknown)
		style = STYLE_grants;
	if (item->conflict)
		(void)snprintf(change, sizeof(change), "%s %s %s, but now %s",
		    name_of(item->before), arrow, name_of(item->after), name_of(item->now));
	else
		(void)snprintf(change, sizeof(change), "%s %s %s", name_of(item->before), arrow,
		    item->after == ROLE_unknown ? "removed" : name_of(item->after));
	int half = place.columns / 2;
	struct screen_place left = { place.row, place.column + 2, half - 3 };
	struct screen_place right = { place.row, place.column + half, place.columns - half };
	(void)screen_text(screen, (struct screen_place){ place.row, place.column, 2 },
	    current ? STYLE_key : STYLE_normal, current ? ">" : " ");
	(void)screen_text(screen, left, current ? STYLE_selected : STYLE_normal, item->name);
	(void)screen_text(screen, right,
	    item->conflict || item->problem != NULL ? STYLE_conflict : style, change);
}

static void
draw_meaning(const struct staged *item, struct screen *screen, struct screen_rect area)
{
	const enum role gives[2] = { item->before, item->after };
	const enum role takes[2] = { item->after, item->before };
	int used = 0;
	if (item->problem != NULL)
		used = screen_text_wrapped(screen, area, STYLE_conflict, item->problem);
	area.row += used;
	area.rows -= used;
	used = draw_difference(screen, area, STYLE_grants, "gives: ", gives);
	area.row += used;
	area.rows -= used;
	(void)draw_difference(screen, area, STYLE_takes_away, "takes: ", takes);
}

static void
draw_list(struct app *app, struct review *review, struct screen *screen, struct screen_rect area)
{
	listpos_set_rows(&review->pos, area.rows);
	listpos_set_total(&review->pos, (int64_t)app->stage.n);
	for (int row = 0; row < area.rows; row++) {
		int64_t at = listpos_at(&review->pos, row);
		if (at >= 0 && at < (int64_t)app->stage.n)
			draw_item(screen,
			    (struct screen_place){ area.row + row, area.column, area.columns },
			    &app->stage.items[at], at == review->pos.cursor);
	}
}

static void
draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct review *review = (struct review *)overlay;
	struct stage *stage = &app->stage;
	char title[500];
	int meaning = screen->rows >= 20 ? 5 : 2;
	struct screen_rect rect =
	    screen_centre(screen_whole(screen), screen->columns - 4, screen->rows - 3);
	(void)snprintf(title, sizeof(title), "Review: %zu change%s in %s", stage->n,
	    stage->n == 1 ? "" : "s", stage->ws_name == NULL ? "" : stage->ws_name);
	struct screen_rect area = screen_window(screen, rect, title);
	struct screen_rect list = { area.row, area.column, area.rows - meaning - 3, area.columns };
	draw_list(app, review, screen, list);
	int row = area.row + list.rows;
	screen_rule(screen, (struct screen_place){ row, rect.column, rect.columns }, STYLE_border);
	if (review->pos.cursor < (int64_t)stage->n)
		draw_meaning(&stage->items[review->pos.cursor], screen,
		    (struct screen_rect){ row + 1, area.column, meaning, area.columns });
	row += meaning + 1;
	int used = screen_text(screen, (struct screen_place){ row, area.column, area.columns },
	    STYLE_heading, "Reason (optional)");
	lineedit_draw(&review->reason, screen,
	    (struct screen_place){ row, area.column + used + 1, area.columns - used - 1 },
	    review->typing, "e to write why; stands in the audit log");
	(void)screen_text(screen, (struct screen_place){ row + 1, area.column, area.columns },
	    stage->call != NULL ? STYLE_warning : STYLE_dim,
	    stage->call != NULL
	        ? "applying …"
	        : "All or nothing; each change is audited; access changes at the next request.");
}

/* ---- keys ---- */

/* Takes the other person's value as the new start of one's own change. */
static void
keep_mine(struct app *app, struct staged *item)
{
	if (!item->conflict)
		return;
	item->before = item->now;
	item->version = item->now_version;
	item->conflict = false;
	free(item->problem);
	item->problem = NULL;
	app_say(app, STYLE_normal, "kept, on the row as it is now");
}

static bool
has_conflict(const struct stage *stage)
{
	for (size_t i = 0; i < stage->n; i++)
		if (stage->items[i].problem != NULL)
			return true;
	return false;
}

static enum widget_answer
apply(struct app *app, struct review *review)
{
	if (app->stage.call != NULL)
		return WIDGET_USED;
	if (has_conflict(&app->stage)) {
		app_say(app, STYLE_error,
		    "resolve the lines marked first: d drops one, k keeps it on what is there now");
		return WIDGET_USED;
	}
	stage_apply(app, review->reason.text);
	return WIDGET_DONE;
}

static enum widget_answer
take_key(struct app *app, struct review *review, uint32_t key)
{
	struct stage *stage = &app->stage;
	size_t at = (size_t)review->pos.cursor;
	switch (key) {
	case KEY_escape:
	case 'q':
		return WIDGET_CANCELLED;
	case KEY_enter:
		return apply(app, review);
	case 'j':
	case KEY_down:
		listpos_move(&review->pos, 1);
		break;
	case KEY_up:
		listpos_move(&review->pos, -1);
		break;
	case KEY_page_down:
		listpos_page(&review->pos, 1);
		break;
	case KEY_page_up:
		listpos_page(&review->pos, -1);
		break;
	case 'e':
		review->typing = true;
		break;
	case 'k':
		if (at < stage->n)
			keep_mine(app, &stage->items[at]);
		break;
	case 'd':
		if (at < stage->n)
			stage_drop(stage, at);
		return stage->n == 0 ? WIDGET_CANCELLED : WIDGET_USED;
	default:
		return WIDGET_IGNORED;
	}
	return WIDGET_USED;
}

static enum widget_answer
input(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct review *review = (struct review *)overlay;
	if (review->typing) {
		enum widget_answer answer = lineedit_input(&review->reason, input);
		if (answer == WIDGET_DONE || answer == WIDGET_CANCELLED)
			review->typing = false;
		return WIDGET_USED;
	}
	return input->kind == INPUT_KEY ? take_key(app, review, input->key) : WIDGET_IGNORED;
}

static void
release(struct overlay *overlay)
{
	struct review *review = (struct review *)overlay;
	lineedit_release(&review->reason);
	free(review);
}

static const struct overlay_kind review_kind = { .input = input,
	.draw = draw,
	.free = release,
	.hints = "enter apply  d drop  k keep on conflict  e reason  esc back" };

void
review_open(struct app *app)
{
	if (app->stage.n == 0) {
		app_say(app, STYLE_warning, "nothing is staged; r on a member stages a role");
		return;
	}
	struct review *review = mem_new(1, sizeof(*review));
	review->overlay.kind = &review_kind;
	listpos_set_rows(&review->pos, 1);
	lineedit_init(&review->reason, 1000, false);
	overlay_push(app, &review->overlay);
}
