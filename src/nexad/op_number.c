/* Phone numbers: bought from a carrier or linked by a trunk, given to agents, given back. */
#include <string.h>

#include "agent.h"
#include "call.h"
#include "carrier.h"
#include "clock.h"
#include "difference.h"
#include "event.h"
#include "ident.h"
#include "money.h"
#include "page.h"
#include "rental.h"
#include "telephony.h"
#include "utf8.h"

enum { OFFERS_MAX = 20 };

int
op_number_list(struct call *c, const struct number_list_args *args, struct page *page)
{
	(void)args;
	return page_list(page, LIST_numbers, WITH(V(c->place.ws_id)), NULL);
}

static int
need(struct call *c, const char *id, struct phone_number *out)
{
	return call_need(c, QUERY_number_get, WITH(V(c->place.ws_id), V(id)), out, "phone number");
}

int
op_number_get(struct call *c, const struct number_get_args *args, struct phone_number *out)
{
	return need(c, args->id, out);
}

static int
emit(struct call *c, enum event type, const struct phone_number *number, const char *before,
    const char *after)
{
	return event_emit(c, type,
	    &(struct event_about){ .target_type = "phone_number",
	        .target_id = number->id,
	        .target_name = number->phone_number,
	        .before = before,
	        .after = after });
}

/* ---- what is offered ---- */

struct gathering {
	struct call *c;
	struct number_offers *out;
	const char *provider;
	int problem;
};

static bool
gather(const struct carrier_number *number, void *payload)
{
	struct gathering *g = payload;
	struct text_row owner;
	bool taken;
	g->problem = call_get(g->c, QUERY_number_taken, WITH(V(number->number)), &owner, &taken);
	if (g->problem != 0 || taken)
		return g->problem == 0;
	g->out->data.items[g->out->data.n++] =
	    (struct number_offer){ .phone_number = arena_text(&g->c->arena, number->number),
		    .country = number->country,
		    .type = number->type,
		    .provider = g->provider,
		    .rent_inr = number->rent };
	return g->out->data.n < OFFERS_MAX;
}

int
op_number_available(
    struct call *c, const struct number_available_args *args, struct number_offers *out)
{
	const struct carrier *carrier = carrier_default();
	struct gathering g = { .c = c, .out = out, .provider = carrier->provider };
	out->data.items = arena_new(&c->arena, OFFERS_MAX * sizeof(*out->data.items));
	out->data.n = 0;
	carrier->offers(args->countryISO, args->number_type, args->q, gather, &g);
	return g.problem;
}

/* ---- bought, linked ---- */

/* What a new number is to be. */
struct wish {
	const char *number;
	const char *country;
	enum number_type type;
	const char *provider;
	const char *nickname;
	const char *trunk;
	int64_t rent;
};

/* What `q` looks into. */
static const char *
search_text(struct call *c, const char *number, const char *nickname)
{
	return utf8_plain(
	    &c->arena, arena_printf(&c->arena, "%s %s", number, nickname == NULL ? "" : nickname));
}

/* A number belongs to one workspace of the installation. */
static int
check_free(struct call *c, const char *number)
{
	struct text_row owner;
	bool taken;
	if (call_get(c, QUERY_number_taken, WITH(V(number)), &owner, &taken) != 0)
		return (int)c->err.problem;
	if (!taken)
		return 0;
	return call_refuse(
	    c, PROBLEM_conflict, "phoneNumber", "%s is in use; choose another number", number);
}

/* The first number of a workspace is its default. */
static int
keep(struct call *c, const struct wish *wish, enum event type, struct phone_number *out)
{
	const char *id = ident_new(&c->arena, "phn");
	if (call_run(c, QUERY_number_insert,
	        WITH(V(id), V(c->place.ws_id), V(wish->number), V(wish->country),
	            V(vocab_name(VOCAB_number_type, (int)wish->type)), V(wish->provider),
	            V(wish->nickname), V(search_text(c, wish->number, wish->nickname)),
	            V(wish->trunk), V(wish->rent), V(clock_now()))) != 0 ||
	    rental_begin(c, id) != 0 || need(c, id, out) != 0)
		return (int)c->err.problem;
	return emit(c, type, out, NULL,
	    wish->trunk == NULL ? event_pair(c, "provider", wish->provider)
	                        : event_pair(c, "sip_uri", wish->trunk));
}

