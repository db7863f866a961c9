/* The console's memory between runs: a small file of `key = value` lines. */
#include "state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "app_internal.h"
#include "digest.h"
#include "mem.h"

#define OWNER_KEY "identity = "

enum { STATE_PATH = 4200 };

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

static void
read_lines(struct app *app, const char *path)
{
	char line[600];
	FILE *file = path == NULL ? NULL : fopen(path, "re");
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

/* ---- whose it is ---- */

static const char *
file_of(const struct app *app, char out[STATE_PATH])
{
	(void)snprintf(out, STATE_PATH, "%s-%s", app->settings.state_file, app->state_owner);
	return out;
}

/* An id comes from the daemon, and is no part of a file's name. */
static void
name_owner(const char *id, char out[STATE_OWNER])
{
	char hex[DIGEST_HEX];
	struct digest digest = digest_of(id, strlen(id), "", 0);
	digest_hex(&digest, hex);
	(void)snprintf(out, STATE_OWNER, "%.16s", hex);
}

/* Of whom it was kept last; false: of nobody yet. */
static bool
read_owner(struct app *app)
{
	static const char digits[] = "0123456789abcdef";
	char line[sizeof(OWNER_KEY) + STATE_OWNER + 1] = "";
	const char *owner = line + sizeof(OWNER_KEY) - 1;
	FILE *file = fopen(app->settings.state_file, "re");
	if (file == NULL)
		return false;
	bool read = fgets(line, sizeof(line), file) != NULL &&
	    strncmp(line, OWNER_KEY, sizeof(OWNER_KEY) - 1) == 0 &&
	    strspn(owner, digits) == STATE_OWNER - 1;
	(void)fclose(file);
	if (read)
		(void)snprintf(app->state_owner, sizeof(app->state_owner), "%.16s", owner);
	return read;
}

void
state_load(struct app *app)
{
	char path[STATE_PATH];
	if (app->settings.state_file == NULL)
		return;
	read_lines(app, read_owner(app) ? file_of(app, path) : app->settings.state_before);
}

/* As a console is that was never left; what the command line asks for stays. */
static void
begin_anew(struct app *app)
{
	if (app->org_left != NULL)
		app->settings.org = NULL;
	if (app->workspace_left != NULL)
		app->settings.workspace = NULL;
	state_release(app);
	app->org_left = app->workspace_left = NULL;
	app->saved.n = 0;
	app->pane = PANE_members;
	for (int pane = 0; pane < PANE_COUNT; pane++)
		for (size_t i = 0; i < pane_get((enum pane_id)pane)->n_sections; i++)
			view_begin_anew(&app->views[pane][i]);
}

void
state_meet(struct app *app, const char *id)
{
	char path[STATE_PATH];
	char owner[STATE_OWNER];
	name_owner(id == NULL ? "" : id, owner);
	bool known = app->state_owner[0] != '\0';
	bool same = strcmp(owner, app->state_owner) == 0;
	(void)snprintf(app->state_owner, sizeof(app->state_owner), "%s", owner);
	if (!known || same || app->settings.state_file == NULL)
		return;
	begin_anew(app);
	read_lines(app, file_of(app, path));
}

/* ---- keeping ---- */

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
static void
write_file(const struct app *app, const char *path, void (*write)(const struct app *, FILE *))
{
	char beside[STATE_PATH + 4];
	(void)snprintf(beside, sizeof(beside), "%s.new", path);
	FILE *file = fopen(beside, "we");
	if (file == NULL)
		return;
	write(app, file);
	if (fclose(file) == 0)
		(void)rename(beside, path);
}

static void
write_lines(const struct app *app, FILE *file)
{
	(void)fprintf(
	    file, "pane = %s\norganization = %s\n", pane_get(app->pane)->name, app->place.org_id);
	if (app->place.ws_id[0] != '\0')
		(void)fprintf(file, "workspace = %s\n", app->place.ws_id);
	for (int pane = 0; pane < PANE_COUNT; pane++)
		for (size_t i = 0; i < pane_get((enum pane_id)pane)->n_sections; i++)
			save_view(file, pane_get((enum pane_id)pane), i, &app->views[pane][i]);
	saved_write(app, file);
}

static void
write_owner(const struct app *app, FILE *file)
{
	(void)fprintf(file, OWNER_KEY "%s\n", app->state_owner);
}

void
state_save(struct app *app)
{
	char path[STATE_PATH];
	bool known = app->place.org_id[0] != '\0' && app->state_owner[0] != '\0';
	if (app->settings.state_file == NULL || !known)
		return;
	write_file(app, file_of(app, path), write_lines);
	write_file(app, app->settings.state_file, write_owner);
}

void
state_release(struct app *app)
{
	free(app->org_left);
	free(app->workspace_left);
}
