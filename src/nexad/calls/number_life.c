/* Rows of phone numbers, with their rent and their events. */
#include "number_life.h"

#include <string.h>

#include "call.h"
#include "clock.h"
#include "event.h"
#include "ident.h"
#include "money.h"
#include "rental.h"
#include "utf8.h"

int
number_need(struct call *c, const char *id, struct phone_number *out)
{
	return call_need(c, QUERY_number_get, WITH(V(c->place.ws_id), V(id)), out, "phone number");
}

static int
find_owner(struct call *c, const char *number, struct text_row *owner, bool *taken)
{
	return call_get(c, QUERY_number_taken, WITH(V(number)), owner, taken);
}

int
number_taken(struct call *c, const char *number, bool *taken)
{
	struct text_row owner;
	return find_owner(c, number, &owner, taken);
}

int
number_check_free(struct call *c, const char *number)
{
	struct text_row owner;
	bool taken;
	if (find_owner(c, number, &owner, &taken) != 0)
		return (int)c->err.problem;
	if (!taken)
		return 0;
	if (strcmp(owner.text, c->place.ws_id) == 0)
		return call_refuse(c, PROBLEM_conflict, "phoneNumber",
		    "this workspace has %s already, or it is being bought or given back", number);
	return call_refuse(
	    c, PROBLEM_conflict, "phoneNumber", "%s is in use; choose another number", number);
}

int
number_tell(struct call *c, enum event type, const struct phone_number *number, const char *before,
    const char *after)
{
	return event_emit(c, type,
	    &(struct event_about){ .target_type = "phone_number",
	        .target_id = number->id,
	        .target_name = number->phone_number,
	        .before = before,
	        .after = after });
}

const char *
number_search_text(struct call *c, const char *number, const char *nickname)
{
	return utf8_plain(
	    &c->arena, arena_printf(&c->arena, "%s %s", number, nickname == NULL ? "" : nickname));
}

bool
number_is_free_of_charge(const struct call *c)
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
number_keep(
    struct call *c, const struct number_wish *wish, enum event type, struct phone_number *out)
{
	const char *id = ident_new(&c->arena, "phn");
	if (call_run(c, QUERY_number_insert,
	        WITH(V(id), V(c->place.ws_id), V(wish->number), V(wish->country),
	            V(vocab_name(VOCAB_number_type, (int)wish->type)), V(wish->provider),
	            V(wish->nickname), V(number_search_text(c, wish->number, wish->nickname)),
	            V(wish->trunk), V(wish->rent), V(clock_now()))) != 0 ||
	    rental_begin(c, id) != 0 || number_need(c, id, out) != 0)
		return (int)c->err.problem;
	if (wish->rent > 0)
		foresee_rent(c, wish->rent);
	return number_tell(c, type, out, NULL,
	    wish->trunk == NULL ? event_pair(c, "provider", wish->provider)
	                        : event_pair(c, "sip_uri", wish->trunk));
}
