/* The copy of the audit log: begun, watched, told. */
#include "copier.h"

#include <stdio.h>
#include <string.h>

#include "app.h"
#include "digits.h"
#include "overlay.h"

enum { LOOK_MS = 100 };

static void
start(struct app *app, bool anew)
{
	const struct copier *copier = app->settings.copier;
	(void)snprintf(app->copying, sizeof(app->copying), "copying");
	copier->start(app->place.org_id, anew, copier->payload);
}

void
copier_begin(struct app *app)
{
	const struct copier *copier = app->settings.copier;
	if (copier == NULL || app->place.org_id[0] == '\0') {
		app_say(app, STYLE_error, "there is nothing here that could be copied");
		return;
	}
	if (app->copying[0] != '\0') {
		app_say(app, STYLE_dim, "it is being copied already; this goes on while you work");
		return;
	}
	if (app->live.state == LIVE_offline) {
		app_say(app, STYLE_error, "the daemon is away: the copy goes on when it is back");
		return;
	}
	start(app, false);
}

static void
put_text(struct app *app, const char *text)
{
	if (strcmp(app->copying, text) == 0)
		return;
	(void)snprintf(app->copying, sizeof(app->copying), "%s", text);
	app->dirty = true;
}

static void
answered(struct app *app, size_t index, void *payload)
{
	(void)payload;
	if (index == 0 && app->copying[0] == '\0')
		start(app, true);
}

static void
offer_anew(struct app *app)
{
	static const struct picker_choice choices[] = {
		{ .key = 'y', .name = "fetch it anew", .detail = "what is there is thrown away" },
		{ .key = 'n', .name = "leave it as it is" },
	};
	overlay_pick(app, "The copy of this log is damaged", choices, 2, 1, answered, NULL);
}

static void
tell(struct app *app, const struct copier_state *state)
{
	put_text(app, "");
	if (state->damaged)
		offer_anew(app);
	if (state->failed != NULL)
		app_say(app, STYLE_error, "%s", state->failed);
	else
		app_say(app, STYLE_ok, "%s", state->line);
}

int
copier_tick(struct app *app)
{
	const struct copier *copier = app->settings.copier;
	char text[sizeof(app->copying)];
	char done[DIGITS_TEXT];
	char total[DIGITS_TEXT];
	struct copier_state state;
	if (app->copying[0] == '\0' || !copier->look(&state, copier->payload))
		return -1;
	if (!state.running) {
		tell(app, &state);
		return -1;
	}
	(void)snprintf(text, sizeof(text), "copying %s of %s", digits_text(state.done, done),
	    digits_text(state.total, total));
	if (state.total > 0)
		put_text(app, text);
	return LOOK_MS;
}

const char *
copier_text(const struct app *app)
{
	return app->copying;
}
