/* Webhooks of a workspace: addresses that are told what becomes of calls. */
#include <string.h>

#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "delivery_queue.h"
#include "event.h"
#include "ident.h"
#include "jsonw.h"
#include "page.h"
#include "webhook_sign.h"
#include "webhook_url.h"

enum { WEBHOOKS_MAX = 50 };

/* ---- one webhook ---- */

static void
split_events(struct call *c, const char *events, struct texts *out)
{
	out->items = arena_new(&c->arena, CALL_EVENT_COUNT * sizeof(*out->items));
	while (*events != '\0' && out->n < CALL_EVENT_COUNT) {
		size_t len = strcspn(events, " ");
		out->items[out->n++] = arena_text_n(&c->arena, events, len);
		events += len + strspn(events + len, " ");
	}
}

/* Each once, in the table's order; all when none is given. */
static const char *
join_events(struct call *c, const struct texts *chosen)
{
	struct str text = STR_INIT(1000);
	for (int i = 1; i < CALL_EVENT_COUNT; i++) {
		bool wanted = chosen->n == 0;
		for (size_t k = 0; k < chosen->n; k++)
			wanted = wanted || vocab_find(VOCAB_call_event, chosen->items[k]) == i;
		if (wanted)
			str_addf(&text, "%s%s", text.len == 0 ? "" : " ",
			    vocab_name(VOCAB_call_event, i));
	}
	return call_keep(c, &text);
}

static void
from_row(struct call *c, const struct webhook_row *row, struct webhook *out)
{
	bool off = row->status == WEBHOOK_STATUS_paused || row->status == WEBHOOK_STATUS_gone;
	*out = (struct webhook){ .id = row->id,
		.url = row->url,
		.is_active = !off,
		.of_settings = strcmp(row->kind, "notification") == 0,
		.status = row->status,
		.workspace_id = row->ws_id,
		.waiting = row->waiting,
		.delivered = row->delivered,
		.dropped = row->dropped,
		.last_attempt_at = row->last_attempt_at,
		.has_last_attempt_at = row->has_last_attempt_at,
		.last_status = row->last_status,
		.has_last_status = row->has_last_status,
		.last_error = row->last_error,
		.next_attempt_at = row->due_at,
		.has_next_attempt_at = row->has_due_at,
		.created_at = row->created_at,
		.updated_at = row->updated_at,
		.version = row->version };
	split_events(c, row->events, &out->events);
}

static int
need(struct call *c, const char *id, struct webhook *out)
{
	struct webhook_row row;
	if (call_need(c, QUERY_webhook_get, WITH(V(c->place.ws_id), V(id)), &row, "webhook") != 0)
		return (int)c->err.problem;
	from_row(c, &row, out);
	return 0;
}

static int
emit(struct call *c, enum event type, const struct webhook *webhook, const char *before,
    const char *after)
{
	return event_emit(c, type,
	    &(struct event_about){ .target_type = "webhook",
	        .target_id = webhook->id,
	        .target_name = webhook->url,
	        .before = before,
	        .after = after });
}

static int
add_row(struct page *page, const void *row)
{
	struct webhook webhook;
	from_row(page->call, row, &webhook);
	page_add(page, &webhook);
	return 0;
}

int
op_webhook_list(struct call *c, const struct webhook_list_args *args, struct page *page)
{
	(void)args;
	return page_list(page, LIST_webhooks, WITH(V(c->place.ws_id)), add_row);
}

int
op_webhook_get(struct call *c, const struct webhook_get_args *args, struct webhook *out)
{
	return need(c, args->id, out);
}

/* ---- creating ---- */

static int
check_url(struct call *c, const char *url)
{
	struct err err;
	if (webhook_url_check(url, c->daemon->settings.webhook_allow_private, "url", &err) == 0)
		return 0;
	return call_broken(c, err.problem, "url", "%s", err.text);
}

static int
check_secret(struct call *c, const char *secret)
{
	if (secret == NULL || webhook_secret_valid(secret))
		return 0;
	return call_broken(c, PROBLEM_invalid_field, "secret",
	    "secret must be whsec_ and 24 to 64 bytes in base 64");
}

