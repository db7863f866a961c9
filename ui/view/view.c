/* Views: rows as text, loading, what news does to the cursor and to what is shown. */
#include "view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act.h"
#include "app.h"
#include "args.h"
#include "client.h"
#include "clock.h"
#include "mem.h"
#include "view_internal.h"

enum { FILTER_MAX = 200, FLASH_MS = 3000, MOVES_MS = 1000 };

/* ---- rows as text ---- */

enum shape
view_shape(const struct view *view)
{
	return ops[section_op(view->section)].gives;
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

/* What is called created_by may be a name to be read, too. */
static bool
names_person(enum kind kind)
{
	return kind == KIND_user_ref || kind == KIND_person_ref || kind == KIND_email;
}

const char *
view_person(const struct view *view, struct arena *arena)
{
	static const char *const names[] = { "user_id", "created_by", "email" };
	const struct field *fields = shape_fields(view_shape(view));
	const void *row = view_row(view);
	for (size_t i = 0; row != NULL && i < sizeof(names) / sizeof(names[0]); i++) {
		const struct field *field = shape_field(fields, names[i]);
		const char *text = field != NULL && names_person(field->kind)
		    ? view_field(view, row, names[i], arena)
		    : "";
		if (text[0] != '\0')
			return text;
	}
	return NULL;
}

void
view_forget_anchor(struct view *view)
{
	free(view->anchor);
	view->anchor = NULL;
}

void
view_set_anchor(struct view *view)
{
	struct arena arena = { NULL };
	const void *row = view_row(view);
	view_forget_anchor(view);
	if (row != NULL && view->section->list != OP_none)
		view->anchor = mem_text(view_field(view, row, view->section->id, &arena));
	arena_release(&arena);
}

static int64_t
anchor_index(const struct view *view)
{
	return view->anchor == NULL ? -1 : rows_find(&view->rows, view->section->id, view->anchor);
}

static void
go_to_anchor(struct view *view)
{
	int64_t index = anchor_index(view);
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
		if (changed->until != 0 && changed->column == column &&
		    strcmp(changed->id, id) == 0 && changed->until > clock_monotonic())
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
		bool unreachable = rows->err.problem == PROBLEM_unreachable;
		if (unreachable)
			live_heard(app, &(struct reply){ .err = rows->err });
		if (!view_filter_refused(view) && !unreachable)
			app_say_problem(app, &(struct reply){ .err = rows->err });
		return;
	}
	live_heard(app, &(struct reply){ .copy = rows_copy(rows) });
	view_filter_answered(view);
	if (what == ROWS_GROWN && shift > 0)
		listpos_inserted(&view->pos, 0, shift);
	listpos_set_total(&view->pos, rows_count(rows));
	if (what == ROWS_RESET)
		memset(view->widest, 0, sizeof(view->widest));
	if (what == ROWS_RESET && rows_begin(rows))
		view->fresh = 0;
	if (what == ROWS_RENEWED) {
		compare(view, old);
		go_to_anchor(view);
	} else if (what == ROWS_RESET) {
		/* Asked for by a key, or once more because something has changed. */
		if (rows->pages[0].last && anchor_index(view) < 0)
			listpos_last(&view->pos);
		else if (rows->pages[0].at && anchor_index(view) < 0)
			listpos_first(&view->pos);
		go_to_anchor(view);
		view_set_anchor(view);
	}
	if (view->anchor == NULL)
		view_set_anchor(view);
}

/* An object came that stands in a view: in *kept, unless something is wrong. */
static void
keep_object(struct view *view, struct reply *reply, struct reply **kept)
{
	live_heard(view->app, reply);
	view->app->dirty = true;
	/* There is none, which a section that has a word for it says in its place. */
	view->none = reply->err.problem == PROBLEM_not_found && view->section->empty != NULL;
	if (reply->err.problem != PROBLEM_none) {
		if (view->none && *kept != NULL) {
			reply_free(*kept);
			*kept = NULL;
		}
		if (reply->err.problem != PROBLEM_unreachable && !view->none)
			app_say_problem(view->app, reply);
		reply_free(reply);
		return;
	}
	if (*kept != NULL)
		reply_free(*kept);
	*kept = reply;
}

static void
facts_told(struct reply *reply, void *payload)
{
	struct view *view = payload;
	view->facts_call = NULL;
	view->fault = reply->err;
	keep_object(view, reply, &view->facts);
}

static void
above_told(struct reply *reply, void *payload)
{
	struct view *view = payload;
	view->above_call = NULL;
	keep_object(view, reply, &view->above);
}

/* ---- life ---- */

void
view_begin_anew(struct view *view)
{
	const struct section *section = view->section;
	view->sort = section->newest_first ? 0 : section->n_columns;
	view->descending = section->newest_first;
	if (section->list == OP_none)
		return;
	lineedit_set(&view->filter, section->filter == NULL ? "" : section->filter);
	rows_set_filter(&view->rows, section->filter);
	rows_set_sort(&view->rows, section->newest_first ? section->columns[0].field : NULL,
	    section->newest_first);
}

void
view_init(struct view *view, struct app *app, const struct section *section)
{
	view->app = app;
	view->section = section;
	view->all = -1;
	listpos_set_rows(&view->pos, 1);
	lineedit_init(&view->filter, FILTER_MAX, false);
	if (section->list == OP_none)
		return;
	rows_init(&view->rows, app->client, section->list, news, view);
	view->rows.workspace = view_workspace_named;
	view_begin_anew(view);
}

