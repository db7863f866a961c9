/* Marked rows: one by one, or all under the filter, page by page from the daemon. */
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "args.h"
#include "client.h"
#include "clock.h"
#include "digits.h"
#include "mem.h"
#include "sweep.h"
#include "view_internal.h"

static size_t
find_mark(const struct view *view, const char *id)
{
	size_t i = 0;
	while (i < view->n_marks && strcmp(view->marks[i].id, id) != 0)
		i++;
	return i;
}

bool
view_is_marked(const struct view *view, const char *id)
{
	return find_mark(view, id) < view->n_marks;
}

bool
view_is_at(const struct view *view, const char *id)
{
	struct arena arena = { NULL };
	const void *row = view_row(view);
	bool is = row != NULL && strcmp(view_field(view, row, view->section->id, &arena), id) == 0;
	arena_release(&arena);
	return is;
}

/* All of it copied. */
static struct view_mark
mark_of(const struct view *view, const void *row)
{
	struct arena arena = { NULL };
	const char *name = view_field(view, row, "display_name", &arena);
	struct view_mark mark = { .id = mem_text(view_field(view, row, view->section->id, &arena)),
		.name = mem_text(name[0] != '\0' ? name : view_field(view, row, "name", &arena)),
		.role = (enum role)vocab_find(VOCAB_role, view_field(view, row, "role", &arena)),
		.version = strtoll(view_field(view, row, "version", &arena), NULL, 10) };
	if (view->section->mark != NULL)
		view->section->mark(view, row, &mark);
	arena_release(&arena);
	return mark;
}

static void
free_mark(struct view_mark *mark)
{
	free(mark->id);
	free(mark->name);
	free(mark->about);
}

static void
add_mark(struct view *view, const void *row)
{
	struct arena arena = { NULL };
	const char *id = view_field(view, row, view->section->id, &arena);
	if (view->n_marks < VIEW_MARKS_MAX && !view_is_marked(view, id)) {
		view->marks = mem_resize(view->marks, view->n_marks + 1, sizeof(*view->marks));
		view->marks[view->n_marks++] = mark_of(view, row);
	}
	arena_release(&arena);
}

bool
view_each_chosen(struct view *view,
    bool (*take)(struct view *view, const struct view_mark *mark, void *payload), void *payload)
{
	const void *row = view_row(view);
	bool went_on = view->n_marks > 0 || row != NULL;
	if (view->n_marks == 0 && row != NULL) {
		struct view_mark mark = mark_of(view, row);
		went_on = take(view, &mark, payload);
		free_mark(&mark);
	}
	for (size_t i = 0; i < view->n_marks && went_on; i++)
		went_on = take(view, &view->marks[i], payload);
	return went_on;
}

void
view_mark_toggle(struct view *view)
{
	struct arena arena = { NULL };
	const void *row = view_row(view);
	if (row == NULL)
		return;
	size_t at = find_mark(view, view_field(view, row, view->section->id, &arena));
	if (at < view->n_marks) {
		free_mark(&view->marks[at]);
		view->marks[at] = view->marks[--view->n_marks];
	} else {
		add_mark(view, row);
	}
	arena_release(&arena);
	listpos_move(&view->pos, 1);
}

void
view_unmark_all(struct view *view)
{
	(void)view_mark_cancel(view);
	for (size_t i = 0; i < view->n_marks; i++)
		free_mark(&view->marks[i]);
	free(view->marks);
	view->marks = NULL;
	view->n_marks = 0;
}

/* ---- all rows under the filter ---- */

bool
view_mark_cancel(struct view *view)
{
	struct sweep *marking = view->marking;
	if (marking == NULL)
		return false;
	view->marking = NULL;
	sweep_stop(marking);
	view->app->dirty = true;
	return true;
}

static void
say_marked(struct view *view, const struct rows *rows)
{
	char marked[DIGITS_TEXT];
	char all[DIGITS_TEXT];
	int64_t count = rows_count(rows);
	(void)digits_text((int64_t)view->n_marks, marked);
	(void)digits_text(count, all);
	bool open_ended = rows->pages[rows->n_pages - 1].reply->next_cursor != NULL;
	if (view->n_marks >= VIEW_MARKS_MAX && (open_ended || count > (int64_t)view->n_marks))
		app_say(view->app, STYLE_warning,
		    "%s marked of %s%s: as many as one apply takes; narrow the filter for the rest",
		    marked, all, rows->total < 0 ? "+" : "");
	else if (open_ended)
		app_say(view->app, STYLE_normal, "marking: %s of %s%s; esc stops", marked, all,
		    rows->total < 0 ? "+" : "");
	else
		app_say(view->app, STYLE_normal, "%s marked", marked);
}

static bool
mark_row(const void *row, void *payload)
{
	struct view *view = payload;
	add_mark(view, row);
	return view->n_marks < VIEW_MARKS_MAX;
}

static void
page_marked(struct sweep *sweep, enum sweep_state state, void *payload)
{
	struct view *view = payload;
	const struct err *err = &sweep->rows.err;
	if (state != SWEEP_failed) {
		say_marked(view, &sweep->rows);
	} else {
		app_say(view->app, STYLE_error, "%zu marked, then: %s", view->n_marks, err->text);
		live_heard(view->app, &(struct reply){ .err = *err });
	}
	if (state != SWEEP_more)
		(void)view_mark_cancel(view);
}

static bool
holds_all(const struct rows *rows)
{
	return rows->n_pages > 0 && rows->base == 0 &&
	    rows->pages[rows->n_pages - 1].reply->next_cursor == NULL;
}

void
view_mark_all(struct view *view)
{
	static const struct sweep_kind marking = { mark_row, page_marked };
	const struct rows *shown = &view->rows;
	(void)view_mark_cancel(view);
	if (shown->n_pages > 0 && holds_all(shown)) {
		for (int64_t i = 0; i < rows_end(shown); i++)
			add_mark(view, rows_at(shown, i));
		say_marked(view, shown);
		return;
	}
	view->marking = sweep_start(shown, shown->filter, &marking, view);
}
