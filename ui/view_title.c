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

/* What is left out, one after the other, until the rest fits. */
enum shortened {
	SHORT_not,
	SHORT_of_all,   /* "of 212": the hidden rows tell it too */
	SHORT_far,      /* the lists that are not beside the one shown */
	SHORT_sections, /* the lists that are not shown */
	SHORT_fresh,
	SHORT_marks,
	SHORT_rules,  /* blanks between the parts */
	SHORT_filter, /* its end is cut off */
	SHORT_most
};

static const char *
digits(int64_t number, struct arena *arena)
{
	char text[DIGITS_TEXT];
	return arena_text(arena, digits_text(number, text));
}

/* "[Members] · Invitations": the lists of the pane, the one shown in brackets; for those that are left out "…". */
static void
add_sections(const struct view *view, enum shortened how, struct str *out)
{
	const struct app *app = view->app;
	const struct pane *pane = pane_get(app->pane);
	const struct section *lists[PANE_SECTIONS];
	size_t n = 0;
	size_t at = 0;
	for (size_t i = 0; i < pane->n_sections; i++) {
		if (&pane->sections[i] == view->section)
			at = n;
		if (&pane->sections[i] == view->section || !act_hides(app, app->pane, i))
			lists[n++] = &pane->sections[i];
	}
	size_t beside = how < SHORT_far ? n : how == SHORT_far ? 1 : 0;
	bool tells = how < SHORT_sections && n > 1;
	size_t first = at > beside ? at - beside : 0;
	size_t last = at + beside < n ? at + beside : n - 1;
	const char *rest = screen_pick(&app->screen, "…", "~");
	if (tells && first > 0)
		str_addf(out, "%s ", rest);
	for (size_t i = first; i <= last; i++) {
		str_add(out, i > first ? " · " : "");
		str_addf(out, tells && i == at ? "[%s]" : "%s", lists[i]->title);
	}
	if (tells && last + 1 < n)
		str_addf(out, " %s", rest);
}

/* Whether there may be more rows than are counted. */
static bool
is_open_ended(const struct rows *rows)
{
	return rows->total < 0 && rows->pages[rows->n_pages - 1].reply->next_cursor != NULL;
}

static void
add_hidden(const struct view *view, const char *rule, struct arena *arena, struct str *out)
{
	const struct rows *rows = &view->rows;
	int64_t hidden = view->all - rows_count(rows);
	if (rows->filter == NULL || view->all < 0)
		return;
	str_addf(out, "%s%s%s%s hidden", rule, is_open_ended(rows) ? "up to " : "",
	    digits(hidden > 0 ? hidden : 0, arena), view->all_at_least ? "+" : "");
}

/* All parts but the filter, which takes `columns` of what is left. */
static void
compose(const struct view *view, enum shortened how, int columns, struct str *out)
{
	struct arena arena = { NULL };
	const struct rows *rows = &view->rows;
	const struct screen *screen = &view->app->screen;
	const char *rule = how >= SHORT_rules ? "  " : " ── ";
	str_clear(out);
	add_sections(view, how, out);
	if (view->section->list == OP_none || rows->n_pages == 0) {
		arena_release(&arena);
		return;
	}
	str_addf(
	    out, "%s%s%s", rule, digits(rows_count(rows), &arena), is_open_ended(rows) ? "+" : "");
	if (rows->filter != NULL && view->all > rows_count(rows) && how < SHORT_of_all)
		str_addf(out, " of %s%s", digits(view->all, &arena), view->all_at_least ? "+" : "");
	if (rows_copy(rows) != NULL)
		str_addf(out, "%s%s", rule, rows_copy(rows));
	if (rows->filter != NULL && how < SHORT_filter)
		str_addf(out, "%s/%s", rule, rows->filter);
	else if (rows->filter != NULL && columns > 0)
		str_addf(out, "%s/%.*s%s", rule,
		    (int)screen_wrap(screen, rows->filter, strlen(rows->filter), columns).len,
		    rows->filter, screen_pick(screen, "…", "~"));
	add_hidden(view, rule, &arena, out);
	if (view->section->list == OP_audit_list && copier_text(view->app)[0] != '\0')
		str_addf(out, "%s%s", rule, copier_text(view->app));
	if (view->n_marks > 0 && how < SHORT_marks)
		str_addf(out, "%s%zu marked", rule, view->n_marks);
	if (view->fresh > 0 && how < SHORT_fresh)
		str_addf(out, "%s%s new", rule, digits(view->fresh, &arena));
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
