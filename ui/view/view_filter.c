/* The filter of a view: typed, checked, in force; and how many rows it hides. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "args.h"
#include "client.h"
#include "clock.h"
#include "input.h"
#include "mem.h"
#include "term.h"
#include "view_internal.h"

enum { FILTER_WAIT_MS = 150 };

/* The workspaces that one may enter, and those that the list of them holds. */
const char *
view_workspace_named(const void *payload, const char *name)
{
	const struct app *app = ((const struct view *)payload)->app;
	const struct me *me = app->me == NULL ? NULL : app->me->value;
	const struct rows *rows = &app->views[PANE_workspaces][0].rows;
	for (size_t i = 0; me != NULL && i < me->workspaces.n; i++) {
		const struct my_workspace *each = &me->workspaces.items[i];
		if (strcmp(each->organization_id, app->place.org_id) == 0 &&
		    strcasecmp(each->name, name) == 0)
			return each->id;
	}
	for (int64_t i = rows->base; i < rows_end(rows); i++) {
		const struct workspace_row *each = rows_at(rows, i);
		if (each != NULL && strcasecmp(each->name, name) == 0)
			return each->id;
	}
	return strncmp(name, "ws_", 3) == 0 ? name : NULL;
}

/* Whether what was typed can be asked for; if not, view->refused says why. */
static bool
is_askable(struct view *view)
{
	return rows_check_filter(&view->rows, view->filter.text, &view->refused) == 0;
}

void
view_filter_apply(struct view *view)
{
	view->filter_due = 0;
	if (!is_askable(view)) {
		view->app->dirty = true;
		if (!view->filtering)
			app_say(view->app, STYLE_error, "%s; the filter stays as it was",
			    view->refused.text);
		return;
	}
	rows_set_filter(&view->rows, view->filter.text);
	listpos_first(&view->pos);
	rows_first(&view->rows);
}

static bool
is_answered(const struct view *view)
{
	const char *good = view->filter_good == NULL ? "" : view->filter_good;
	return strcmp(good, view->rows.filter == NULL ? "" : view->rows.filter) == 0;
}

bool
view_filter_awaits(const struct view *view)
{
	return view->section->list != OP_none && view->rows.n_pages > 0 && !is_answered(view);
}

bool
view_filter_refused(struct view *view)
{
	struct rows *rows = &view->rows;
	enum problem problem = rows->err.problem;
	bool wrong = rows->filter != NULL &&
	    (problem == PROBLEM_invalid_query || problem == PROBLEM_invalid_field);
	if (!wrong && !view_filter_awaits(view))
		return false;
	view->refused = rows->err;
	if (!wrong)
		(void)fail(&view->refused, problem, "", "not filtered: %.200s", rows->err.text);
	rows_set_filter(rows, view->filter_good);
	if (!view->filtering && !wrong)
		app_say(view->app, STYLE_error, "%s", view->refused.text);
	else if (!view->filtering)
		app_say(view->app, STYLE_error, "%s; the filter %s", view->refused.text,
		    view->filter_good == NULL ? "is not in force" : "before it stays in force");
	/* What is held was asked with the filter before; where nothing is, it is asked for. */
	if (rows->n_pages == 0)
		rows_first(rows);
	return true;
}

/* ---- counting ---- */

/* How many rows there are, from the first page without a filter. */
static void
take_all(struct view *view, const struct reply *first)
{
	const struct section *section = view->section;
	view->all = first->total;
	view->all_at_least = first->total_at_least;
	if (section->all == NULL)
		return;
	view->all = first->n == 0 ? 0 : section->all(first->value);
	view->all_at_least = false;
}

static void
counted(struct reply *reply, void *payload)
{
	struct view *view = payload;
	view->count_call = NULL;
	live_heard(view->app, reply);
	if (reply->err.problem == PROBLEM_none) {
		view->recount = false;
		take_all(view, reply);
		view->app->dirty = true;
	}
	reply_free(reply);
}

static void
ask_count(struct view *view)
{
	struct arena arena = { NULL };
	struct err ignored;
	struct client_with with = { .org = view->rows.org, .ws = view->rows.ws };
	void *args = args_new(&arena, view->rows.op);
	if (view->count_call == NULL &&
	    rows_take_aims(&view->rows, view->rows.op, args, &arena, &ignored) == 0 &&
	    args_set(view->rows.op, args, "limit", "1", &arena, &ignored) == 0)
		view->count_call =
		    client_start(view->app->client, view->rows.op, &with, args, counted, view);
	arena_release(&arena);
}

void
view_filter_answered(struct view *view)
{
	const struct rows *rows = &view->rows;
	bool changed = !is_answered(view);
	free(view->filter_good);
	view->filter_good = rows->filter == NULL ? NULL : mem_text(rows->filter);
	if (rows->filter != NULL) {
		if (view->all < 0 || view->recount)
			ask_count(view);
	} else if (rows->total >= 0) {
		view->all = rows->total;
		view->all_at_least = false;
	} else if (rows_begin(rows)) {
		take_all(view, rows->pages[0].reply);
	} else if (view->all < 0 || view->recount) {
		ask_count(view);
	}
	if (changed)
		view_filter_changed(view);
}

