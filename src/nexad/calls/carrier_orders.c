/* Orders: rows until the carrier has answered them clearly. */
#include "carrier_orders.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

#include "attempt.h"
#include "billing.h"
#include "call.h"
#include "carrier_http.h"
#include "clock.h"
#include "daemon.h"
#include "idempotency.h"
#include "ident.h"
#include "json.h"
#include "jsonw.h"
#include "log.h"
#include "money.h"
#include "number_life.h"
#include "reply.h"
#include "telephony.h"

enum { UNCLEAR_MS = 3600 * 1000 };

static int
insert(struct call *c, const struct carrier_order *order)
{
	c->sends = true;
	return call_run(c, QUERY_order_insert,
	    WITH(V(order->id), V(order->kind), V(order->phone_number), V(order->ws_id),
	        V(order->country), V(order->nickname), V((int64_t)order->billed),
	        V(order->max_rent), V(vocab_name(VOCAB_principal, (int)order->actor_type)),
	        V(order->actor_id), V(order->actor_name), V(order->body), V(clock_now())));
}

static void
open_body(struct jsonw *w, const char *number, const char *ws_id)
{
	jsonw_open(w, '{');
	jsonw_key(w, "provider");
	jsonw_text(w, CARRIER_PROVIDER);
	jsonw_key(w, "phone_number");
	jsonw_text(w, number);
	jsonw_key(w, "workspace_id");
	jsonw_text(w, ws_id);
}

static struct carrier_order
new_order(
    struct call *c, const char *kind, const char *number, const char *ws_id, const char *country)
{
	return (struct carrier_order){ .id = ident_new(&c->arena, "cor"),
		.kind = kind,
		.phone_number = number,
		.ws_id = ws_id,
		.country = country,
		.actor_type = c->caller.type,
		.actor_id = c->caller.id,
		.actor_name = c->caller.name };
}

static int
order_release(struct call *c, const char *number, const char *ws_id, const char *country)
{
	struct carrier_order order = new_order(c, "release", number, ws_id, country);
	struct str text = STR_INIT(1 << 12);
	struct jsonw w = { .out = &text };
	open_body(&w, number, ws_id);
	jsonw_close(&w, '}');
	order.body = call_keep(c, &text);
	return insert(c, &order);
}

int
carrier_order_release(struct call *c, const struct phone_number *number)
{
	return order_release(c, number->phone_number, c->place.ws_id, number->country);
}

int
carrier_order_configure(struct call *c, const struct phone_number *number)
{
	struct carrier_order order =
	    new_order(c, "configure", number->phone_number, c->place.ws_id, number->country);
	struct str text = STR_INIT(1 << 14);
	struct jsonw w = { .out = &text };
	open_body(&w, number->phone_number, c->place.ws_id);
	jsonw_key(&w, "inbound_agent_id");
	jsonw_text(&w, number->inbound_agent_id);
	jsonw_key(&w, "outbound_agent_id");
	jsonw_text(&w, number->outbound_agent_id);
	jsonw_key(&w, "nickname");
	jsonw_text(&w, number->nickname);
	jsonw_close(&w, '}');
	order.body = call_keep(c, &text);
	return insert(c, &order);
}

/* ---- a purchase ---- */

/* Of daemon->buying: a job of the writer adds to it and settles, and the end of another takes out who is answered. */
static pthread_mutex_t buying_lock = PTHREAD_MUTEX_INITIALIZER;

/* Whose call waits for an order. */
static struct call **
find_waiting(struct daemon *daemon, const char *order_id)
{
	struct call **at = &daemon->buying;
	while (*at != NULL && strcmp((*at)->then_payload, order_id) != 0)
		at = &(*at)->next;
	return at;
}

/* Committed: it waits, and settle() finds it. */
static void
wait_for_answer(struct call *c)
{
	(void)c;
}

static void
wait_no_longer(struct call *c)
{
	(void)pthread_mutex_lock(&buying_lock);
	struct call **at = find_waiting(c->daemon, c->then_payload);
	if (*at != NULL)
		*at = c->next;
	(void)pthread_mutex_unlock(&buying_lock);
}

static void
wait(struct call *c, const char *order_id)
{
	c->then = wait_for_answer;
	c->then_not = wait_no_longer;
	c->then_payload = arena_text(&c->arena, order_id);
	c->answers_later = true;
	(void)pthread_mutex_lock(&buying_lock);
	c->next = c->daemon->buying;
	c->daemon->buying = c;
	(void)pthread_mutex_unlock(&buying_lock);
}

void
carrier_orders_stop(struct daemon *daemon)
{
	while (daemon->buying != NULL) {
		struct call *c = daemon->buying;
		daemon->buying = c->next;
		(void)carrier_unavailable(
		    c, "the daemon is stopping; the purchase goes on when it is back");
		reply_send(c);
	}
}

