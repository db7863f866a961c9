/* The queue: messages in, outcomes in.  The rows are the state; nothing here remembers anything. */
#include "delivery_queue.h"

#include <sodium.h>
#include <string.h>

#include "attempt.h"
#include "call.h"
#include "clock.h"
#include "event.h"
#include "ident.h"
#include "webhook_sign.h"

enum {
	STATUS_GONE = 410,
	RETRIES = 3 /* after these a message is given up, and the next one's turn comes */
};

/* ---- in ---- */

int
delivery_publish(struct call *c, const char *type, const char *body)
{
	int64_t now = clock_now();
	const char *pattern = arena_printf(&c->arena, "%% %s %%", type);
	const char *id = ident_new(&c->arena, "msg");
	c->sends = true;
	if (call_run(c, QUERY_delivery_publish,
	        WITH(V(c->place.ws_id), V(pattern), V(id), V(type), V(body), V(now))) != 0)
		return (int)c->err.problem;
	return call_run(c, QUERY_destination_publish, WITH(V(c->place.ws_id), V(pattern), V(now)));
}

int
delivery_send(struct call *c, const char *destination_id, const char *type, const char *body)
{
	int64_t now = clock_now();
	const char *id = ident_new(&c->arena, "msg");
	c->sends = true;
	if (call_run(c, QUERY_delivery_insert,
	        WITH(V(destination_id), V(id), V(type), V(body), V(now))) != 0)
		return (int)c->err.problem;
	return call_run(c, QUERY_destination_queue, WITH(V(destination_id), V(now)));
}

int
delivery_again(struct call *c, const char *destination_id, const char *message_id, int64_t *n)
{
	struct number_row dropped = { .number = 0 };
	bool found;
	if (call_get(c, QUERY_deliveries_dropped, WITH(V(destination_id), V(message_id)), &dropped,
	        &found) != 0)
		return (int)c->err.problem;
	*n = dropped.number;
	if (*n == 0)
		return 0;
	c->sends = true;
	if (call_run(c, QUERY_deliveries_again, WITH(V(destination_id), V(message_id))) != 0 ||
	    call_run(c, QUERY_deliveries_moved, WITH(V(destination_id), V(message_id))) != 0)
		return (int)c->err.problem;
	return call_run(c, QUERY_destination_again, WITH(V(destination_id), V(*n), V(clock_now())));
}

int
delivery_follow(struct call *c, const char *ws_id, const char *url)
{
	const char *id = arena_printf(&c->arena, "webhook_%s", ws_id);
	struct str events = STR_INIT(1000);
	c->sends = true;
	if (url == NULL)
		return call_run(c, QUERY_notification_off, WITH(V(id), V(clock_now())));
	for (int i = 1; i < CALL_EVENT_COUNT; i++)
		str_addf(&events, "%s%s", i == 1 ? "" : " ", vocab_name(VOCAB_call_event, i));
	int problem = call_run(c, QUERY_notification_on,
	    WITH(V(id), V(c->place.org_id), V(ws_id), V(url), V(webhook_secret_new(&c->arena)),
	        V(str_text(&events)), V(clock_now())));
	str_release(&events);
	return problem;
}

/* ---- out ---- */

static struct value
status_value(const struct attempt *attempt)
{
	return attempt->status == 0 ? value_text(NULL) : V((int64_t)attempt->status);
}

/* The message is done with, one way or the other, and the next one's turn comes at once. */
static int
end_message(struct call *c, const struct attempt *attempt, const char *state, const char *error)
{
	bool delivered = error == NULL;
	if (call_run(c, QUERY_delivery_end,
	        WITH(V(attempt->destination_id), V(attempt->seq), V(state), V(attempt->at),
	            status_value(attempt), V(error))) != 0)
		return (int)c->err.problem;
	return call_run(c, QUERY_destination_advance,
	    WITH(V(attempt->destination_id), V(attempt->seq), V((int64_t)delivered),
	        V((int64_t)!delivered), V(delivered ? "active" : "failing"), V(attempt->at),
	        status_value(attempt), V(error)));
}

static int
try_later(struct call *c, const struct attempt *attempt, int64_t failures, const char *error)
{
	int64_t pause =
	    attempt_pause_ms(failures, attempt->retry_after_s, randombytes_uniform(256));
	if (call_run(c, QUERY_delivery_fail,
	        WITH(V(attempt->destination_id), V(attempt->seq), status_value(attempt),
	            V(error))) != 0)
		return (int)c->err.problem;
	return call_run(c, QUERY_destination_fail,
	    WITH(V(attempt->destination_id), V(attempt->at), status_value(attempt), V(error),
	        V(attempt->at + pause)));
}

/* 410: whoever is there wants nothing any more, so what waits is dropped and nothing is added until
 * somebody switches it on again. */
static int
end_destination(
    struct call *c, const struct attempt *attempt, const struct due_row *due, const char *error)
{
	if (call_run(c, QUERY_deliveries_drop,
	        WITH(V(attempt->destination_id), V(attempt->at), status_value(attempt),
	            V(error))) != 0 ||
	    call_run(c, QUERY_destination_gone,
	        WITH(V(attempt->destination_id), V(attempt->at), status_value(attempt),
	            V(error))) != 0)
		return (int)c->err.problem;
	return event_emit(c, EVENT_webhook_updated,
	    &(struct event_about){ .target_type = "webhook",
	        .target_id = attempt->destination_id,
	        .target_name = due->url,
	        .before = event_pair(c, "status", due->status),
	        .after = event_pair(c, "status", "gone"),
	        .reason = "the receiver answered 410 Gone",
	        .org_id = due->org_id,
	        .ws_id = due->ws_id == NULL ? "" : due->ws_id });
}

int
delivery_settle(struct call *c, const struct attempt *attempt)
{
	struct due_row due;
	bool found;
	/* It may have been deleted, or switched off and on, while the message was on its way. */
	if (call_get(c, QUERY_delivery_next, WITH(V(attempt->destination_id), V(attempt->seq)),
	        &due, &found) != 0)
		return (int)c->err.problem;
	if (!found)
		return 0;
	if (attempt->status >= 200 && attempt->status < 300)
		return end_message(c, attempt, "delivered", NULL);
	const char *error = attempt_why(&c->arena, attempt);
	if (attempt->status == STATUS_GONE)
		return end_destination(c, attempt, &due, error);
	if (due.attempts >= RETRIES)
		return end_message(c, attempt, "dropped", error);
	return try_later(c, attempt, due.attempts + 1, error);
}
