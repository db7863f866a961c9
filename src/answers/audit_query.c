/* The audit log's events by time, by id, by what is asked of them. */
#include "audit_query.h"

#include <string.h>

#include "audit_store.h"
#include "call.h"
#include "clock.h"
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
	*match = (struct audit_match){ .question = question };
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

enum { COUNT_PATIENCE_US = 300, TELLING = 1 << 13, WAITING_COUNTS = 16 };

void
audit_effort_begin(struct audit_effort *effort)
{
	*effort = (struct audit_effort){ clock_monotonic_us(), clock_thread_us() };
}

int64_t
audit_effort_us(const struct audit_effort *effort)
{
	int64_t own = clock_thread_us() - effort->own_us;
	int64_t least = (clock_monotonic_us() - effort->wall_us) / WAITING_COUNTS;
	return own > least ? own : least;
}

static int64_t
size_of(const struct audit_span *span)
{
	return span->before - span->after - 1;
}

/* The next block of what is left; AUDIT_BLOCK_COUNT: all of it. */
static void
take_part(struct audit_pace *pace, enum audit_block block)
{
	struct audit_span *left = &pace->left;
	struct audit_span *part = &pace->part;
	*part = *left;
	if (block < AUDIT_BLOCK_COUNT && pace->descending) {
		int64_t start = audit_block_start(block, left->before - 1);
		part->after = start > left->after + 1 ? start - 1 : left->after;
	} else if (block < AUDIT_BLOCK_COUNT) {
		int64_t end = audit_block_end(block, left->after + 1);
		part->before = end < left->before ? end : left->before;
	}
	if (pace->descending)
		left->before = part->after + 1;
	else
		left->after = part->before - 1;
}

/* As large as what the part before has cost allows; the first is of a given size.  What costs much does so in
 * the large, too, but what is rare costs less than it seems: the rest may cost twice the time that is left. */
static enum audit_block
next_block(const struct audit_pace *pace, bool single, int64_t spent, int64_t patience)
{
	int64_t size = size_of(&pace->part);
	int64_t cost = spent - pace->spent;
	if (single)
		return AUDIT_BLOCK_COUNT;
	if (pace->spent < 0 || size < TELLING)
		return pace->first;
	if (cost * size_of(&pace->left) / size < (patience - spent) * 2)
		return AUDIT_BLOCK_COUNT;
	return cost * audit_block_size(AUDIT_BLOCK_large) / size < patience - spent
	    ? AUDIT_BLOCK_large
	    : pace->first;
}

void
audit_pace_begin(struct audit_pace *pace, const struct audit_span *span,
    const struct audit_match *asked, bool descending, enum audit_block first)
{
	*pace = (struct audit_pace){ .left = *span,
		.asked = asked,
		.parted = asked->seldom != NULL,
		.descending = descending,
		.first = first,
		.spent = -1 };
	audit_effort_begin(&pace->effort);
}

bool
audit_pace_next(struct call *c, struct audit_pace *pace, int64_t patience)
{
	const char *match = pace->parted ? pace->asked->seldom : pace->asked->all;
	bool single = !pace->parted && audit_match_is_single(match);
	int64_t spent = audit_effort_us(&pace->effort);
	if (size_of(&pace->left) <= 0 || (pace->spent >= 0 && spent > patience))
		return false;
	enum audit_block block = next_block(pace, single, spent, patience);
	take_part(pace, block);
	pace->spent = spent;
	pace->match = match;
	pace->rest = pace->parted ? pace->asked->rest : NULL;
	pace->token = NULL;
	if (block == AUDIT_BLOCK_COUNT)
		return true;
	pace->token = audit_block_token(&c->arena, block, pace->part.after + 1);
	pace->match = arena_printf(&c->arena, "%s AND %s", pace->token, match);
	return true;
}

/* Events that are unpacked and looked at, in a part of a size: no more than one of so many, though some. */
static int64_t
few_of(const struct audit_span *part)
{
	enum { FEWEST = 8, FEW_MOST = 256, ONE_OF = 4096 };
	int64_t few = size_of(part) / ONE_OF;
	return few < FEWEST ? FEWEST : few > FEW_MOST ? FEW_MOST : few;
}

