/* The wallet as its owner sees it: balance, transactions, recharges. */
#include "billing.h"
#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "difference.h"
#include "event.h"
#include "ident.h"
#include "jsonw.h"
#include "money.h"
#include "page.h"
#include "payment.h"
#include "plan.h"

static int
need_wallet(struct call *c, struct wallet *out)
{
	if (call_need(c, QUERY_wallet_get, WITH(V(c->place.org_id)), out, "organization") != 0)
		return (int)c->err.problem;
	out->call_rate_inr = c->daemon->settings.call_rate;
	out->pulse_s = plan_row(c->place.plan)->pulse_s;
	out->payment_hook = c->daemon->settings.payment_url != NULL;
	return 0;
}

int
op_billing_get(struct call *c, const struct billing_get_args *args, struct wallet *out)
{
	(void)args;
	return need_wallet(c, out);
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

/* A credit: somebody has seen the money. */
static int
credit(struct call *c, int64_t amount, const char *reference, const char **id)
{
	*id = ident_new(&c->arena, "rch");
	const char *transaction = ident_new(&c->arena, "txn");
	int64_t now = clock_now();
	if (billing_move(c,
	        &(struct billing_entry){ .id = transaction,
	            .org_id = c->place.org_id,
	            .type = TRANSACTION_recharge,
	            .amount = amount,
	            .reference = reference }) != 0)
		return (int)c->err.problem;
	if (call_run(c, QUERY_recharge_insert,
	        WITH(V(*id), V(c->place.org_id), V("recharge"), V("paid"), V(amount), V(reference),
	            V(now), V(c->caller.name), value_text(NULL), V(now), V(transaction),
	            value_text(NULL))) != 0)
		return (int)c->err.problem;
	return billing_tell(c, EVENT_billing_recharged, *id, amount, reference, NULL);
}

/* A reference names one payment: what was paid with it, or is asked for, is not paid again.  own_id: a recharge that
 * has it itself, or "". */
static int
check_reference(struct call *c, const char *reference, const char *own_id)
{
	struct recharge other;
	bool found;
	char money[MONEY_TEXT];
	char day[CLOCK_DAY_TEXT];
	if (reference == NULL || reference[0] == '\0')
		return 0;
	if (call_get(c, QUERY_recharge_of_reference,
	        WITH(V(c->place.org_id), V(reference), V(own_id)), &other, &found) != 0 ||
	    !found)
		return (int)c->err.problem;
	clock_format_day(other.created_at, day);
	c->details = arena_printf(&c->arena, "{\"recharge_id\":\"%s\"}", other.id);
	return call_broken(c, PROBLEM_conflict, "reference",
	    "the recharge of INR %s of %s has that reference, and is %s; another payment has another reference",
	    money_format(other.amount_inr, money), day,
	    vocab_name(VOCAB_recharge_status, (int)other.status));
}

static int
ask(struct call *c, int64_t amount, const char *reference, const char **id)
{
	return payment_ask(c, TRANSACTION_recharge, amount, reference, id);
}

int
op_billing_recharge(struct call *c, const struct billing_recharge_args *args, struct recharge *out)
{
	const char *id = NULL;
	const char *reference = args->has_reference ? args->reference : NULL;
	if (args->amount_inr <= 0)
		return call_refuse(
		    c, PROBLEM_invalid_field, "amount_inr", "amount_inr must be more than nothing");
	if (args->amount_inr % MONEY_PAISA != 0)
		return call_refuse(c, PROBLEM_invalid_field, "amount_inr",
		    "amount_inr must be rupees with at most two decimals: a payment is of whole "
		    "paise, and only rates have four");
	if (check_reference(c, reference, "") != 0)
		return (int)c->err.problem;
	char money[MONEY_TEXT];
	call_foresee(c, "INR %s is %s %s", money_format(args->amount_inr, money),
	    c->daemon->settings.payment_url == NULL
	        ? "credited at once, no payment service is asked: to"
	        : "charged through the payment service, for",
	    c->place.org_name);
	if ((c->daemon->settings.payment_url == NULL ? credit : ask)(
	        c, args->amount_inr, reference, &id) != 0)
		return (int)c->err.problem;
	return call_need(c, QUERY_recharge_get, WITH(V(c->place.org_id), V(id)), out, "recharge");
}

/* ---- what is pending or failed ---- */

static int
need_recharge(struct call *c, const char *id, struct recharge *out)
{
	if (call_need(c, QUERY_recharge_get, WITH(V(c->place.org_id), V(id)), out, "recharge") != 0)
		return (int)c->err.problem;
	return call_match(c, out->version, SHAPE_recharge, out);
}

static int
tell_of(struct call *c, enum event event, const struct recharge *recharge)
{
	return billing_tell(
	    c, event, recharge->id, recharge->amount_inr, recharge->reference, NULL);
}

int
op_billing_recharge_retry(
    struct call *c, const struct billing_recharge_retry_args *args, struct recharge *out)
{
	if (need_recharge(c, args->id, out) != 0)
		return (int)c->err.problem;
	if (out->status != RECHARGE_STATUS_pending && out->status != RECHARGE_STATUS_failed &&
	    call_broken(c, PROBLEM_conflict, "status",
	        "the recharge is %s; only one that is pending or failed is asked for again",
	        vocab_name(VOCAB_recharge_status, (int)out->status)) != 0)
		return (int)c->err.problem;
	if (check_reference(c, out->reference, out->id) != 0)
		return (int)c->err.problem;
	c->sends = true;
	if (call_run(c, QUERY_recharge_again, WITH(V(args->id), V(clock_now()))) != 0 ||
	    tell_of(c, EVENT_billing_recharge_retried, out) != 0)
		return (int)c->err.problem;
	return call_need(
	    c, QUERY_recharge_get, WITH(V(c->place.org_id), V(args->id)), out, "recharge");
}

int
op_billing_recharge_cancel(
    struct call *c, const struct billing_recharge_cancel_args *args, struct recharge *out)
{
	if (need_recharge(c, args->id, out) != 0)
		return (int)c->err.problem;
	if (out->status != RECHARGE_STATUS_pending &&
	    call_broken(c, PROBLEM_conflict, "status",
	        "the recharge is %s; only one that is pending can be taken back",
	        vocab_name(VOCAB_recharge_status, (int)out->status)) != 0)
		return (int)c->err.problem;
	if (call_run(c, QUERY_recharge_cancelled, WITH(V(args->id), V(clock_now()))) != 0 ||
	    tell_of(c, EVENT_billing_recharge_cancelled, out) != 0)
		return (int)c->err.problem;
	return call_need(
	    c, QUERY_recharge_get, WITH(V(c->place.org_id), V(args->id)), out, "recharge");
}

/* ---- recharging by itself ---- */

static int
check_auto(struct call *c, const struct auto_recharge *wish)
{
	if (wish->has_threshold_inr && wish->threshold_inr < 0 &&
	    call_broken(c, PROBLEM_invalid_field, "threshold_inr",
	        "threshold_inr must not be below nothing") != 0)
		return (int)c->err.problem;
	if (wish->has_amount_inr && wish->amount_inr <= 0 &&
	    call_broken(c, PROBLEM_invalid_field, "amount_inr",
	        "amount_inr must be more than nothing") != 0)
		return (int)c->err.problem;
	if (!wish->enabled || (wish->has_threshold_inr && wish->has_amount_inr))
		return 0;
	return call_broken(c, PROBLEM_invalid_field,
	    wish->has_threshold_inr ? "amount_inr" : "threshold_inr",
	    "%s is needed: a wallet that recharges itself has a threshold and an amount",
	    wish->has_threshold_inr ? "amount_inr" : "threshold_inr");
}

static struct value
money_value(bool has, int64_t amount)
{
	return has ? V(amount) : value_text(NULL);
}

static int
put_auto(struct call *c, const struct auto_recharge *before, const struct auto_recharge *after)
{
	static const char *const names[] = { "amount_inr", "enabled", "threshold_inr", NULL };
	struct event_about about = { .target_type = "wallet",
		.target_id = c->place.org_id,
		.target_name = c->place.org_name,
		.ws_id = "" };
	difference(c, shape_fields(SHAPE_auto_recharge), names, before, after, &about);
	if (about.before == NULL)
		return 0;
	if (call_run(c, QUERY_wallet_set_auto,
	        WITH(V(c->place.org_id), V((int64_t)after->enabled),
	            money_value(after->has_threshold_inr, after->threshold_inr),
	            money_value(after->has_amount_inr, after->amount_inr))) != 0)
		return (int)c->err.problem;
	return event_emit(c, EVENT_billing_auto_recharge_configured, &about);
}

int
op_billing_auto_recharge(
    struct call *c, const struct billing_auto_recharge_args *args, struct wallet *out)
{
	if (need_wallet(c, out) != 0 || call_match(c, out->version, SHAPE_wallet, out) != 0)
		return (int)c->err.problem;
	struct auto_recharge after = out->auto_recharge;
	after.enabled = args->enabled;
	if (args->has_threshold_inr) {
		after.threshold_inr = args->threshold_inr;
		after.has_threshold_inr = true;
	}
	if (args->has_amount_inr) {
		after.amount_inr = args->amount_inr;
		after.has_amount_inr = true;
	}
	if (check_auto(c, &after) != 0 || put_auto(c, &out->auto_recharge, &after) != 0)
		return (int)c->err.problem;
	return need_wallet(c, out);
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
	    billing_tell(c, EVENT_billing_adjusted, id, args->amount_inr, NULL, args->reason) != 0)
		return (int)c->err.problem;
	return call_need(c, QUERY_ledger_get, WITH(V(id)), out, "transaction");
}
