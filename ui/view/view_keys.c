/* What keys and the mouse do in a view: moving, sorting, copying, running an operation on the row. */
#include <stdlib.h>
#include <string.h>

#include "act.h"
#include "app.h"
#include "app_internal.h"
#include "arena.h"
#include "client.h"
#include "codec.h"
#include "jsonw.h"
#include "mem.h"
#include "overlay.h"
#include "term.h"
#include "view.h"
#include "view_internal.h"

/* Columns at the end may be missing for now. */
static size_t
columns_now(const struct view *view)
{
	return view->section->count == NULL ? view->section->n_columns : view->section->count(view);
}

/* ---- sort ---- */

void
view_sort(struct view *view, size_t column)
{
	if (column >= columns_now(view) || !view->section->columns[column].sorts) {
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
	for (size_t i = 0; i < columns_now(view) && n < 16; i++) {
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
	if (!whole && view->section->id == NULL) {
		app_say(app, STYLE_warning, "there is no id to copy; Y copies all of it");
		return;
	}
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
	/* What is held gives way to what was asked for: the cursor is not to follow a row of it. */
	if (rows_opening(&view->rows))
		view_forget_anchor(view);
	else
		view_set_anchor(view);
	if (view->pos.cursor == 0 && rows_begin(&view->rows))
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
	bool offline = view->app->live.state == LIVE_offline && rows_copy(rows) == NULL;
	int64_t end = rows_end(rows);
	if (action == UI_first && offline && !rows_begin(rows)) {
		listpos_go(&view->pos, rows->base);
		app_say(view->app, STYLE_warning, "offline: this is the first row that is loaded");
	} else if (action == UI_first) {
		if (!rows_begin(rows))
			rows_first(rows);
		listpos_first(&view->pos);
	} else if (action == UI_last && offline && end > 0 && has_more(rows)) {
		listpos_go(&view->pos, end - 1);
		app_say(view->app, STYLE_warning, "offline: this is the last row that is loaded");
	} else if (action == UI_last) {
		if (rows->n_pages > 0 && (end < rows_count(rows) || has_more(rows)))
			rows_last(rows);
		else
			listpos_last(&view->pos);
	} else {
		return false;
	}
	return true;
}

void
view_go_to(struct view *view, const char *at)
{
	if (view->app->live.state == LIVE_offline && rows_copy(&view->rows) == NULL) {
		app_say(view->app, STYLE_warning, "offline: only what is loaded can be seen");
		return;
	}
	listpos_first(&view->pos);
	view_forget_anchor(view);
	rows_go_to(&view->rows, at);
}

static bool
run_list(struct view *view, enum ui_action action)
{
	switch (action) {
	case UI_filter:
		view_filter_open(view);
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
	const struct pane_act *act = act_of_key(view->section, action);
	if (act == NULL)
		return false;
	const void *row = act->needs_row ? view_row(view) : NULL;
	const char *unfit = row == NULL ? NULL : act_unfit(view->app, action);
	if (act->needs_row && row == NULL)
		app_say(view->app, STYLE_warning, "there is no row to act on");
	else if (unfit != NULL)
		app_say(view->app, STYLE_warning, "%s", unfit);
	else
		act_open(view->app, act->op, act->takes, view_shape(view), row, action);
	return true;
}

bool
view_needs_rows(const struct view *view, enum ui_action action)
{
	static const enum ui_action others[] = { UI_filter, UI_sort, UI_left, UI_right, UI_import,
		UI_access_who, UI_route_try, UI_import_deck, UI_event_export, UI_event_time,
		UI_copy_sync };
	const struct pane_act *act = act_of_key(view->section, action);
	if (act != NULL)
		return act->needs_row;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (action == others[i])
			return false;
	return action_bindings[action].context[0] != '\0';
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
	bool newest_shown = view->pos.top == 0 && rows_begin(&view->rows);
	if (view->opened && !newest_shown && view->rows.filter == NULL)
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
