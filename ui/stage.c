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

enum { REVOKED_MAX = 4000 };

static void
free_item(struct staged *item)
{
	free(item->id);
	free(item->name);
	free(item->stops);
	free(item->problem);
	free(item->told);
	free(item->revokes);
}

static void
forget_sent(struct stage *stage)
{
	free(stage->key);
	free(stage->reason);
	stage->key = NULL;
	stage->reason = NULL;
	stage->in_doubt = false;
}

void
stage_clear(struct stage *stage)
{
	while (stage->n > 0)
		free_item(&stage->items[--stage->n]);
	free(stage->org_id);
	free(stage->ws_id);
	free(stage->place_name);
	stage->org_id = NULL;
	stage->ws_id = NULL;
	stage->place_name = NULL;
	forget_sent(stage);
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
find(const struct stage *stage, const char *id)
{
	size_t i = 0;
	while (i < stage->n && strcmp(stage->items[i].id, id) != 0)
		i++;
	return i;
}

/* Whether it is staged where one is. */
static bool
is_here(const struct app *app, const struct stage *stage)
{
	bool of_org = stage->ws_id != NULL && stage->ws_id[0] == '\0';
	if (stage->org_id == NULL || strcmp(stage->org_id, app->place.org_id) != 0)
		return false;
	return of_org || strcmp(stage->ws_id, app->place.ws_id) == 0;
}

const struct staged *
stage_find(const struct app *app, const char *id)
{
	const struct stage *stage = &app->stage;
	size_t at = is_here(app, stage) ? find(stage, id) : stage->n;
	return at < stage->n ? &stage->items[at] : NULL;
}

bool
stage_is_frozen(struct app *app)
{
	const struct stage *stage = &app->stage;
	if (stage->call == NULL && !stage->in_doubt)
		return false;
	app_say(app, STYLE_error, "%s",
	    stage->call != NULL ? "what is staged is being applied; one moment"
	                        : "what became of what was sent is not known yet; w asks again");
	return true;
}

void
stage_discard(struct app *app)
{
	struct stage *stage = &app->stage;
	if (stage->call != NULL && stage_is_frozen(app))
		return;
	if (stage->in_doubt)
		app_say(app, STYLE_warning,
		    "%zu discarded; whether they were applied is not known: the Audit pane tells",
		    stage->n);
	else if (stage->n > 0)
		app_say(app, STYLE_ok, "%zu staged changes discarded; nothing was sent", stage->n);
	stage_clear(stage);
}

void
stage_text(const struct stage *stage, char *out, size_t size)
{
	if (stage->call != NULL && !stage->in_doubt)
		(void)snprintf(out, size, "%zu staged: applying", stage->n);
	else if (stage->in_doubt)
		(void)snprintf(out, size,
		    "%zu sent, outcome not known yet: asked when the daemon is back", stage->n);
	else
		(void)snprintf(out, size, "%zu staged: w review  U discard", stage->n);
}

/* Only one batch is sent, all or nothing: of one kind, in one place. */
static bool
is_something_else(struct app *app, enum stage_of of)
{
	const struct stage *stage = &app->stage;
	if (stage->n == 0 || (is_here(app, stage) && stage->of == of))
		return false;
	app_say(app, STYLE_error,
	    "%zu changes are staged in %s%s; apply them (w) or discard them (U) first", stage->n,
	    stage->place_name,
	    !is_here(app, stage)             ? ""
	        : stage->of == STAGE_members ? ", of members"
	                                     : ", of API keys");
	return true;
}

static struct staged
copy_of(const struct stage_change *change)
{
	return (struct staged){ .id = mem_text(change->id),
		.name = mem_text(change->name),
		.stops = change->stops == NULL ? NULL : mem_text(change->stops),
		.before = change->before,
		.after = change->after,
		.version = change->version };
}

bool
stage_put(struct app *app, enum stage_of of, const struct stage_change *change)
{
	struct stage *stage = &app->stage;
	const struct app_place *place = &app->place;
	if (stage_is_frozen(app) || is_something_else(app, of))
		return false;
	struct staged item = copy_of(change);
	size_t at = find(stage, item.id);
	if (at < stage->n)
		stage_drop(stage, at);
	if (of == STAGE_members && item.before == item.after) {
		free_item(&item);
		return true;
	}
	if (stage->org_id == NULL) {
		bool of_org = of == STAGE_org_keys;
		stage->of = of;
		stage->org_id = mem_text(place->org_id);
		stage->ws_id = mem_text(of_org ? "" : place->ws_id);
		stage->place_name = mem_text(of_org ? place->org_name : place->ws_name);
	}
	append(stage, item);
	return true;
}

void
stage_take_back(struct app *app, const char *id)
{
	if (stage_find(app, id) != NULL && !stage_is_frozen(app))
		stage_drop(&app->stage, find(&app->stage, id));
}

/* ---- applying ---- */

/* What would bring the applied changes back, from the answer's new versions. */
static void
remember_inverse(struct stage *stage, const struct member_batch *answer)
{
	if (stage->undo == NULL)
		stage->undo = mem_new(1, sizeof(*stage->undo));
	stage_clear(stage->undo);
	stage->applied_at = clock_now();
	stage->later = NULL;
	stage->undo->of = stage->of;
	stage->undo->org_id = mem_text(stage->org_id);
	stage->undo->ws_id = mem_text(stage->ws_id);
	stage->undo->place_name = mem_text(stage->place_name);
	for (size_t i = 0; i < answer->changes.n; i++) {
		const struct member_changed *changed = &answer->changes.items[i];
		size_t at = find(stage, changed->user_id);
		if (at < stage->n)
			append(stage->undo,
			    (struct staged){ .id = mem_text(changed->user_id),
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
		size_t at = id == NULL ? stage->n : find(stage, id);
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
		stage->in_doubt = true;
		app_say(app, STYLE_error,
		    "the answer was lost: whether %zu change%s applied is not known yet", stage->n,
		    stage->n == 1 ? " is" : "s are");
		return;
	}
	forget_sent(stage);
	(void)note_failures(stage, json_get(reply->json, "details"));
	app_say(app, STYLE_error, "nothing was changed: %s", reply->err.text);
}

/* What is said when it was done, and what can be done about it afterwards. */
static void
say_applied(struct app *app, const struct reply *reply)
{
	struct stage *stage = &app->stage;
	size_t n = stage->n;
	const char *late = stage->in_doubt ? "the answer was lost, but now it is known: " : "";
	bool inverse = stage->of == STAGE_members;
	if (inverse)
		remember_inverse(stage, reply->value);
	else
		stage->later = "an API key that was revoked stays so";
	stage_clear(stage);
	view_unmark_all(app_view(app));
	if (inverse)
		app_say(app, STYLE_ok, "%s%zu change%s applied; u stages the inverse", late, n,
		    n == 1 ? "" : "s");
	else
		app_say(app, STYLE_ok, "%s%zu key%s revoked: what uses %s is refused from now on",
		    late, n, n == 1 ? "" : "s", n == 1 ? "it" : "them");
}

static void
applied(struct reply *reply, void *payload)
{
	struct app *app = payload;
	struct stage *stage = &app->stage;
	/* The call still stands there, so that this does not ask once more. */
	live_heard(app, reply);
	stage->call = NULL;
	const char *event = stage->of == STAGE_members ? "member.role_changed" : "api_key.revoked";
	if (reply->err.problem != PROBLEM_none)
		say_refused(app, reply);
	else
		say_applied(app, reply);
	app_note_event(app, event, app->place.ws_id);
	reply_free(reply);
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
	struct key_change *keys = arena_new(&arena, stage->n * sizeof(*keys));
	struct member_change *members = arena_new(&arena, stage->n * sizeof(*members));
	for (size_t i = 0; i < stage->n; i++) {
		const struct staged *item = &stage->items[i];
		keys[i] =
		    (struct key_change){ item->id, .version = item->version, .has_version = true };
		members[i] = (struct member_change){ .user_id = item->id,
			.role = item->after,
			.has_role = true,
			.version = item->version,
			.has_version = true };
	}
	const struct member_batch_args of_members = {
		.changes = { members, stage->n }, .reason = reason, .has_reason = reason != NULL
	};
	const struct key_batch_args of_keys = {
		.changes = { keys, stage->n }, .reason = reason, .has_reason = reason != NULL
	};
	const struct org_key_batch_args of_org_keys = {
		.changes = { keys, stage->n }, .reason = reason, .has_reason = reason != NULL
	};
	if (stage->of == STAGE_members)
		call = nexa_member_batch(app->client, &with, &of_members, done, app);
	else if (stage->of == STAGE_keys)
		call = nexa_key_batch(app->client, &with, &of_keys, done, app);
	else
		call = nexa_org_key_batch(app->client, &with, &of_org_keys, done, app);
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
		forget_sent(stage);
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
		size_t at = find(stage, id);
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

/* Which changes it brings back, and what was done since and stays. */
static void
say_inverse(struct app *app)
{
	const struct stage *stage = &app->stage;
	char at[CLOCK_TEXT];
	char what[40];
	clock_format(stage->applied_at, at);
	(void)snprintf(what, sizeof(what), "%zu change%s", stage->n, stage->n == 1 ? "" : "s");
	if (stage->later == NULL)
		app_say(app, STYLE_warning,
		    "the inverse of %s of %.5s is staged: w reviews and applies it", what, at + 11);
	else
		app_say(app, STYLE_warning, "inverse of %s of %.5s staged; not undone: %.*s", what,
		    at + 11, (int)strcspn(stage->later, ",;"), stage->later);
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
	stage->of = undo->of;
	stage->org_id = undo->org_id;
	stage->ws_id = undo->ws_id;
	stage->place_name = undo->place_name;
	*undo = (struct stage){ .items = undo->items, .room = undo->room };
	say_inverse(app);
	return true;
}
