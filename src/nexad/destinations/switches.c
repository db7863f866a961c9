/* Switches of a workspace: looked up, judged, turned, and told to the audit log. */
#include "switches.h"

#include "call.h"
#include "event.h"
#include "jsonw.h"
#include "telephony.h"

enum { RISKY_TOLD = 100 };

/* ---- looking up ---- */

/* ?2 or ?3 of most statements here. */
struct value
switches_rates(const struct call *c)
{
	return value_number(telephony_shows_rates(c));
}

int
switches_need_provider(struct call *c, const char *id, struct telephony_provider *out)
{
	return call_need(c, QUERY_provider_get, WITH(V(c->place.ws_id), switches_rates(c), V(id)),
	    out, "telephony provider");
}

int
switches_need_group(struct call *c, const char *provider, const char *id, struct network_group *out)
{
	return call_need(c, QUERY_network_group_get,
	    WITH(V(c->place.ws_id), V(provider), switches_rates(c), V(id)), out, "network group");
}

/* ---- turning ---- */

static void
print_risky(struct jsonw *w, const struct network_group *group)
{
	jsonw_open(w, '{');
	jsonw_key(w, "id");
	jsonw_text(w, group->id);
	jsonw_key(w, "name");
	jsonw_text(w, group->name);
	jsonw_key(w, "risk");
	jsonw_text(w, vocab_name(VOCAB_risk, (int)group->risk));
	jsonw_close(w, '}');
}

/* Toll fraud aims at these: switching them on has to be meant. */
int
switches_check_risk(
    struct call *c, const struct network_group *groups, size_t n, const struct switches_turn *turn)
{
	struct str text = STR_INIT(1 << 17);
	struct jsonw w = { .out = &text };
	const struct network_group *first = NULL;
	int64_t risky = 0;
	int n_words;
	jsonw_open(&w, '{');
	jsonw_key(&w, "network_groups");
	jsonw_open(&w, '[');
	for (size_t i = 0; i < n && turn->enabled && !turn->accept_risk; i++) {
		if (groups[i].enabled || groups[i].risk == RISK_none)
			continue;
		first = first == NULL ? &groups[i] : first;
		if (risky++ < RISKY_TOLD)
			print_risky(&w, &groups[i]);
	}
	jsonw_close(&w, ']');
	jsonw_key(&w, "total");
	jsonw_int(&w, risky);
	jsonw_close(&w, '}');
	c->details = call_keep(c, &text);
	if (risky > 0)
		return call_broken(c, PROBLEM_risk_not_accepted, "accept_risk",
		    "toll fraud aims at '%s' (%s)%s; send accept_risk if it is meant%s",
		    first->name, vocab_words(VOCAB_risk, &n_words)[first->risk].text,
		    risky > 1 ? arena_printf(&c->arena, " and %lld more", (long long)risky - 1)
		              : "",
		    c->id == OP_group_batch ? "; send spare_risky to leave such as they are" : "");
	c->details = NULL;
	return 0;
}

/* How a switch stands, for its event. */
static const char *
state_pair(struct call *c, bool enabled)
{
	return event_pair(c, "status", enabled ? "enabled" : "disabled");
}

int
switches_turn_group(
    struct call *c, const struct network_group *group, const struct switches_turn *turn)
{
	if (call_run(c, QUERY_switch_group,
	        WITH(V(c->place.ws_id), V(group->id), V((int64_t)turn->enabled))) != 0)
		return (int)c->err.problem;
	return event_emit(c,
	    turn->enabled ? EVENT_telephony_network_group_enabled
	                  : EVENT_telephony_network_group_disabled,
	    &(struct event_about){ .target_type = "network_group",
	        .target_id = group->id,
	        .target_name = group->name,
	        .before = state_pair(c, !turn->enabled),
	        .after = state_pair(c, turn->enabled),
	        .reason = turn->reason,
	        .batch_id = turn->batch_id });
}

static enum event
event_of(const struct telephony_provider *provider, bool enabled)
{
	if (provider->kind == PROVIDER_KIND_flat)
		return enabled ? EVENT_telephony_sip_byoc_enabled
		               : EVENT_telephony_sip_byoc_disabled;
	return enabled ? EVENT_telephony_provider_enabled : EVENT_telephony_provider_disabled;
}

int
switches_turn_provider(
    struct call *c, const struct telephony_provider *provider, const struct switches_turn *turn)
{
	if (call_run(c, QUERY_switch_provider,
	        WITH(V(c->place.ws_id), V(provider->id), V((int64_t)turn->enabled))) != 0)
		return (int)c->err.problem;
	return event_emit(c, event_of(provider, turn->enabled),
	    &(struct event_about){ .target_type = "telephony_provider",
	        .target_id = provider->id,
	        .target_name = provider->name,
	        .before = state_pair(c, !turn->enabled),
	        .after = state_pair(c, turn->enabled),
	        .reason = turn->reason,
	        .batch_id = turn->batch_id });
}
