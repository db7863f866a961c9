/* Routing decisions: for people, for SIP proxies, for whole lists. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "call.h"
#include "csv.h"
#include "daemon.h"
#include "kind.h"
#include "mem.h"
#include "routes.h"
#include "telephony.h"
#include "utf8.h"

int
op_route_explain(struct call *c, const struct route_explain_args *args, struct route *out)
{
	int problem = telephony_decide(c, args->provider, args->from, args->to, out);
	out->call_rate_inr = c->daemon->settings.call_rate;
	out->has_call_rate_inr = out->has_outbound_inr_per_min;
	return problem;
}

int
op_route_decide(struct call *c, const struct route_decide_args *args, struct decision *out)
{
	struct route route;
	if (telephony_decide(c, args->provider, NULL, args->to, &route) != 0)
		return (int)c->err.problem;
	*out = (struct decision){ .allow = route.allowed,
		.reason = route.reason,
		.group = route.network_group,
		.has_group = route.has_network_group,
		.rate = route.outbound_inr_per_min,
		.has_rate = route.has_outbound_inr_per_min };
	return 0;
}

/* ---- a list before it is called ---- */

enum { FIELDS_MAX = 64, GROUPS_TOLD = 1000, REFUSALS_TOLD = 1000, RELEASE_ROWS = 256 };
enum { MINUTES_MAX = 1440 };

/* How many numbers had a verdict. */
struct tally {
	const struct routes_group *group;
	enum route_reason reason;
	int64_t numbers;
};

struct rehearsing {
	struct call *c;
	struct rehearsal *out;
	const struct routes_catalogue *catalogue;
	const struct routes_switches *switches;
	const struct routes_provider *through;
	int provider;
	struct tally *tallies; /* one a group, then those without one by their reason */
	size_t n_tallies;
	int64_t minutes;
};

static struct tally *
tally_of(struct rehearsing *r, const struct routes_verdict *verdict)
{
	size_t at = verdict->group != NULL ? (size_t)(verdict->group - r->through->groups)
	                                   : r->through->n_groups + (size_t)verdict->reason;
	return &r->tallies[at];
}

static void
rehearse(struct rehearsing *r, int line, const char *to, struct arena *row)
{
	struct routes_verdict verdict = { .reason = ROUTE_REASON_not_e164 };
	struct err ignored;
	const char *stored;
	struct rehearsal *out = r->out;
	out->numbers++;
	to = csv_disarmed(to);
	if (kind_check(KIND_e164, "to", to, row, &stored, &ignored) == 0) {
		routes_judge(r->catalogue, r->provider, r->switches, to + 1, &verdict);
		if (r->c->place.ws_status == WORKSPACE_STATUS_archived)
			verdict.reason = ROUTE_REASON_workspace_archived;
	}
	struct tally *tally = tally_of(r, &verdict);
	*tally = (struct tally){ verdict.group, verdict.reason, tally->numbers + 1 };
	if (verdict.reason == ROUTE_REASON_ok) {
		out->allowed++;
		return;
	}
	out->refused++;
	if (out->refusals.n == REFUSALS_TOLD)
		return;
	struct rehearsed_refusal *refusal = &out->refusals.items[out->refusals.n++];
	*refusal = (struct rehearsed_refusal){ .line = line,
		.to = utf8_valid(to, strlen(to)) ? arena_text_n(&r->c->arena, to, utf8_cut(to, 100))
		                                 : "?",
		.reason = verdict.reason };
	if (verdict.group != NULL) {
		refusal->network_group = arena_text(&r->c->arena, verdict.group->name);
		refusal->has_network_group = true;
	}
}

/* The column of the numbers: one with such a title, else the first, which then is a number already. */
static bool
find_column(const char **fields, size_t n, size_t *column)
{
	static const char *const titles[] = { "e164", "phone_number", "to_number", "to", "phone",
		"number", "mobile" };
	for (size_t t = 0; t < sizeof(titles) / sizeof(titles[0]); t++)
		for (size_t i = 0; i < n && i < FIELDS_MAX; i++)
			if (strcasecmp(fields[i], titles[t]) == 0) {
				*column = i;
				return true;
			}
	*column = 0;
	return false;
}

/* Whether a row without a known title has titles all the same: nothing in it begins like a number. */
static bool
is_titles(const char **fields, size_t n)
{
	for (size_t i = 0; i < n && i < FIELDS_MAX; i++)
		if (strcspn(fields[i], "'+0123456789") == 0 && fields[i][0] != '\0')
			return false;
	return true;
}