static const char *
purchase_body(struct call *c, const struct carrier_order *order)
{
	char money[MONEY_TEXT];
	struct str text = STR_INIT(1 << 12);
	struct jsonw w = { .out = &text };
	open_body(&w, order->phone_number, order->ws_id);
	jsonw_key(&w, "country");
	jsonw_text(&w, order->country);
	jsonw_key(&w, "max_rent_inr");
	jsonw_text(&w, order->billed ? money_format(order->max_rent, money) : NULL);
	jsonw_close(&w, '}');
	return call_keep(c, &text);
}

/* What it may cost is what the wallet has, and no more than the buyer wants. */
static int
check_wallet(struct call *c, const struct number_purchase_args *args, struct carrier_order *order)
{
	struct wallet_row wallet;
	bool found;
	order->billed = !number_is_free_of_charge(c);
	if (!order->billed)
		return 0;
	if (billing_check(c, c->place.org_id, 0) != 0 ||
	    call_get(c, QUERY_wallet_balance, WITH(V(c->place.org_id)), &wallet, &found) != 0)
		return (int)c->err.problem;
	order->max_rent = found ? wallet.balance : 0;
	if (args->has_max_rent_inr && args->max_rent_inr < order->max_rent)
		order->max_rent = args->max_rent_inr;
	return 0;
}

/* The carrier is not asked: what it would say is not known, and its price neither. */
static int
foresee(struct call *c, const struct carrier_order *order, struct phone_number *out)
{
	char money[MONEY_TEXT];
	if (order->billed)
		call_foresee(c,
		    "what the carrier asks for is charged now, at most INR %s, and every month as long "
		    "as it is kept",
		    money_format(order->max_rent, money));
	return number_keep(c,
	    &(struct number_wish){ .number = order->phone_number,
	        .country = order->country,
	        .type = NUMBER_TYPE_local,
	        .provider = CARRIER_PROVIDER,
	        .nickname = order->nickname },
	    EVENT_phone_number_purchased, out);
}

int
carrier_order_buy(struct call *c, const struct number_purchase_args *args, struct phone_number *out)
{
	struct carrier_order order =
	    new_order(c, "purchase", args->phoneNumber, c->place.ws_id, args->countryISO);
	order.nickname = args->nickname;
	if (number_check_free(c, args->phoneNumber) != 0 ||
	    telephony_check(c, CARRIER_PROVIDER, args->phoneNumber) != 0 ||
	    check_wallet(c, args, &order) != 0)
		return (int)c->err.problem;
	if (c->dry_run)
		return foresee(c, &order, out);
	order.body = purchase_body(c, &order);
	if (insert(c, &order) != 0)
		return (int)c->err.problem;
	wait(c, order.id);
	return 0;
}

/* ---- what became of it ---- */

/* An answer that will not be another one the next time. */
static bool
is_final(int status)
{
	return status == 400 || status == 402 || status == 404 || status == 409 || status == 410 ||
	    status == 422;
}

static int
try_later(struct call *c, const struct carrier_order *order, const struct attempt *attempt)
{
	int64_t pause =
	    attempt_pause_ms(order->attempts + 1, attempt->retry_after_s, randombytes_uniform(256));
	return call_run(c, QUERY_order_later,
	    WITH(V(order->id), V(attempt_why(&c->arena, attempt)), V(attempt->at + pause)));
}

/* Bought or not: it is not wanted any more. */
static int
give_back(struct call *c, const struct carrier_order *order, const char *why)
{
	log_line(LOG_warning, "a phone number is given back to the carrier",
	    LOG_TEXT("number", order->phone_number), LOG_TEXT("order", order->id),
	    LOG_TEXT("why", why), LOG_END);
	if (call_run(c, QUERY_order_delete, WITH(V(order->id))) != 0)
		return (int)c->err.problem;
	return order_release(c, order->phone_number, order->ws_id, order->country);
}

/* Puts the bought number into its workspace, as the act of who ordered it. */
static int
keep(struct call *c, const struct carrier_order *order, const struct number_offer *offer,
    const struct call *waiting, struct phone_number *out)
{
	c->caller = (struct caller){
		.type = order->actor_type, .id = order->actor_id, .name = order->actor_name
	};
	if (waiting != NULL) {
		c->ip = waiting->ip;
		c->user_agent = waiting->user_agent;
		c->request_id = waiting->request_id;
	}
	if (call_run(c, QUERY_order_delete, WITH(V(order->id))) != 0)
		return (int)c->err.problem;
	return number_keep(c,
	    &(struct number_wish){ .number = order->phone_number,
	        .country = order->country,
	        .type = offer->type,
	        .provider = CARRIER_PROVIDER,
	        .nickname = order->nickname,
	        .rent = order->billed ? offer->rent_inr : 0 },
	    EVENT_phone_number_purchased, out);
}

