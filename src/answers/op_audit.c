/* The audit log, as it is read. */
#include <string.h>

#include "audit_histogram.h"
#include "audit_query.h"
#include "audit_store.h"
#include "audit_walk.h"
#include "call.h"
#include "clock.h"
#include "page.h"

enum {
	COUNT_MOST = 2000,
	BUCKETS = 60,
	BUCKETS_MOST = 200,
	ONE_BY_ONE = 50000,
	WALK_US = 1000, /* a frame is 16,000, and the rows are read once more */
};

static const char *
outcome_name(bool given, enum outcome outcome)
{
	return given ? vocab_name(VOCAB_outcome, (int)outcome) : NULL;
}

/* What a list of events is asked with. */
struct looking {
	struct value values[4];
	struct audit_span span;
	struct audit_match match;
	bool counts; /* a first page tells how many there are, the tail does not */
	bool tail;
};

static int
count_all(struct page *page, const struct looking *looking)
{
	page->has_total = true;
	return audit_count(page->call, &looking->span, NULL, 0, &page->total);
}

static void
take_values(
    struct looking *looking, const struct audit_span *span, const char *match, const char *rest)
{
	looking->values[0] = V(span->after);
	looking->values[1] = V(span->before);
	looking->values[2] = V(match);
	looking->values[3] = V(rest);
}

/* From where the page begins: the database would go through what is before it. */
static void
begin_behind(const struct listing *listing, bool descending, struct audit_span *span)
{
	int64_t start = listing->start_key.number;
	if (listing->has_start && descending && start < span->before)
		span->before = start;
	if (listing->has_start && !descending && start > span->after)
		span->after = start;
}

/* A page of a filter has as many rows as were found in time; the tail and the way back have patience. */
static int
narrow(struct page *page, const struct listing *listing)
{
	struct looking *looking = page->payload;
	bool descending = listing->descending != listing->backwards;
	struct audit_walk walk = { .span = looking->span,
		.asked = &looking->match,
		.descending = descending,
		.first = AUDIT_BLOCK_middle,
		.wanted = listing->limit + 1,
		.most = looking->counts ? COUNT_MOST + 1 : 0,
		.patience = looking->tail || listing->backwards ? INT32_MAX : WALK_US };
	begin_behind(listing, descending, &walk.span);
	if (looking->match.all == NULL) {
		take_values(looking, &walk.span, NULL, NULL);
		return looking->counts ? count_all(page, looking) : 0;
	}
	if (audit_walk(page->call, &walk) != 0)
		return (int)page->call->err.problem;
	take_values(looking, &walk.span, walk.match, walk.rest);
	page->has_most = true;
	page->most = walk.found;
	page->further = walk.further;
	page->has_total = looking->counts && walk.ended;
	page->total = walk.found;
	page->at_least = walk.found > COUNT_MOST ? COUNT_MOST : walk.found;
	return 0;
}

/* Where a page is to begin that is neither the first nor one that a cursor leads to. */
struct beginning {
	const int64_t *at; /* ms; NULL: it is none such */
	bool ascending;
	bool cursor;
	const char *elsewhere; /* what else says where it begins; NULL: nothing */
};

/* At the first event that is not newer than an instant, or not older where the oldest come first.  Where that is the
 * first of all it is a first page like any other. */
static int
begin_at(struct page *page, struct looking *looking, const struct beginning *beginning)
{
	struct call *c = page->call;
	const struct audit_span *span = &looking->span;
	int64_t place;
	if (beginning->at == NULL || beginning->cursor)
		return 0;
	if (beginning->elsewhere != NULL)
		return call_refuse(c, PROBLEM_invalid_query, "at",
		    "at and %s each say where the page begins; give one of them",
		    beginning->elsewhere);
	if (span->log == 0)
		return 0;
	if (audit_find_instant(c, span->log, *beginning->at + !beginning->ascending, &place) != 0)
		return (int)c->err.problem;
	page->begin_key = place - beginning->ascending;
	page->begins =
	    beginning->ascending ? page->begin_key > span->after : page->begin_key < span->before;
	looking->counts = looking->counts && !page->begins;
	return 0;
}

/* What both lists of events are asked, an organization's and the installation's. */
struct asked {
	struct audit_range range;
	struct audit_question question;
	struct beginning beginning;
	const char *type;
};

/* From the arguments of either, which have the same names. */
#define ASKED(args, org, ws)                                                                  \
	{                                                                                     \
		.range = { (org), (args)->has_after_seq, (args)->after_seq, (args)->has_from, \
			(args)->from, (args)->has_to, (args)->to },                           \
		.question = { .workspace_id = (ws),                                           \
			.actor = (args)->actor,                                               \
			.target = (args)->target,                                             \
			.outcome = outcome_name((args)->has_outcome, (args)->outcome),        \
			.q = (args)->q },                                                     \
		.beginning = { .at = (args)->has_at ? &(args)->at : NULL,                     \
			.ascending = (args)->order == ORDER_asc,                              \
			.elsewhere = (args)->has_after_seq     ? "after_seq"                  \
			    : (args)->has_last && (args)->last ? "last"                       \
			                                       : NULL,                        \
			.cursor = (args)->cursor != NULL },                                   \
		.type = (args)->type                                                          \
	}