static int
find_carrier(struct call *c, const char *provider, const struct carrier **out)
{
	*out = provider == NULL ? carrier_default() : carrier_find(provider);
	if (*out != NULL)
		return 0;
	return call_refuse(c, PROBLEM_invalid_field, "telephonyProviderId",
	    "no carrier here is called '%s'; there is %s", provider, carrier_default()->provider);
}

/* Nothing is billed to test keys. */
static bool
is_test(const struct call *c)
{
	return c->caller.key != NULL && c->caller.key->mode == KEY_MODE_test;
}

static void
foresee_rent(struct call *c, int64_t rent)
{
	char money[MONEY_TEXT];
	call_foresee(c, "INR %s is charged now, and every month as long as it is kept",
	    money_format(rent, money));
}

int
op_number_purchase(
    struct call *c, const struct number_purchase_args *args, struct phone_number *out)
{
	const struct carrier *carrier;
	struct carrier_number number;
	if (find_carrier(c, args->telephonyProviderId, &carrier) != 0)
		return (int)c->err.problem;
	if (!carrier->has(args->phoneNumber, &number))
		return call_refuse(c, PROBLEM_invalid_field, "phoneNumber", "%s does not offer %s",
		    carrier->provider, args->phoneNumber);
	if (strcmp(number.country, args->countryISO) != 0)
		return call_refuse(c, PROBLEM_invalid_field, "countryISO", "%s belongs to %s",
		    args->phoneNumber, number.country);
	struct wish wish = { .number = args->phoneNumber,
		.country = number.country,
		.type = number.type,
		.provider = carrier->provider,
		.nickname = args->nickname,
		.rent = is_test(c) ? 0 : number.rent };
	if (check_free(c, args->phoneNumber) != 0 ||
	    telephony_check(c, carrier->provider, args->phoneNumber) != 0 ||
	    rental_check(c, wish.rent) != 0 ||
	    keep(c, &wish, EVENT_phone_number_purchased, out) != 0)
		return (int)c->err.problem;
	if (wish.rent > 0)
		foresee_rent(c, wish.rent);
	/* Last, when nothing of ours stands against it any more. */
	return c->dry_run ? 0 : carrier->buy(args->phoneNumber, &c->err);
}

int
op_number_link_sip(
    struct call *c, const struct number_link_sip_args *args, struct phone_number *out)
{
	struct wish wish = { .number = args->phoneNumber,
		.country = args->countryISO,
		.type = NUMBER_TYPE_local,
		.provider = "sip",
		.nickname = args->nickname,
		.trunk = args->sip_uri };
	if (check_free(c, args->phoneNumber) != 0)
		return (int)c->err.problem;
	return keep(c, &wish, EVENT_phone_number_linked_sip, out);
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
		if (emit(c, parts[i].type, after, told.before, told.after) != 0)
			return (int)c->err.problem;
	}
	return 0;
}

int
op_number_update(struct call *c, const struct number_update_args *args, struct phone_number *out)
{
	struct phone_number before;
	bool changed;
	if (need(c, args->id, &before) != 0 ||
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
	            V(search_text(c, after.phone_number, after.nickname)),
	            V(after.inbound_agent_id), V(after.outbound_agent_id),
	            V((int64_t)after.is_default))) != 0)
		return (int)c->err.problem;
	return need(c, before.id, out);
}

/* When the default goes, the number that was there longest takes its place. */
int
op_number_release(struct call *c, const struct number_release_args *args, struct done *out)
{
	struct phone_number before;
	out->done = true;
	if (need(c, args->id, &before) != 0 ||
	    call_match(c, before.version, SHAPE_phone_number, &before) != 0 ||
	    call_run(c, QUERY_number_delete, WITH(V(before.id))) != 0 ||
	    call_run(c, QUERY_number_next_default, WITH(V(c->place.ws_id))) != 0 ||
	    emit(c, EVENT_phone_number_released, &before, NULL, NULL) != 0)
		return (int)c->err.problem;
	const struct carrier *carrier = carrier_find(before.provider);
	return c->dry_run || carrier == NULL ? 0 : carrier->release(before.phone_number, &c->err);
}
