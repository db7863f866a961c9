/* Bringing in what stands in a CSV file, people or a rate deck, in steps that can each be left without harm. */
#include "import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act.h"
#include "app.h"
#include "client.h"
#include "clock.h"
#include "input.h"
#include "json.h"
#include "keys.h"
#include "mem.h"
#include "str.h"

enum { PATH_LIMIT = 4000, REDRAW_MS = 200, REJECTED_TEXT = 1 << 20 };

/* ---- sending ---- */

static void checked(struct reply *reply, void *payload);
static void applied(struct reply *reply, void *payload);

void
import_note_progress(struct import *import)
{
	int64_t sent;
	int64_t total;
	int64_t now = clock_monotonic();
	if (import->call == NULL)
		return;
	client_progress(import->call, &sent, &total);
	bool all = sent >= total;
	/* Numbers that change faster than they can be read are no use, the last one is. */
	if (sent == import->sent || (!all && now - import->progress.measured_ms < REDRAW_MS))
		return;
	import->sent = sent;
	progress_update(&import->progress, total > 0 ? import->file.rows * sent / total : 0, now);
}

static void
send_file(struct import *import, bool dry_run)
{
	struct client_with with = { .ws = import->ws_id,
		.if_match = import->version,
		.dry_run = dry_run,
		.idempotency_key = dry_run ? NULL : import->key,
		.body_file = &import->file.fd,
		.body_len = import->file.len };
	import->step = dry_run ? IMPORT_CHECKING : IMPORT_APPLYING;
	import->sent = 0;
	progress_start(&import->progress, import->file.rows, clock_monotonic());
	import->call = import->what->send(import, &with, dry_run ? checked : applied);
}

/* Sent again after a lost answer, it must not happen twice. */
static void
make_key(struct import *import)
{
	static unsigned n_made;
	(void)snprintf(import->key, sizeof(import->key), "console-import-%ld-%lld-%u",
	    (long)getpid(), (long long)clock_now(), ++n_made);
}

static void
start(struct import *import)
{
	struct err err = { .problem = PROBLEM_none };
	import->problem[0] = '\0';
	import->others[0] = '\0';
	csv_file_close(&import->file);
	if (import_file_open(import->path.text, import->what->file_max, &import->file, &err) != 0) {
		(void)snprintf(import->problem, sizeof(import->problem), "%s", err.text);
		return;
	}
	make_key(import);
	send_file(import, true);
}

/* ---- answers ---- */

static void
back_to_path(struct import *import, const char *problem)
{
	import->step = IMPORT_PATH;
	(void)snprintf(import->problem, sizeof(import->problem), "%s", problem);
}

/* What the daemon would refuse all of it for; NULL when nothing. */
static const char *
problem_of(const struct reply *reply)
{
	const struct json *problem = json_first(json_get(reply->json, "problems"));
	const char *message = json_text(json_get(problem, "message"));
	if (reply->err.problem != PROBLEM_none)
		return reply->err.text;
	if (problem == NULL && reply->value != NULL)
		return NULL;
	return message == NULL ? "the daemon would refuse it" : message;
}

static void
list_rejected(struct import *import, const struct many_import_rejection *rejected)
{
	struct str text = STR_INIT(REJECTED_TEXT);
	for (size_t i = 0; i < rejected->n; i++)
		str_addf(&text, "line %lld  %s\n", (long long)rejected->items[i].line,
		    rejected->items[i].reason);
	textview_set(&import->rejected, str_text(&text));
	str_release(&text);
}

static void
checked(struct reply *reply, void *payload)
{
	struct import *import = payload;
	int64_t rows;
	int64_t total;
	import->call = NULL;
	import->app->dirty = true;
	live_heard(import->app, reply);
	reply_free(import->checked);
	import->checked = reply;
	if (problem_of(reply) != NULL) {
		back_to_path(import, problem_of(reply));
		return;
	}
	const struct many_import_rejection *rejected =
	    import->what->rejected(reply->value, &rows, &total);
	import->step = rejected->n > 0 ? IMPORT_REJECTED : IMPORT_ASK;
	list_rejected(import, rejected);
}

static void
applied(struct reply *reply, void *payload)
{
	struct import *import = payload;
	struct app *app = import->app;
	import->call = NULL;
	app->dirty = true;
	live_heard(app, reply);
	if (reply->err.problem == PROBLEM_unreachable) {
		/* It may have arrived: the same key makes it safe to send again. */
		import->step = IMPORT_ASK;
		(void)snprintf(import->problem, sizeof(import->problem),
		    "no answer: %.200s; y sends it again, never twice", reply->err.text);
	} else if (reply->err.problem != PROBLEM_none) {
		back_to_path(import, reply->err.text);
	} else {
		import->what->done(app, reply, import);
	}
	reply_free(reply);
}

/* ---- keys ---- */

static void
complete(struct import *import)
{
	struct str path = STR_INIT(PATH_LIMIT);
	struct str others = STR_INIT(sizeof(import->others) - 1);
	import_file_complete(import->path.text, &path, &others);
	lineedit_set(&import->path, str_text(&path));
	(void)snprintf(import->others, sizeof(import->others), "%s", str_text(&others));
	str_release(&path);
	str_release(&others);
}

