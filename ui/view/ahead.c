/* Keys typed ahead: held while the list is on its way, done in their order, or dropped together. */
#include "ahead.h"

#include <stdio.h>
#include <string.h>

#include "act.h"
#include "app.h"
#include "app_internal.h"
#include "clock.h"
#include "input.h"
#include "keys.h"

enum { PATIENCE_MS = 150, NAMED = 8, NAMES_SIZE = NAMED * (KEYS_NAME_SIZE + 1) + 8 };

/* What a key does here; KEYMAP_NONE. */
static int
action_of(const struct app *app, uint32_t key)
{
	const char *contexts[APP_CONTEXTS];
	app_contexts(app, contexts);
	return keymap_find(&app->keymap, key, contexts);
}

bool
ahead_is_coming(struct app *app)
{
	if (app->me == NULL)
		return app->me_call != NULL && app->live.state != LIVE_offline;
	return view_is_coming(app_view(app));
}

/* "r a": what waits, as much of it as is worth naming. */
static void
names(const struct ahead *ahead, char out[NAMES_SIZE])
{
	char name[KEYS_NAME_SIZE];
	size_t len = 0;
	out[0] = '\0';
	for (size_t i = 0; i < ahead->n && i < NAMED; i++)
		len += (size_t)snprintf(out + len, NAMES_SIZE - len, "%s%s", i == 0 ? "" : " ",
		    keys_name(ahead->keys[i], name));
	if (ahead->n > NAMED)
		(void)snprintf(out + len, NAMES_SIZE - len, " …");
}

static void
drop(struct app *app, const char *why)
{
	char list[NAMES_SIZE];
	char said[sizeof(app->status)];
	names(&app->ahead, list);
	app->ahead.n = 0;
	/* Why the list did not come has been said. */
	(void)snprintf(
	    said, sizeof(said), "%s", app->status_style == STYLE_error ? app->status : "");
	if (said[0] != '\0')
		app_say(app, STYLE_error, "%.300s; not done: %s", said, list);
	else
		app_say(app, STYLE_warning, "not done: %s; %s", list, why);
}

static void
hold(struct app *app, uint32_t key)
{
	struct ahead *ahead = &app->ahead;
	if (ahead->n == AHEAD_MAX) {
		drop(app, "too much was typed ahead");
		return;
	}
	if (ahead->n == 0) {
		ahead->since = clock_monotonic();
		ahead->told = false;
		app->status[0] = '\0';
	}
	ahead->keys[ahead->n++] = key;
}

bool
ahead_takes(struct app *app, const struct input *input)
{
	bool held = app->ahead.n > 0;
	if (input->kind != INPUT_KEY)
		return held;
	int action = action_of(app, input->key);
	if (held && action == UI_back) {
		drop(app, "given up");
		return true;
	}
	if (action == UI_quit || action == UI_interrupt)
		return false;
	if (!held &&
	    (action == KEYMAP_NONE || !view_needs_rows(app_view(app), (enum ui_action)action) ||
	        !ahead_is_coming(app)))
		return false;
	hold(app, input->key);
	return true;
}

/* ---- going on ---- */

/* Why the next key has nothing that it could be done to; NULL when it has. */
static const char *
why_in_vain(struct app *app, enum ui_action action, char out[ACT_REFUSAL])
{
	const struct view *view = app_view(app);
	if (!view_needs_rows(view, action))
		return NULL;
	if (view_row(view) == NULL && app->live.state == LIVE_offline)
		return "the daemon is away";
	if (act_refusal_of_key(app, action, out)[0] != '\0')
		return out;
	if (view->section->list != OP_none && view->rows.err.problem != PROBLEM_none)
		return "the list did not come";
	return view_row(view) == NULL ? "there is no row to do it to" : NULL;
}

/* Whether the next key can be taken; drops all where it never could be. */
static bool
may_go_on(struct app *app)
{
	char out[ACT_REFUSAL];
	if (app->ahead.n == 0)
		return false;
	if (app->overlay != NULL || app_view(app)->filtering)
		return true;
	if (ahead_is_coming(app))
		return false;
	int action = action_of(app, app->ahead.keys[0]);
	const char *why =
	    action == KEYMAP_NONE ? NULL : why_in_vain(app, (enum ui_action)action, out);
	if (why != NULL)
		drop(app, why);
	return why == NULL;
}

void
ahead_resume(struct app *app, void (*take)(struct app *app, const struct input *input))
{
	struct ahead *ahead = &app->ahead;
	/* Nothing was open when it was typed: it is not meant for what opened by itself. */
	if (ahead->n > 0 && app->overlay != NULL)
		drop(app, "something else came first");
	while (may_go_on(app)) {
		const struct input input = { .kind = INPUT_KEY, .key = ahead->keys[0] };
		ahead->n--;
		memmove(ahead->keys, ahead->keys + 1, ahead->n * sizeof(ahead->keys[0]));
		take(app, &input);
	}
}

/* ---- saying so ---- */

void
ahead_text(const struct app *app, char *out, size_t size)
{
	char list[NAMES_SIZE];
	out[0] = '\0';
	if (app->ahead.n == 0 || clock_monotonic() - app->ahead.since < PATIENCE_MS)
		return;
	names(&app->ahead, list);
	(void)snprintf(out, size, "%s: as soon as the list is here; esc gives it up", list);
}

int
ahead_tick(struct app *app)
{
	int64_t passed = clock_monotonic() - app->ahead.since;
	if (app->ahead.n == 0 || app->ahead.told)
		return -1;
	if (passed < PATIENCE_MS)
		return (int)(PATIENCE_MS - passed);
	app->ahead.told = true;
	app->dirty = true;
	return -1;
}
