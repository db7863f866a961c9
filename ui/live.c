/* Following the audit tail, and noticing that the daemon is gone or back. */
#include "live.h"

#include <stdio.h>
#include <string.h>

#include "app.h"
#include "client.h"
#include "clock.h"

/* The tail is asked so often that a daemon which says nothing is soon seen: 120 bytes a second. */
enum { RETRY_MS = 1000, POLL_MS = 3000, TAIL_WAIT_S = 6, QUIET = 3, SLOW_MS = 2500 };

static void
set_state(struct app *app, enum live_state state)
{
	struct live *live = &app->live;
	if (live->state == state)
		return;
	if (state == LIVE_offline)
		live->since =
		    clock_now() - (live->heard_at == 0 ? 0 : clock_monotonic() - live->heard_at);
	live->state = state;
	app->dirty = true;
}

/* Nobody told what happened meanwhile: everything may be old. */
void
live_all_stale(struct app *app)
{
	for (int pane = 0; pane < PANE_COUNT; pane++)
		for (size_t i = 0; i < pane_get((enum pane_id)pane)->n_sections; i++)
			app->views[pane][i].stale = true;
	app_reload_me(app);
}

void
live_heard(struct app *app, const struct reply *reply)
{
	if (reply->err.problem == PROBLEM_mfa_enrolment_required)
		mfa_needed(app);
	bool lost = reply->err.problem == PROBLEM_unreachable || reply->copy != NULL;
	if (!lost)
		app->live.heard_at = clock_monotonic();
	if (reply->err.problem == PROBLEM_unreachable)
		memcpy(app->live.fault, reply->err.text, sizeof(app->live.fault));
	if (lost && app->live.state != LIVE_offline) {
		set_state(app, LIVE_offline);
		/* There may be a copy to read on in. */
		app->views[PANE_audit][0].stale = app->settings.copier != NULL;
		app->live.again_at = clock_monotonic() + RETRY_MS;
	}
	if (!lost && app->live.state == LIVE_offline) {
		set_state(app, LIVE_connecting);
		app->live.again_at = clock_monotonic();
		live_all_stale(app);
		stage_resume(app);
		stage_rehearse(app);
	}
}

static void
take_event(struct app *app, const char *type, const char *ws_id, int64_t seq)
{
	if (seq <= app->live.seq)
		return;
	app_note_event(app, type, ws_id);
	app->live.seq = seq;
}

static void
take_events(struct app *app, const struct reply *reply)
{
	const struct audit_event *events = reply->value;
	for (size_t i = 0; i < reply->n; i++) {
		if (events[i].seq > app->live.seq) {
			view_event_came(&app->views[PANE_audit][0]);
			stage_note_author(app, events[i].target.id, events[i].actor.name);
		}
		take_event(app, vocab_name(VOCAB_event, (int)events[i].type),
		    events[i].workspace_id, events[i].seq);
	}
}

/* A change names the beginning of an event's type. */
static void
take_changes(struct app *app, const struct reply *reply)
{
	const struct workspace_change *changes = reply->value;
	char type[80];
	for (size_t i = 0; i < reply->n; i++) {
		(void)snprintf(type, sizeof(type), "%s.", changes[i].about);
		take_event(app, type, app->place.ws_id, changes[i].seq);
	}
}

/* The first answer tells where to go on from. */
static int64_t
newest(const struct reply *reply)
{
	if (reply->n == 0)
		return 0;
	return reply->op == OP_audit_list ? ((const struct audit_event *)reply->value)->seq
	                                  : ((const struct workspace_change *)reply->value)->seq;
}

/* A rate deck comes to the whole installation, and a stream begins to fail without a word: no event of an
 * organization tells of it, so that who looks at destinations, or at the log, has them looked at again each time that
 * the tail has nothing to tell. */
static void
look_where_nobody_tells(struct app *app)
{
	if (app->pane == PANE_telephony)
		app_view(app)->stale = true;
	view_look(app_view(app));
}