static int
check_room(struct call *c)
{
	struct number_row row;
	bool found;
	if (call_get(c, QUERY_webhook_count, WITH(V(c->place.ws_id)), &row, &found) != 0)
		return (int)c->err.problem;
	return row.number < WEBHOOKS_MAX
	    ? 0
	    : call_broken(c, PROBLEM_conflict, "url", "a workspace has at most %d webhooks",
	          (int)WEBHOOKS_MAX);
}

int
op_webhook_create(struct call *c, const struct webhook_create_args *args, struct webhook *out)
{
	const char *id = ident_new(&c->arena, "webhook");
	const char *secret = args->secret != NULL ? args->secret : webhook_secret_new(&c->arena);
	const char *status = args->has_is_active && !args->is_active ? "paused" : "active";
	const char *events = join_events(c, &args->events);
	if (check_url(c, args->url) != 0 || check_secret(c, args->secret) != 0 ||
	    check_room(c) != 0 ||
	    call_run(c, QUERY_webhook_insert,
	        WITH(V(id), V(c->place.org_id), V(c->place.ws_id), V(args->url), V(secret),
	            V(events), V(status), V(clock_now()))) != 0 ||
	    need(c, id, out) != 0)
		return (int)c->err.problem;
	out->secret = secret;
	return emit(c, EVENT_webhook_created, out, NULL, event_pair(c, "events", events));
}

/* ---- changing ---- */

/* {"events":"…","secret":"changed","status":"active","url":"…"}: what of it differs. */
static const char *
facts(struct call *c, const struct webhook *self, const struct webhook *other, bool new_secret)
{
	struct str text = STR_INIT(8000);
	struct jsonw w = { .out = &text };
	const char *events = join_events(c, &self->events);
	jsonw_open(&w, '{');
	if (strcmp(events, join_events(c, &other->events)) != 0) {
		jsonw_key(&w, "events");
		jsonw_text(&w, events);
	}
	if (new_secret) {
		jsonw_key(&w, "secret");
		jsonw_text(&w, "another");
	}
	if (self->status != other->status) {
		jsonw_key(&w, "status");
		jsonw_text(&w, vocab_name(VOCAB_webhook_status, (int)self->status));
	}
	if (strcmp(self->url, other->url) != 0) {
		jsonw_key(&w, "url");
		jsonw_text(&w, self->url);
	}
	jsonw_close(&w, '}');
	return call_keep(c, &text);
}

static enum webhook_status
status_after(const struct webhook *before, const struct webhook_update_args *args)
{
	if (!args->has_is_active || args->is_active == before->is_active)
		return before->status;
	return args->is_active ? WEBHOOK_STATUS_active : WEBHOOK_STATUS_paused;
}

/* The settings say where the notification webhook goes, and it is told everything. */
static int
check_own(struct call *c, const struct webhook *webhook, bool touched)
{
	if (!webhook->of_settings || !touched)
		return 0;
	return call_broken(c, PROBLEM_conflict, "url",
	    "this is the notification webhook of the workspace's settings; change it there");
}

static int
check_update(struct call *c, const struct webhook_update_args *args)
{
	if (args->has_url && args->url == NULL)
		return call_refuse(
		    c, PROBLEM_invalid_field, "url", "a webhook has an address; it cannot be null");
	if (args->has_url && check_url(c, args->url) != 0)
		return (int)c->err.problem;
	return check_secret(c, args->secret);
}

