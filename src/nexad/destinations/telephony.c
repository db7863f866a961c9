/* Decisions for a call: catalogue and switches as they are now, then routes_judge(). */
#include "telephony.h"

#include <string.h>

#include "call.h"
#include "daemon.h"
#include "jsonw.h"
#include "kind.h"
#include "plan.h"
#include "prefix_trie.h"
#include "routes.h"

/* ---- lists ---- */

/* What the list is searched for; NULL: nothing. */
static const char **
search_words(struct call *c, bool **has)
{
	const struct field *field = shape_field(op_params(c->id), "q");
	char *args = c->args;
	*has = (bool *)(args + field->has);
	return **has ? (const char **)(args + field->offset) : NULL;
}

void
telephony_plain_digits(struct call *c)
{
	bool *has;
	const char **q = search_words(c, &has);
	char digits[PREFIX_TEXT];
	if (q != NULL && prefix_typed(*q, digits))
		*q = arena_text(&c->arena, digits);
}

int
telephony_take_digits(struct call *c, const char *provider, struct telephony_digits *out)
{
	struct prefix_row row;
	char digits[PREFIX_TEXT];
	bool found;
	bool *has;
	const char **q = search_words(c, &has);
	*out = (struct telephony_digits){ .group = value_text(NULL) };
	if (q == NULL || !prefix_typed(*q, digits))
		return 0;
	out->from = arena_text(&c->arena, digits);
	/* ':' comes after '9'. */
	out->to = arena_printf(&c->arena, "%s:", out->from);
	*has = false;
	if (call_get(c, QUERY_deck_prefix_find, WITH(V(provider), V(out->from)), &row, &found) != 0)
		return (int)c->err.problem;
	if (found)
		out->group = value_number(row.group_num);
	return 0;
}

bool
telephony_shows_rates(const struct call *c)
{
	return call_is_operator(c) || plan_row(c->place.plan)->rates;
}

/* ---- what is kept in memory ---- */

int
telephony_reload(struct call *c, const struct routes_fresh *fresh)
{
	struct routes_catalogue *known;
	struct routes_switches *ignored;
	if (c->dry_run || c->daemon->routes == NULL)
		return 0;
	c->reroutes = true;
	routes_take(c->daemon->routes, "", &known, &ignored);
	int problem = routes_catalogue_load(c->db, known, fresh, &c->catalogue, &c->err);
	routes_switches_release(ignored);
	routes_catalogue_release(known);
	return problem;
}

int
telephony_start(struct call *c, const char *ws_id)
{
	return call_run(c, QUERY_switches_start, WITH(V(ws_id)));
}

static int
add_switch(const void *row, void *payload)
{
	routes_switches_add(payload, (uint32_t)((const struct number_row *)row)->number);
	return 0;
}

struct provider_switches {
	const struct routes_catalogue *catalogue;
	struct routes_switches *switches;
};

static int
add_provider(const void *row, void *payload)
{
	const struct provider_switch_row *provider = row;
	const struct provider_switches *into = payload;
	int at = routes_provider_find(into->catalogue, provider->provider);
	if (at >= 0)
		routes_switches_provider(into->switches, at, provider->enabled);
	return 0;
}

static int
load(struct call *c, const struct routes_catalogue *catalogue, struct routes_switches **out)
{
	struct provider_switches into = { catalogue, routes_switches_new() };
	if (db_each(c->db, QUERY_switches_on, WITH(V(c->place.ws_id)), add_switch, into.switches,
	        &c->err) != 0 ||
	    db_each(c->db, QUERY_switches_providers, WITH(V(c->place.ws_id)), add_provider, &into,
	        &c->err) != 0) {
		routes_switches_release(into.switches);
		return (int)c->err.problem;
	}
	/* What the writer sees may never be committed. */
	if (!op_writes(c->op))
		routes_keep(c->daemon->routes, c->place.ws_id, into.switches, db_commits(c->db));
	*out = into.switches;
	return 0;
}

int
telephony_take(
    struct call *c, struct routes_catalogue **catalogue, struct routes_switches **switches)
{
	routes_take(c->daemon->routes, c->place.ws_id, catalogue, switches);
	if (*switches != NULL || load(c, *catalogue, switches) == 0)
		return 0;
	routes_catalogue_release(*catalogue);
	return (int)c->err.problem;
}

