/* Whether somebody may do something: whom, what and where are picked, the daemon explains. */
#include "why.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "client.h"
#include "mem.h"
#include "overlay.h"
#include "person_search.h"
#include "str.h"
#include "utf8.h"
#include "view_internal.h"

enum { PERSON_MAX = 300, TEXT_MAX = 1 << 18, NAME_MOST = 120, WHO_MAX = NAME_MOST + 20 };

/* ---- pickers ---- */

struct why_places {
	struct arena arena;
	struct why_place *items;
	size_t n;
};

void
why_pick_action(struct app *app, const char *title,
    void (*chosen)(struct app *app, size_t index, void *payload), void *payload)
{
	struct picker_choice choices[ACTION_COUNT];
	size_t n = 0;
	/* Those that are in nobody's gift are the last of the matrix. */
	for (int i = ACTION_none + 1; i < ACTION_COUNT; i++) {
		const struct action_row *row = action_row((enum action)i);
		if (strcmp(row->workspace, "----") != 0 || strcmp(row->org, "---") != 0)
			choices[n++] =
			    (struct picker_choice){ .name = row->name, .detail = row->text };
	}
	overlay_pick(app, title, choices, n, 0, chosen, payload);
}

void
why_pick_workspace(struct app *app, const char *first,
    void (*chosen)(struct app *app, size_t index, void *payload), void *payload)
{
	const struct rows *workspaces = &app->views[PANE_workspaces][0].rows;
	size_t most = (size_t)rows_end(workspaces) + 1;
	why_free(app);
	struct why_places *places = app->why_places = mem_new(1, sizeof(*places));
	struct picker_choice *choices = arena_new(&places->arena, most * sizeof(*choices));
	places->items = arena_new(&places->arena, most * sizeof(*places->items));
	if (first != NULL)
		places->items[places->n++].name = arena_text(&places->arena, first);
	for (int64_t i = workspaces->base; i < rows_end(workspaces); i++) {
		const struct workspace_row *workspace = rows_at(workspaces, i);
		if (workspace != NULL)
			places->items[places->n++] =
			    (struct why_place){ arena_text(&places->arena, workspace->id),
				    arena_text(&places->arena, workspace->name) };
	}
	for (size_t i = 0; i < places->n; i++)
		choices[i].name = places->items[i].name;
	overlay_pick(app, "Where?", choices, places->n, 0, chosen, payload);
}

const struct why_place *
why_place(const struct app *app, size_t index)
{
	return &app->why_places->items[index];
}

void
why_free(struct app *app)
{
	if (app->why_places != NULL)
		arena_release(&app->why_places->arena);
	free(app->why_places);
	app->why_places = NULL;
}

/* ---- the answer ---- */

static void
add_missing(const struct missing_path *missing, struct str *out)
{
	str_addf(
	    out, "\n  %s of %s: %s\n", role_spoken(missing->role), missing->place, missing->text);
	for (size_t i = 0; i < missing->by.n; i++)
		str_addf(out, "%s%s%s", i == 0 ? "    by " : ", ", missing->by.items[i],
		    i + 1 == missing->by.n ? "\n" : "");
}

/* What is only offered says itself whether it would be enough. */
static void
add_path(const struct grant_path *path, bool first, struct str *out)
{
	const char *text = path->text == NULL ? "" : path->text;
	bool offered = strncmp(text, "invited ", 8) == 0;
	str_addf(out, "%s  %s of %s: %s%s%s\n", first ? "\nWhat they have there\n\n" : "",
	    role_spoken(path->through), path->place,
	    offered            ? ""
	        : path->grants ? "enough"
	                       : "not enough",
	    offered || text[0] == '\0' ? "" : "; ", text);
}

void
why_describe(const struct why *why, struct str *out)
{
	str_addf(out, "%s.\n", why->sentence);
	for (size_t i = 0; i < why->paths.n; i++)
		add_path(&why->paths.items[i], i == 0, out);
	for (size_t i = 0; i < why->missing.n; i++) {
		str_add(out, i == 0 ? "\nWhat would be enough, and who can give it\n" : "");
		add_missing(&why->missing.items[i], out);
	}
	for (size_t i = 0; i < why->but.n; i++)
		str_addf(out, "%s  %s\n", i == 0 ? "\nWhat stands against it\n\n" : "",
		    why->but.items[i]);
}

static void
explained(struct reply *reply, void *payload)
{
	struct app *app = payload;
	struct str text = STR_INIT(TEXT_MAX);
	live_heard(app, reply);
	if (reply->err.problem != PROBLEM_none) {
		app_say_problem(app, reply);
	} else {
		why_describe(reply->value, &text);
		overlay_text(app, "Why", str_text(&text));
	}
	app->dirty = true;
	str_release(&text);
	reply_free(reply);
}

/* ---- the questions ---- */

/* Whom, and what. */
struct question {
	char person[PERSON_MAX];
	enum action action;
};