int
op_webhook_update(struct call *c, const struct webhook_update_args *args, struct webhook *out)
{
	struct webhook before = { .id = NULL };
	if (need(c, args->id, &before) != 0 ||
	    call_match(c, before.version, SHAPE_webhook, &before) != 0 ||
	    check_own(c, &before, args->has_url || args->events.n > 0) != 0 ||
	    check_update(c, args) != 0)
		return (int)c->err.problem;
	struct webhook after = before;
	const char *secret = args->secret;
	if (args->has_url)
		after.url = args->url;
	if (args->events.n > 0)
		after.events = args->events;
	if (args->has_new_secret && args->new_secret)
		secret = webhook_secret_new(&c->arena);
	after.status = status_after(&before, args);
	const char *told = facts(c, &after, &before, secret != NULL);
	if (strcmp(told, "{}") == 0)
		return need(c, args->id, out);
	if (call_run(c, QUERY_webhook_update,
	        WITH(V(args->id), V(after.url), V(join_events(c, &after.events)),
	            V(vocab_name(VOCAB_webhook_status, (int)after.status)), V(secret),
	            V(clock_now()))) != 0 ||
	    emit(c, EVENT_webhook_updated, &after, facts(c, &before, &after, false), told) != 0 ||
	    need(c, args->id, out) != 0)
		return (int)c->err.problem;
	c->sends = true;
	out->secret = secret;
	return 0;
}

int
op_webhook_delete(struct call *c, const struct webhook_delete_args *args, struct done *out)
{
	struct webhook before = { .id = NULL };
	if (need(c, args->id, &before) != 0 ||
	    call_match(c, before.version, SHAPE_webhook, &before) != 0 ||
	    check_own(c, &before, true) != 0 ||
	    call_run(c, QUERY_webhook_delete, WITH(V(args->id))) != 0)
		return (int)c->err.problem;
	out->done = true;
	return emit(c, EVENT_webhook_deleted, &before, NULL, NULL);
}

/* ---- what it is told ---- */

static int
check_on(struct call *c, const struct webhook *webhook)
{
	return webhook->is_active
	    ? 0
	    : call_broken(c, PROBLEM_conflict, "status", "the webhook is %s; switch it on first",
	          vocab_name(VOCAB_webhook_status, (int)webhook->status));
}

int
op_webhook_test(struct call *c, const struct webhook_test_args *args, struct webhook_message *out)
{
	struct webhook webhook = { .id = NULL };
	char now[CLOCK_TEXT];
	clock_format(clock_now(), now);
	if (need(c, args->id, &webhook) != 0 || check_on(c, &webhook) != 0)
		return (int)c->err.problem;
	const char *body = arena_printf(&c->arena,
	    "{\"type\":\"webhook.test\",\"timestamp\":\"%s\",\"data\":{\"workspace_id\":\"%s\"}}",
	    now, c->place.ws_id);
	if (delivery_send(c, args->id, "webhook.test", body) != 0 ||
	    emit(c, EVENT_webhook_tested, &webhook, NULL, NULL) != 0)
		return (int)c->err.problem;
	return call_need(c, QUERY_webhook_message_last, WITH(V(args->id)), out, "message");
}

/* What was taken, or waits, is not sent once more. */
static int
check_given_up(struct call *c, const char *webhook_id, const char *message_id)
{
	struct webhook_message message;
	if (message_id == NULL)
		return 0;
	if (call_need(c, QUERY_webhook_message_get, WITH(V(webhook_id), V(message_id)), &message,
	        "message") != 0)
		return (int)c->err.problem;
	return message.state == MESSAGE_STATE_dropped
	    ? 0
	    : call_broken(c, PROBLEM_conflict, "message_id",
	          "the message is %s; only what was given up is sent again",
	          vocab_name(VOCAB_message_state, (int)message.state));
}

int
op_webhook_resend(struct call *c, const struct webhook_resend_args *args, struct webhook *out)
{
	int64_t n = 0;
	const char *only = args->has_message_id ? args->message_id : NULL;
	if (need(c, args->id, out) != 0 || check_on(c, out) != 0 ||
	    check_given_up(c, args->id, only) != 0 || delivery_again(c, args->id, only, &n) != 0)
		return (int)c->err.problem;
	if (n > 0 &&
	    emit(c, EVENT_webhook_resent, out, NULL,
	        event_pair(c, "messages", arena_printf(&c->arena, "%lld", (long long)n))) != 0)
		return (int)c->err.problem;
	return need(c, args->id, out);
}

int
op_webhook_messages(struct call *c, const struct webhook_messages_args *args, struct page *page)
{
	struct webhook webhook;
	if (need(c, args->id, &webhook) != 0)
		return (int)c->err.problem;
	return page_list(page, LIST_webhook_messages, WITH(V(args->id)), NULL);
}
