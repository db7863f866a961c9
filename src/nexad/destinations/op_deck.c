/* The catalogue of destinations: rate decks taken over, their network groups marked. */
#include <string.h>

#include "call.h"
#include "deck.h"
#include "deck_export.h"
#include "deck_import.h"
#include "deck_plan.h"
#include "difference.h"
#include "event.h"
#include "jsonw.h"
#include "page.h"
#include "telephony.h"

int
op_deck_list(struct call *c, const struct deck_list_args *args, struct page *page)
{
	(void)c;
	(void)args;
	return page_list(page, LIST_decks, WITH_NONE, NULL);
}

static int
need(struct call *c, const char *provider, struct provider_deck *out)
{
	return call_need(c, QUERY_deck_get, WITH(V(provider)), out, "telephony provider");
}

int
op_deck_get(struct call *c, const struct deck_get_args *args, struct provider_deck *out)
{
	return need(c, args->provider, out);
}

int
op_deck_export(struct call *c, const struct deck_export_args *args, struct str *out)
{
	struct provider_deck deck;
	(void)out; /* it is written while it is sent */
	if (need(c, args->provider, &deck) != 0)
		return (int)c->err.problem;
	if (deck.prefixes > 0)
		return deck_export_take(c, &deck);
	return call_refuse(c, PROBLEM_not_found, "provider",
	    deck.kind == PROVIDER_KIND_flat ? "%s has one rate for all calls, and no deck"
	                                    : "no deck of %s was imported yet",
	    deck.name);
}

/* ---- a flat rate ---- */

static int
check_rates(struct call *c, const struct provider_deck *deck, const struct deck_update_args *args)
{
	if (deck->kind != PROVIDER_KIND_flat)
		return call_broken(c, PROBLEM_conflict, "provider",
		    "%s has its rates by its deck; import another one", deck->name);
	if ((args->has_inbound_inr_per_min && args->inbound_inr_per_min < 0) ||
	    (args->has_outbound_inr_per_min && args->outbound_inr_per_min < 0))
		return call_broken(c, PROBLEM_invalid_field, "outbound_inr_per_min",
		    "a rate cannot be below zero");
	return 0;
}

int
op_deck_update(struct call *c, const struct deck_update_args *args, struct provider_deck *out)
{
	static const char *const names[] = { "inbound_inr_per_min", "outbound_inr_per_min", NULL };
	struct provider_deck before;
	struct event_about told = { .before = NULL };
	if (need(c, args->provider, &before) != 0 ||
	    call_match(c, before.version, SHAPE_provider_deck, &before) != 0 ||
	    check_rates(c, &before, args) != 0)
		return (int)c->err.problem;
	struct provider_deck after = before;
	if (args->has_inbound_inr_per_min)
		after.inbound_inr_per_min = args->inbound_inr_per_min;
	if (args->has_outbound_inr_per_min)
		after.outbound_inr_per_min = args->outbound_inr_per_min;
	difference(c, shape_fields(SHAPE_provider_deck), names, &before, &after, &told);
	if (told.before == NULL)
		return need(c, before.id, out);
	if (call_run(c, QUERY_deck_update,
	        WITH(V(before.id), V(after.inbound_inr_per_min), V(after.outbound_inr_per_min))) !=
	        0 ||
	    event_emit(c, EVENT_telephony_provider_updated,
	        &(struct event_about){ .target_type = "telephony_provider",
	            .target_id = before.id,
	            .target_name = before.name,
	            .before = told.before,
	            .after = told.after }) != 0 ||
	    telephony_reload(c, NULL) != 0)
		return (int)c->err.problem;
	return need(c, before.id, out);
}

/* ---- importing ---- */

/* What is wrong, as the fields of the answer and as the details of a refusal. */
static void
take_rejected(struct call *c, const struct deck *deck, struct deck_import_result *out)
{
	const struct deck_faults *faults = &deck->faults;
	out->rejected_total = (int64_t)faults->total;
	out->rejected.n = faults->n;
	out->rejected.items = arena_new(&c->arena, (faults->n + 1) * sizeof(*out->rejected.items));
	for (size_t i = 0; i < faults->n; i++)
		out->rejected.items[i] = (struct import_rejection){ .line = faults->items[i].line,
			.reason = faults->items[i].reason };
}

static int
refuse_rejected(struct call *c, const struct deck_import_result *out)
{
	struct str text = STR_INIT(8u << 20);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '{');
	jsonw_key(&w, "rejected");
	jsonw_open(&w, '[');
	for (size_t i = 0; i < out->rejected.n; i++)
		codec_write(&w, shape_fields(SHAPE_import_rejection), &out->rejected.items[i]);
	jsonw_close(&w, ']');
	jsonw_key(&w, "rejected_total");
	jsonw_int(&w, out->rejected_total);
	jsonw_close(&w, '}');
	c->details = call_keep(c, &text);
	return call_refuse(c, PROBLEM_invalid_deck, "body",
	    "%lld lines of the deck are wrong, so nothing of it was taken; the first is line %lld: %s",
	    (long long)out->rejected_total, (long long)out->rejected.items[0].line,
	    out->rejected.items[0].reason);
}

