/* States of calls.  They move in one place, in the transaction that also queues what webhooks are told. */
#include "call_life.h"

#include <string.h>

#include "billing.h"
#include "call.h"
#include "call_simulator.h"
#include "clock.h"
#include "daemon.h"
#include "delivery_queue.h"
#include "event.h"
#include "ident.h"
#include "jsonw.h"
#include "plan.h"

void
calls_hide_charge(const struct call *c, struct phone_call *call)
{
	call->has_charge_inr = call->has_charge_inr && permit(&c->standing, ACTION_billing_view);
}

int
calls_need(struct call *c, const char *id, struct phone_call *out)
{
	if (call_need(c, QUERY_call_get, WITH(V(c->place.ws_id), V(id)), out, "call") != 0)
		return (int)c->err.problem;
	calls_hide_charge(c, out);
	return 0;
}

int
calls_place(struct call *c, const struct call_wish *wish, struct phone_call *out)
{
	const char *id = ident_new(&c->arena, "call");
	const char *mode = vocab_name(VOCAB_key_mode, (int)wish->mode);
	const char *metadata = wish->metadata == NULL ? "{}" : wish->metadata;
	int64_t now = clock_now();
	int64_t due =
	    now + (wish->mode == KEY_MODE_test ? (int64_t)SIMULATOR_FIRST_MS : CALL_UNTAKEN_MS);
	if (call_run(c, QUERY_call_insert,
	        WITH(V(id), V(c->place.org_id), V(c->place.ws_id), V(mode), V(wish->agent->id),
	            V(wish->agent->title), V(wish->agent->version_number), V(wish->to), V(metadata),
	            V(c->caller.name), V(now), V(due), V(wish->from),
	            V(wish->agent->telephony.max_call_duration_sec))) != 0 ||
	    calls_need(c, id, out) != 0)
		return (int)c->err.problem;
	return event_emit(c, EVENT_call_created,
	    &(struct event_about){ .target_type = "call",
	        .target_id = id,
	        .target_name = wish->to,
	        .after = event_pair(c, "mode", mode) });
}

static struct value
silent_from_now(void)
{
	return V(clock_now() + CALL_SILENT_MS);
}

int
calls_initiate(struct call *c, const char *id)
{
	return call_run(c, QUERY_call_initiate, WITH(V(id), silent_from_now()));
}

int
calls_enter(struct call *c, const char *id, bool *found)
{
	struct text_row where;
	if (call_get(c, QUERY_call_where, WITH(V(id)), &where, found) != 0 || !*found)
		return (int)c->err.problem;
	return call_get(
	    c, QUERY_place_workspace, WITH(V(where.text), V((const char *)NULL)), &c->place, found);
}

int
calls_check_room(struct call *c, enum key_mode mode)
{
	struct number_row active;
	bool found;
	int64_t limit = plan_row(c->place.plan)->calls;
	if (limit == 0)
		limit = c->daemon->settings.enterprise_calls;
	if (call_get(c, QUERY_calls_active,
	        WITH(V(c->place.org_id), V(vocab_name(VOCAB_key_mode, (int)mode))), &active,
	        &found) != 0)
		return (int)c->err.problem;
	if (active.number < limit)
		return 0;
	return call_broken(c, PROBLEM_concurrency_limit, "plan",
	    "%lld calls are under way, and the organization may have %lld at a time",
	    (long long)active.number, (long long)limit);
}

/* ---- telling ---- */

static int
tell(struct call *c, enum call_event type, const struct phone_call *call)
{
	struct str text = STR_INIT(1 << 18);
	struct jsonw w = { .out = &text };
	const char *name = vocab_name(VOCAB_call_event, (int)type);
	jsonw_open(&w, '{');
	jsonw_key(&w, "type");
	jsonw_text(&w, name);
	jsonw_key(&w, "timestamp");
	jsonw_time(&w, clock_now());
	jsonw_key(&w, "data");
	codec_write(&w, shape_fields(SHAPE_phone_call), call);
	jsonw_close(&w, '}');
	int problem = text.failed
	    ? call_refuse(c, PROBLEM_internal, call->id, "what is to be told of a call is too long")
	    : delivery_publish(c, name, str_text(&text));
	str_release(&text);
	return problem;
}

