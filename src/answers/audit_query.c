/* The audit log's events by time, by id, by what is asked of them. */
#include "audit_query.h"

#include <string.h>

#include "audit_store.h"
#include "call.h"
#include "clock.h"
#include "ident_form.h"

/* Where an instant is looked for: an event before it, and one that is not, with their times, ms. */
struct between {
	int64_t before;
	int64_t before_ms;
	int64_t end;
	int64_t end_ms;
};

enum {
	NEAR = 16,   /* places that are halved, not guessed in */
	GUESSES = 12 /* before all is halved: of bursts, time tells little */
};

/* Where the instant would be if events came evenly, and a little to the side where more is left, so that the guess cuts
 * it off: how far guesses miss grows with the root of what they are made in. */
static int64_t
guess(const struct between *between, int64_t at_ms, int guesses)
{
	int64_t size = between->end - between->before;
	int64_t aside = 1;
	if (size <= NEAR || guesses >= GUESSES)
		return between->before + size / 2;
	while (aside * aside < size)
		aside *= 2;
	/* Not as integers: in a damaged copy times are any. */
	double part = ((double)at_ms - (double)between->before_ms) /
	    ((double)between->end_ms - (double)between->before_ms);
	int64_t ahead = part > 0 && part < 1 ? (int64_t)(part * (double)size) : size / 2;
	ahead += ahead < size - ahead ? aside : -aside;
	return between->before + (ahead < 1 ? 1 : ahead >= size ? size - 1 : ahead);
}

/* The time of the first event from a place on. */
static int
time_from(struct call *c, int64_t place, int64_t *ms)
{
	struct number_row row = { .number = INT64_MAX };
	bool found;
	int problem = call_get(c, QUERY_event_time_from, WITH(V(place)), &row, &found);
	*ms = row.number;
	return problem;
}

/* Time rises with seq (event.c), so an instant is found in few steps, without an index over times: each reads a page,
 * which in a large log may be on the disk. */
int
audit_find_instant(struct call *c, int64_t log, int64_t at_ms, int64_t *place)
{
	struct number_row first = { 0 };
	struct number_row last = { 0 };
	int64_t end = audit_store_place(log + 1, 0);
	bool found;
	*place = audit_store_place(log, 1);
	if (call_get(c, QUERY_event_first, WITH(V(*place - 1)), &first, &found) != 0)
		return (int)c->err.problem;
	if (!found || first.number >= end)
		return 0;
	*place = first.number;
	if (call_get(c, QUERY_event_last, WITH(V(end)), &last, &found) != 0)
		return (int)c->err.problem;
	struct between between = { .before = first.number, .end = last.number };
	if (time_from(c, between.before, &between.before_ms) != 0 ||
	    time_from(c, between.end, &between.end_ms) != 0)
		return (int)c->err.problem;
	if (between.before_ms >= at_ms)
		return 0;
	*place = between.end + 1;
	if (between.end_ms < at_ms)
		return 0;
	for (int guesses = 0; between.end - between.before > 1; guesses++) {
		int64_t ms;
		int64_t middle = guess(&between, at_ms, guesses);
		if (time_from(c, middle, &ms) != 0)
			return (int)c->err.problem;
		if (ms < at_ms) {
			between.before = middle;
			between.before_ms = ms;
		} else {
			between.end = middle;
			between.end_ms = ms;
		}
	}
	*place = between.end;
	return 0;
}

/* Not wider than where events are: it is walked through from its ends. */
static int
tighten(struct call *c, struct audit_span *span)
{
	struct number_row first = { 0 };
	struct number_row last = { 0 };
	bool found;
	if (call_get(c, QUERY_event_first, WITH(V(span->after)), &first, &found) != 0)
		return (int)c->err.problem;
	if (!found || first.number >= span->before) {
		span->before = span->after + 1;
		return 0;
	}
	span->after = first.number - 1;
	if (call_get(c, QUERY_event_last, WITH(V(span->before)), &last, &found) != 0)
		return (int)c->err.problem;
	span->before = last.number + 1;
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
	if (range->has_to && audit_find_instant(c, out->log, range->to, &out->before) != 0)
		return (int)c->err.problem;
	return tighten(c, out);
}

/* NULL: nothing is asked. */
static int
match_part(struct call *c, const struct audit_question *question, const char **match)
{
	struct str text = STR_INIT(1 << 17);
	*match = NULL;
	if (!audit_question_asks(question))
		return 0;
	int problem = audit_question_match(&c->arena, c->db, question, &text, &c->err);
	*match = call_keep(c, &text);
	return problem;
}

