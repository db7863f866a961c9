/* Phone numbers: bought from a carrier or linked by a trunk, given to agents, given back. */
#include <string.h>

#include "agent.h"
#include "call.h"
#include "carrier.h"
#include "difference.h"
#include "event.h"
#include "number_life.h"
#include "page.h"

int
op_number_list(struct call *c, const struct number_list_args *args, struct page *page)
{
	(void)args;
	return page_list(page, LIST_numbers, WITH(V(c->place.ws_id)), NULL);
}

int
op_number_get(struct call *c, const struct number_get_args *args, struct phone_number *out)
{
	return number_need(c, args->id, out);
}

/* ---- offered, bought, linked ---- */

int
op_number_available(
    struct call *c, const struct number_available_args *args, struct number_offers *out)
{
	return carrier_of(c)->search(c, args, out);
}

int
op_number_purchase(
    struct call *c, const struct number_purchase_args *args, struct phone_number *out)
{
	const char *provider = args->telephonyProviderId;
	if (provider != NULL && strcmp(provider, CARRIER_PROVIDER) != 0)
		return call_refuse(c, PROBLEM_invalid_field, "telephonyProviderId",
		    "no carrier here is called '%s'; there is %s", provider, CARRIER_PROVIDER);
	if (args->has_max_rent_inr && args->max_rent_inr < 0)
		return call_refuse(c, PROBLEM_invalid_field, "max_rent_inr",
		    "max_rent_inr must not be below nothing");
	return carrier_of(c)->buy(c, args, out);
}

int
op_number_link_sip(
    struct call *c, const struct number_link_sip_args *args, struct phone_number *out)
{
	const struct number_wish wish = { .number = args->phoneNumber,
		.country = args->countryISO,
		.type = NUMBER_TYPE_local,
		.provider = "sip",
		.nickname = args->nickname,
		.trunk = args->sip_uri };
	if (number_check_free(c, args->phoneNumber) != 0)
		return (int)c->err.problem;
	return number_keep(c, &wish, EVENT_phone_number_linked_sip, out);
}

static bool
is_of_carrier(const struct phone_number *number)
{
	return strcmp(number->provider, CARRIER_PROVIDER) == 0;
}

/* ---- configured ---- */

static int
check_agent(struct call *c, const char *field, const char *id)
{
	struct agent_row row;
	bool found;
	if (id == NULL)
		return 0;
	if (call_get(c, QUERY_agent_get, WITH(V(c->place.ws_id), V(id), value_text(NULL)), &row,
	        &found) != 0)
		return (int)c->err.problem;
	if (found)
		return 0;
	return call_broken(c, PROBLEM_invalid_field, field,
	    "%s: there is no agent '%s' in this workspace", field, id);
}

static void
merge(struct phone_number *number, const struct number_update_args *args)
{
	if (args->has_inbound_agent_id) {
		number->inbound_agent_id = args->inbound_agent_id;
		number->has_inbound_agent_id = args->inbound_agent_id != NULL;
	}
	if (args->has_outbound_agent_id) {
		number->outbound_agent_id = args->outbound_agent_id;
		number->has_outbound_agent_id = args->outbound_agent_id != NULL;
	}
	if (args->has_nickname) {
		number->nickname = args->nickname;
		number->has_nickname = args->nickname != NULL;
	}
	if (args->has_is_default)
		number->is_default = args->is_default;
}

static int
check_update(struct call *c, const struct phone_number *before, const struct phone_number *after)
{
	if (before->is_default && !after->is_default)
		return call_broken(c, PROBLEM_conflict, "is_default",
		    "one number is the default; make another one it, and this one is no longer");
	if (check_agent(c, "inbound_agent_id", after->inbound_agent_id) != 0)
		return (int)c->err.problem;
	return check_agent(c, "outbound_agent_id", after->outbound_agent_id);
}

/* An event for the agents, one for the rest, each when something of it changed. */
static int
tell(struct call *c, const struct phone_number *before, const struct phone_number *after,
    bool *changed)
{
	static const struct {
		enum event type;
		const char *const names[3];
	} parts[] = { { EVENT_phone_number_assigned,
		          { "inbound_agent_id", "outbound_agent_id", NULL } },
		{ EVENT_phone_number_updated, { "is_default", "nickname", NULL } } };
	*changed = false;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct event_about told = { .before = NULL };
		difference(
		    c, shape_fields(SHAPE_phone_number), parts[i].names, before, after, &told);
		if (told.before == NULL)
			continue;
		*changed = true;
		if (number_tell(c, parts[i].type, after, told.before, told.after) != 0)
			return (int)c->err.problem;
	}
	return 0;
}

int
op_number_update(struct call *c, const struct number_update_args *args, struct phone_number *out)
{
	struct phone_number before;
	bool changed;
	if (number_need(c, args->id, &before) != 0 ||
	    call_match(c, before.version, SHAPE_phone_number, &before) != 0)
		return (int)c->err.problem;
	struct phone_number after = before;
	merge(&after, args);
	if (check_update(c, &before, &after) != 0 || tell(c, &before, &after, &changed) != 0)
		return (int)c->err.problem;
	if (changed && after.is_default && !before.is_default &&
	    call_run(c, QUERY_number_no_default, WITH(V(c->place.ws_id))) != 0)
		return (int)c->err.problem;
	if (changed &&
	    call_run(c, QUERY_number_update,
	        WITH(V(after.id), V(after.nickname),
	            V(number_search_text(c, after.phone_number, after.nickname)),
	            V(after.inbound_agent_id), V(after.outbound_agent_id),
	            V((int64_t)after.is_default))) != 0)
		return (int)c->err.problem;
	if (changed && is_of_carrier(&after) && !c->dry_run &&
	    carrier_of(c)->configure(c, &after) != 0)
		return (int)c->err.problem;
	return number_need(c, before.id, out);
}

/* When the default goes, the number that was there longest takes its place. */
int
op_number_release(struct call *c, const struct number_release_args *args, struct done *out)
{
	struct phone_number before;
	out->done = true;
	if (number_need(c, args->id, &before) != 0 ||
	    call_match(c, before.version, SHAPE_phone_number, &before) != 0 ||
	    call_run(c, QUERY_number_delete, WITH(V(before.id))) != 0 ||
	    call_run(c, QUERY_number_next_default, WITH(V(c->place.ws_id))) != 0 ||
	    number_tell(c, EVENT_phone_number_released, &before, NULL, NULL) != 0)
		return (int)c->err.problem;
	return c->dry_run || !is_of_carrier(&before) ? 0 : carrier_of(c)->release(c, &before);
}
