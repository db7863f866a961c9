/* Marked rows: one by one, or all under the filter, page by page from the daemon. */
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "args.h"
#include "client.h"
#include "clock.h"
#include "mem.h"
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

static void
add_mark(struct view *view, const void *row)
{
	struct arena arena = { NULL };
	const char *id = view_field(view, row, view->section->id, &arena);
	const char *name = view_field(view, row, "display_name", &arena);
	if (view->n_marks < VIEW_MARKS_MAX && !view_is_marked(view, id)) {
		view->marks = mem_resize(view->marks, view->n_marks + 1, sizeof(*view->marks));
		view->marks[view->n_marks++] = (struct view_mark){ .id = mem_text(id),
			.name = mem_text(
			    name[0] != '\0' ? name : view_field(view, row, "name", &arena)),
			.role = (enum role)vocab_find(
			    VOCAB_role, view_field(view, row, "role", &arena)),
			.version = strtoll(view_field(view, row, "version", &arena), NULL, 10) };
	}
	arena_release(&arena);
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
		free(view->marks[at].id);
		free(view->marks[at].name);
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
	for (size_t i = 0; i < view->n_marks; i++) {
		free(view->marks[i].id);
		free(view->marks[i].name);
	}
	free(view->marks);
	view->marks = NULL;
	view->n_marks = 0;
}

/* ---- all rows under the filter ---- */

/* Reads the list once more from its start, apart from the window that is shown. */
struct view_marking {
	struct view *view;
	struct rows rows;
};

bool
view_mark_cancel(struct view *view)
{
	struct view_marking *marking = view->marking;
	if (marking == NULL)
		return false;
	view->marking = NULL;
	rows_release(&marking->rows);
	free(marking);
	view->app->dirty = true;
	return true;
}

static void
say_marked(struct view *view, const struct rows *rows)
{
	int64_t count = rows_count(rows);
	bool open_ended = rows->pages[rows->n_pages - 1].reply->next_cursor != NULL;
	if (view->n_marks >= VIEW_MARKS_MAX && (open_ended || count > (int64_t)view->n_marks))
		app_say(view->app, STYLE_warning,
		    "%zu marked of %lld%s: as many as one apply takes; narrow the filter for the rest",
		    view->n_marks, (long long)count, rows->total < 0 ? "+" : "");
	else if (open_ended)
		app_say(view->app, STYLE_normal, "marking: %zu of %lld%s; esc stops", view->n_marks,
		    (long long)count, rows->total < 0 ? "+" : "");
	else
		app_say(view->app, STYLE_normal, "%zu marked", view->n_marks);
}

/* Frees what it is called from: nothing may follow. */
static void
fail_marking(struct view *view, const struct err *err)
{
	app_say(view->app, STYLE_error, "%zu marked, then: %s", view->n_marks, err->text);
	live_heard(view->app, &(struct reply){ .err = *err });
	(void)view_mark_cancel(view);
}

static void
mark_page(
    struct rows *rows, enum rows_news news, const struct reply *old, int64_t shift, void *payload)
{
	struct view_marking *marking = payload;
	struct view *view = marking->view;
	(void)old;
	(void)shift;
	if (news == ROWS_FAILED) {
		struct err err = rows->err;
		fail_marking(view, &err);
		return;
	}
	int64_t end = rows_end(rows);
	int64_t last = (int64_t)rows->pages[rows->n_pages - 1].reply->n;
	for (int64_t i = end - last; i < end; i++)
		add_mark(view, rows_at(rows, i));
	say_marked(view, rows);
	if (view->n_marks < VIEW_MARKS_MAX &&
	    rows->pages[rows->n_pages - 1].reply->next_cursor != NULL)
		rows_near(rows, end - 1);
	else
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
	const struct rows *shown = &view->rows;
	(void)view_mark_cancel(view);
	if (shown->n_pages > 0 && holds_all(shown)) {
		for (int64_t i = 0; i < rows_end(shown); i++)
			add_mark(view, rows_at(shown, i));
		say_marked(view, shown);
		return;
	}
	struct view_marking *marking = mem_new(1, sizeof(*marking));
	marking->view = view;
	view->marking = marking;
	rows_init(&marking->rows, view->app->client, shown->op, mark_page, marking);
	rows_set_place(&marking->rows, shown->org, shown->ws);
	rows_set_filter(&marking->rows, shown->filter);
	rows_set_sort(&marking->rows, shown->sort, shown->descending);
	rows_first(&marking->rows);
}
