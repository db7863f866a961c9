/* Views: loading, moving, sorting, what keys do. */
#include "view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act.h"
#include "app.h"
#include "app_internal.h"
#include "args.h"
#include "client.h"
#include "clock.h"
#include "input.h"
#include "jsonw.h"
#include "keys.h"
#include "mem.h"
#include "overlay.h"
#include "term.h"
#include "view_internal.h"

enum { FILTER_MAX = 200, FLASH_MS = 3000 };

/* ---- rows as text ---- */

enum shape
view_shape(const struct view *view)
{
	const struct section *section = view->section;
	return ops[section->list != OP_none ? section->list : section->get].gives;
}

const char *
view_field(const struct view *view, const void *row, const char *field, struct arena *arena)
{
	return args_field(view_shape(view), row, field, arena);
}

const void *
view_row(const struct view *view)
{
	if (view->section->list == OP_none)
		return view->facts == NULL ? NULL : view->facts->value;
	return rows_at(&view->rows, view->pos.cursor);
}

/* The row under the cursor is remembered by id, so that the cursor stays on it. */
static void
set_anchor(struct view *view)
{
	struct arena arena = { NULL };
	const void *row = view_row(view);
	free(view->anchor);
	view->anchor = NULL;
	if (row != NULL && view->section->list != OP_none)
		view->anchor = mem_text(view_field(view, row, view->section->id, &arena));
	arena_release(&arena);
}

static void
go_to_anchor(struct view *view)
{
	int64_t index =
	    view->anchor == NULL ? -1 : rows_find(&view->rows, view->section->id, view->anchor);
	if (index < 0 || index == view->pos.cursor)
		return;
	/* The row moved: the view moves with it, so that it stays in its line.  Only where the list
	 * begins, what comes in before it is to be seen. */
	int64_t by = index - view->pos.cursor;
	if (view->pos.top > 0)
		view->pos.top = view->pos.top + by < 0 ? 0 : view->pos.top + by;
	view->pos.cursor = index;
	listpos_set_total(&view->pos, view->pos.total);
}

/* ---- what others changed ---- */

static void
flash(struct view *view, const char *id, size_t column)
{
	struct view_changed *changed = &view->changed[view->next_changed++ % VIEW_CHANGED];
	(void)snprintf(changed->id, sizeof(changed->id), "%s", id);
	changed->column = column;
	changed->until = clock_monotonic() + FLASH_MS;
}

static void
compare_row(
    struct view *view, const void *old, const void *now, const char *id, struct arena *arena)
{
	for (size_t i = 0; i < view->section->n_columns; i++) {
		const char *field = view->section->columns[i].field;
		if (strcmp(view_field(view, old, field, arena),
		        view_field(view, now, field, arena)) != 0)
			flash(view, id, i);
	}
}

static void
compare(struct view *view, const struct reply *old)
{
	struct arena arena = { NULL };
	size_t size = shape_row(view_shape(view))->size;
	for (size_t i = 0; i < old->n; i++) {
		const char *row = (const char *)old->value + i * size;
		const char *id = view_field(view, row, view->section->id, &arena);
		int64_t at = rows_find(&view->rows, view->section->id, id);
		if (at >= 0)
			compare_row(view, row, rows_at(&view->rows, at), id, &arena);
	}
	arena_release(&arena);
}

bool
view_flashes(struct view *view, const char *id, size_t column)
{
	for (size_t i = 0; i < VIEW_CHANGED; i++) {
		const struct view_changed *changed = &view->changed[i];
		if (changed->until > clock_monotonic() && changed->column == column &&
		    strcmp(changed->id, id) == 0)
			return true;
	}
	return false;
}

/* ---- news of the window ---- */

static void
news(struct rows *rows, enum rows_news what, const struct reply *old, int64_t shift, void *payload)
{
	struct view *view = payload;
	struct app *app = view->app;
	app->dirty = true;
	if (what == ROWS_FAILED) {
		if (rows->err.problem == PROBLEM_unreachable)
			live_heard(app, &(struct reply){ .err = rows->err });
		else if (!view_filter_refused(view))
			app_say(app, STYLE_error, "%s", rows->err.text);
		return;
	}
	live_heard(app, &(struct reply){ .err = { .problem = PROBLEM_none } });
	view_filter_answered(view);
	if (what == ROWS_GROWN && shift > 0)
		listpos_inserted(&view->pos, 0, shift);
	listpos_set_total(&view->pos, rows_count(rows));
	if (what == ROWS_RESET)
		memset(view->widest, 0, sizeof(view->widest));
	if (what == ROWS_RENEWED) {
		compare(view, old);
		go_to_anchor(view);
	} else if (what == ROWS_RESET && rows->pages[0].last) {
		listpos_last(&view->pos);
		set_anchor(view);
	} else if (what == ROWS_RESET) {
		go_to_anchor(view);
		set_anchor(view);
	}
	if (view->anchor == NULL)
		set_anchor(view);
}