static const char *
purchase_fault(struct call *c, const struct carrier_order *order, const struct attempt *attempt,
    struct number_offer *out)
{
	struct json *json;
	struct err ignored;
	if (json_parse(attempt->body, attempt->body_len, &json, &ignored) != 0)
		return "no JSON";
	bool makes_sense = carrier_read_offer(c, json, out);
	json_free(json);
	if (!makes_sense)
		return "no number, country, type and rent";
	if (strcmp(out->phone_number, order->phone_number) != 0 ||
	    strcmp(out->country, order->country) != 0)
		return "another number";
	if (order->billed && out->rent_inr > order->max_rent)
		return "a higher rent than asked for";
	return NULL;
}

/* The carrier says that it has sold it. */
static int
settle_bought(struct call *c, const struct carrier_order *order, const struct attempt *attempt,
    struct call *waiting)
{
	struct number_offer offer;
	struct phone_number number;
	bool found;
	const char *fault = purchase_fault(c, order, attempt, &offer);
	if (fault == NULL &&
	    call_get(c, QUERY_place_workspace, WITH(V(order->ws_id), V((const char *)NULL)),
	        &c->place, &found) != 0)
		return (int)c->err.problem;
	if (fault == NULL && !found)
		fault = "its workspace is gone";
	if (fault != NULL) {
		if (waiting != NULL)
			(void)carrier_unavailable(waiting,
			    arena_printf(&waiting->arena,
			        "the carrier answered %s; the number is given back", fault));
		return give_back(c, order, fault);
	}
	if (keep(c, order, &offer, waiting, &number) != 0)
		return (int)c->err.problem;
	if (waiting == NULL)
		return 0;
	waiting->db = c->db;
	reply_print(waiting, &number);
	return idempotency_keeps(waiting)
	    ? 0
	    : call_refuse(c, PROBLEM_internal, "", "%s", waiting->err.text);
}

static int
settle_purchase(struct call *c, const struct carrier_order *order, const struct attempt *attempt,
    struct call *waiting)
{
	if (attempt->status >= 200 && attempt->status < 300)
		return settle_bought(c, order, attempt, waiting);
	if (is_final(attempt->status)) {
		if (waiting != NULL)
			(void)call_refuse(waiting, PROBLEM_conflict, "phoneNumber",
			    "the carrier does not sell %s: it answered %d", order->phone_number,
			    attempt->status);
		return call_run(c, QUERY_order_delete, WITH(V(order->id)));
	}
	if (waiting != NULL)
		(void)carrier_unavailable(waiting,
		    arena_printf(&waiting->arena,
		        "no clear answer from the carrier (%s); it is asked again whether it sold %s, "
		        "which then appears among the numbers",
		        attempt_why(&waiting->arena, attempt), order->phone_number));
	if (attempt->at - order->created_at > UNCLEAR_MS)
		return give_back(c, order, "no clear answer for an hour");
	return try_later(c, order, attempt);
}

/* What the carrier does not know is given back already; a configuration that it does not take is lost, and
 * all else is asked again. */
static int
settle_other(struct call *c, const struct carrier_order *order, const struct attempt *attempt)
{
	bool gone = attempt->status == 404 || attempt->status == 410;
	bool refused = strcmp(order->kind, "configure") == 0 && is_final(attempt->status);
	if (!gone && !refused && (attempt->status < 200 || attempt->status >= 300))
		return try_later(c, order, attempt);
	return call_run(c, QUERY_order_delete, WITH(V(order->id)));
}

/* After the commit: whoever waits is told the outcome of the first attempt. */
static void
answer(struct call *c)
{
	struct call *waiting = c->then_payload;
	wait_no_longer(waiting);
	reply_send(waiting);
}

int
carrier_settle(struct call *c, const struct attempt *attempt)
{
	struct carrier_order order;
	bool found;
	if (call_get(c, QUERY_order_get, WITH(V(attempt->destination_id)), &order, &found) != 0 ||
	    !found)
		return (int)c->err.problem;
	if (strcmp(order.kind, "purchase") != 0)
		return settle_other(c, &order, attempt);
	(void)pthread_mutex_lock(&buying_lock);
	struct call *waiting = *find_waiting(c->daemon, order.id);
	(void)pthread_mutex_unlock(&buying_lock);
	if (waiting != NULL) {
		waiting->err.problem = PROBLEM_none;
		str_clear(&waiting->out);
		c->then = answer;
		c->then_payload = waiting;
	}
	return settle_purchase(c, &order, attempt, waiting);
}