static int
list_events(struct page *page, struct asked *asked)
{
	struct call *c = page->call;
	bool tail = asked->range.has_after;
	struct looking *looking = arena_new(&c->arena, sizeof(*looking));
	looking->counts = !tail && !asked->beginning.cursor;
	looking->tail = tail;
	if (audit_find_span(c, &asked->range, &looking->span) != 0 ||
	    begin_at(page, looking, &asked->beginning) != 0 ||
	    audit_match_types(c, &asked->question, asked->type, &looking->match) != 0)
		return (int)c->err.problem;
	page->key_after = audit_store_place(looking->span.log, 0);
	page->key_before = audit_store_place(looking->span.log + 1, 0);
	page->payload = looking;
	page->narrow = narrow;
	take_values(looking, &looking->span, looking->match.all, NULL);
	if (looking->match.all == NULL)
		return page_list(page, LIST_events, looking->values, 2, NULL);
	return page_list(page, LIST_events_found, looking->values, 4, NULL);
}

/* The tail reads on from a place: oldest first. */
int
op_audit_list(struct call *c, const struct audit_list_args *args, struct page *page)
{
	if (args->has_after_seq)
		((struct audit_list_args *)c->args)->order = ORDER_asc;
	((struct audit_list_args *)c->args)->has_order |= args->has_after_seq;
	struct asked asked = ASKED(args, c->place.org_id, args->workspace_id);
	return list_events(page, &asked);
}

int
op_audit_installation(struct call *c, const struct audit_installation_args *args, struct page *page)
{
	if (args->has_after_seq)
		((struct audit_installation_args *)c->args)->order = ORDER_asc;
	((struct audit_installation_args *)c->args)->has_order |= args->has_after_seq;
	struct asked asked = ASKED(args, "", NULL);
	return list_events(page, &asked);
}

int
op_audit_histogram(
    struct call *c, const struct audit_histogram_args *args, struct audit_histogram *out)
{
	struct audit_range range = { .org_id = c->place.org_id,
		.has_from = args->has_from,
		.from = args->from,
		.has_to = args->has_to,
		.to = args->to };
	struct audit_question question = { .workspace_id = args->workspace_id,
		.actor = args->actor,
		.target = args->target,
		.outcome = outcome_name(args->has_outcome, args->outcome),
		.q = args->q };
	struct audit_match match;
	/* Of what is still to come there is no time to be divided: an instant. */
	if (args->has_from && !args->has_to && args->from >= clock_now()) {
		range.has_to = true;
		range.to = args->from + 1;
	}
	if (args->has_buckets && (args->buckets < 1 || args->buckets > BUCKETS_MOST))
		return call_refuse(
		    c, PROBLEM_invalid_query, "buckets", "buckets must be 1 to %d", BUCKETS_MOST);
	if (audit_match_types(c, &question, args->type, &match) != 0)
		return (int)c->err.problem;
	return audit_histogram(
	    c, &range, &match, args->has_buckets ? args->buckets : BUCKETS, ONE_BY_ONE, out);
}

/* Tells who may not read the log only that there is something to look at, not what was done or by
 * whom. */
static int
add_change(struct page *page, const void *payload)
{
	const struct change_row *row = payload;
	const char *type = vocab_name(VOCAB_event, (int)row->type);
	struct workspace_change change = { .seq = row->seq,
		.about = arena_text_n(&page->call->arena, type, strcspn(type, ".")) };
	/* It changes the roles of two members. */
	if (row->type == EVENT_workspace_ownership_transferred)
		change.about = "member";
	page_add(page, &change);
	return 0;
}

int
op_workspace_changes(struct call *c, const struct workspace_changes_args *args, struct page *page)
{
	struct audit_range range = { .org_id = c->place.org_id,
		.has_after = args->has_after_seq,
		.after_seq = args->after_seq };
	struct audit_question question = { .workspace_id = c->place.ws_id };
	struct audit_span span;
	struct audit_match match;
	if (audit_match(c, &question, &match) != 0 || audit_find_span(c, &range, &span) != 0)
		return (int)c->err.problem;
	if (args->has_after_seq)
		((struct workspace_changes_args *)c->args)->order = ORDER_asc;
	((struct workspace_changes_args *)c->args)->has_order |= args->has_after_seq;
	return page_list(
	    page, LIST_changes, WITH(V(span.after), V(span.before), V(match.all)), add_change);
}

int
op_audit_get(struct call *c, const struct audit_get_args *args, struct audit_event *out)
{
	return audit_find(c, c->place.org_id, args->id, out);
}
