/* Sending what is staged, and what others do to it meanwhile. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "client.h"
#include "clock.h"
#include "digits.h"
#include "json.h"
#include "mem.h"
#include "stage_internal.h"

enum { REVOKED_MAX = 4000 };

/* The inverse of a change, with the version that it made; texts are copied. */
static void
remember_role(struct stage *undo, const struct staged *item, const struct member_changed *changed)
{
	stage_append(undo,
	    (struct staged){ .id = mem_text(item->id),
	        .name = mem_text(item->name),
	        .about = item->about == NULL ? NULL : mem_text(item->about),
	        .before = changed->role,
	        .after = changed->before,
	        .version = changed->has_version ? changed->version : 0 });
}

/* What stood so already is not turned back. */
static void
remember_switch(struct stage *undo, const struct staged *item, const struct switch_changed *changed)
{
	if (changed->before == changed->enabled)
		return;
	struct staged back = { .id = mem_text(item->id),
		.name = mem_text(item->name),
		.about = item->about == NULL ? NULL : mem_text(item->about),
		.was_on = changed->enabled,
		.on = changed->before,
		.risk = item->risk,
		.version = changed->version };
	memcpy(back.country, item->country, sizeof(back.country));
	stage_append(undo, back);
}

/* What would bring the applied changes back, from the answer's new versions. */
static void
remember_inverse(struct stage *stage, const void *answer)
{
	if (stage->undo == NULL)
		stage->undo = mem_new(1, sizeof(*stage->undo));
	struct stage *undo = stage->undo;
	stage_clear(undo);
	stage->applied_at = clock_now();
	stage->later = NULL;
	undo->of = stage->of;
	undo->org_id = mem_text(stage->org_id);
	undo->ws_id = mem_text(stage->ws_id);
	undo->place_name = mem_text(stage->place_name);
	if (stage->of == STAGE_switches) {
		const struct switch_batch *batch = answer;
		undo->provider = mem_text(stage->provider);
		for (size_t i = 0; i < batch->changes.n && i < stage->n; i++)
			remember_switch(undo, &stage->items[i], &batch->changes.items[i]);
		return;
	}
	const struct member_batch *batch = answer;
	for (size_t i = 0; i < batch->changes.n; i++) {
		size_t at = stage_at(stage, batch->changes.items[i].user_id);
		if (at < stage->n)
			remember_role(undo, &stage->items[at], &batch->changes.items[i]);
	}
}

static void
note_failure(struct staged *item, const struct json *failure)
{
	const struct json *current = json_get(failure, "current");
	const char *message = json_text(json_get(failure, "message"));
	free(item->problem);
	item->problem = mem_text(message == NULL ? "refused" : message);
	item->conflict = current != NULL && json_type(current) == JSON_OBJECT &&
	    json_int(json_get(current, "version"), &item->now_version) &&
	    item->now_version != item->version;
	item->now_on = json_bool(json_get(current, "enabled"));
	enum risk risk = (enum risk)vocab_find(VOCAB_risk, json_text(json_get(current, "risk")));
	if (risk != RISK_unknown)
		item->risk = risk;
	item->now = (enum role)vocab_find(VOCAB_role, json_text(json_get(current, "role")));
}

/* Notes what stands against single changes; returns the first one that somebody else changed and that
 * was not known to be. */
static const struct staged *
note_failures(struct stage *stage, const struct json *details)
{
	const struct staged *news = NULL;
	const struct json *list = json_get(details, "changes");
	for (const struct json *each = json_first(list); each != NULL; each = json_next(each)) {
		const char *id =
		    json_text(json_get(each, stage->of == STAGE_members ? "user_id" : "id"));
		size_t at = id == NULL ? stage->n : stage_at(stage, id);
		if (at == stage->n)
			continue;
		struct staged *item = &stage->items[at];
		note_failure(item, each);
		if (news == NULL && (item->told == NULL || strcmp(item->told, item->problem) != 0))
			news = item;
	}
	return news;
}

/* Whether the daemon has answered the question what became of the batch. */
static bool
settles(const struct reply *reply)
{
	switch (reply->err.problem) {
	case PROBLEM_unreachable:
	case PROBLEM_bad_answer:
	case PROBLEM_unauthenticated:
	case PROBLEM_overloaded:
	case PROBLEM_rate_limited:
	case PROBLEM_storage_unavailable:
	case PROBLEM_internal:
		return false;
	default:
		return true;
	}
}

static void
say_refused(struct app *app, const struct reply *reply)
{
	struct stage *stage = &app->stage;
	if (reply->in_doubt || (stage->in_doubt && !settles(reply))) {
		char changes[DIGITS_COUNTED];
		stage->in_doubt = true;
		app_say(app, STYLE_error,
		    "the answer was lost: whether %s applied is not known yet",
		    digits_counted((int64_t)stage->n, "change is", "changes are", changes));
		return;
	}
	stage_forget_sent(stage);
	(void)note_failures(stage, json_get(reply->json, "details"));
	app_say(app, STYLE_error, "nothing was changed: %s", reply->err.text);
}

