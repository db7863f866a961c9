/* What was used, from the hours in which it was counted. */
#include "call.h"
#include "clock.h"
#include "usage_period.h"

enum { DAYS_BY_DEFAULT = 30 };

int64_t
usage_since(int64_t to)
{
	int64_t last_day = (to - 1) / CLOCK_DAY_MS;
	return (last_day - DAYS_BY_DEFAULT + 1) * CLOCK_DAY_MS;
}

struct period {
	int64_t from;
	int64_t to;
};

/* Whole hours: from is rounded down, to up. */
static int
take_period(
    struct call *c, bool has_from, int64_t from, bool has_to, int64_t to, struct period *out)
{
	int64_t now = clock_now();
	out->to = has_to ? to : now;
	out->from = has_from ? from : usage_since(out->to);
	if (out->from >= out->to)
		return call_refuse(c, PROBLEM_invalid_query, "from", "from must be before to");
	out->from -= out->from % CLOCK_HOUR_MS;
	out->to = (out->to + CLOCK_HOUR_MS - 1) / CLOCK_HOUR_MS * CLOCK_HOUR_MS;
	return 0;
}

static int
list_days(
    struct call *c, const struct period *period, const char *ws_id, struct many_usage_day *out)
{
	struct usage_day_row *rows;
	if (call_all(c, QUERY_usage_days,
	        WITH(V(c->place.org_id), V(period->from), V(period->to), V(ws_id)), &rows,
	        &out->n) != 0)
		return (int)c->err.problem;
	out->items = arena_new(&c->arena, (out->n + 1) * sizeof(*out->items));
	for (size_t i = 0; i < out->n; i++) {
		char *day = arena_new(&c->arena, CLOCK_DAY_TEXT);
		clock_format_day(rows[i].day * CLOCK_DAY_MS, day);
		out->items[i] = (struct usage_day){ .day = day,
			.calls = rows[i].calls,
			.minutes = rows[i].minutes,
			.amount_inr = rows[i].amount };
	}
	return 0;
}

int
op_billing_usage(struct call *c, const struct billing_usage_args *args, struct usage *out)
{
	struct period period;
	if (take_period(c, args->has_from, args->from, args->has_to, args->to, &period) != 0 ||
	    list_days(c, &period, NULL, &out->days) != 0 ||
	    call_all(c, QUERY_usage_workspaces,
	        WITH(V(c->place.org_id), V(period.from), V(period.to), value_text(NULL)),
	        &out->workspaces.items, &out->workspaces.n) != 0)
		return (int)c->err.problem;
	out->from = period.from;
	out->to = period.to;
	out->currency = "INR";
	for (size_t i = 0; i < out->days.n; i++) {
		out->calls += out->days.items[i].calls;
		out->minutes += out->days.items[i].minutes;
		out->amount_inr += out->days.items[i].amount_inr;
	}
	return 0;
}

int
op_org_usage(struct call *c, const struct org_usage_args *args, struct activity *out)
{
	struct period period;
	struct many_usage_day days;
	if (take_period(c, args->has_from, args->from, args->has_to, args->to, &period) != 0 ||
	    list_days(c, &period, NULL, &days) != 0 ||
	    call_all(c, QUERY_usage_activity,
	        WITH(V(c->place.org_id), V(period.from), V(period.to)), &out->workspaces.items,
	        &out->workspaces.n) != 0)
		return (int)c->err.problem;
	out->from = period.from;
	out->to = period.to;
	for (size_t i = 0; i < days.n; i++) {
		out->calls += days.items[i].calls;
		out->minutes += days.items[i].minutes;
	}
	return 0;
}

int
op_workspace_usage(
    struct call *c, const struct workspace_usage_args *args, struct workspace_usage *out)
{
	struct period period;
	bool found;
	if (take_period(c, args->has_from, args->from, args->has_to, args->to, &period) != 0 ||
	    list_days(c, &period, c->place.ws_id, &out->days) != 0 ||
	    call_get(c, QUERY_usage_workspaces,
	        WITH(V(c->place.org_id), V(period.from), V(period.to), V(c->place.ws_id)),
	        &out->total, &found) != 0)
		return (int)c->err.problem;
	if (!found)
		out->total =
		    (struct usage_row){ .workspace_id = c->place.ws_id, .name = c->place.ws_name };
	out->from = period.from;
	out->to = period.to;
	out->currency = "INR";
	return 0;
}