static void
facts_told(struct reply *reply, void *payload)
{
	struct view *view = payload;
	view->facts_call = NULL;
	live_heard(view->app, reply);
	view->app->dirty = true;
	if (reply->err.problem != PROBLEM_none) {
		if (reply->err.problem != PROBLEM_unreachable)
			app_say_problem(view->app, reply);
		reply_free(reply);
		return;
	}
	if (view->facts != NULL)
		reply_free(view->facts);
	view->facts = reply;
}

/* ---- life ---- */

void
view_init(struct view *view, struct app *app, const struct section *section)
{
	*view =
	    (struct view){ .app = app, .section = section, .all = -1, .sort = section->n_columns };
	listpos_set_rows(&view->pos, 1);
	lineedit_init(&view->filter, FILTER_MAX, false);
	if (section->list == OP_none)
		return;
	rows_init(&view->rows, app->client, section->list, news, view);
	if (section->filter != NULL) {
		lineedit_set(&view->filter, section->filter);
		rows_set_filter(&view->rows, section->filter);
	}
}

static void
drop_facts(struct view *view)
{
	if (view->facts_call != NULL)
		client_cancel(view->app->client, view->facts_call);
	if (view->facts != NULL)
		reply_free(view->facts);
	view->facts_call = NULL;
	view->facts = NULL;
}

void
view_release(struct view *view)
{
	drop_facts(view);
	view_unmark_all(view);
	view_filter_release(view);
	view_detail_release(view);
	if (view->section->list != OP_none)
		rows_release(&view->rows);
	lineedit_release(&view->filter);
	free(view->anchor);
}

void
view_enter(struct view *view)
{
	const struct app_place *place = &view->app->place;
	drop_facts(view);
	view_unmark_all(view);
	free(view->anchor);
	view->anchor = NULL;
	view->opened = false;
	view->stale = false;
	view_filter_release(view);
	view_detail_release(view);
	view->fresh = 0;
	memset(view->widest, 0, sizeof(view->widest));
	view->pos = (struct listpos){ .rows = view->pos.rows };
	if (view->section->list != OP_none)
		rows_set_place(&view->rows, place->org_id, place->ws_id);
}

static bool
may_see(const struct view *view)
{
	char why[ACT_REFUSAL];
	return act_refusal_to_see(view->app, view->section, why)[0] == '\0';
}

static void
ask_facts(struct view *view)
{
	struct client_with with = { .org = view->app->place.org_id, .ws = view->app->place.ws_id };
	struct arena arena = { NULL };
	if (view->facts_call == NULL)
		view->facts_call = client_start(view->app->client, view->section->get, &with,
		    args_new(&arena, view->section->get), facts_told, view);
	arena_release(&arena);
}

void
view_show(struct view *view)
{
	if (!may_see(view))
		return;
	if (view->opened && !view->stale)
		return;
	bool first = !view->opened;
	view->opened = true;
	view->stale = false;
	if (view->section->list == OP_none)
		ask_facts(view);
	else if (first)
		rows_first(&view->rows);
	else
		view_renew(view);
}

void
view_renew(struct view *view)
{
	if (!may_see(view))
		return;
	view->stale = false;
	view->opened = true;
	view->recount = true;
	if (view->section->list == OP_none)
		ask_facts(view);
	else
		rows_renew(&view->rows, view->pos.top, view->pos.top + view->pos.rows);
}

int
view_tick(struct view *view)
{
	int64_t now = clock_monotonic();
	int wait = view_detail_tick(view);
	if (view->filter_due != 0 && now >= view->filter_due)
		view_filter_apply(view);
	else if (view->filter_due != 0 && (wait < 0 || view->filter_due - now < wait))
		wait = (int)(view->filter_due - now);
	if (view->stale && view->opened && !rows_loading(&view->rows) && view->facts_call == NULL &&
	    view->app->live.state != LIVE_offline)
		view_renew(view);
	for (size_t i = 0; i < VIEW_CHANGED; i++) {
		struct view_changed *changed = &view->changed[i];
		if (changed->until == 0)
			continue;
		if (changed->until <= now) {
			changed->until = 0;
			view->app->dirty = true;
		} else if (wait < 0 || changed->until - now < wait) {
			wait = (int)(changed->until - now);
		}
	}
	/* The spinner turns while an answer is awaited. */
	if (rows_loading(&view->rows)) {
		view->app->dirty |= now - view->rows.asked_at > 150;
		wait = wait < 0 || wait > 160 ? 160 : wait;
	}
	return wait;
}

