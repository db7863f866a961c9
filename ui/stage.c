/* Staging, applying, undoing. */
#include "stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "client.h"
#include "clock.h"
#include "json.h"
#include "mem.h"

static void
free_item(struct staged *item)
{
	free(item->user_id);
	free(item->name);
	free(item->problem);
}

void
stage_clear(struct stage *stage)
{
	while (stage->n > 0)
		free_item(&stage->items[--stage->n]);
	free(stage->ws_id);
	free(stage->ws_name);
	stage->ws_id = NULL;
	stage->ws_name = NULL;
}

void
stage_release(struct stage *stage)
{
	stage_clear(stage);
	free(stage->items);
	stage->items = NULL;
	stage->room = 0;
	if (stage->undo != NULL)
		stage_release(stage->undo);
	free(stage->undo);
	stage->undo = NULL;
}

void
stage_drop(struct stage *stage, size_t at)
{
	free_item(&stage->items[at]);
	memmove(
	    &stage->items[at], &stage->items[at + 1], (--stage->n - at) * sizeof(*stage->items));
	if (stage->n == 0)
		stage_clear(stage);
}

static void
append(struct stage *stage, struct staged item)
{
	if (stage->n == stage->room) {
		stage->room = stage->room == 0 ? 16 : stage->room * 2;
		stage->items = mem_resize(stage->items, stage->room, sizeof(*stage->items));
	}
	stage->items[stage->n++] = item;
}

static size_t
find(const struct stage *stage, const char *user_id)
{
	size_t i = 0;
	while (i < stage->n && strcmp(stage->items[i].user_id, user_id) != 0)
		i++;
	return i;
}

const struct staged *
stage_find(const struct app *app, const char *user_id)
{
	const struct stage *stage = &app->stage;
	if (stage->ws_id == NULL || strcmp(stage->ws_id, app->place.ws_id) != 0)
		return NULL;
	size_t at = find(stage, user_id);
	return at < stage->n ? &stage->items[at] : NULL;
}

static bool
is_elsewhere(struct app *app)
{
	const struct stage *stage = &app->stage;
	if (stage->n == 0 || strcmp(stage->ws_id, app->place.ws_id) == 0)
		return false;
	app_say(app, STYLE_error,
	    "%zu changes are staged in %s; apply them (w) or discard them (U) first", stage->n,
	    stage->ws_name);
	return true;
}

bool
stage_put(struct app *app, const char *user_id, const char *name, enum role before, enum role after,
    int64_t version)
{
	struct stage *stage = &app->stage;
	if (is_elsewhere(app))
		return false;
	size_t at = find(stage, user_id);
	if (at < stage->n)
		stage_drop(stage, at);
	if (before == after)
		return true;
	if (stage->ws_id == NULL) {
		stage->ws_id = mem_text(app->place.ws_id);
		stage->ws_name = mem_text(app->place.ws_name);
	}
	append(stage,
	    (struct staged){ .user_id = mem_text(user_id),
	        .name = mem_text(name),
	        .before = before,
	        .after = after,
	        .version = version });
	return true;
}

/* ---- applying ---- */

/* What would bring the applied changes back, from the answer's new versions. */
static void
remember_inverse(struct stage *stage, const struct member_batch *answer)
{
	if (stage->undo == NULL)
		stage->undo = mem_new(1, sizeof(*stage->undo));
	stage_clear(stage->undo);
	stage->undo->ws_id = mem_text(stage->ws_id);
	stage->undo->ws_name = mem_text(stage->ws_name);
	for (size_t i = 0; i < answer->changes.n; i++) {
		const struct member_changed *changed = &answer->changes.items[i];
		size_t at = find(stage, changed->user_id);
		if (at < stage->n)
			append(stage->undo,
			    (struct staged){ .user_id = mem_text(changed->user_id),
			        .name = mem_text(stage->items[at].name),
			        .before = changed->role,
			        .after = changed->before,
			        .version = changed->has_version ? changed->version : 0 });
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
	item->now = (enum role)vocab_find(VOCAB_role, json_text(json_get(current, "role")));
}

static void
note_failures(struct stage *stage, const struct reply *reply)
{
	const struct json *list = json_get(json_get(reply->json, "details"), "changes");
	for (const struct json *each = json_first(list); each != NULL; each = json_next(each)) {
		const char *user_id = json_text(json_get(each, "user_id"));
		size_t at = user_id == NULL ? stage->n : find(stage, user_id);
		if (at < stage->n)
			note_failure(&stage->items[at], each);
	}
}

static void
applied(struct reply *reply, void *payload)
{
	struct app *app = payload;
	struct stage *stage = &app->stage;
	stage->call = NULL;
	live_heard(app, reply);
	if (reply->err.problem != PROBLEM_none) {
		note_failures(stage, reply);
		app_say(app, STYLE_error, "nothing was changed: %s", reply->err.text);
	} else {
		size_t n = stage->n;
		remember_inverse(stage, reply->value);
		stage_clear(stage);
		view_unmark_all(app_view(app));
		app_say(app, STYLE_ok, "%zu change%s applied; u stages the inverse", n,
		    n == 1 ? "" : "s");
	}
	app_note_event(app, "member.role_changed", app->place.ws_id);
	reply_free(reply);
}

static void
fill_changes(const struct stage *stage, struct member_change *changes)
{
	for (size_t i = 0; i < stage->n; i++)
		changes[i] = (struct member_change){ .user_id = stage->items[i].user_id,
			.role = stage->items[i].after,
			.has_role = true,
			.version = stage->items[i].version,
			.has_version = true };
}

void
stage_apply(struct app *app, const char *reason)
{
	static unsigned n_applied;
	struct stage *stage = &app->stage;
	struct member_change *changes = mem_new(stage->n, sizeof(*changes));
	char key[64];
	fill_changes(stage, changes);
	/* Sent again after a lost answer, it must not happen twice. */
	(void)snprintf(key, sizeof(key), "console-%ld-%lld-%u", (long)getpid(),
	    (long long)clock_now(), ++n_applied);
	struct member_batch_args args = { .changes = { .items = changes, .n = stage->n } };
	struct client_with with = { .ws = stage->ws_id, .idempotency_key = key };
	if (reason != NULL && reason[0] != '\0') {
		args.reason = reason;
		args.has_reason = true;
	}
	stage->call = nexa_member_batch(app->client, &with, &args, applied, app);
	free(changes);
}

bool
stage_undo(struct app *app)
{
	struct stage *stage = &app->stage;
	struct stage *undo = stage->undo;
	if (undo == NULL || undo->n == 0)
		return false;
	if (stage->n > 0) {
		app_say(app, STYLE_error, "apply (w) or discard (U) what is staged first");
		return true;
	}
	for (size_t i = 0; i < undo->n; i++)
		append(stage, undo->items[i]);
	stage->ws_id = undo->ws_id;
	stage->ws_name = undo->ws_name;
	*undo = (struct stage){ .items = undo->items, .room = undo->room };
	app_say(app, STYLE_warning,
	    "the inverse of %zu change%s is staged: w reviews and applies it", stage->n,
	    stage->n == 1 ? "" : "s");
	return true;
}
