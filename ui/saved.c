/* Saved views: kept, dropped, gone to, and as lines of the state file. */
#include "saved.h"

#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "app_internal.h"
#include "overlay.h"

/* Stands for "no order of its own" where a word is needed. */
static const char *const no_sort = ".";

/* Where a name stands, or would. */
static size_t
place_of(const struct saved *saved, const char *name)
{
	size_t at = 0;
	while (at < saved->n && strcmp(saved->views[at].name, name) < 0)
		at++;
	return at;
}

static bool
is_there(const struct saved *saved, size_t at, const char *name)
{
	return at < saved->n && strcmp(saved->views[at].name, name) == 0;
}

/* False when there are too many. */
static bool
put(struct saved *saved, const struct saved_view *view)
{
	size_t at = place_of(saved, view->name);
	if (!is_there(saved, at, view->name)) {
		if (saved->n == SAVED_MAX)
			return false;
		memmove(&saved->views[at + 1], &saved->views[at],
		    (saved->n++ - at) * sizeof(saved->views[0]));
	}
	saved->views[at] = *view;
	return true;
}

const char *
saved_text(const struct saved_view *view, char out[SAVED_TEXT])
{
	bool sorted = view->sort[0] != '\0';
	bool filtered = view->filter[0] != '\0';
	(void)snprintf(out, SAVED_TEXT, "%s%s%s%s%s",
	    pane_get(view->pane)->sections[view->section].title, sorted ? ", by " : "", view->sort,
	    filtered ? ", /" : "", view->filter);
	return out;
}

void
saved_keep(struct app *app, const char *name)
{
	const struct view *view = app_view(app);
	const struct section *section = view->section;
	struct saved_view kept = { .pane = app->pane, .section = app->section[app->pane] };
	name += strspn(name, " ");
	if (strlen(name) >= SAVED_NAME || strstr(name, " = ") != NULL) {
		app_say(app, STYLE_error, "a view's name has %d bytes at most and no ' = '",
		    SAVED_NAME - 1);
		return;
	}
	(void)snprintf(kept.name, SAVED_NAME, "%s", name);
	if (section->list != OP_none && view->rows.filter != NULL)
		(void)snprintf(kept.filter, SAVED_FILTER, "%s", view->rows.filter);
	if (section->list != OP_none && view->sort < section->n_columns)
		(void)snprintf(kept.sort, SAVED_SORT, "%s%s", view->descending ? "-" : "",
		    section->columns[view->sort].field);
	if (put(&app->saved, &kept))
		app_say(app, STYLE_ok, "saved as '%s'; v lists saved views", kept.name);
	else
		app_say(app, STYLE_error, "%d views are saved: drop one first", SAVED_MAX);
}

void
saved_drop(struct app *app, size_t index)
{
	struct saved *saved = &app->saved;
	app_say(app, STYLE_ok, "dropped the view '%s'", saved->views[index].name);
	saved->n--;
	memmove(&saved->views[index], &saved->views[index + 1],
	    (saved->n - index) * sizeof(saved->views[0]));
}

void
saved_go(struct app *app, size_t index)
{
	const struct saved_view saved = app->saved.views[index];
	if (!app_go(app, saved.pane))
		return;
	app_go_section(app, saved.section);
	struct view *view = app_view(app);
	if (view->section->list == OP_none)
		return;
	view_restore_sort(view, saved.sort);
	/* Also what loads the rows anew. */
	view_set_filter(view, saved.filter);
}

static void
picked(struct app *app, size_t index, void *payload)
{
	(void)payload;
	saved_go(app, index);
}

void
saved_pick(struct app *app)
{
	struct picker_choice choices[SAVED_MAX];
	char texts[SAVED_MAX][SAVED_TEXT];
	size_t n = app->saved.n;
	if (n == 0) {
		app_say(app, STYLE_warning,
		    "no view is saved; the command `view save NAME` keeps this one");
		return;
	}
	for (size_t i = 0; i < n; i++)
		choices[i] = (struct picker_choice){ .name = app->saved.views[i].name,
			.detail = saved_text(&app->saved.views[i], texts[i]) };
	overlay_pick(app, "Saved views", choices, n, 0, picked, NULL);
}

/* ---- the state file ---- */

void
saved_read(struct app *app, const char *name, const char *value)
{
	struct saved_view view = { .pane = PANE_COUNT };
	size_t len = strcspn(value, ".");
	for (int pane = 0; pane < PANE_COUNT; pane++) {
		const char *known = pane_get((enum pane_id)pane)->name;
		if (strlen(known) == len && strncmp(known, value, len) == 0)
			view.pane = (enum pane_id)pane;
	}
	if (view.pane == PANE_COUNT || value[len] == '\0' || strlen(name) >= SAVED_NAME)
		return;
	char *end = NULL;
	view.section = (size_t)strtoul(value + len + 1, &end, 10);
	if (view.section >= pane_get(view.pane)->n_sections || *end != ' ')
		return;
	const char *sort = end + 1;
	len = strcspn(sort, " ");
	if (len >= SAVED_SORT || strlen(sort + len) >= SAVED_FILTER)
		return;
	(void)snprintf(view.name, SAVED_NAME, "%s", name);
	if (strncmp(sort, no_sort, len) != 0)
		(void)snprintf(view.sort, SAVED_SORT, "%.*s", (int)len, sort);
	if (sort[len] == ' ')
		(void)snprintf(view.filter, SAVED_FILTER, "%s", sort + len + 1);
	(void)put(&app->saved, &view);
}

void
saved_write(const struct app *app, FILE *file)
{
	for (size_t i = 0; i < app->saved.n; i++) {
		const struct saved_view *view = &app->saved.views[i];
		(void)fprintf(file, "view.%s = %s.%zu %s %s\n", view->name,
		    pane_get(view->pane)->name, view->section,
		    view->sort[0] == '\0' ? no_sort : view->sort, view->filter);
	}
}
