/* What a workspace may call: providers, countries, network groups, and their switches. */
#include <string.h>

#include "call.h"
#include "ident.h"
#include "page.h"
#include "routes.h"
#include "switches.h"
#include "telephony.h"

enum { BATCH_MAX = 10000 };

/* ---- lists ---- */

/* The order of rows would tell the rates, too. */
static int
check_sort(struct call *c, bool has_sort, const char *sort)
{
	if (!has_sort || strstr(sort, "inr_per_min") == NULL || telephony_shows_rates(c))
		return 0;
	return call_refuse(c, PROBLEM_plan_required, "sort",
	    "the %s plan shows no rates, and sorts by none",
	    vocab_name(VOCAB_plan, (int)c->place.plan));
}

int
op_group_providers(struct call *c, const struct group_providers_args *args, struct page *page)
{
	(void)args;
	return page_list(
	    page, LIST_telephony_providers, WITH(V(c->place.ws_id), switches_rates(c)), NULL);
}

int
op_group_provider_get(
    struct call *c, const struct group_provider_get_args *args, struct telephony_provider *out)
{
	return switches_need_provider(c, args->provider, out);
}

/* What is looked for among a provider's destinations, which there must be. */
static int
take_search(struct call *c, const char *provider, struct telephony_digits *out)
{
	struct text_row found;
	int problem =
	    call_need(c, QUERY_deck_known, WITH(V(provider)), &found, "telephony provider");
	if (problem != 0)
		return problem;
	return telephony_take_digits(c, provider, out);
}

int
op_group_countries(struct call *c, const struct group_countries_args *args, struct page *page)
{
	struct telephony_digits digits;
	if (take_search(c, args->provider, &digits) != 0 ||
	    check_sort(c, args->has_sort, args->sort) != 0)
		return (int)c->err.problem;
	page->counts_as_read = true;
	return page_list(page, LIST_telephony_countries,
	    WITH(V(c->place.ws_id), V(args->provider), switches_rates(c), V(digits.from),
	        V(digits.to), digits.group),
	    NULL);
}

int
op_group_list(struct call *c, const struct group_list_args *args, struct page *page)
{
	struct telephony_digits digits;
	if (take_search(c, args->provider, &digits) != 0 ||
	    check_sort(c, args->has_sort, args->sort) != 0)
		return (int)c->err.problem;
	return page_list(page, LIST_network_groups,
	    WITH(V(c->place.ws_id), V(args->provider), switches_rates(c),
	        args->has_enabled ? V((int64_t)args->enabled) : value_text(NULL), V(digits.from),
	        V(digits.to), digits.group),
	    NULL);
}

int
op_group_get(struct call *c, const struct group_get_args *args, struct network_group *out)
{
	return switches_need_group(c, args->provider, args->id, out);
}

int
op_group_prefixes(struct call *c, const struct group_prefixes_args *args, struct page *page)
{
	struct network_group group;
	if (switches_need_group(c, args->provider, args->id, &group) != 0)
		return (int)c->err.problem;
	telephony_plain_digits(c);
	return page_list(page, LIST_group_prefixes, WITH(V(args->provider), V(args->id)), NULL);
}

/* ---- switches ---- */

int
op_group_switch(struct call *c, const struct group_switch_args *args, struct network_group *out)
{
	struct network_group before;
	const struct switches_turn turn = {
		.enabled = args->enabled, .accept_risk = args->accept_risk, .reason = args->reason
	};
	if (switches_need_group(c, args->provider, args->id, &before) != 0 ||
	    call_match(c, before.version, SHAPE_network_group, &before) != 0 ||
	    switches_check_risk(c, &before, 1, &turn) != 0)
		return (int)c->err.problem;
	routes_change(c, c->place.ws_id);
	if (before.enabled != args->enabled && switches_turn_group(c, &before, &turn) != 0)
		return (int)c->err.problem;
	return switches_need_group(c, args->provider, args->id, out);
}

/* ---- batches ---- */

