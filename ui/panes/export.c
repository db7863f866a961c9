/* An export of the audit log on its way: a window with how far it has got.  What has arrived stays in the file,
 * and the same export goes on from there. */
#include "export.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act.h"
#include "app.h"
#include "arena.h"
#include "args.h"
#include "audit_file.h"
#include "client.h"
#include "clock.h"
#include "digits.h"
#include "input.h"
#include "keys.h"
#include "mem.h"
#include "newfile.h"
#include "overlay.h"
#include "overlay_area.h"
#include "progress.h"
#include "view.h"

enum { PATH_SIZE = 4096, COLUMNS = 76, ROWS = 9, TICK_MS = 250 };

/* What is asked for, before it begins. */
struct wish {
	struct view *view;
	enum export_format format;
	char path[PATH_SIZE];
};

struct export
{
	struct overlay overlay;
	struct app *app;
	struct audit_file file;
	bool was_there;
	int64_t begins; /* at the seq after this one */
	struct client_call *call;
	struct progress progress;
	char path[PATH_SIZE];
	char filter[300]; /* "" when there is none */
};

/* ---- the end ---- */

static void
tell_end(struct app *app, struct export *export, const struct reply *reply)
{
	struct err err = export->file.err;
	char events[DIGITS_COUNTED];
	if (err.problem == PROBLEM_none)
		err = reply->err;
	if (err.problem == PROBLEM_none && audit_file_finish(&export->file, &err) == 0)
		app_say(app, STYLE_ok,
		    export->was_there ? "added %s to %s" : "saved %s for you alone in %s",
		    digits_counted(export->file.n, "event", "events", events), export->path);
	else if (export->file.err.problem == PROBLEM_none && export->file.n > 0)
		app_say(app, STYLE_error,
		    "%s; what arrived is in %s: the same export goes on from there", err.text,
		    export->path);
	else
		app_say(app, STYLE_error, "%s", err.text);
}

static void
ended(struct reply *reply, void *payload)
{
	struct export *export = payload;
	struct app *app = export->app;
	export->call = NULL;
	app->dirty = true;
	live_heard(app, reply);
	tell_end(app, export, reply);
	reply_free(reply);
	overlay_remove(app, &export->overlay);
}

/* ---- the window ---- */

static enum widget_answer
input_of(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct export *export = (struct export *)overlay;
	if (input->kind != INPUT_KEY || input->key != KEY_escape)
		return WIDGET_USED;
	client_cancel(app->client, export->call);
	export->call = NULL;
	if (export->file.n > 0 || export->was_there)
		app_say(app, STYLE_warning,
		    "stopped; what arrived is in %s: the same export goes on from there",
		    export->path);
	else
		app_say(app, STYLE_warning, "stopped before anything arrived");
	return WIDGET_CANCELLED;
}

static void
note_progress(struct export *export)
{
	int64_t last = client_last_seq(export->call);
	int64_t seq = audit_file_seq(&export->file);
	export->progress.total = last > export->begins ? last - export->begins : 0;
	progress_update(
	    &export->progress, seq > export->begins ? seq - export->begins : 0, clock_monotonic());
}

static struct screen_place
line(const struct screen_rect *area, int row)
{
	return (struct screen_place){ area->row + row, area->column,
		row < area->rows ? area->columns : 0 };
}

static void
draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct export *export = (struct export *)overlay;
	const char *form = export->file.format == EXPORT_FORMAT_csv ? "CSV" : "NDJSON";
	char title[64];
	if (export->call != NULL)
		note_progress(export);
	(void)snprintf(title, sizeof(title), "Export the audit log as %s", form);
	struct screen_rect area =
	    screen_window(screen, overlay_area(app, screen, COLUMNS, ROWS), title);
	struct screen_rect before = screen_clip(screen, area);
	(void)screen_format(screen, line(&area, 0), STYLE_normal, "%s %s",
	    export->was_there ? "going on with" : "into", export->path);
	(void)screen_format(screen, line(&area, 1), STYLE_dim, "%s%s",
	    export->filter[0] == '\0' ? "every event, oldest first" : "only what fits ",
	    export->filter);
	if (export->file.unsure)
		(void)screen_text(screen, line(&area, 2), STYLE_warning,
		    "its filters are not known: only its last event is compared");
	progress_draw(&export->progress, screen, line(&area, 3));
	(void)screen_format(screen, line(&area, 5), STYLE_dim,
	    "Stopped, it keeps what has arrived, and the same export goes on from there.");
	screen_unclip(screen, before);
}