/* ---- moving ---- */

static bool
is_over(enum call_status status)
{
	return status >= CALL_STATUS_completed;
}

static int
refuse_late(struct call *c, const struct phone_call *call)
{
	return call_refuse(c, PROBLEM_conflict, "type", "the call is over: %s",
	    vocab_name(VOCAB_call_status, (int)call->status));
}

/* Reports may be late or have a clock of their own: no instant lies before the call or in the future. */
static int64_t
instant(const struct phone_call *call, int64_t at)
{
	int64_t now = clock_now();
	int64_t first = call->has_answered_at ? call->answered_at : call->created_at;
	if (at == 0 || at > now)
		return now;
	return at < first ? first : at;
}

/* The step from one state to a later one; *moved is false when it was taken before. */
static int
move(struct call *c, const struct phone_call *call, const struct call_report *report, bool *moved)
{
	bool rings = report->type == CALL_EVENT_ringing;
	enum call_status next = rings ? CALL_STATUS_sent : CALL_STATUS_received;
	if (is_over(call->status))
		return refuse_late(c, call);
	*moved = call->status < next;
	if (!*moved)
		return 0;
	return call_run(c, rings ? QUERY_call_ring : QUERY_call_answer,
	    WITH(V(call->id), V(instant(call, report->at)), silent_from_now()));
}

static int
check_ending(struct call *c, const struct phone_call *call, enum call_status status)
{
	bool answered = call->has_answered_at;
	if (!is_over(status))
		return call_refuse(c, PROBLEM_invalid_field, "status",
		    "a call that was not answered ends as did_not_pick, busy, no_answer, failed or "
		    "cancelled");
	if (status == CALL_STATUS_completed && !answered)
		return call_refuse(c, PROBLEM_conflict, "status",
		    "a call that was not answered cannot be completed");
	if (answered &&
	    (status == CALL_STATUS_did_not_pick || status == CALL_STATUS_busy ||
	        status == CALL_STATUS_no_answer))
		return call_refuse(c, PROBLEM_conflict, "status",
		    "a call that was answered ends as completed, failed or cancelled, not as %s",
		    vocab_name(VOCAB_call_status, (int)status));
	return 0;
}

/* In the transaction of its end, so that no call ends without its charge. */
static int
bill(struct call *c, const struct phone_call *call, int64_t ended_at)
{
	return billing_charge(c,
	    &(const struct billed_call){ .id = call->id,
	        .org_id = c->place.org_id,
	        .ws_id = c->place.ws_id,
	        .ws_name = c->place.ws_name,
	        .plan = c->place.plan,
	        .answered_at = call->has_answered_at ? call->answered_at : 0,
	        .ended_at = ended_at,
	        .test = call->mode == KEY_MODE_test },
	    NULL);
}

static int
end(struct call *c, const struct phone_call *call, const struct call_report *report, bool *moved)
{
	enum call_status status = report->status;
	int64_t at = instant(call, report->at);
	if (status == CALL_STATUS_unknown && call->has_answered_at)
		status = CALL_STATUS_completed;
	if (check_ending(c, call, status) != 0)
		return (int)c->err.problem;
	*moved = !is_over(call->status);
	if (!*moved)
		return status == call->status ? 0 : refuse_late(c, call);
	int64_t ms = call->has_answered_at ? at - call->answered_at : 0;
	const char *name = vocab_name(VOCAB_call_status, (int)status);
	if (call_run(c, QUERY_call_end,
	        WITH(V(call->id), V(name), V(at), V((ms + 999) / 1000),
	            V(report->end_reason == NULL ? name : report->end_reason),
	            V(report->recording_url))) != 0)
		return (int)c->err.problem;
	if (bill(c, call, at) != 0)
		return (int)c->err.problem;
	return event_emit(c, EVENT_call_ended,
	    &(struct event_about){ .target_type = "call",
	        .target_id = call->id,
	        .target_name = call->to_number,
	        .after = event_pair(c, "status", name) });
}