static enum widget_answer
path_input(struct import *import, const struct input *input)
{
	if (input->kind == INPUT_KEY && input->key == KEY_tab) {
		complete(import);
		return WIDGET_USED;
	}
	enum widget_answer answer = lineedit_input(&import->path, input);
	if (answer == WIDGET_USED) {
		import->problem[0] = '\0';
		import->others[0] = '\0';
	}
	if (answer != WIDGET_DONE)
		return answer;
	start(import);
	return WIDGET_USED;
}

static enum widget_answer
rejected_input(struct import *import, const struct input *input)
{
	if (input->kind == INPUT_KEY && input->key == 'b') {
		back_to_path(import, "");
		return WIDGET_USED;
	}
	if (input->kind == INPUT_KEY && input->key == 'r') {
		start(import);
		if (import->call == NULL)
			import->step = IMPORT_PATH;
		return WIDGET_USED;
	}
	return textview_input(&import->rejected, input);
}

/* What was looked at is what is applied. */
static void
agree(struct import *import)
{
	import->problem[0] = '\0';
	if (csv_file_changed(&import->file))
		(void)snprintf(import->problem, sizeof(import->problem),
		    "Somebody wrote to the file since it was checked: b, then enter, checks it again.");
	else
		send_file(import, false);
}

static enum widget_answer
ask_input(struct import *import, uint32_t key)
{
	if (key == KEY_escape || key == 'n' || key == 'q')
		return WIDGET_CANCELLED;
	if (key == 'b')
		back_to_path(import, "");
	/* Once invited rather than made users, and the other way round. */
	if (key == 'i' && import_can_switch(import)) {
		import->invites = !import->invites;
		make_key(import);
		send_file(import, true);
	}
	if (key == 'y' && import->what->does_something(import->checked->value))
		agree(import);
	return WIDGET_USED;
}

static enum widget_answer
give_up(struct import *import)
{
	struct app *app = import->app;
	bool applying = import->step == IMPORT_APPLYING;
	client_cancel(app->client, import->call);
	import->call = NULL;
	if (!applying) {
		back_to_path(import, "");
		return WIDGET_USED;
	}
	app_say(
	    app, STYLE_warning, "given up: all of it was done or nothing; the list shows which");
	view_renew(app_view(app));
	return WIDGET_CANCELLED;
}

static enum widget_answer
input_of(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct import *import = (struct import *)overlay;
	uint32_t key = input->kind == INPUT_KEY ? input->key : 0;
	(void)app;
	switch (import->step) {
	case IMPORT_PATH:
		return path_input(import, input);
	case IMPORT_REJECTED:
		return rejected_input(import, input);
	case IMPORT_ASK:
		return ask_input(import, key);
	default:
		return key == KEY_escape ? give_up(import) : WIDGET_USED;
	}
}

static void
release(struct overlay *overlay)
{
	struct import *import = (struct import *)overlay;
	if (import->call != NULL)
		client_cancel(import->app->client, import->call);
	textview_release(&import->rejected);
	reply_free(import->checked);
	csv_file_close(&import->file);
	lineedit_release(&import->path);
	free(import);
}

/* While an answer is awaited the bar and its clock move on. */
static int
tick(struct app *app, struct overlay *overlay)
{
	const struct import *import = (const struct import *)overlay;
	if (import->call == NULL)
		return -1;
	app->dirty = true;
	return 250;
}

static bool
keys(const struct overlay *overlay, struct str *out)
{
	static const struct overlay_key rejected[] = {
		{ "r", "reads the file again" },
		{ "b", "back to the file's name" },
		{ "esc, q", "back" },
		{ NULL, NULL },
	};
	static const struct overlay_key agreed[] = {
		{ "y", "does what is told here" },
		{ "b", "back to the file's name" },
		{ "n, esc, q", "back: nothing is done" },
		{ NULL, NULL },
	};
	static const struct overlay_key other[] = {
		{ "i", "invites instead of making users, and the other way round" },
		{ NULL, NULL },
	};
	const struct import *import = (const struct import *)overlay;
	if (import->step == IMPORT_REJECTED) {
		overlay_add_keys(out, overlay_text_keys);
		overlay_add_keys(out, rejected);
	} else if (import->step == IMPORT_ASK) {
		overlay_add_keys(out, import_can_switch(import) ? other : other + 1);
		overlay_add_keys(out, agreed);
	}
	return import->step != IMPORT_PATH;
}

static const struct overlay_kind import_kind = { .input = input_of,
	.draw = import_draw,
	.free = release,
	.keys = keys,
	.hints = "esc back",
	.tick = tick };

struct import *
import_start(struct app *app, const struct import_what *what)
{
	char why[ACT_REFUSAL];
	if (act_refusal(app, what->op, NULL, why)[0] != '\0') {
		app_say(app, STYLE_error, "%s", why);
		return NULL;
	}
	struct import *import = mem_new(1, sizeof(*import));
	import->overlay.kind = &import_kind;
	import->app = app;
	import->what = what;
	import->file.fd = -1;
	(void)snprintf(import->ws_id, sizeof(import->ws_id), "%s", app->place.ws_id);
	lineedit_init(&import->path, PATH_LIMIT, false);
	overlay_push(app, &import->overlay);
	return import;
}