static int
rehearse_list(struct rehearsing *r)
{
	struct csv csv;
	struct arena row = { NULL };
	const char *fields[FIELDS_MAX];
	size_t column = 0;
	size_t n;
	csv_init(&csv, r->c->body, r->c->body_len);
	bool any = csv_next(&csv, &row, fields, FIELDS_MAX, &n);
	bool titled = any && find_column(fields, n, &column);
	if (any && !titled && is_titles(fields, n)) {
		arena_release(&row);
		return call_refuse(r->c, PROBLEM_invalid_field, "body",
		    "no column has numbers: its title must be e164, phone_number, to_number, to, "
		    "phone, number or mobile");
	}
	csv_init(&csv, r->c->body, r->c->body_len);
	if (titled)
		(void)csv_next(&csv, &row, fields, FIELDS_MAX, &n);
	while (csv_next(&csv, &row, fields, FIELDS_MAX, &n)) {
		rehearse(r, csv.line, column < n ? fields[column] : "", &row);
		if (r->out->numbers % RELEASE_ROWS == 0)
			arena_release(&row);
	}
	arena_release(&row);
	if (r->out->numbers == 0)
		return call_refuse(r->c, PROBLEM_invalid_field, "body", "the list has no numbers");
	return 0;
}

static int
by_numbers(const void *a, const void *b)
{
	const struct tally *x = a;
	const struct tally *y = b;
	if (x->numbers != y->numbers)
		return x->numbers > y->numbers ? -1 : 1;
	return (x->group > y->group) - (x->group < y->group);
}

static void
tell_tally(struct rehearsing *r, const struct tally *tally, bool rates)
{
	struct call *c = r->c;
	struct many_rehearsed_group *groups = &r->out->groups;
	int64_t rate = tally->group != NULL ? tally->group->outbound : r->through->outbound;
	bool allowed = tally->reason == ROUTE_REASON_ok;
	bool priced = rates && (tally->group != NULL || r->through->flat) &&
	    tally->reason != ROUTE_REASON_not_e164;
	if (allowed)
		r->out->cost_inr += rate * r->minutes * tally->numbers;
	if (groups->n == GROUPS_TOLD)
		return;
	struct rehearsed_group *told = &groups->items[groups->n++];
	*told = (struct rehearsed_group){ .allowed = allowed,
		.reason = tally->reason,
		.numbers = tally->numbers,
		.outbound_inr_per_min = rate,
		.has_outbound_inr_per_min = priced,
		.cost_inr = rate * r->minutes * tally->numbers,
		.has_cost_inr = priced };
	if (tally->group == NULL)
		return;
	told->has_network_group = told->has_network_group_id = told->has_country = true;
	told->network_group_id = arena_text(&c->arena, tally->group->id);
	told->network_group = arena_text(&c->arena, tally->group->name);
	told->country = arena_text(&c->arena, tally->group->country);
}

static void
tell(struct rehearsing *r)
{
	bool rates = telephony_shows_rates(r->c);
	struct many_rehearsed_group *groups = &r->out->groups;
	qsort(r->tallies, r->n_tallies, sizeof(*r->tallies), by_numbers);
	size_t n = 0;
	while (n < r->n_tallies && r->tallies[n].numbers > 0)
		n++;
	groups->items = arena_new(
	    &r->c->arena, (n < GROUPS_TOLD ? n + 1 : GROUPS_TOLD) * sizeof(*groups->items));
	for (size_t i = 0; i < n; i++)
		tell_tally(r, &r->tallies[i], rates);
	r->out->provider = arena_text(&r->c->arena, r->through->id);
	r->out->has_cost_inr = r->out->has_charge_inr = rates;
	r->out->charge_inr = r->c->daemon->settings.call_rate * r->minutes * r->out->allowed;
	r->out->minutes = r->minutes;
}

static int
run(struct rehearsing *r, const struct route_rehearse_args *args)
{
	struct call *c = r->c;
	if (telephony_provider(c, r->catalogue, args->provider, args->from, &r->provider) != 0)
		return (int)c->err.problem;
	r->through = routes_provider_at(r->catalogue, r->provider);
	r->n_tallies = r->through->n_groups + ROUTE_REASON_COUNT;
	r->tallies = mem_new(r->n_tallies, sizeof(*r->tallies));
	r->out->refusals.items =
	    arena_new(&c->arena, REFUSALS_TOLD * sizeof(*r->out->refusals.items));
	if (rehearse_list(r) == 0)
		tell(r);
	free(r->tallies);
	return (int)c->err.problem;
}

int
op_route_rehearse(struct call *c, const struct route_rehearse_args *args, struct rehearsal *out)
{
	struct routes_catalogue *catalogue;
	struct routes_switches *switches;
	struct rehearsing r = {
		.c = c, .out = out, .minutes = args->has_minutes ? args->minutes : 1
	};
	if (r.minutes < 1 || r.minutes > MINUTES_MAX)
		return call_refuse(c, PROBLEM_invalid_query, "minutes",
		    "minutes must be a number from 1 to %d", MINUTES_MAX);
	if (telephony_take(c, &catalogue, &switches) != 0)
		return (int)c->err.problem;
	r.catalogue = catalogue;
	r.switches = switches;
	int problem = run(&r, args);
	routes_switches_release(switches);
	routes_catalogue_release(catalogue);
	return problem;
}