/* What is only known after the call: said once, and kept. */
static int
add(struct call *c, const struct phone_call *call, const struct call_report *report, bool *moved)
{
	bool transcript = report->type == CALL_EVENT_transcript_ready;
	const char *text = transcript ? report->transcript : report->analysis;
	const char *before = transcript ? call->transcript : call->analysis;
	if (text == NULL)
		return call_refuse(c, PROBLEM_invalid_field, transcript ? "transcript" : "analysis",
		    "%s is missing", transcript ? "transcript" : "analysis");
	if (!is_over(call->status))
		return call_refuse(
		    c, PROBLEM_conflict, "type", "the call is not over; report call.ended first");
	if (transcript && !call->has_answered_at)
		return call_refuse(c, PROBLEM_conflict, "type",
		    "nobody answered the call, so nothing was said in it");
	*moved = before == NULL || strcmp(before, text) != 0;
	if (!*moved)
		return 0;
	return call_run(c, transcript ? QUERY_call_transcript : QUERY_call_analysis,
	    WITH(V(call->id), V(text)));
}

int
calls_report(
    struct call *c, const char *id, const struct call_report *report, struct phone_call *out)
{
	struct phone_call before;
	bool moved = false;
	int problem = calls_need(c, id, &before);
	if (problem == 0 && report->type == CALL_EVENT_ended)
		problem = end(c, &before, report, &moved);
	else if (problem == 0 && report->type <= CALL_EVENT_started)
		problem = move(c, &before, report, &moved);
	else if (problem == 0)
		problem = add(c, &before, report, &moved);
	if (problem != 0 || calls_need(c, id, out) != 0)
		return (int)c->err.problem;
	/* Receivers of webhooks are nobody's billing. */
	out->has_charge_inr = false;
	return moved ? tell(c, report->type, out) : 0;
}

int
calls_give_up(struct call *c, const char *id)
{
	struct phone_call call;
	if (calls_need(c, id, &call) != 0)
		return (int)c->err.problem;
	return calls_report(c, id,
	    &(const struct call_report){ .type = CALL_EVENT_ended,
	        .status = CALL_STATUS_failed,
	        .at = call.has_answered_at ? call.answered_at : 0,
	        .end_reason = call.status == CALL_STATUS_created ? "call_engine_unavailable"
	                                                         : "call_engine_silent" },
	    &call);
}

/* ---- keeping ---- */

static int
tell_purge(struct call *c, const struct purge_row *row)
{
	const char *after =
	    arena_printf(&c->arena, "{\"calls\":%lld,\"recordings\":%lld,\"transcripts\":%lld}",
	        (long long)row->calls, (long long)row->recordings, (long long)row->transcripts);
	return event_emit(c, EVENT_call_retention_purged,
	    &(struct event_about){ .target_type = "workspace",
	        .target_id = row->ws_id,
	        .target_name = row->ws_name,
	        .after = after,
	        .org_id = row->org_id,
	        .ws_id = row->ws_id });
}

int
calls_retain(struct call *c, const char *ws_id)
{
	struct purge_row *rows;
	size_t n;
	int64_t now = clock_now();
	if (call_all(c, QUERY_calls_purged, WITH(V(now), V(ws_id)), &rows, &n) != 0)
		return (int)c->err.problem;
	for (size_t i = 0; i < n; i++)
		if (tell_purge(c, &rows[i]) != 0)
			return (int)c->err.problem;
	if (n == 0)
		return 0;
	if (call_run(c, QUERY_calls_drop_recordings, WITH(V(now), V(ws_id))) != 0 ||
	    call_run(c, QUERY_calls_drop_transcripts, WITH(V(now), V(ws_id))) != 0)
		return (int)c->err.problem;
	return call_run(c, QUERY_calls_drop, WITH(V(now), V(ws_id)));
}