static int
find_named(struct call *c, const struct group_batch_args *args, struct network_group *groups)
{
	for (size_t i = 0; i < args->ids.n; i++) {
		bool found;
		if (call_get(c, QUERY_network_group_get,
		        WITH(V(c->place.ws_id), V(args->provider), switches_rates(c),
		            V(args->ids.items[i])),
		        &groups[i], &found) != 0)
			return (int)c->err.problem;
		if (!found)
			return call_refuse(c, PROBLEM_invalid_field, "ids",
			    "ids: %s has no network group '%s'", args->provider,
			    args->ids.items[i]);
	}
	return 0;
}

static int
find_groups(
    struct call *c, const struct group_batch_args *args, struct network_group **groups, size_t *n)
{
	bool by_country = args->has_country && args->country != NULL;
	if (by_country == (args->ids.n > 0))
		return call_refuse(c, PROBLEM_invalid_field, "ids",
		    "name network groups by ids, or all of a country by country: one of the two");
	if (args->ids.n > BATCH_MAX)
		return call_refuse(
		    c, PROBLEM_invalid_field, "ids", "ids may have %d entries", BATCH_MAX);
	if (by_country) {
		if (call_all(c, QUERY_network_groups_of_country,
		        WITH(V(c->place.ws_id), V(args->provider), switches_rates(c),
		            V(args->country)),
		        groups, n) != 0)
			return (int)c->err.problem;
		return *n > 0 ? 0
		              : call_refuse(c, PROBLEM_invalid_field, "country",
		                    "country: %s has no network group there", args->provider);
	}
	*n = args->ids.n;
	*groups = arena_new(&c->arena, *n * sizeof(**groups));
	return find_named(c, args, *groups);
}

static size_t
without_risky(struct network_group *groups, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (groups[i].risk == RISK_none)
			groups[kept++] = groups[i];
	return kept;
}

static bool
stands_before(const struct network_group *groups, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(groups[i].id, groups[at].id) == 0)
			return true;
	return false;
}

int
op_group_batch(struct call *c, const struct group_batch_args *args, struct group_batch *out)
{
	struct telephony_provider provider;
	struct network_group *groups = NULL;
	size_t n = 0;
	const struct switches_turn turn = { .enabled = args->enabled,
		.accept_risk = args->accept_risk,
		.reason = args->reason,
		.batch_id = ident_new(&c->arena, "bat") };
	out->batch_id = turn.batch_id;
	if (switches_need_provider(c, args->provider, &provider) != 0 ||
	    find_groups(c, args, &groups, &n) != 0)
		return (int)c->err.problem;
	if (args->spare_risky)
		n = without_risky(groups, n);
	if (switches_check_risk(c, groups, n, &turn) != 0)
		return (int)c->err.problem;
	routes_change(c, c->place.ws_id);
	for (size_t i = 0; i < n; i++) {
		/* One that was named twice is switched once. */
		if (groups[i].enabled == args->enabled ||
		    (args->ids.n > 0 && stands_before(groups, i))) {
			out->unchanged++;
			continue;
		}
		out->changed++;
		if (switches_turn_group(c, &groups[i], &turn) != 0)
			return (int)c->err.problem;
	}
	return 0;
}

/* ---- providers ---- */

int
op_group_provider_switch(
    struct call *c, const struct group_provider_switch_args *args, struct telephony_provider *out)
{
	struct telephony_provider before;
	const struct switches_turn turn = { .enabled = args->enabled, .reason = args->reason };
	if (switches_need_provider(c, args->provider, &before) != 0 ||
	    call_match(c, before.version, SHAPE_telephony_provider, &before) != 0)
		return (int)c->err.problem;
	*out = before;
	if (before.enabled == args->enabled)
		return 0;
	routes_change(c, c->place.ws_id);
	if (switches_turn_provider(c, &before, &turn) != 0)
		return (int)c->err.problem;
	return switches_need_provider(c, before.id, out);
}