bool
view_back(struct view *view)
{
	if (view_mark_cancel(view))
		return true;
	if (view->n_marks > 0) {
		view_unmark_all(view);
		return true;
	}
	if (view->section->list == OP_none || view->rows.filter == NULL)
		return false;
	view_set_filter(view, "");
	return true;
}

/* ---- sort ---- */

void
view_sort(struct view *view, size_t column)
{
	if (column >= view->section->n_columns || !view->section->columns[column].sorts) {
		app_say(view->app, STYLE_warning, "this list cannot be sorted by that column");
		return;
	}
	view->descending = view->sort == column && !view->descending;
	view->sort = column;
	rows_set_sort(&view->rows, view->section->columns[column].field, view->descending);
	listpos_first(&view->pos);
	rows_first(&view->rows);
}

static void
sort_picked(struct app *app, size_t index, void *payload)
{
	view_sort(app_view(app), ((size_t *)payload)[index]);
}

static void
pick_sort(struct view *view)
{
	const struct section *section = view->section;
	struct picker_choice choices[16];
	size_t *columns = mem_new(16, sizeof(*columns));
	size_t n = 0;
	for (size_t i = 0; i < section->n_columns && n < 16; i++) {
		if (!section->columns[i].sorts)
			continue;
		columns[n] = i;
		choices[n] = (struct picker_choice){ .key = (uint32_t)('a' + n),
			.name = section->columns[i].look.title,
			.detail = view->sort == i
			    ? (view->descending ? "now descending" : "now ascending")
			    : "" };
		n++;
	}
	if (n == 0) {
		free(columns);
		app_say(view->app, STYLE_warning, "this list has one order only");
		return;
	}
	overlay_pick(view->app, "Sort by", choices, n, 0, sort_picked, columns);
}

void
view_restore_sort(struct view *view, const char *text)
{
	bool descending = text[0] == '-';
	view->sort = view->section->n_columns;
	view->descending = false;
	rows_set_sort(&view->rows, NULL, false);
	for (size_t i = 0; i < view->section->n_columns; i++) {
		if (!view->section->columns[i].sorts ||
		    strcmp(view->section->columns[i].field, text + descending) != 0)
			continue;
		view->sort = i;
		view->descending = descending;
		rows_set_sort(&view->rows, view->section->columns[i].field, descending);
	}
}

/* ---- copying ---- */

static void
copy(struct view *view, bool whole)
{
	char said[128];
	struct arena arena = { NULL };
	struct str text = STR_INIT(TERM_COPY_MAX);
	struct app *app = view->app;
	const void *row = view_row(view);
	if (row == NULL)
		return;
	struct jsonw w = { .out = &text };
	if (whole)
		codec_write(&w, shape_fields(view_shape(view)), row);
	else
		str_add(&text, view_field(view, row, view->section->id, &arena));
	enum term_copy outcome = app->term->copy(app->term, str_text(&text), text.len);
	app_say(app, STYLE_normal, "%s", term_copy_text(outcome, text.len, said));
	str_release(&text);
	arena_release(&arena);
}

/* ---- actions ---- */

static size_t
columns_now(const struct view *view)
{
	return view->section->count == NULL ? view->section->n_columns : view->section->count(view);
}

/* Beyond what is held there is nothing to stand on yet. */
static void
stay_on_rows(struct view *view)
{
	struct listpos *pos = &view->pos;
	int64_t end = rows_end(&view->rows);
	if (end > 0 && pos->cursor >= end)
		listpos_move(pos, end - 1 - pos->cursor);
	if (end > 0 && pos->cursor < view->rows.base)
		listpos_move(pos, view->rows.base - pos->cursor);
}

