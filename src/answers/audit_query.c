/* The audit log's events by time, by id, by what is asked of them. */
#include "audit_query.h"

#include "audit_store.h"
#include "call.h"
#include "ident_form.h"

/* Time rises with seq (event.c), so an instant is found by halving, without an index over times. */
int
audit_find_instant(struct call *c, int64_t log, int64_t at_ms, int64_t *place)
{
	struct number_row newest = { 0 };
	bool found;
	*place = audit_store_place(log, 1);
	if (call_get(
	        c, QUERY_event_last, WITH(V(audit_store_place(log + 1, 0))), &newest, &found) != 0)
		return (int)c->err.problem;
	int64_t end = newest.number + 1;
	while (*place < end) {
		struct number_row occurred_at;
		int64_t middle = *place + (end - *place) / 2;
		if (call_get(c, QUERY_event_time_from, WITH(V(middle)), &occurred_at, &found) != 0)
			return (int)c->err.problem;
		if (found && occurred_at.number < at_ms)
			*place = middle + 1;
		else
			end = middle;
	}
	return 0;
}

int
audit_find_span(struct call *c, const struct audit_range *range, struct audit_span *out)
{
	int64_t first;
	*out = (struct audit_span){ .log = 0 };
	if (range->has_from && range->has_to && range->from >= range->to)
		return call_refuse(c, PROBLEM_invalid_query, "from", "from must be before to");
	if (audit_store_log(c->db, range->org_id, &out->log, &c->err) != 0)
		return (int)c->err.problem;
	if (out->log == 0)
		return 0;
	out->after = audit_store_place(out->log, range->has_after ? range->after_seq : 0);
	out->before = audit_store_place(out->log + 1, 0);
	if (range->has_from) {
		if (audit_find_instant(c, out->log, range->from, &first) != 0)
			return (int)c->err.problem;
		out->after = out->after < first - 1 ? first - 1 : out->after;
	}
	return range->has_to ? audit_find_instant(c, out->log, range->to, &out->before) : 0;
}

int
audit_match(struct call *c, const struct audit_question *question, const char **match)
{
	struct str text = STR_INIT(1 << 17);
	*match = NULL;
	if (!audit_question_asks(question))
		return 0;
	int problem = audit_question_match(&c->arena, c->db, question, &text, &c->err);
	*match = call_keep(c, &text);
	return problem;
}

int
audit_count(
    struct call *c, const struct audit_span *span, const char *match, int64_t most, int64_t *count)
{
	struct number_row first = { 0 };
	struct number_row last = { 0 };
	bool found;
	*count = 0;
	if (span->log == 0 || span->after + 1 >= span->before)
		return 0;
	if (match != NULL) {
		if (call_get(c, QUERY_events_count,
		        WITH(V(span->after), V(span->before), V(match), V(most)), &first,
		        &found) != 0)
			return (int)c->err.problem;
		*count = first.number;
		return 0;
	}
	/* No seq is left out between the first that is kept and the last. */
	if (call_get(c, QUERY_event_first, WITH(V(span->after)), &first, &found) != 0)
		return (int)c->err.problem;
	if (!found || first.number >= span->before)
		return 0;
	if (call_get(c, QUERY_event_last, WITH(V(span->before)), &last, &found) != 0)
		return (int)c->err.problem;
	*count = last.number - first.number + 1;
	return 0;
}

/* An id is of the instant at which its event occurred; those of an old database that are not, stand apart. */
int
audit_find(struct call *c, const char *org_id, const char *id, struct audit_event *out)
{
	struct number_row odd = { 0 };
	int64_t log;
	int64_t at_ms;
	int64_t first;
	int64_t end;
	bool found = false;
	if (audit_store_log(c->db, org_id, &log, &c->err) != 0)
		return (int)c->err.problem;
	if (log != 0 && ident_parse(id, "evt", &at_ms) != NULL) {
		if (audit_find_instant(c, log, at_ms, &first) != 0 ||
		    audit_find_instant(c, log, at_ms + 1, &end) != 0 ||
		    call_get(c, QUERY_event_between, WITH(V(first), V(end), V(id)), out, &found) !=
		        0)
			return (int)c->err.problem;
	}
	if (found)
		return 0;
	if (call_get(c, QUERY_event_odd, WITH(V(id)), &odd, &found) != 0)
		return (int)c->err.problem;
	if (!found || log == 0 || odd.number >> AUDIT_SEQ_BITS != log)
		return call_refuse(c, PROBLEM_not_found, "id", "there is no such audit event");
	return call_need(c, QUERY_event_between, WITH(V(odd.number), V(odd.number + 1), V(id)), out,
	    "audit event");
}
