/* The audit log, as it is read. */
#include <string.h>

#include "audit_histogram.h"
#include "audit_query.h"
#include "audit_store.h"
#include "call.h"
#include "page.h"

/* ",member.added,member.invited,…," from "member.*,auth.logout"; the statement looks for ",type,". */
static int
expand_types(struct call *c, const char *filter, const char **out)
{
	struct str text = STR_INIT(1 << 17);
	str_add_char(&text, ',');
	while (*filter != '\0') {
		size_t len = strcspn(filter, ",");
		bool family = len > 2 && strncmp(filter + len - 2, ".*", 2) == 0;
		size_t before = text.len;
		for (int i = 1; i < EVENT_COUNT; i++) {
			const char *name = vocab_name(VOCAB_event, i);
			size_t same = family ? len - 1 : len;
			if (strncmp(name, filter, same) == 0 && (family || name[len] == '\0'))
				str_addf(&text, "%s,", name);
		}
		if (text.len == before && len > 0) {
			str_release(&text);
			return call_refuse(c, PROBLEM_invalid_query, "type",
			    "there is no event type '%.*s'", (int)len, filter);
		}
		filter += len + (filter[len] == ',');
	}
	*out = call_keep(c, &text);
	return 0;
}

enum { COUNT_MOST = 10000, BUCKETS = 60, BUCKETS_MOST = 200 };

static const char *
outcome_name(bool given, enum outcome outcome)
{
	return given ? vocab_name(VOCAB_outcome, (int)outcome) : NULL;
}

/* Checks what is asked for by type, and prints the question for the index. */
static int
print_match(struct call *c, struct audit_question *question, const char *type, const char **match)
{
	if (type != NULL && type[0] != '\0' && expand_types(c, type, &question->types) != 0)
		return (int)c->err.problem;
	return audit_match(c, question, match);
}

/* The first page tells how many there are: exactly when that costs nothing, else up to a bound. */
static int
count_events(struct page *page, const struct audit_span *span, const char *match)
{
	int64_t count = 0;
	if (audit_count(page->call, span, match, COUNT_MOST + 1, &count) != 0)
		return (int)page->call->err.problem;
	page->has_total = match == NULL || count <= COUNT_MOST;
	page->total = count;
	page->at_least = COUNT_MOST;
	return 0;
}

static int
list_events(struct page *page, const struct audit_range *range, struct audit_question *question,
    const char *type, bool counts)
{
	struct call *c = page->call;
	struct audit_span span;
	const char *match = NULL;
	if (print_match(c, question, type, &match) != 0 || audit_find_span(c, range, &span) != 0 ||
	    (counts && count_events(page, &span, match) != 0))
		return (int)c->err.problem;
	page->key_after = audit_store_place(span.log, 0);
	page->key_before = audit_store_place(span.log + 1, 0);
	if (match == NULL)
		return page_list(page, LIST_events, WITH(V(span.after), V(span.before)), NULL);
	return page_list(
	    page, LIST_events_found, WITH(V(span.after), V(span.before), V(match)), NULL);
}

int
op_audit_list(struct call *c, const struct audit_list_args *args, struct page *page)
{
	/* The tail reads on from a place: oldest first. */
	if (args->has_after_seq)
		((struct audit_list_args *)c->args)->order = ORDER_asc;
	((struct audit_list_args *)c->args)->has_order |= args->has_after_seq;
	struct audit_range range = { c->place.org_id, args->has_after_seq, args->after_seq,
		args->has_from, args->from, args->has_to, args->to };
	struct audit_question question = { .workspace_id = args->workspace_id,
		.actor = args->actor,
		.target = args->target,
		.outcome = outcome_name(args->has_outcome, args->outcome),
		.q = args->q };
	return list_events(
	    page, &range, &question, args->type, !args->has_after_seq && args->cursor == NULL);
}

int
op_audit_installation(struct call *c, const struct audit_installation_args *args, struct page *page)
{
	if (args->has_after_seq)
		((struct audit_installation_args *)c->args)->order = ORDER_asc;
	((struct audit_installation_args *)c->args)->has_order |= args->has_after_seq;
	struct audit_range range = { "", args->has_after_seq, args->after_seq, args->has_from,
		args->from, args->has_to, args->to };
	struct audit_question question = { .actor = args->actor,
		.target = args->target,
		.outcome = outcome_name(args->has_outcome, args->outcome),
		.q = args->q };
	return list_events(
	    page, &range, &question, args->type, !args->has_after_seq && args->cursor == NULL);
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
	const char *match = NULL;
	if (args->has_buckets && (args->buckets < 1 || args->buckets > BUCKETS_MOST))
		return call_refuse(
		    c, PROBLEM_invalid_query, "buckets", "buckets must be 1 to %d", BUCKETS_MOST);
	if (print_match(c, &question, args->type, &match) != 0)
		return (int)c->err.problem;
	return audit_histogram(
	    c, &range, &question, match, args->has_buckets ? args->buckets : BUCKETS, out);
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
	const char *match = NULL;
	if (audit_match(c, &question, &match) != 0 || audit_find_span(c, &range, &span) != 0)
		return (int)c->err.problem;
	if (args->has_after_seq)
		((struct workspace_changes_args *)c->args)->order = ORDER_asc;
	((struct workspace_changes_args *)c->args)->has_order |= args->has_after_seq;
	return page_list(
	    page, LIST_changes, WITH(V(span.after), V(span.before), V(match)), add_change);
}

int
op_audit_get(struct call *c, const struct audit_get_args *args, struct audit_event *out)
{
	return audit_find(c, c->place.org_id, args->id, out);
}