static void
take_news(struct app *app, const struct reply *reply)
{
	struct live *live = &app->live;
	set_state(app, LIVE_live);
	live->again_at = clock_monotonic();
	if (live->seq < 0) {
		live->seq = newest(reply);
		return;
	}
	live->quiet = reply->n == 0 ? live->quiet + 1 : 0;
	if (reply->n == 0 && live->quiet % QUIET == 0)
		look_where_nobody_tells(app);
	else if (reply->n == 0)
		return;
	else if (reply->op == OP_audit_list)
		take_events(app, reply);
	else
		take_changes(app, reply);
	if (reply->n > 0)
		stage_rehearse(app);
}

/* Not permitted: what is narrower is tried, and when that is closed too, the list is polled. */
static void
give_way(struct app *app)
{
	struct live *live = &app->live;
	if (!live->narrow && app->place.ws_id[0] != '\0') {
		live->narrow = true;
		live->seq = -1;
		live->again_at = clock_monotonic();
		return;
	}
	set_state(app, LIVE_polling);
	live->again_at = clock_monotonic() + POLL_MS;
}

static void
told(struct reply *reply, void *payload)
{
	struct app *app = payload;
	struct live *live = &app->live;
	live->call = NULL;
	live_heard(app, reply);
	if (reply->err.problem == PROBLEM_unreachable)
		live->again_at = clock_monotonic() + RETRY_MS;
	else if (reply->err.problem == PROBLEM_unauthenticated)
		sign_in_again(app);
	else if (reply->err.problem != PROBLEM_none)
		give_way(app);
	else
		take_news(app, reply);
	reply_free(reply);
}

static void
ask_tail(struct app *app)
{
	struct live *live = &app->live;
	struct client_with with = {
		.org = app->place.org_id, .ws = app->place.ws_id, .daemon_only = true
	};
	bool first = live->seq < 0;
	/* Whether the daemon is back should not take until the next event to be seen. */
	bool waits = !first && live->state == LIVE_live;
	live->again_at = 0;
	if (live->narrow) {
		struct workspace_changes_args args = { .after_seq = live->seq,
			.has_after_seq = !first,
			.limit = first ? 1 : 200,
			.has_limit = true,
			.wait = TAIL_WAIT_S,
			.has_wait = waits };
		live->call = nexa_workspace_changes(app->client, &with, &args, told, app);
		return;
	}
	struct audit_list_args args = { .after_seq = live->seq,
		.has_after_seq = !first,
		.limit = first ? 1 : 200,
		.has_limit = true,
		.wait = TAIL_WAIT_S,
		.has_wait = waits };
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
	app->live.narrow = false;
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

/* ---- how old it is ---- */

/* How long after an answer the next one is late. */
static int64_t
patience_ms(const struct live *live)
{
	return live->state == LIVE_polling ? POLL_MS + SLOW_MS
	                                   : (int64_t)TAIL_WAIT_S * 1000 + SLOW_MS;
}

int
live_silent_s(const struct app *app, int64_t asked_at)
{
	const struct live *live = &app->live;
	int64_t now = clock_monotonic();
	bool follows = live->state == LIVE_live || live->state == LIVE_polling;
	if (!follows || live->heard_at == 0)
		return 0;
	bool slow = asked_at > live->heard_at && now - asked_at >= SLOW_MS;
	bool late = now - live->heard_at >= patience_ms(live);
	return slow || late ? (int)((now - live->heard_at) / 1000) : 0;
}

/* The age is drawn as long as it grows, and once more when it is over; a live screen is not drawn for it. */
static int
tick_age(struct app *app)
{
	struct live *live = &app->live;
	int silent = live_silent_s(app, 0);
	app->dirty |= silent != live->told_s;
	live->told_s = silent;
	if (live->state != LIVE_live && live->state != LIVE_polling)
		return -1;
	int64_t passed = clock_monotonic() - live->heard_at;
	return silent > 0 ? (int)(1000 - passed % 1000) : (int)(patience_ms(live) - passed);
}

static int
tick_tail(struct app *app)
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

int
live_tick(struct app *app)
{
	int tail = tick_tail(app);
	int age = tick_age(app);
	return tail < 0 || (age >= 0 && age < tail) ? age : tail;
}