int
telephony_provider(struct call *c, const struct routes_catalogue *catalogue, const char *provider,
    const char *from, int *out)
{
	struct text_row row;
	bool found = false;
	if (provider == NULL && from != NULL) {
		if (call_get(c, QUERY_number_provider, WITH(V(c->place.ws_id), V(from)), &row,
		        &found) != 0)
			return (int)c->err.problem;
		if (!found)
			return call_refuse(c, PROBLEM_invalid_field, "from",
			    "from: this workspace has no number %s", from);
		provider = row.text;
	}
	*out = routes_provider_find(catalogue, provider);
	if (*out >= 0)
		return 0;
	return call_refuse(c,
	    c->op->method == METHOD_GET ? PROBLEM_invalid_query : PROBLEM_invalid_field, "provider",
	    "there is no telephony provider '%s'", provider == NULL ? "" : provider);
}

/* ---- decisions ---- */

static void
tell_group(
    struct call *c, const struct routes_verdict *verdict, const char *digits, struct route *out)
{
	const struct routes_group *group = verdict->group;
	out->has_country = out->has_country_name = out->has_network_group =
	    out->has_network_group_id = out->has_prefix = out->has_risk = true;
	out->country = arena_text(&c->arena, group->country);
	out->country_name = arena_text(&c->arena, group->country_name);
	out->network_group = arena_text(&c->arena, group->name);
	out->network_group_id = arena_text(&c->arena, group->id);
	out->prefix = arena_text_n(&c->arena, digits, (size_t)verdict->prefix);
	out->risk = group->risk;
	out->outbound_inr_per_min = group->outbound;
}

static void
judge(struct call *c, const struct routes_catalogue *catalogue, int provider,
    const struct routes_switches *switches, const char *to, struct route *out)
{
	const struct routes_provider *through = routes_provider_at(catalogue, provider);
	struct routes_verdict verdict;
	struct err ignored;
	const char *stored;
	*out = (struct route){ .provider = arena_text(&c->arena, through->id),
		.reason = ROUTE_REASON_not_e164 };
	if (kind_check(KIND_e164, "to", to, &c->arena, &stored, &ignored) != 0)
		return;
	routes_judge(catalogue, provider, switches, to + 1, &verdict);
	out->reason = verdict.reason;
	if (verdict.group != NULL)
		tell_group(c, &verdict, to + 1, out);
	else if (through->flat)
		out->outbound_inr_per_min = through->outbound;
	out->has_outbound_inr_per_min =
	    (verdict.group != NULL || through->flat) && telephony_shows_rates(c);
	if (c->place.ws_status == WORKSPACE_STATUS_archived)
		out->reason = ROUTE_REASON_workspace_archived;
	out->allowed = out->reason == ROUTE_REASON_ok;
}

int
telephony_decide(
    struct call *c, const char *provider, const char *from, const char *to, struct route *out)
{
	struct routes_catalogue *catalogue;
	struct routes_switches *switches;
	int at;
	if (telephony_take(c, &catalogue, &switches) != 0)
		return (int)c->err.problem;
	int problem = telephony_provider(c, catalogue, provider, from, &at);
	if (problem == 0)
		judge(c, catalogue, at, switches, to, out);
	routes_switches_release(switches);
	routes_catalogue_release(catalogue);
	return problem;
}

/* What was decided, for whoever asks which switch it was. */
static const char *
details_of(struct call *c, const struct route *route)
{
	struct str text = STR_INIT(1 << 14);
	struct jsonw w = { .out = &text };
	codec_write(&w, shape_fields(SHAPE_route), route);
	return call_keep(c, &text);
}

int
telephony_check(struct call *c, const char *provider, const char *to)
{
	struct route route;
	if (telephony_decide(c, provider, NULL, to, &route) != 0)
		return (int)c->err.problem;
	if (route.allowed)
		return 0;
	c->details = details_of(c, &route);
	return call_broken(c, PROBLEM_destination_not_enabled, "destination",
	    "Destination country or network prefix is not enabled for this workspace");
}
