/* The two phases: see the header. */
#include "call_engine.h"

#include <stdlib.h>
#include <string.h>

#include "after_commit.h"
#include "call.h"
#include "call_life.h"
#include "clock.h"
#include "daemon.h"
#include "delivery.h"
#include "idempotency.h"
#include "jsonw.h"
#include "log.h"
#include "mem.h"
#include "reply.h"
#include "writer.h"

enum { ENGINE_TIMEOUT_MS = 5000, RETRY_AFTER_S = 10 };

struct handover {
	struct writer_job job;
	struct delivery_ask ask;
	struct call *call;
	const char *id;
	const char *headers[5];
	bool accepted;
	char why[OUTGOING_ERROR];
};

int
engine_check(struct call *c)
{
	if (c->daemon->settings.engine_url != NULL)
		return 0;
	c->retry_after_s = RETRY_AFTER_S;
	return call_broken(c, PROBLEM_call_engine_unavailable, "engine_url",
	    "no call engine is configured in this installation; test keys simulate calls");
}

/* ---- afterwards, in the writer ---- */

static bool
note(struct writer_job *job, struct db *db)
{
	struct handover *handover = (struct handover *)job;
	struct call *c = handover->call;
	struct phone_call *call = arena_new(&c->arena, sizeof(*call));
	c->db = db;
	c->caused = NULL;
	if (handover->accepted) {
		if (calls_initiate(c, handover->id) != 0 || calls_need(c, handover->id, call) != 0)
			return false;
		str_clear(&c->out);
		reply_print(c, call);
		return idempotency_keeps(c);
	}
	const struct call_report report = { .type = CALL_EVENT_ended,
		.status = CALL_STATUS_failed,
		.end_reason = "call_engine_unavailable" };
	if (calls_report(c, handover->id, &report, call) != 0)
		return false;
	return idempotency_forget(c);
}

static void
noted(struct writer_job *job, const struct err *err)
{
	struct handover *handover = (struct handover *)job;
	struct call *c = handover->call;
	bool well = after_commit(c, err);
	if (!handover->accepted && well) {
		c->retry_after_s = RETRY_AFTER_S;
		c->details = arena_printf(&c->arena, "{\"call_id\":\"%s\"}", handover->id);
		(void)call_refuse(c, PROBLEM_call_engine_unavailable, "engine",
		    "the call engine did not take the call: %s", handover->why);
	}
	c->location = c->err.problem == PROBLEM_none ? c->location : NULL;
	free(handover);
	reply_send(c);
}

/* ---- the engine's answer, in the thread that sends ---- */

static void
answered(const struct outgoing_answer *answer, void *payload)
{
	struct handover *handover = payload;
	struct call *c = handover->call;
	handover->accepted = answer->status >= 200 && answer->status < 300;
	if (answer->status != 0)
		(void)snprintf(
		    handover->why, sizeof(handover->why), "it answered %d", answer->status);
	else
		(void)snprintf(handover->why, sizeof(handover->why), "%s", answer->error);
	if (!handover->accepted)
		log_line(LOG_warning, "the call engine did not take a call",
		    LOG_TEXT("call", handover->id), LOG_TEXT("why", handover->why), LOG_END);
	handover->job = (struct writer_job){ .run = note, .finish = noted };
	if (writer_submit(c->daemon->writer, &handover->job))
		return;
	free(handover);
	c->retry_after_s = RETRY_AFTER_S;
	(void)call_refuse(
	    c, PROBLEM_overloaded, "", "too many changes are waiting; try again shortly");
	reply_send(c);
}

/* ---- the request ---- */

static const char *
body_of(struct call *c, const struct phone_call *call, const struct agent *agent)
{
	struct str text = STR_INIT(1 << 20);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '{');
	jsonw_key(&w, "call");
	codec_write(&w, shape_fields(SHAPE_phone_call), call);
	jsonw_key(&w, "agent");
	codec_write(&w, shape_fields(SHAPE_agent), agent);
	jsonw_key(&w, "events_path");
	jsonw_text(&w, arena_printf(&c->arena, "/v1/calls/%s/events", call->id));
	jsonw_close(&w, '}');
	return call_keep(c, &text);
}

/* After the commit. */
static void
send(struct call *c)
{
	struct handover *handover = c->then_payload;
	delivery_ask(c->daemon->delivery, &handover->ask);
}

static void
forget(struct call *c)
{
	free(c->then_payload);
	c->then_payload = NULL;
}

void
engine_hand_over(struct call *c, const struct phone_call *call, const struct agent *agent)
{
	const struct daemon_settings *settings = &c->daemon->settings;
	struct handover *handover = mem_new(1, sizeof(*handover));
	handover->call = c;
	handover->id = call->id;
	handover->headers[0] = "Content-Type: application/json";
	handover->headers[1] = "Expect:";
	handover->headers[2] = arena_printf(&c->arena, "Idempotency-Key: %s", call->id);
	if (settings->engine_token != NULL)
		handover->headers[3] =
		    arena_printf(&c->arena, "Authorization: Bearer %s", settings->engine_token);
	const char *body = body_of(c, call, agent);
	handover->ask = (struct delivery_ask){ .post = { .url = settings->engine_url,
		                                   .headers = handover->headers,
		                                   .body = body,
		                                   .body_len = strlen(body),
		                                   .timeout_ms = ENGINE_TIMEOUT_MS,
		                                   .anywhere = true },
		.done = answered,
		.payload = handover };
	c->then = send;
	c->then_not = forget;
	c->then_payload = handover;
}