/* "3 keys revoked: what uses them is refused from now on", or how it is undone. */
static void
say_done(struct app *app, enum stage_of of, size_t n, const char *late)
{
	char what[DIGITS_COUNTED];
	int64_t count = (int64_t)n;
	if (of == STAGE_members)
		app_say(app, STYLE_ok, "%s%s applied; u stages the inverse", late,
		    digits_counted(count, "change", "changes", what));
	else if (of == STAGE_switches)
		app_say(app, STYLE_ok,
		    "%s%s turned, in force for the next call; u stages the inverse", late,
		    digits_counted(count, "switch", "switches", what));
	else
		app_say(app, STYLE_ok, "%s%s revoked: what uses %s is refused from now on", late,
		    digits_counted(count, "key", "keys", what), n == 1 ? "it" : "them");
}

/* What is said when it was done, and what can be done about it afterwards. */
static void
say_applied(struct app *app, const struct reply *reply)
{
	struct stage *stage = &app->stage;
	size_t n = stage->n;
	enum stage_of of = stage->of;
	const char *late = stage->in_doubt ? "now it is known: " : "";
	if (of == STAGE_members || of == STAGE_switches)
		remember_inverse(stage, reply->value);
	else
		stage->later = "an API key that was revoked stays so";
	stage_clear(stage);
	review_settle(app);
	say_done(app, of, n, late);
}

static void
applied(struct reply *reply, void *payload)
{
	/* Of what else is stale then. */
	static const char *const events[] = { [STAGE_members] = "member.role_changed",
		[STAGE_keys] = "api_key.revoked",
		[STAGE_org_keys] = "api_key.revoked",
		[STAGE_switches] = "telephony.network_group_enabled" };
	struct app *app = payload;
	struct stage *stage = &app->stage;
	const char *event = events[stage->of];
	/* The call still stands there, so that this does not ask once more. */
	live_heard(app, reply);
	stage->call = NULL;
	if (reply->err.problem != PROBLEM_none)
		say_refused(app, reply);
	else
		say_applied(app, reply);
	app_note_event(app, event, app->place.ws_id);
	reply_free(reply);
}

static struct client_call *
start_members(struct app *app, const struct client_with *with, const char *reason,
    client_done_fn *done, struct arena *arena)
{
	const struct stage *stage = &app->stage;
	struct member_change *changes = arena_new(arena, stage->n * sizeof(*changes));
	for (size_t i = 0; i < stage->n; i++)
		changes[i] = (struct member_change){ .user_id = stage->items[i].id,
			.role = stage->items[i].after,
			.has_role = true,
			.version = stage->items[i].version,
			.has_version = true };
	const struct member_batch_args args = {
		.changes = { changes, stage->n }, .reason = reason, .has_reason = reason != NULL
	};
	return nexa_member_batch(app->client, with, &args, done, app);
}

static struct client_call *
start_keys(struct app *app, const struct client_with *with, const char *reason,
    client_done_fn *done, struct arena *arena)
{
	const struct stage *stage = &app->stage;
	struct key_change *changes = arena_new(arena, stage->n * sizeof(*changes));
	for (size_t i = 0; i < stage->n; i++)
		changes[i] = (struct key_change){ stage->items[i].id,
			.version = stage->items[i].version, .has_version = true };
	const struct key_batch_args args = {
		.changes = { changes, stage->n }, .reason = reason, .has_reason = reason != NULL
	};
	const struct org_key_batch_args of_org = {
		.changes = { changes, stage->n }, .reason = reason, .has_reason = reason != NULL
	};
	return stage->of == STAGE_keys ? nexa_key_batch(app->client, with, &args, done, app)
	                               : nexa_org_key_batch(app->client, with, &of_org, done, app);
}

/* The provider's own switch has no id.  What it would come to is asked for as if the risk were meant: that
 * is asked of the person in the review. */
static struct client_call *
start_switches(struct app *app, const struct client_with *with, const char *reason,
    client_done_fn *done, struct arena *arena)
{
	const struct stage *stage = &app->stage;
	struct switch_change *changes = arena_new(arena, stage->n * sizeof(*changes));
	for (size_t i = 0; i < stage->n; i++)
		changes[i] = (struct switch_change){ .id = stage->items[i].id,
			.has_id = strcmp(stage->items[i].id, stage->provider) != 0,
			.enabled = stage->items[i].on,
			.version = stage->items[i].version,
			.has_version = true };
	const struct group_switches_args args = { .provider = stage->provider,
		.changes = { changes, stage->n },
		.accept_risk = stage->accepts_risk || with->dry_run,
		.has_accept_risk = true,
		.reason = reason,
		.has_reason = reason != NULL };
	return nexa_group_switches(app->client, with, &args, done, app);
}

