/* What a grave act comes to: the daemon is asked what it would do, so that the question can say it. */
#include <string.h>

#include "act.h"
#include "app.h"
#include "args.h"
#include "client.h"
#include "json.h"
#include "str.h"

enum { NAMES_MAX = 2000 };

/* The API keys that end with it: "Dialler, Nightly report"; NULL for none. */
static const char *
keys_that_end(struct act *act, const struct json *events)
{
	struct str names = STR_INIT(NAMES_MAX);
	for (const struct json *each = json_first(events); each != NULL; each = json_next(each)) {
		const char *type = json_text(json_get(each, "type"));
		const char *name = json_text(json_get(each, "target_name"));
		if (type != NULL && name != NULL && strcmp(type, "api_key.revoked") == 0)
			str_addf(&names, "%s%s", names.len == 0 ? "" : ", ", name);
	}
	const char *copy = names.len == 0 ? NULL : arena_text(&act->arena, str_text(&names));
	str_release(&names);
	return copy;
}

/* What else comes of it, a sentence after the other; NULL for nothing. */
static const char *
sentences(struct act *act, const struct json *consequences)
{
	const char *all = NULL;
	for (const struct json *each = json_first(consequences); each != NULL;
	     each = json_next(each))
		if (json_text(each) != NULL)
			all = all == NULL
			    ? arena_text(&act->arena, json_text(each))
			    : arena_printf(&act->arena, "%s.  %s", all, json_text(each));
	return all;
}

/* Whether it can be done; if not, says why. */
static bool
is_possible(struct app *app, const struct reply *reply)
{
	const struct json *problems = json_get(reply->json, "problems");
	const char *why = json_text(json_get(json_first(problems), "message"));
	if (reply->err.problem != PROBLEM_none)
		app_say_problem(app, reply);
	else if (why != NULL)
		app_say(app, STYLE_error, "%s", why);
	return reply->err.problem == PROBLEM_none && why == NULL;
}

static void
told(struct reply *reply, void *payload)
{
	struct act *act = payload;
	struct app *app = act->app;
	act->call = NULL;
	app->dirty = true;
	live_heard(app, reply);
	act->rehearsed = is_possible(app, reply);
	if (act->rehearsed)
		act->foreseen = sentences(act, json_get(reply->json, "consequences"));
	if (act->rehearsed)
		act->ends = keys_that_end(act, json_get(reply->json, "events"));
	reply_free(reply);
	/* A form can be put right. */
	bool stays = act->rehearsed ? act_go_on(act) : act->n_fields > 0;
	if (stays || app->overlay != &act->overlay)
		return;
	bool names = act->typed != NULL;
	overlay_pop(app);
	/* What the status line has no room for can be read in full; so can what comes instead of the question for a
	 * name, which may be typed already. */
	if (names || screen_columns(&app->screen, app->status) > app->screen.columns)
		overlay_refusal(app, app->status);
}

bool
act_rehearse(struct act *act)
{
	const struct op *op = &ops[act->op];
	struct client_with with = { .org = act->org, .ws = act->ws, .dry_run = true };
	struct arena arena = { NULL };
	struct err err;
	size_t changes;
	if (op->ask == NULL || act->rehearsed)
		return false;
	void *args = args_new(&arena, act->op);
	if (act_fill(act, args, &arena, &changes, &err) == 0)
		act->call = client_start(act->app->client, act->op, &with, args, told, act);
	arena_release(&arena);
	return act->call != NULL;
}