static void
ask(struct app *app, const struct question *question, const char *ws_id)
{
	const struct client_with with = { .org = app->place.org_id };
	const struct person_why_args args = { .person = question->person,
		.permission = action_row(question->action)->name,
		.workspace_id = ws_id,
		.has_workspace_id = ws_id != NULL };
	(void)nexa_person_why(app->client, &with, &args, explained, app);
}

static void
place_chosen(struct app *app, size_t index, void *payload)
{
	ask(app, payload, why_place(app, index)->id);
}

/* The workspace that the line named, or else the one that is picked. */
static void
find_place(struct app *app, const char *person, enum action action)
{
	struct question *question = mem_new(1, sizeof(*question));
	question->action = action;
	(void)snprintf(question->person, sizeof(question->person), "%s", person);
	const char *named = view_workspace_named(&app->views[PANE_workspaces][0], app->why_where);
	bool of_workspace = strcmp(action_row(question->action)->workspace, "----") != 0;
	if (of_workspace && named != NULL) {
		ask(app, question, named);
		free(question);
		return;
	}
	if (of_workspace && rows_end(&app->views[PANE_workspaces][0].rows) > 0) {
		why_pick_workspace(app, NULL, place_chosen, question);
		return;
	}
	/* The list of workspaces has not come yet: it is the active one, then. */
	ask(app, question, of_workspace && app->place.ws_id[0] != '\0' ? app->place.ws_id : NULL);
	free(question);
}

static void
action_chosen(struct app *app, size_t index, void *payload)
{
	find_place(app, payload, (enum action)(index + 1));
}

static void
person_chosen(struct app *app, const char *id, const char *name, void *payload)
{
	char title[WHO_MAX];
	const char *who = name[0] == '(' ? id : name; /* only invited: there is no name yet */
	(void)payload;
	view_show(&app->views[PANE_workspaces][0]);
	if (app->why_action != ACTION_none) {
		find_place(app, id, app->why_action);
		return;
	}
	(void)snprintf(
	    title, sizeof(title), "May %.*s do what?", (int)utf8_cut(who, NAME_MOST), who);
	why_pick_action(app, title, action_chosen, mem_text(id));
}

/* ---- the line ---- */

enum { WORDS_MAX = 16, LINE_BYTES = 400 };

static bool
is_gap(char c)
{
	return c == ' ' || c == '"' || c == '\'';
}

/* The words from one to another as they stand, without quotes around them. */
static void
cut(const char *line, size_t from, size_t to, char out[LINE_BYTES])
{
	while (from < to && is_gap(line[from]))
		from++;
	while (to > from && is_gap(line[to - 1]))
		to--;
	(void)snprintf(out, LINE_BYTES, "%.*s", (int)(to - from), line + from);
}

/* "Divya Iyer delete agents Production": who, what and where; the words that mean an action tell them apart.  Without
 * any all of it is who. */
static void
read_line(struct app *app, const char *line, char person[LINE_BYTES])
{
	size_t starts[WORDS_MAX + 1];
	int n = 0;
	size_t len = strlen(line);
	char what[LINE_BYTES];
	for (size_t at = 0; at < len && n < WORDS_MAX; at += strcspn(line + at, " ")) {
		at += strspn(line + at, " ");
		if (at < len)
			starts[n++] = at;
	}
	starts[n] = len;
	cut(line, 0, len, person);
	for (int from = 1; from < n && app->why_action == ACTION_none; from++)
		for (int to = n; to > from && app->why_action == ACTION_none; to--) {
			cut(line, starts[from], starts[to], what);
			app->why_action = op_action_meant(what);
			if (app->why_action == ACTION_none)
				continue;
			cut(line, 0, starts[from], person);
			cut(line, starts[to], len, what);
			(void)snprintf(app->why_where, sizeof(app->why_where), "%.300s", what);
		}
}

void
why_ask(struct app *app, const char *typed)
{
	char person[LINE_BYTES] = "";
	app->why_action = ACTION_none;
	app->why_where[0] = '\0';
	if (typed != NULL)
		read_line(app, typed, person);
	const struct person_sought who = { .title = "Who?", .typed = person };
	person_search_open(app, &who, person_chosen, NULL);
}

/* What the row calls its person, whatever else it tells of. */
static const char *
name_here(struct app *app, const char *person, struct arena *arena)
{
	static const char *const names[] = { "display_name", "created_by_name", "email" };
	const struct view *view = app_view(app);
	const struct field *fields = shape_fields(view_shape(view));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *text = shape_field(fields, names[i]) == NULL
		    ? ""
		    : view_field(view, view_row(view), names[i], arena);
		if (text[0] != '\0')
			return text;
	}
	return strchr(person, '@') != NULL ? person : "they";
}

void
why_here(struct app *app)
{
	struct arena arena = { NULL };
	const char *person = view_person(app_view(app), &arena);
	app->why_action = ACTION_none;
	app->why_where[0] = '\0';
	if (person == NULL)
		why_ask(app, NULL);
	else
		person_chosen(app, person, name_here(app, person, &arena), NULL);
	arena_release(&arena);
}
