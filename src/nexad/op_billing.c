/* The wallet as its owner sees it: balance, transactions, recharges. */
#include "billing.h"
#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "event.h"
#include "ident.h"
#include "jsonw.h"
#include "money.h"
#include "page.h"
#include "plan.h"

int
op_billing_get(struct call *c, const struct billing_get_args *args, struct wallet *out)
{
	(void)args;
	if (call_need(c, QUERY_wallet_get, WITH(V(c->place.org_id)), out, "organization") != 0)
		return (int)c->err.problem;
	out->call_rate_inr = c->daemon->settings.call_rate;
	out->pulse_s = plan_row(c->place.plan)->pulse_s;
	return 0;
}

int
op_billing_transactions(
    struct call *c, const struct billing_transactions_args *args, struct page *page)
{
	struct billing_transactions_args *mine = c->args;
	mine->order = args->has_order ? args->order : ORDER_desc;
	mine->has_order = true;
	return page_list(page, LIST_ledger, WITH(V(c->place.org_id)), NULL);
}

int
op_billing_recharges(struct call *c, const struct billing_recharges_args *args, struct page *page)
{
	struct billing_recharges_args *mine = c->args;
	mine->order = args->has_order ? args->order : ORDER_desc;
	mine->has_order = true;
	return page_list(page, LIST_recharges, WITH(V(c->place.org_id)), NULL);
}

int
op_billing_recharge_get(
    struct call *c, const struct billing_recharge_get_args *args, struct recharge *out)
{
	return call_need(
	    c, QUERY_recharge_get, WITH(V(c->place.org_id), V(args->id)), out, "recharge");
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

static int
tell(struct call *c, enum event event, const char *id, int64_t amount, const char *reference,
    const char *reason)
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

/* A credit: somebody has seen the money. */
static int
credit(struct call *c, const char *id, int64_t amount, const char *reference)
{
	const char *transaction = ident_new(&c->arena, "txn");
	int64_t now = clock_now();
	if (billing_move(c,
	        &(struct billing_entry){ .id = transaction,
	            .org_id = c->place.org_id,
	            .type = TRANSACTION_recharge,
	            .amount = amount,
	            .reference = reference }) != 0)
		return (int)c->err.problem;
	return call_run(c, QUERY_recharge_insert,
	    WITH(V(id), V(c->place.org_id), V("recharge"), V("paid"), V(amount), V(reference),
	        V(now), V(c->caller.name), value_text(NULL), V(now), V(transaction)));
}

int
op_billing_recharge(struct call *c, const struct billing_recharge_args *args, struct recharge *out)
{
	const char *id = ident_new(&c->arena, "rch");
	const char *reference = args->has_reference ? args->reference : NULL;
	if (args->amount_inr <= 0)
		return call_refuse(
		    c, PROBLEM_invalid_field, "amount_inr", "amount_inr must be more than nothing");
	if (credit(c, id, args->amount_inr, reference) != 0 ||
	    tell(c, EVENT_billing_recharged, id, args->amount_inr, reference, NULL) != 0)
		return (int)c->err.problem;
	return call_need(c, QUERY_recharge_get, WITH(V(c->place.org_id), V(id)), out, "recharge");
}

int
op_billing_adjust(struct call *c, const struct billing_adjust_args *args, struct transaction *out)
{
	const char *id = ident_new(&c->arena, "txn");
	if (args->amount_inr == 0)
		return call_refuse(
		    c, PROBLEM_invalid_field, "amount_inr", "amount_inr must not be nothing");
	if (billing_move(c,
	        &(struct billing_entry){ .id = id,
	            .org_id = c->place.org_id,
	            .type = TRANSACTION_adjustment,
	            .amount = args->amount_inr,
	            .reference = args->reason }) != 0 ||
	    tell(c, EVENT_billing_adjusted, id, args->amount_inr, NULL, args->reason) != 0)
		return (int)c->err.problem;
	return call_need(c, QUERY_ledger_get, WITH(V(id)), out, "transaction");
}
