/* The audit log, as it is read. */
#include <string.h>

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

/* What both audit lists take alike. */
struct wanted {
	const char *org_id;
	bool has_after;
	int64_t after_seq;
	bool has_from;
	int64_t from;
	bool has_to;
	int64_t to;
	const char *actor;
	const char *target;
	const char *type;
};

/* The seq of the first event at or after an instant; one after the last when there is none.  Time rises
 * with seq (event.c), so it is found by halving, without an index over times. */
static int
find_instant(struct call *c, const char *org_id, int64_t at_ms, int64_t *seq)
{
	struct tree_row tree = { .size = 0 };
	bool found;
	if (call_get(c, QUERY_tree_get, WITH(V(org_id)), &tree, &found) != 0)
		return (int)c->err.problem;
	int64_t end = tree.size + 1;
	for (*seq = 1; *seq < end;) {
		struct number_row occurred_at;
		int64_t middle = *seq + (end - *seq) / 2;
		if (call_get(c, QUERY_event_time_from, WITH(V(org_id), V(middle)), &occurred_at,
		        &found) != 0)
			return (int)c->err.problem;
		if (found && occurred_at.number < at_ms)
			*seq = middle + 1;
		else
			end = middle;
	}
	return 0;
}

/* The events between two, both left out, that lie in the span of time and after a place. */
static int
find_span(struct call *c, const struct wanted *wanted, int64_t *after, int64_t *before)
{
	int64_t first = 1;
	*after = wanted->has_after ? wanted->after_seq : 0;
	*before = INT64_MAX;
	if (wanted->has_from && find_instant(c, wanted->org_id, wanted->from, &first) != 0)
		return (int)c->err.problem;
	if (wanted->has_to && find_instant(c, wanted->org_id, wanted->to, before) != 0)
		return (int)c->err.problem;
	*after = *after < first - 1 ? first - 1 : *after;
	return 0;
}

static int
list_events(struct page *page, const struct wanted *wanted)
{
	struct call *c = page->call;
	const char *types = NULL;
	int64_t after;
	int64_t before;
	if (wanted->has_from && wanted->has_to && wanted->from >= wanted->to)
		return call_refuse(c, PROBLEM_invalid_query, "from", "from must be before to");
	if (wanted->type != NULL && wanted->type[0] != '\0' &&
	    expand_types(c, wanted->type, &types) != 0)
		return (int)c->err.problem;
	if (find_span(c, wanted, &after, &before) != 0)
		return (int)c->err.problem;
	return page_list(page, LIST_events,
	    WITH(V(wanted->org_id), V(after), V(before), V(wanted->actor), V(wanted->target),
	        V(types)),
	    NULL);
}

int
op_audit_list(struct call *c, const struct audit_list_args *args, struct page *page)
{
	/* The tail reads on from a place: oldest first. */
	if (args->has_after_seq)
		((struct audit_list_args *)c->args)->order = ORDER_asc;
	((struct audit_list_args *)c->args)->has_order |= args->has_after_seq;
	struct wanted wanted = { c->place.org_id, args->has_after_seq, args->after_seq,
		args->has_from, args->from, args->has_to, args->to, args->actor, args->target,
		args->type };
	return list_events(page, &wanted);
}

int
op_audit_installation(struct call *c, const struct audit_installation_args *args, struct page *page)
{
	if (args->has_after_seq)
		((struct audit_installation_args *)c->args)->order = ORDER_asc;
	((struct audit_installation_args *)c->args)->has_order |= args->has_after_seq;
	struct wanted wanted = { "", args->has_after_seq, args->after_seq, args->has_from,
		args->from, args->has_to, args->to, args->actor, args->target, args->type };
	return list_events(page, &wanted);
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
	struct value after = args->has_after_seq ? V(args->after_seq) : value_text(NULL);
	if (args->has_after_seq)
		((struct workspace_changes_args *)c->args)->order = ORDER_asc;
	((struct workspace_changes_args *)c->args)->has_order |= args->has_after_seq;
	return page_list(
	    page, LIST_changes, WITH(V(c->place.org_id), V(c->place.ws_id), after), add_change);
}

int
op_audit_get(struct call *c, const struct audit_get_args *args, struct audit_event *out)
{
	return call_need(
	    c, QUERY_event_get, WITH(V(c->place.org_id), V(args->id)), out, "audit event");
}