static const char *
summary(struct call *c, const struct deck_import_result *out)
{
	const struct {
		const char *name;
		int64_t value;
	} counts[] = { { "groups", out->groups }, { "groups_added", out->groups_added },
		{ "groups_changed", out->groups_changed },
		{ "groups_removed", out->groups_removed }, { "prefixes", out->prefixes },
		{ "prefixes_moved", out->prefixes_moved }, { "prices_down", out->prices_down },
		{ "prices_up", out->prices_up } };
	struct str text = STR_INIT(4096);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '{');
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		jsonw_key(&w, counts[i].name);
		jsonw_int(&w, counts[i].value);
	}
	jsonw_close(&w, '}');
	return call_keep(c, &text);
}

static void
count_file(struct call *c, const struct deck *deck, struct deck_import_result *out)
{
	out->rows = (int64_t)deck->rows;
	out->groups = (int64_t)deck->n_groups;
	out->prefixes = (int64_t)deck->n_prefixes;
	out->columns_ignored.items =
	    arena_new(&c->arena, (deck->n_ignored + 1) * sizeof(*out->columns_ignored.items));
	for (size_t i = 0; i < deck->n_ignored; i++)
		out->columns_ignored.items[out->columns_ignored.n++] = deck->ignored[i];
}

int
op_deck_import(struct call *c, const struct deck_import_args *args, struct deck_import_result *out)
{
	struct deck_plan *plan = c->prepared;
	const struct deck *deck = plan->deck;
	struct provider_deck provider;
	if (need(c, args->provider, &provider) != 0 ||
	    call_match(c, provider.version, SHAPE_provider_deck, &provider) != 0)
		return (int)c->err.problem;
	*out = plan->result;
	out->provider = provider.id;
	count_file(c, deck, out);
	take_rejected(c, deck, out);
	/* A dry run tells all that is wrong; the real run does nothing then. */
	if (deck->faults.total > 0)
		return c->dry_run ? 0 : refuse_rejected(c, out);
	if (deck_apply(c, plan) != 0)
		return (int)c->err.problem;
	return event_emit(c, EVENT_telephony_rate_deck_imported,
	    &(struct event_about){ .target_type = "telephony_provider",
	        .target_id = provider.id,
	        .target_name = provider.name,
	        .after = summary(c, out),
	        .reason = args->reason });
}

/* ---- groups ---- */

int
op_deck_groups(struct call *c, const struct deck_groups_args *args, struct page *page)
{
	struct provider_deck deck;
	struct telephony_digits digits;
	if (need(c, args->provider, &deck) != 0 ||
	    telephony_take_digits(c, args->provider, &digits) != 0)
		return (int)c->err.problem;
	return page_list(page, LIST_deck_groups,
	    WITH(V(args->provider),
	        args->has_default_enabled ? V((int64_t)args->default_enabled) : value_text(NULL),
	        V(digits.from), V(digits.to), digits.group),
	    NULL);
}

int
op_deck_mark(struct call *c, const struct deck_mark_args *args, struct deck_group *out)
{
	static const char *const names[] = { "default_enabled", "risk", NULL };
	struct deck_group before;
	struct event_about told = { .before = NULL };
	if (call_need(c, QUERY_deck_group_get, WITH(V(args->provider), V(args->id)), &before,
	        "network group") != 0 ||
	    call_match(c, before.version, SHAPE_deck_group, &before) != 0)
		return (int)c->err.problem;
	*out = before;
	if (args->has_default_enabled)
		out->default_enabled = args->default_enabled;
	if (args->has_risk && args->risk != RISK_unknown)
		out->risk = args->risk;
	difference(c, shape_fields(SHAPE_deck_group), names, &before, out, &told);
	if (told.before == NULL)
		return 0;
	if (call_run(c, QUERY_deck_group_mark,
	        WITH(V(out->id), V((int64_t)out->default_enabled),
	            V(vocab_name(VOCAB_risk, (int)out->risk)))) != 0 ||
	    event_emit(c, EVENT_telephony_network_group_marked,
	        &(struct event_about){ .target_type = "network_group",
	            .target_id = out->id,
	            .target_name = out->name,
	            .before = told.before,
	            .after = told.after }) != 0 ||
	    (before.risk != out->risk && telephony_reload(c, NULL) != 0))
		return (int)c->err.problem;
	out->version++;
	return 0;
}
