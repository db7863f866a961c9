/* The wallet and its ledger. */
#include "billing.h"

#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "event.h"
#include "ident.h"
#include "jsonw.h"
#include "money.h"
#include "payment.h"
#include "plan.h"

int
billing_move(struct call *c, const struct billing_entry *entry)
{
	if (call_run(c, QUERY_wallet_add, WITH(V(entry->org_id), V(entry->amount))) != 0)
		return (int)c->err.problem;
	if (call_run(c, QUERY_ledger_add,
	        WITH(V(entry->org_id), V(entry->id), V(entry->at != 0 ? entry->at : clock_now()),
	            V(vocab_name(VOCAB_transaction_type, (int)entry->type)), V(entry->amount),
	            V(entry->ws_id), V(entry->ws_name), V(entry->call_id), V(entry->reference),
	            V(entry->recorded_by != NULL ? entry->recorded_by : c->caller.name))) != 0)
		return (int)c->err.problem;
	return payment_ask_if_crossed(c, entry->amount);
}

/* {"amount_inr":"500.00","balance_inr":"740.00","reference":"UTR 1"}, in the order of RFC 8785. */
static const char *
facts(struct call *c, int64_t amount, const char *reference)
{
	struct wallet_row wallet = { .balance = 0 };
	bool found;
	char text[MONEY_TEXT];
	struct str json = STR_INIT(1 << 14);
	struct jsonw w = { .out = &json };
	if (call_get(c, QUERY_wallet_balance, WITH(V(c->place.org_id)), &wallet, &found) != 0)
		return NULL;
	jsonw_open(&w, '{');
	jsonw_key(&w, "amount_inr");
	jsonw_text(&w, money_format(amount, text));
	jsonw_key(&w, "balance_inr");
	jsonw_text(&w, money_format(wallet.balance, text));
	jsonw_key(&w, "reference");
	jsonw_text(&w, reference);
	jsonw_close(&w, '}');
	return call_keep(c, &json);
}

int
billing_tell(struct call *c, enum event event, const char *id, int64_t amount,
    const char *reference, const char *reason)
{
	const char *after = facts(c, amount, reference);
	if (after == NULL)
		return (int)c->err.problem;
	return event_emit(c, event,
	    &(struct event_about){ .target_type = "wallet",
	        .target_id = id,
	        .target_name = c->place.org_name,
	        .after = after,
	        .reason = reason,
	        .ws_id = "" });
}

/* ---- usage ---- */

struct used {
	int64_t at; /* that of the ledger's entry, so that both agree on every period */
	int64_t calls;
	int64_t answered;
	int64_t billed_s;
	int64_t calls_amount;
	int64_t rentals_amount;
};

static int
count_usage(struct call *c, const char *org_id, const char *ws_id, const char *ws_name,
    const struct used *used)
{
	int64_t hour = used->at / CLOCK_HOUR_MS * CLOCK_HOUR_MS;
	return call_run(c, QUERY_usage_add,
	    WITH(V(org_id), V(ws_id), V(hour), V(ws_name), V(used->calls), V(used->answered),
	        V(used->billed_s), V(used->calls_amount), V(used->rentals_amount)));
}

/* ---- charges ---- */

static int64_t
billed_seconds(const struct billed_call *call)
{
	int64_t pulse_ms = plan_row(call->plan)->pulse_s * CLOCK_SECOND_MS;
	if (call->answered_at == 0 || call->ended_at <= call->answered_at)
		return 0;
	int64_t pulses = (call->ended_at - call->answered_at + pulse_ms - 1) / pulse_ms;
	return pulses * plan_row(call->plan)->pulse_s;
}

int64_t
billing_price(const struct call *c, const struct billed_call *call)
{
	int64_t rate = call->rate != 0 ? call->rate : c->daemon->settings.call_rate;
	return call->test ? 0 : (billed_seconds(call) * rate + 30) / 60;
}

int
billing_charge(struct call *c, const struct billed_call *call, int64_t *charge)
{
	int64_t price = billing_price(c, call);
	int64_t now = clock_now();
	if (charge != NULL)
		*charge = price;
	if (call->test)
		return 0;
	if (price > 0 &&
	    billing_move(c,
	        &(struct billing_entry){ .id = ident_new(&c->arena, "txn"),
	            .org_id = call->org_id,
	            .at = now,
	            .type = TRANSACTION_call_charge,
	            .amount = -price,
	            .ws_id = call->ws_id,
	            .ws_name = call->ws_name,
	            .call_id = call->id }) != 0)
		return (int)c->err.problem;
	return count_usage(c, call->org_id, call->ws_id, call->ws_name,
	    &(struct used){ .at = now,
	        .calls = 1,
	        .answered = call->answered_at != 0,
	        .billed_s = billed_seconds(call),
	        .calls_amount = price });
}

int
billing_rent(struct call *c, const struct billing_entry *rental)
{
	struct billing_entry entry = *rental;
	entry.at = clock_now();
	if (billing_move(c, &entry) != 0)
		return (int)c->err.problem;
	return count_usage(c, rental->org_id, rental->ws_id, rental->ws_name,
	    &(struct used){ .at = entry.at, .rentals_amount = -rental->amount });
}

int
billing_check(struct call *c, const char *org_id, int64_t amount)
{
	struct wallet_row wallet;
	bool found;
	if (call_get(c, QUERY_wallet_balance, WITH(V(org_id)), &wallet, &found) != 0)
		return (int)c->err.problem;
	if (found && wallet.balance > 0 && wallet.balance >= amount)
		return 0;
	return call_broken(
	    c, PROBLEM_insufficient_balance, "balance", "Insufficient billing wallet balance");
}