static bool
move(struct view *view, enum ui_action action)
{
	struct listpos *pos = &view->pos;
	switch (action) {
	case UI_down:
		listpos_move(pos, 1);
		break;
	case UI_up:
		listpos_move(pos, -1);
		break;
	case UI_page_down:
		listpos_page(pos, 1);
		break;
	case UI_page_up:
		listpos_page(pos, -1);
		break;
	case UI_half_down:
		listpos_half_page(pos, 1);
		break;
	case UI_half_up:
		listpos_half_page(pos, -1);
		break;
	case UI_left:
		view->skipped -= view->skipped > 0;
		break;
	case UI_right:
		view->skipped += (size_t)view->skipped + 2 < columns_now(view);
		break;
	default:
		return false;
	}
	stay_on_rows(view);
	return true;
}

static bool
has_more(const struct rows *rows)
{
	return rows->n_pages > 0 && rows->pages[rows->n_pages - 1].reply->next_cursor != NULL;
}

/* Where the cursor came to: what is near is asked for, and the row is remembered. */
static void
moved_to(struct view *view)
{
	view_detail_later(view);
	rows_near(&view->rows, view->pos.cursor);
	set_anchor(view);
	if (view->pos.cursor == 0)
		view->fresh = 0;
}

void
view_point(struct view *view, int64_t index)
{
	if (rows_at(&view->rows, index) == NULL)
		return;
	listpos_go(&view->pos, index);
	moved_to(view);
}

void
view_wheel(struct view *view, int rows)
{
	if (view->section->list == OP_none)
		return;
	listpos_scroll(&view->pos, rows);
	stay_on_rows(view);
	moved_to(view);
}

static bool
jump(struct view *view, enum ui_action action)
{
	struct rows *rows = &view->rows;
	bool offline = view->app->live.state == LIVE_offline;
	int64_t end = rows_end(rows);
	if (action == UI_first && offline && rows->base > 0) {
		listpos_go(&view->pos, rows->base);
		app_say(view->app, STYLE_warning, "offline: this is the first row that is loaded");
	} else if (action == UI_first) {
		if (rows->base > 0)
			rows_first(rows);
		listpos_first(&view->pos);
	} else if (action == UI_last && offline && end > 0 && has_more(rows)) {
		listpos_go(&view->pos, end - 1);
		app_say(view->app, STYLE_warning, "offline: this is the last row that is loaded");
	} else if (action == UI_last) {
		if (rows->n_pages > 0 && end < rows_count(rows))
			rows_last(rows);
		else
			listpos_last(&view->pos);
	} else {
		return false;
	}
	return true;
}

static bool
run_list(struct view *view, enum ui_action action)
{
	switch (action) {
	case UI_filter:
		view->filtering = true;
		break;
	case UI_sort:
		pick_sort(view);
		break;
	case UI_mark:
		view_mark_toggle(view);
		break;
	case UI_mark_all:
		view_mark_all(view);
		break;
	case UI_mark_none:
		view_unmark_all(view);
		break;
	default:
		return false;
	}
	return true;
}

/* A key that runs an operation on the row. */
static bool
run_act(struct view *view, enum ui_action action)
{
	const struct pane_act *act = view->section->acts;
	while (act != NULL && act->key != UI_ACTION_COUNT && act->key != action)
		act++;
	if (act == NULL || act->key == UI_ACTION_COUNT)
		return false;
	const void *row = act->needs_row ? view_row(view) : NULL;
	if (act->needs_row && row == NULL)
		app_say(view->app, STYLE_warning, "there is no row to act on");
	else
		act_open(view->app, act->op, act->takes, view_shape(view), row, action);
	return true;
}

/* Shows all that is known of the row. */
static void
open_row(struct view *view)
{
	struct str text = STR_INIT(1 << 18);
	const void *row = view_row(view);
	if (row == NULL)
		return;
	view_describe(view, row, &text);
	overlay_text(view->app, view->section->title, str_text(&text));
	str_release(&text);
}

static bool
run_item(struct view *view, enum ui_action action)
{
	if (action == UI_open)
		open_row(view);
	else if (action == UI_copy || action == UI_copy_row)
		copy(view, action == UI_copy_row);
	else
		return false;
	return true;
}

void
view_event_came(struct view *view)
{
	if (view->opened && view->pos.top > 0 && view->rows.filter == NULL)
		view->fresh++;
}

bool
view_run(struct view *view, enum ui_action action)
{
	const void *row = view_row(view);
	if (view->section->run != NULL && view->section->run(view, action, row))
		return true;
	if (run_act(view, action))
		return true;
	if (run_item(view, action))
		return true;
	if (view->section->list == OP_none)
		return false;
	bool moved = move(view, action) || jump(view, action);
	if (!moved && !run_list(view, action))
		return false;
	moved_to(view);
	return true;
}