static void
release(struct overlay *overlay)
{
	struct export *export = (struct export *)overlay;
	if (export->call != NULL)
		client_cancel(export->app->client, export->call);
	audit_file_close(&export->file);
	free(export);
}

static int
tick(struct app *app, struct overlay *overlay)
{
	(void)overlay;
	app->dirty = true;
	return TICK_MS;
}

static const struct overlay_kind export_kind = { .input = input_of,
	.draw = draw,
	.free = release,
	.keys = overlay_keys_of_hints,
	.hints = "esc stop",
	.tick = tick };

/* ---- the beginning ---- */

/* What the list shows is what is asked for. */
static int
ask(struct export *export, const struct view *view, struct err *err)
{
	struct arena arena = { NULL };
	struct audit_export_args *args = args_new(&arena, OP_audit_export);
	struct client_with with = {
		.org = view->rows.org, .sink = audit_file_take, .sink_payload = &export->file
	};
	int problem = rows_take_filter(&view->rows, OP_audit_export, args, &arena, err);
	if (problem == 0) {
		export->was_there = export->file.goes_on;
		problem = audit_file_ask(&export->file, args, err);
	}
	if (problem == 0) {
		export->begins = args->has_after_seq ? args->after_seq : 0;
		export->call = nexa_audit_export(export->app->client, &with, args, ended, export);
	}
	arena_release(&arena);
	return problem;
}

static void
begin(const struct wish *wish)
{
	struct app *app = wish->view->app;
	struct export *export = mem_new(1, sizeof(*export));
	const char *filter = wish->view->rows.filter;
	struct err err;
	export->overlay.kind = &export_kind;
	export->app = app;
	(void)snprintf(export->path, sizeof(export->path), "%s", wish->path);
	(void)snprintf(export->filter, sizeof(export->filter), "%s", filter == NULL ? "" : filter);
	progress_start(&export->progress, 0, clock_monotonic());
	if (audit_file_open(&export->file, export->path, wish->format, &err) == 0 &&
	    ask(export, wish->view, &err) == 0) {
		overlay_push(app, &export->overlay);
		return;
	}
	app_say(app, STYLE_error, "%s", err.text);
	release(&export->overlay);
}

static void
going_on_chosen(struct app *app, size_t index, void *payload)
{
	if (index == 0)
		begin(payload);
	else
		app_say(app, STYLE_normal, "nothing was exported");
}

static const struct {
	uint32_t key;
	const char *name;
	enum export_format format;
} forms[] = {
	{ 'c', "CSV, for spreadsheets", EXPORT_FORMAT_csv },
	{ 'n', "NDJSON, a JSON object a line", EXPORT_FORMAT_ndjson },
};

enum { FORMS = sizeof(forms) / sizeof(forms[0]) };

static void
form_chosen(struct app *app, size_t index, void *payload)
{
	static const struct picker_choice choices[] = {
		{ .key = 'a', .name = "add to it what it does not have yet" },
		{ .key = 'k', .name = "keep it as it is, export nothing" },
	};
	char day[CLOCK_DAY_TEXT];
	char name[80];
	char title[120];
	struct wish *wish = mem_new(1, sizeof(*wish));
	*wish = *(const struct wish *)payload;
	wish->format = forms[index].format;
	clock_format_day(clock_now(), day);
	(void)snprintf(name, sizeof(name), "audit-%s.%s", day,
	    vocab_name(VOCAB_export_format, (int)wish->format));
	newfile_path(name, wish->path, sizeof(wish->path));
	if (!newfile_is_there(wish->path)) {
		begin(wish);
		free(wish);
		return;
	}
	(void)snprintf(title, sizeof(title), "%s is there already", name);
	overlay_pick(app, title, choices, 2, 1, going_on_chosen, wish);
}

void
export_open(struct view *view)
{
	struct picker_choice choices[FORMS];
	char why[ACT_REFUSAL];
	if (act_refusal(view->app, OP_audit_export, NULL, why)[0] != '\0') {
		app_say(view->app, STYLE_error, "%s", why);
		return;
	}
	struct wish *wish = mem_new(1, sizeof(*wish));
	wish->view = view;
	for (size_t i = 0; i < FORMS; i++)
		choices[i] = (struct picker_choice){ .key = forms[i].key, .name = forms[i].name };
	overlay_pick(view->app, "Export the audit log as", choices, FORMS, 0, form_chosen, wish);
}
