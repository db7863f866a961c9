/* Following the audit tail, and noticing that the daemon is gone or back. */
#include "live.h"

#include <string.h>

#include "app.h"
#include "client.h"
#include "clock.h"

enum { RETRY_MS = 1000, POLL_MS = 3000, TAIL_WAIT_S = 20 };

static void ask_tail(struct app *app);

static void
set_state(struct app *app, enum live_state state)
{
	struct live *live = &app->live;
	if (live->state == state)
		return;
	if (state == LIVE_offline)
		live->since = clock_now();
	live->state = state;
	app->dirty = true;
}

/* Nobody told what happened meanwhile: everything may be old. */
static void
all_stale(struct app *app)
{
	for (int pane = 0; pane < PANE_COUNT; pane++)
		for (size_t i = 0; i < pane_get((enum pane_id)pane)->n_sections; i++)
			app->views[pane][i].stale = true;
	app_reload_me(app);
}

void
live_heard(struct app *app, const struct reply *reply)
{
	bool lost = reply->err.problem == PROBLEM_unreachable;
	if (lost && app->live.state != LIVE_offline) {
		set_state(app, LIVE_offline);
		app->live.again_at = clock_monotonic() + RETRY_MS;
	}
	if (!lost && app->live.state == LIVE_offline) {
		set_state(app, LIVE_connecting);
		app->live.again_at = clock_monotonic();
		all_stale(app);
		stage_resume(app);
		stage_rehearse(app);
	}
}

static void
take_events(struct app *app, const struct reply *reply)
{
	const struct audit_event *events = reply->value;
	for (size_t i = 0; i < reply->n; i++) {
		if (events[i].seq <= app->live.seq)
			continue;
		app_note_event(
		    app, vocab_name(VOCAB_event, (int)events[i].type), events[i].workspace_id);
		view_event_came(&app->views[PANE_audit][0]);
		app->live.seq = events[i].seq;
	}
	if (reply->n > 0)
		stage_rehearse(app);
}

static void
told(struct reply *reply, void *payload)
{
	struct app *app = payload;
	struct live *live = &app->live;
	live->call = NULL;
	live_heard(app, reply);
	if (reply->err.problem == PROBLEM_unreachable) {
		live->again_at = clock_monotonic() + RETRY_MS;
	} else if (reply->err.problem == PROBLEM_unauthenticated) {
		sign_in_open(app);
	} else if (reply->err.problem != PROBLEM_none) {
		set_state(app, LIVE_polling);
		live->again_at = clock_monotonic() + POLL_MS;
	} else {
		const struct audit_event *newest = reply->value;
		set_state(app, LIVE_live);
		if (live->seq < 0)
			live->seq = reply->n > 0 ? newest[0].seq : 0;
		else
			take_events(app, reply);
		live->again_at = clock_monotonic();
	}
	reply_free(reply);
}

static void
ask_tail(struct app *app)
{
	struct live *live = &app->live;
	struct client_with with = { .org = app->place.org_id };
	struct audit_list_args args = { .limit = 1, .has_limit = true };
	if (live->seq >= 0)
		args = (struct audit_list_args){ .after_seq = live->seq,
			.has_after_seq = true,
			.limit = 200,
			.has_limit = true,
			/* Whether the daemon is back should not take until the next event to be seen. */
			.wait = TAIL_WAIT_S,
			.has_wait = live->state == LIVE_live };
	live->again_at = 0;
	live->call = nexa_audit_list(app->client, &with, &args, told, app);
}

void
live_stop(struct app *app)
{
	if (app->live.call != NULL)
		client_cancel(app->client, app->live.call);
	app->live.call = NULL;
}

void
live_start(struct app *app)
{
	live_stop(app);
	app->live.seq = -1;
	app->live.again_at = clock_monotonic();
	if (app->live.state != LIVE_offline)
		set_state(app, LIVE_connecting);
}

static void
look_again(struct app *app)
{
	struct live *live = &app->live;
	if (app->me == NULL)
		app_reload_me(app);
	if (app->place.org_id[0] == '\0') {
		live->again_at = clock_monotonic() + RETRY_MS;
		return;
	}
	if (live->state == LIVE_polling) {
		app_view(app)->stale = true;
		live->again_at = clock_monotonic() + POLL_MS;
		return;
	}
	if (live->call == NULL)
		ask_tail(app);
}

int
live_tick(struct app *app)
{
	struct live *live = &app->live;
	if (live->again_at == 0)
		return live->state == LIVE_offline ? RETRY_MS : -1;
	int64_t left = live->again_at - clock_monotonic();
	if (left > 0)
		return (int)left;
	look_again(app);
	return live->again_at == 0 ? -1 : RETRY_MS;
}