/* One person or word is seldom beside what a large part of all events has: a workspace, an outcome, a type. Who did
 * something to whom is seldom beside words, too. */
int
audit_match(struct call *c, const struct audit_question *question, struct audit_match *match)
{
	struct audit_question seldom = { .actor = question->actor, .target = question->target };
	struct audit_question rest = *question;
	bool both = seldom.actor != NULL && seldom.target != NULL;
	rest.actor = rest.target = NULL;
	if (!both) {
		seldom.q = rest.q;
		rest.q = NULL;
	}
	*match = (struct audit_match){ .question = question, .few = both };
	if (match_part(c, &seldom, &match->seldom) != 0 || match_part(c, &rest, &match->rest) != 0)
		return (int)c->err.problem;
	match->all = match->rest;
	if (match->seldom != NULL && match->rest != NULL) {
		match->all = arena_printf(&c->arena, "%s AND %s", match->seldom, match->rest);
		return 0;
	}
	if (match->seldom != NULL)
		match->all = match->seldom;
	match->seldom = match->rest = NULL;
	return 0;
}

/* ",member.added,member.invited,…," from "member.*,auth.logout"; the statement looks for ",type,". */
static int
expand_types(struct call *c, const char *filter, const char **out)
{
	struct str text = STR_INIT(1 << 17);
	str_add_char(&text, ',');
	do {
		size_t len = strcspn(filter, ",");
		bool family = len > 2 && strncmp(filter + len - 2, ".*", 2) == 0;
		size_t before = text.len;
		for (int i = 1; i < EVENT_COUNT; i++) {
			const char *name = vocab_name(VOCAB_event, i);
			size_t same = family ? len - 1 : len;
			if (strncmp(name, filter, same) == 0 && (family || name[len] == '\0'))
				str_addf(&text, "%s,", name);
		}
		if (text.len == before) {
			str_release(&text);
			return call_refuse(c, PROBLEM_invalid_query, "type",
			    "there is no event type '%.*s'", (int)len, filter);
		}
		filter += len;
	} while (*filter++ == ',');
	*out = call_keep(c, &text);
	return 0;
}

int
audit_match_types(
    struct call *c, struct audit_question *question, const char *types, struct audit_match *match)
{
	if (types != NULL && types[0] != '\0' && expand_types(c, types, &question->types) != 0)
		return (int)c->err.problem;
	return audit_match(c, question, match);
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

/* ---- the counts of days and hours ---- */

enum { TYPES_TEXT = 1 << 14 };

static bool
is_given(const char *text)
{
	return text != NULL && text[0] != '\0';
}

bool
audit_is_counted(const struct audit_question *question)
{
	return !is_given(question->actor) && !is_given(question->target) && !is_given(question->q);
}

int
audit_find_names(struct call *c, const struct audit_question *question, struct audit_names *names)
{
	struct number_row row = { .number = -1 };
	struct str types = STR_INIT(TYPES_TEXT);
	bool found;
	const char *at = question->types;
	*names = (struct audit_names){ .ws = value_text(NULL), .failed = value_text(NULL) };
	if (is_given(question->outcome))
		names->failed = V(strcmp(question->outcome, "failure") == 0);
	if (is_given(question->workspace_id)) {
		if (call_get(c, QUERY_audit_name_find, WITH(V(question->workspace_id)), &row,
		        &found) != 0)
			return (int)c->err.problem;
		names->ws = V(found ? row.number : -1);
	}
	if (at == NULL)
		return 0;
	str_add_char(&types, ',');
	for (at += strspn(at, ","); *at != '\0'; at += strspn(at, ",")) {
		size_t len = strcspn(at, ",");
		const char *name = arena_text_n(&c->arena, at, len);
		if (call_get(c, QUERY_audit_name_find, WITH(V(name)), &row, &found) != 0) {
			str_release(&types);
			return (int)c->err.problem;
		}
		if (found)
			str_addf(&types, "%lld,", (long long)row.number);
		at += len;
	}
	names->types = call_keep(c, &types);
	return 0;
}

int
audit_counts(struct call *c, int64_t log, const struct audit_names *names,
    const struct audit_counted *counted, int (*each)(const void *row, void *payload), void *payload)
{
	return db_each(c->db, QUERY_events_per_span,
	    WITH(V(log), V(counted->span), V(counted->first), V(counted->end), names->ws,
	        names->failed, V(names->types)),
	    each, payload, &c->err);
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
