/* Calls: placed, listed, reported on by the engine, deleted. */
#include <string.h>

#include "agent.h"
#include "billing.h"
#include "call.h"
#include "call_engine.h"
#include "call_life.h"
#include "event.h"
#include "page.h"
#include "telephony.h"

enum { METADATA_MAX = 16384 };

/* A Viewer sees the history, and no recordings; what calls cost is the Owner's. */
static void
hide(struct call *c, struct phone_call *call)
{
	if (!permit(&c->standing, ACTION_recordings_download))
		call->recording_url = NULL;
	calls_hide_charge(c, call);
}

static int
add_row(struct page *page, const void *row)
{
	struct phone_call call = *(const struct phone_call *)row;
	hide(page->call, &call);
	page_add(page, &call);
	return 0;
}

int
op_call_list(struct call *c, const struct call_list_args *args, struct page *page)
{
	return page_list(page, LIST_calls,
	    WITH(V(c->place.ws_id), args->has_from ? V(args->from) : value_text(NULL),
	        args->has_to ? V(args->to) : value_text(NULL)),
	    add_row);
}

int
op_call_get(struct call *c, const struct call_get_args *args, struct phone_call *out)
{
	if (calls_need(c, args->id, out) != 0)
		return (int)c->err.problem;
	hide(c, out);
	return 0;
}

/* ---- placing ---- */

/* E.164: a plus and 7 to 15 digits, the first no 0. */
static int
check_number(struct call *c, const char *number)
{
	size_t digits = number[0] == '+' ? strspn(number + 1, "0123456789") : 0;
	if (digits >= 7 && digits <= 15 && number[1] != '0' && number[1 + digits] == '\0')
		return 0;
	return call_broken(c, PROBLEM_invalid_field, "phone_number",
	    "phone_number must be a valid E.164 phone number");
}

static int
check_metadata(struct call *c, const char *metadata)
{
	if (metadata == NULL || (metadata[0] == '{' && strlen(metadata) <= METADATA_MAX))
		return 0;
	return call_broken(c, PROBLEM_invalid_field, "metadata",
	    "metadata must be a JSON object of at most %d bytes", (int)METADATA_MAX);
}

/* What an API key's mode says holds for all that it does. */
static int
mode_of(struct call *c, const struct call_create_args *args, enum key_mode *mode)
{
	*mode = args->has_mode && args->mode != KEY_MODE_unknown ? args->mode : KEY_MODE_live;
	if (c->caller.key == NULL)
		return 0;
	enum key_mode own = c->caller.key->mode;
	if (args->has_mode && args->mode != KEY_MODE_unknown && args->mode != own)
		return call_broken(c, PROBLEM_invalid_field, "mode",
		    "calls of this API key are %s calls", vocab_name(VOCAB_key_mode, (int)own));
	*mode = own;
	return 0;
}

/* The number that it is shown to come from: the agent's, else the workspace's default; NULL: none, and then
 * a simulated call goes through the default provider. */
static int
find_sender(struct call *c, const char *agent_id, struct sender_row *from)
{
	bool found;
	if (call_get(c, QUERY_number_to_call_from, WITH(V(c->place.ws_id), V(agent_id)), from,
	        &found) != 0)
		return (int)c->err.problem;
	if (!found)
		*from = (struct sender_row){ .number = NULL };
	return 0;
}

/* What a live call needs and a simulated one does not: an engine, money, a number. */
static int
check_live(struct call *c, const char *from)
{
	if (engine_check(c) != 0 || billing_check(c, c->place.org_id, 0) != 0)
		return (int)c->err.problem;
	if (from != NULL)
		return 0;
	return call_broken(c, PROBLEM_not_found, "phone number",
	    "there is no phone number to call from: neither the agent has one nor the workspace a "
	    "default");
}

int
op_call_create(struct call *c, const struct call_create_args *args, struct phone_call *out)
{
	struct agent agent;
	enum key_mode mode;
	struct sender_row from = { .number = NULL };
	int64_t number = args->has_agent_version_number ? args->agent_version_number : 0;
	if (check_number(c, args->phone_number) != 0 || check_metadata(c, args->metadata) != 0 ||
	    mode_of(c, args, &mode) != 0 || agent_to_call(c, args->agent_id, number, &agent) != 0 ||
	    find_sender(c, args->agent_id, &from) != 0 ||
	    telephony_check(c, from.provider, args->phone_number) != 0 ||
	    (mode == KEY_MODE_live && check_live(c, from.number) != 0) ||
	    calls_check_room(c, mode) != 0 ||
	    calls_place(c,
	        &(const struct call_wish){ .to = args->phone_number,
	            .from = from.number,
	            .agent = &agent,
	            .mode = mode,
	            .metadata = args->metadata },
	        out) != 0)
		return (int)c->err.problem;
	c->simulates = mode == KEY_MODE_test;
	if (mode == KEY_MODE_live && !c->dry_run)
		engine_hand_over(c, out, &agent);
	return 0;
}

/* ---- reported on ---- */

/* What is told belongs to the type of the report. */
static int
check_fields(struct call *c, const struct call_report_args *report)
{
	const struct {
		const char *field;
		bool given;
		enum call_event type;
	} fields[] = { { "status", report->status != CALL_STATUS_unknown, CALL_EVENT_ended },
		{ "end_reason", report->end_reason != NULL, CALL_EVENT_ended },
		{ "recording_url", report->recording_url != NULL, CALL_EVENT_ended },
		{ "transcript", report->transcript != NULL, CALL_EVENT_transcript_ready },
		{ "analysis", report->analysis != NULL, CALL_EVENT_analysis_ready } };
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (fields[i].given && fields[i].type != report->type)
			return call_refuse(c, PROBLEM_invalid_field, fields[i].field,
			    "%s belongs to a report of type %s", fields[i].field,
			    vocab_name(VOCAB_call_event, (int)fields[i].type));
	return 0;
}

int
op_call_report(struct call *c, const struct call_report_args *args, struct phone_call *out)
{
	bool found;
	if (calls_enter(c, args->id, &found) != 0)
		return (int)c->err.problem;
	if (!found)
		return call_refuse(c, PROBLEM_not_found, "call", "there is no such call");
	if (check_fields(c, args) != 0)
		return (int)c->err.problem;
	if (args->analysis != NULL && args->analysis[0] != '{')
		return call_refuse(
		    c, PROBLEM_invalid_field, "analysis", "analysis must be a JSON object");
	return calls_report(c, args->id,
	    &(const struct call_report){ .type = args->type,
	        .status = args->status,
	        .at = args->at,
	        .end_reason = args->end_reason,
	        .recording_url = args->recording_url,
	        .transcript = args->transcript,
	        .analysis = args->analysis },
	    out);
}

/* ---- deleted ---- */

int
op_call_delete(struct call *c, const struct call_delete_args *args, struct done *out)
{
	struct phone_call call;
	out->done = true;
	if (calls_need(c, args->id, &call) != 0 ||
	    call_match(c, call.version, SHAPE_phone_call, &call) != 0)
		return (int)c->err.problem;
	if (call.status < CALL_STATUS_completed &&
	    call_broken(c, PROBLEM_conflict, "status",
	        "the call is under way; it can be deleted when it is over") != 0)
		return (int)c->err.problem;
	if (call_run(c, QUERY_call_delete, WITH(V(args->id))) != 0)
		return (int)c->err.problem;
	return event_emit(c, EVENT_call_deleted,
	    &(struct event_about){
	        .target_type = "call", .target_id = call.id, .target_name = call.to_number });
}