static void
drop_object(struct view *view, struct reply **kept, struct client_call **call)
{
	if (*call != NULL)
		client_cancel(view->app->client, *call);
	if (*kept != NULL)
		reply_free(*kept);
	*call = NULL;
	*kept = NULL;
}

static void
drop_objects(struct view *view)
{
	view->fault = (struct err){ .problem = PROBLEM_none };
	drop_object(view, &view->facts, &view->facts_call);
	drop_object(view, &view->above, &view->above_call);
}

void
view_release(struct view *view)
{
	drop_objects(view);
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
	drop_objects(view);
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

void
view_aim(struct view *view, const char *name, const char *value)
{
	const char *now = rows_aim(&view->rows, name);
	if (now != NULL && strcmp(now, value) == 0)
		return;
	rows_set_aim(&view->rows, name, value);
	view_enter(view);
}

static bool
may_see(const struct view *view)
{
	char why[ACT_REFUSAL];
	if (view->section->list != OP_none && !rows_are_aimed(&view->rows))
		return false;
	return act_refusal_to_see(view->app, view->section, why)[0] == '\0';
}

static void
ask_object(struct view *view, enum op_id op, struct client_call **call, client_done_fn *told)
{
	struct client_with with = { .org = view->app->place.org_id, .ws = view->app->place.ws_id };
	struct arena arena = { NULL };
	struct err err;
	if (*call != NULL || op == OP_none)
		return;
	void *args = args_new(&arena, op);
	bool asks =
	    op == (view->section->above_filtered ? view->section->above : view->section->get);
	if (view->section->ask != NULL && asks)
		view->section->ask(view, args);
	int problem = rows_take_aims(&view->rows, op, args, &arena, &err);
	if (problem == 0 && view->section->above_filtered && op == view->section->above)
		problem = rows_take_filter(&view->rows, op, args, &arena, &err);
	if (problem == 0)
		*call = client_start(view->app->client, op, &with, args, told, view);
	arena_release(&arena);
}

/* All but the rows of a list. */
static void
ask_objects(struct view *view)
{
	const struct section *section = view->section;
	ask_object(view, section->above, &view->above_call, above_told);
	ask_object(view, section->get, &view->facts_call, facts_told);
}

void
view_look(struct view *view)
{
	if (view->section->list != OP_none && view->facts != NULL && may_see(view))
		ask_object(view, view->section->get, &view->facts_call, facts_told);
}

void
view_filter_changed(struct view *view)
{
	if (!view->section->above_filtered)
		return;
	/* What is shown stays until the other one is here. */
	if (view->above_call != NULL)
		client_cancel(view->app->client, view->above_call);
	view->above_call = NULL;
	ask_object(view, view->section->above, &view->above_call, above_told);
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
	if (!first) {
		view_renew(view);
		return;
	}
	ask_objects(view);
	if (view->section->list != OP_none)
		rows_first(&view->rows);
}

bool
view_is_coming(const struct view *view)
{
	if (view->section->list == OP_none)
		return view->facts == NULL && view->facts_call != NULL;
	return rows_opening(&view->rows) || view->filter_due != 0;
}

void
view_renew(struct view *view)
{
	if (!may_see(view))
		return;
	view->stale = false;
	view->opened = true;
	view->recount = true;
	ask_objects(view);
	if (view->section->list != OP_none)
		rows_renew(&view->rows, view->pos.top, view->pos.top + view->pos.rows);
}

void
view_set_month(struct view *view, int64_t month)
{
	view->month = month;
	view->fault = (struct err){ .problem = PROBLEM_none };
	drop_object(view, &view->facts, &view->facts_call);
	view_renew(view);
}

void
view_moves(struct view *view)
{
	if (view->renew_due == 0)
		view->renew_due = clock_monotonic() + MOVES_MS;
}

/* How long until an instant, when that is sooner than `wait`. */
static int
sooner(int wait, int64_t at, int64_t now)
{
	return wait < 0 || at - now < wait ? (int)(at - now) : wait;
}

int
view_tick(struct view *view)
{
	int64_t now = clock_monotonic();
	int wait = view_detail_tick(view);
	if (view->renew_due != 0 && now >= view->renew_due) {
		view->renew_due = 0;
		view->stale = true;
	} else if (view->renew_due != 0) {
		wait = sooner(wait, view->renew_due, now);
	}
	if (view->filter_due != 0 && now >= view->filter_due)
		view_filter_apply(view);
	else if (view->filter_due != 0)
		wait = sooner(wait, view->filter_due, now);
	if (view->stale && view->opened && !rows_loading(&view->rows) && view->facts_call == NULL &&
	    (view->app->live.state != LIVE_offline || view->section->list == OP_audit_list))
		view_renew(view);
	for (size_t i = 0; i < VIEW_CHANGED; i++) {
		struct view_changed *changed = &view->changed[i];
		if (changed->until == 0)
			continue;
		if (changed->until <= now) {
			changed->until = 0;
			view->app->dirty = true;
		} else {
			wait = sooner(wait, changed->until, now);
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
	if (view_filter_settle(view))
		return true;
	if (view->section->list == OP_none || view->rows.filter == NULL)
		return false;
	view_set_filter(view, "");
	return true;
}
