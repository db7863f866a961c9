/* The title of a pane: its lists, how many rows, the filter, what it hides; shortened by weight. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "act.h"
#include "app.h"
#include "arena.h"
#include "client.h"
#include "digits.h"
#include "view.h"
#include "view_internal.h"

/* What is left out, one after the other, until the rest fits. */
enum shortened {
	SHORT_not,
	SHORT_of_all,   /* "of 212": the hidden rows tell it too */
	SHORT_far,      /* the lists that are not beside the one shown */
	SHORT_sections, /* the lists that are not shown */
	SHORT_fresh,
	SHORT_marks,
	SHORT_rules,  /* blanks between the parts */
	SHORT_copy,   /* how much of the log it has, and that it was verified */
	SHORT_filter, /* its end is cut off */
	SHORT_most
};

/* The lists of the pane that one may see; *at: which of them is shown. */
static size_t
seen_sections(const struct view *view, const struct section *lists[PANE_SECTIONS], size_t *at)
{
	const struct app *app = view->app;
	const struct pane *pane = pane_get(app->pane);
	size_t n = 0;
	*at = 0;
	for (size_t i = 0; i < pane->n_sections; i++) {
		bool shown = &pane->sections[i] == view->section;
		if (shown)
			*at = n;
		if (shown || !act_hides(app, app->pane, i))
			lists[n++] = &pane->sections[i];
	}
	return n;
}

/* "[Members] · Invitations": the lists of the pane, the one shown in brackets; for those that are left out "…". */
static void
add_sections(const struct view *view, enum shortened how, struct str *out)
{
	const struct section *lists[PANE_SECTIONS] = { NULL };
	size_t at;
	size_t n = seen_sections(view, lists, &at);
	size_t beside = how < SHORT_far ? n : how == SHORT_far ? 1 : 0;
	bool tells = how < SHORT_sections && n > 1;
	size_t first = at > beside ? at - beside : 0;
	size_t end = at + beside < n ? at + beside + 1 : n;
	const char *rest = screen_pick(&view->app->screen, "…", "~");
	if (tells && first > 0)
		str_addf(out, "%s ", rest);
	for (size_t i = first; i < end; i++) {
		str_add(out, i > first ? " · " : "");
		str_addf(out, tells && i == at ? "[%s]" : "%s", lists[i]->title);
	}
	if (tells && end < n)
		str_addf(out, " %s", rest);
}

/* Whether there may be more rows than are counted. */
static bool
is_open_ended(const struct rows *rows)
{
	bool before = rows->base == 0 && rows->pages[0].reply->prev_cursor != NULL;
	return rows->total < 0 &&
	    (before || rows->pages[rows->n_pages - 1].reply->next_cursor != NULL);
}

/* Opened somewhere inside of the list, of which nobody knows how far from its beginning. */
static bool
is_inside(const struct rows *rows)
{
	return rows->at != NULL && !rows_begin(rows);
}

static void
add_hidden(const struct view *view, const char *rule, struct arena *arena, struct str *out)
{
	const struct rows *rows = &view->rows;
	int64_t hidden = view->all - rows_least(rows);
	if (rows->filter == NULL || view->all < 0 || is_inside(rows))
		return;
	str_addf(out, "%s%s%s%s hidden", rule, is_open_ended(rows) ? "up to " : "",
	    digits_new(arena, hidden > 0 ? hidden : 0), view->all_at_least ? "+" : "");
}

static void
add_filter(const struct view *view, enum shortened how, int columns, struct str *out)
{
	const struct screen *screen = &view->app->screen;
	const char *rule = how >= SHORT_rules ? "  " : " ── ";
	const char *filter = view->rows.filter;
	if (filter != NULL && how < SHORT_filter)
		str_addf(out, "%s/%s", rule, filter);
	else if (filter != NULL && columns > 0)
		str_addf(out, "%s/%.*s%s", rule,
		    (int)screen_wrap(screen, filter, strlen(filter), columns).len, filter,
		    screen_pick(screen, "…", "~"));
}

/* How many rows there are, under which filter; of those that are still to come, that they are. */
static void
add_rows(
    const struct view *view, enum shortened how, int columns, struct arena *arena, struct str *out)
{
	enum { TO_DAY = 10, TO_SECOND = 19 };
	const struct rows *rows = &view->rows;
	const char *rule = how >= SHORT_rules ? "  " : " ── ";
	if (view->filtering && view->refused.problem != PROBLEM_none)
		return;
	if (view_filter_awaits(view)) {
		add_filter(view, how, columns, out);
		str_addf(out, " %s", screen_pick(&view->app->screen, "…", "..."));
		return;
	}
	if (is_inside(rows))
		str_addf(
		    out, "%sfrom %.*s", rule, how >= SHORT_rules ? TO_DAY : TO_SECOND, rows->at);
	else
		str_addf(out, "%s%s%s", rule, digits_new(arena, rows_least(rows)),
		    is_open_ended(rows) ? "+" : "");
	if ((rows->filter != NULL || is_inside(rows)) && view->all > rows_least(rows) &&
	    how < SHORT_of_all)
		str_addf(
		    out, " of %s%s", digits_new(arena, view->all), view->all_at_least ? "+" : "");
	const char *copy = rows_copy(rows);
	if (copy != NULL)
		str_addf(out, "%s%.*s", rule,
		    (int)(how < SHORT_copy ? strlen(copy) : strcspn(copy, ",")), copy);
	add_filter(view, how, columns, out);
	add_hidden(view, rule, arena, out);
}

/* All parts but the filter, which takes `columns` of what is left. */
static void
compose(const struct view *view, enum shortened how, int columns, struct str *out)
{
	struct arena arena = { NULL };
	const struct rows *rows = &view->rows;
	const char *rule = how >= SHORT_rules ? "  " : " ── ";
	str_clear(out);
	add_sections(view, how, out);
	if (view->section->list == OP_none || rows->n_pages == 0) {
		arena_release(&arena);
		return;
	}
	add_rows(view, how, columns, &arena, out);
	if (view->section->list == OP_audit_list && copier_text(view->app)[0] != '\0')
		str_addf(out, "%s%s", rule, copier_text(view->app));
	if (view->n_marks > 0 && how < SHORT_marks)
		str_addf(out, "%s%s marked", rule, digits_new(&arena, (int64_t)view->n_marks));
	if (view->fresh > 0 && how < SHORT_fresh)
		str_addf(out, "%s%s new", rule, digits_new(&arena, view->fresh));
	arena_release(&arena);
}

void
view_title(const struct view *view, int columns, struct str *out)
{
	enum { CUT_LEAST = 4, AROUND_CUT = 4 };
	const struct screen *screen = &view->app->screen;
	for (int how = SHORT_not; how < SHORT_most; how++) {
		compose(view, (enum shortened)how, 0, out);
		if (screen_columns(screen, str_text(out)) <= columns && how < SHORT_filter)
			return;
	}
	/* The filter gets what is left, when that is enough to recognise it by. */
	int left = columns - screen_columns(screen, str_text(out)) - AROUND_CUT;
	if (left >= CUT_LEAST)
		compose(view, SHORT_filter, left, out);
}