static void
give_back(struct audit_pace *pace)
{
	if (pace->descending)
		pace->left.before = pace->part.before;
	else
		pace->left.after = pace->part.after;
	pace->parted = false;
	pace->spent = -1;
}

int
audit_pace_count(struct call *c, struct audit_pace *pace, int64_t most, int64_t *n)
{
	struct fitting_row row = { .n = 0 };
	bool found;
	if (pace->rest == NULL)
		return audit_count(c, &pace->part, pace->match, most, n);
	int64_t few = few_of(&pace->part);
	*n = 0;
	if (call_get(c, QUERY_events_fitting,
	        WITH(V(pace->part.after), V(pace->part.before), V(pace->match), V(few + 1),
	            V(pace->rest)),
	        &row, &found) != 0)
		return (int)c->err.problem;
	if (row.looked_at > few)
		give_back(pace);
	else
		*n = row.n < most ? row.n : most;
	return 0;
}

bool
audit_pace_has_more(const struct audit_pace *pace)
{
	return size_of(&pace->left) > 0;
}

/* Takes away from the page's places what is behind a part. */
static void
end_with(struct audit_span *page, const struct audit_span *part, bool descending)
{
	if (descending)
		page->after = part->after;
	else
		page->before = part->before;
}

/* The blocks that a page's rows are in, as the index is asked for them. */
struct blocks {
	struct str tokens;
	bool all; /* some are in no block of their own */
};

static void
add_token(struct blocks *blocks, const struct audit_pace *pace)
{
	blocks->all = blocks->all || pace->token == NULL;
	if (!blocks->all)
		str_addf(
		    &blocks->tokens, "%s%s", blocks->tokens.len == 0 ? "" : " OR ", pace->token);
}

enum { IN_VAIN = 5 };

/* A page with nothing on it is of little use: it has to have taken long, though not longer than a frame. */
static int64_t
patience_of(const struct audit_walk *walk)
{
	if (walk->found >= walk->wanted)
		return COUNT_PATIENCE_US;
	return walk->found > 0 || walk->patience > INT32_MAX / IN_VAIN ? walk->patience
	                                                               : walk->patience * IN_VAIN;
}

static int
walk_parts(struct call *c, struct audit_walk *walk, struct audit_pace *pace, struct blocks *blocks)
{
	int64_t most = walk->most > walk->wanted ? walk->most : walk->wanted;
	while (walk->found < most && audit_pace_next(c, pace, patience_of(walk))) {
		int64_t n = 0;
		bool lacked = walk->found < walk->wanted;
		if (audit_pace_count(c, pace, most - walk->found, &n) != 0)
			return (int)c->err.problem;
		walk->found += n;
		if (lacked && n > 0)
			add_token(blocks, pace);
		if (lacked && walk->found >= walk->wanted)
			end_with(&walk->span, &pace->part, walk->descending);
	}
	walk->ended = !audit_pace_has_more(pace) && walk->found < most;
	return 0;
}

int
audit_walk(struct call *c, struct audit_walk *walk)
{
	struct audit_pace pace;
	struct blocks blocks = { .tokens = STR_INIT(1 << 16) };
	walk->found = 0;
	walk->further = 0;
	audit_pace_begin(&pace, &walk->span, walk->asked, walk->descending, walk->first);
	int problem = walk_parts(c, walk, &pace, &blocks);
	if (audit_pace_has_more(&pace) && walk->found < walk->wanted) {
		end_with(&walk->span, &pace.part, walk->descending);
		walk->further = walk->descending ? pace.part.after + 1 : pace.part.before - 1;
	}
	walk->match = pace.parted ? walk->asked->seldom : walk->asked->all;
	walk->rest = pace.parted ? walk->asked->rest : NULL;
	if (!blocks.all && !blocks.tokens.failed && blocks.tokens.len > 0)
		walk->match =
		    arena_printf(&c->arena, "(%s) AND %s", str_text(&blocks.tokens), walk->match);
	str_release(&blocks.tokens);
	return problem;
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
