/* The console's memory between runs: a small file of `key = value` lines. */
#include "state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "app_internal.h"
#include "mem.h"

/* "members.0.filter = role:admin" belongs to the first list of the pane. */
static void
take_view_line(struct app *app, const char *key, const char *value)
{
	for (int pane = 0; pane < PANE_COUNT; pane++) {
		const struct pane *facts = pane_get((enum pane_id)pane);
		size_t len = strlen(facts->name);
		if (strncmp(key, facts->name, len) != 0 || key[len] != '.')
			continue;
		size_t section = (size_t)(key[len + 1] - '0');
		if (section >= facts->n_sections || facts->sections[section].list == OP_none)
			return;
		struct view *view = &app->views[pane][section];
		if (strcmp(key + len + 2, ".filter") == 0) {
			lineedit_set(&view->filter, value);
			rows_set_filter(&view->rows, view->filter.text);
		} else if (strcmp(key + len + 2, ".sort") == 0) {
			view_restore_sort(view, value);
		}
	}
}

static void
take_line(struct app *app, const char *key, const char *value)
{
	if (strncmp(key, "view.", 5) == 0) {
		saved_read(app, key + 5, value);
	} else if (strcmp(key, "pane") == 0) {
		for (int pane = 0; pane < PANE_COUNT; pane++)
			if (strcmp(pane_get((enum pane_id)pane)->name, value) == 0)
				app->pane = (enum pane_id)pane;
	} else if (strcmp(key, "organization") == 0 && app->settings.org == NULL) {
		app->settings.org = app->org_left = mem_text(value);
	} else if (strcmp(key, "workspace") == 0 && app->settings.workspace == NULL) {
		app->settings.workspace = app->workspace_left = mem_text(value);
	} else {
		take_view_line(app, key, value);
	}
}

void
state_load(struct app *app)
{
	char line[600];
	FILE *file =
	    app->settings.state_file == NULL ? NULL : fopen(app->settings.state_file, "re");
	if (file == NULL)
		return;
	while (fgets(line, sizeof(line), file) != NULL) {
		char *value = strstr(line, " = ");
		line[strcspn(line, "\n")] = '\0';
		if (value == NULL)
			continue;
		*value = '\0';
		take_line(app, line, value + 3);
	}
	(void)fclose(file);
}

static void
save_view(FILE *file, const struct pane *pane, size_t section, const struct view *view)
{
	if (view->section->list == OP_none)
		return;
	if (view->rows.filter != NULL || view->section->filter != NULL)
		(void)fprintf(file, "%s.%zu.filter = %s\n", pane->name, section,
		    view->rows.filter == NULL ? "" : view->rows.filter);
	if (view->sort < view->section->n_columns)
		(void)fprintf(file, "%s.%zu.sort = %s%s\n", pane->name, section,
		    view->descending ? "-" : "", view->section->columns[view->sort].field);
}

/* Written beside and renamed, so that a crash leaves the old one. */
void
state_save(struct app *app)
{
	char path[4200];
	const char *wanted = app->settings.state_file;
	if (wanted == NULL || app->place.org_id[0] == '\0')
		return;
	(void)snprintf(path, sizeof(path), "%s.new", wanted);
	FILE *file = fopen(path, "we");
	if (file == NULL)
		return;
	(void)fprintf(
	    file, "pane = %s\norganization = %s\n", pane_get(app->pane)->name, app->place.org_id);
	if (app->place.ws_id[0] != '\0')
		(void)fprintf(file, "workspace = %s\n", app->place.ws_id);
	for (int pane = 0; pane < PANE_COUNT; pane++)
		for (size_t i = 0; i < pane_get((enum pane_id)pane)->n_sections; i++)
			save_view(file, pane_get((enum pane_id)pane), i, &app->views[pane][i]);
	saved_write(app, file);
	if (fclose(file) == 0)
		(void)rename(path, wanted);
}

void
state_release(struct app *app)
{
	free(app->org_left);
	free(app->workspace_left);
}