/* Sends all of it, or asks what would come of it. */
static struct client_call *
start(struct app *app, const struct client_with *how, const char *reason, client_done_fn *done)
{
	const struct stage *stage = &app->stage;
	struct arena arena = { NULL };
	struct client_with with = *how;
	struct client_call *call = NULL;
	with.org = stage->org_id;
	with.ws = stage->ws_id;
	if (stage->of == STAGE_members)
		call = start_members(app, &with, reason, done, &arena);
	else if (stage->of == STAGE_switches)
		call = start_switches(app, &with, reason, done, &arena);
	else
		call = start_keys(app, &with, reason, done, &arena);
	arena_release(&arena);
	return call;
}

void
stage_stop(struct app *app)
{
	struct stage *stage = &app->stage;
	if (stage->call != NULL)
		client_cancel(app->client, stage->call);
	if (stage->rehearsal != NULL)
		client_cancel(app->client, stage->rehearsal);
	stage->call = NULL;
	stage->rehearsal = NULL;
}

static void
send_batch(struct app *app)
{
	struct stage *stage = &app->stage;
	const struct client_with with = { .idempotency_key = stage->key };
	stage_stop(app);
	stage->call = start(app, &with, stage->reason, applied);
}

void
stage_apply(struct app *app, const char *reason)
{
	static unsigned n_applied;
	struct stage *stage = &app->stage;
	char key[64];
	if (stage->call != NULL || stage->n == 0)
		return;
	if (!stage->in_doubt) {
		(void)snprintf(key, sizeof(key), "console-%ld-%lld-%u", (long)getpid(),
		    (long long)clock_now(), ++n_applied);
		stage_forget_sent(stage);
		stage->key = mem_text(key);
		if (reason != NULL && reason[0] != '\0')
			stage->reason = mem_text(reason);
	}
	send_batch(app);
}

void
stage_resume(struct app *app)
{
	struct stage *stage = &app->stage;
	if (stage->in_doubt && stage->call == NULL)
		send_batch(app);
}

/* ---- what others do meanwhile ---- */

static void
forget_problems(struct stage *stage)
{
	for (size_t i = 0; i < stage->n; i++) {
		struct staged *item = &stage->items[i];
		free(item->told);
		item->told = item->problem;
		item->problem = NULL;
		item->conflict = false;
	}
}

static void
add_revoked(struct staged *item, const char *name)
{
	struct str names = STR_INIT(REVOKED_MAX);
	str_addf(&names, "%s%s%s", item->revokes == NULL ? "" : item->revokes,
	    item->revokes == NULL ? "" : ", ", name);
	free(item->revokes);
	item->revokes = mem_text(str_text(&names));
	str_release(&names);
}

/* API keys end with their person's place: their events follow that of the removal. */
static void
take_revocations(struct stage *stage, const struct json *events)
{
	struct staged *removed = NULL;
	for (size_t i = 0; i < stage->n; i++) {
		free(stage->items[i].revokes);
		stage->items[i].revokes = NULL;
	}
	for (const struct json *each = json_first(events); each != NULL; each = json_next(each)) {
		const char *type = json_text(json_get(each, "type"));
		const char *id = json_text(json_get(each, "target_id"));
		const char *name = json_text(json_get(each, "target_name"));
		if (type == NULL || id == NULL || name == NULL)
			continue;
		size_t at = stage_at(stage, id);
		if (at < stage->n)
			removed = &stage->items[at];
		else if (removed != NULL && strcmp(type, "api_key.revoked") == 0)
			add_revoked(removed, name);
	}
}

/* Only what was noted in this answer is a problem now; what is new is said. */
static void
take_problems(struct app *app, const struct json *problems)
{
	struct stage *stage = &app->stage;
	forget_problems(stage);
	const struct staged *news = note_failures(stage, json_get(json_first(problems), "details"));
	if (news != NULL)
		app_say(app, STYLE_conflict, "%s; w decides", news->problem);
	app->dirty = true;
}

static void
rehearsed(struct reply *reply, void *payload)
{
	struct app *app = payload;
	struct stage *stage = &app->stage;
	stage->rehearsal = NULL;
	live_heard(app, reply);
	if (reply->err.problem == PROBLEM_none && stage->call == NULL && !stage->in_doubt) {
		take_revocations(stage, json_get(reply->json, "events"));
		take_problems(app, json_get(reply->json, "problems"));
	}
	reply_free(reply);
	if (stage->rehearse_again)
		stage_rehearse(app);
}

void
stage_rehearse(struct app *app)
{
	struct stage *stage = &app->stage;
	stage->rehearse_again = stage->rehearsal != NULL;
	if (stage->n == 0 || stage->call != NULL || stage->in_doubt || stage->rehearsal != NULL ||
	    client_is_read_only(app->client))
		return;
	const struct client_with with = { .dry_run = true };
	stage->rehearsal = start(app, &with, NULL, rehearsed);
}