void
view_filter_release(struct view *view)
{
	if (view->count_call != NULL)
		client_cancel(view->app->client, view->count_call);
	view->count_call = NULL;
	free(view->filter_good);
	view->filter_good = NULL;
	view->refused = (struct err){ .problem = PROBLEM_none };
	view->all = -1;
}

/* ---- typing ---- */

void
view_filter_open(struct view *view)
{
	const struct lineedit *filter = &view->filter;
	bool words = view->section->looks_for == NULL && filter->len > 0 &&
	    filter->text[filter->len - 1] != ' ';
	char *text = mem_text(filter->text);
	view->filtering = true;
	lineedit_set(&view->filter, text);
	/* What is typed is another word of it. */
	if (words)
		lineedit_insert(&view->filter, " ", 1);
	free(text);
}

/* What the daemon has found to be wrong stays so until it is changed; what it was not there for is asked again. */
static bool
is_refused(struct view *view)
{
	enum problem problem = view->refused.problem;
	return problem == PROBLEM_invalid_query || problem == PROBLEM_invalid_field ||
	    !is_askable(view);
}

/* Enter: the line stays open as long as it says what cannot be asked for. */
static void
finish(struct view *view)
{
	const char *now = view->rows.filter == NULL ? "" : view->rows.filter;
	view->filtering = is_refused(view);
	if (view->filtering)
		view->app->term->bell(view->app->term);
	else if (view->filter_due != 0 || strcmp(view->filter.text, now) != 0)
		view_filter_apply(view);
}

bool
view_filter_settle(struct view *view)
{
	if (view->refused.problem == PROBLEM_none)
		return false;
	view->refused = (struct err){ .problem = PROBLEM_none };
	view->filter_due = 0;
	lineedit_set(&view->filter, view->rows.filter == NULL ? "" : view->rows.filter);
	return true;
}

/* Esc: what is wrong gives way to what is in force; else the filter is taken away. */
static void
give_up(struct view *view)
{
	view->filtering = false;
	(void)is_askable(view);
	if (!view_filter_settle(view) && view->filter.len > 0)
		view_set_filter(view, "");
}

bool
view_filter_input(struct view *view, const struct input *input)
{
	if (!view->filtering)
		return false;
	enum widget_answer answer = lineedit_input(&view->filter, input);
	switch (answer) {
	case WIDGET_USED:
		view->refused = (struct err){ .problem = PROBLEM_none };
		view->filter_due =
		    clock_monotonic() + (view->section->instant ? 0 : FILTER_WAIT_MS);
		break;
	case WIDGET_DONE:
		finish(view);
		break;
	case WIDGET_CANCELLED:
		give_up(view);
		break;
	case WIDGET_IGNORED:
		view->filtering = false;
		break;
	}
	return answer != WIDGET_IGNORED;
}

/* "words, actor: type: outcome:": all names, where a list is narrowed by many. */
static bool
offer_names(const struct view *view, char *out, size_t size)
{
	enum { MANY = 7 };
	int n = 0;
	size_t len = (size_t)snprintf(out, size, "words,");
	for (const struct field *param = op_params(view->rows.op); param->name != NULL; param++) {
		if (!rows_can_filter(&view->rows, param->name))
			continue;
		bool is_workspace = strcmp(param->name, "workspace_id") == 0;
		n++;
		if (len < size)
			len += (size_t)snprintf(out + len, size - len,
			    " %s:", is_workspace ? "workspace" : param->name);
	}
	return n >= MANY;
}

void
view_filter_offer(const struct view *view, char *out, size_t size)
{
	int count;
	if (view->section->looks_for != NULL) {
		(void)snprintf(out, size, "%s", view->section->looks_for);
		return;
	}
	if (offer_names(view, out, size))
		return;
	(void)snprintf(out, size, "words");
	for (const struct field *param = op_params(view->rows.op); param->name != NULL; param++) {
		enum vocab vocab = kind_row(param->kind)->vocab;
		if (vocab == VOCAB_none || !rows_can_filter(&view->rows, param->name))
			continue;
		/* The first of the words is the rarest (owner) or the usual one (active). */
		const struct word *words = vocab_words(vocab, &count);
		(void)snprintf(
		    out, size, "words, or %s:%s", param->name, words[count > 2 ? 2 : 1].name);
		return;
	}
}

const char *
view_filter_hint(const struct view *view, enum style *style)
{
	bool wrong = view->refused.problem != PROBLEM_none;
	*style = wrong ? STYLE_error : STYLE_normal;
	return wrong ? view->refused.text : "enter keep  esc show all";
}

void
view_set_filter(struct view *view, const char *filter)
{
	if (view->section->list == OP_none)
		return;
	view->refused = (struct err){ .problem = PROBLEM_none };
	lineedit_set(&view->filter, filter);
	view->filter_due = clock_monotonic();
}
