/* The life of a recharge between the wish and the money. */
#include "payment.h"

#include <sodium.h>
#include <string.h>

#include "attempt.h"
#include "billing.h"
#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "ident.h"
#include "jsonw.h"
#include "money.h"
#include "store_table.h"

enum { ASKED_DAYS = 3 };

/* ---- the wish ---- */

int
payment_ask(struct call *c, enum transaction_type type, int64_t amount, const char *reference,
    const char **id)
{
	int64_t now = clock_now();
	const char *error = c->daemon->settings.payment_url != NULL
	    ? NULL
	    : "no payment hook is configured (payment_url)";
	*id = ident_new(&c->arena, "rch");
	c->sends = true;
	if (call_run(c, QUERY_recharge_insert,
	        WITH(V(*id), V(c->place.org_id), V(vocab_name(VOCAB_transaction_type, (int)type)),
	            V("pending"), V(amount), V(reference), V(now), V(c->caller.name), V(now),
	            value_text(NULL), value_text(NULL), V(error))) != 0)
		return (int)c->err.problem;
	return billing_tell(c, EVENT_billing_recharge_requested, *id, amount, reference, NULL);
}

int
payment_ask_if_crossed(struct call *c, int64_t moved)
{
	struct wallet_row wallet;
	struct number_row pending;
	bool found;
	const char *id;
	const char *org_id = c->place.org_id;
	if (call_get(c, QUERY_wallet_balance, WITH(V(org_id)), &wallet, &found) != 0)
		return (int)c->err.problem;
	if (!found || !wallet.auto_enabled || wallet.balance >= wallet.auto_threshold ||
	    wallet.balance - moved < wallet.auto_threshold)
		return 0;
	if (call_get(c, QUERY_recharges_pending, WITH(V(org_id)), &pending, &found) != 0)
		return (int)c->err.problem;
	if (pending.number > 0)
		return 0;
	struct caller caller = c->caller;
	c->caller = (struct caller){ .type = PRINCIPAL_system, .name = "nexad" };
	int problem = payment_ask(c, TRANSACTION_auto_recharge, wallet.auto_amount, NULL, &id);
	c->caller = caller;
	return problem;
}

/* ---- the request ---- */

const char *
payment_body(struct arena *arena, const struct payment_row *row)
{
	char text[MONEY_TEXT];
	struct str json = STR_INIT(1 << 14);
	struct jsonw w = { .out = &json };
	jsonw_open(&w, '{');
	jsonw_key(&w, "type");
	jsonw_text(&w, "billing.payment_requested");
	jsonw_key(&w, "timestamp");
	jsonw_time(&w, row->created_at);
	jsonw_key(&w, "data");
	jsonw_open(&w, '{');
	jsonw_key(&w, "recharge_id");
	jsonw_text(&w, row->id);
	jsonw_key(&w, "organization_id");
	jsonw_text(&w, row->org_id);
	jsonw_key(&w, "type");
	jsonw_text(&w, vocab_name(VOCAB_transaction_type, (int)row->type));
	jsonw_key(&w, "amount_inr");
	jsonw_text(&w, money_format(row->amount, text));
	jsonw_key(&w, "currency");
	jsonw_text(&w, "INR");
	jsonw_key(&w, "reference");
	if (row->reference == NULL)
		jsonw_null(&w);
	else
		jsonw_text(&w, row->reference);
	jsonw_close(&w, '}');
	jsonw_close(&w, '}');
	const char *copy = arena_text(arena, str_text(&json));
	str_release(&json);
	return copy;
}

/* ---- the answer ---- */

/* Makes the recharge's organization the place of what follows; *found: it is still there. */
static int
enter(struct call *c, const struct payment_row *row, bool *found)
{
	return call_get(
	    c, QUERY_place_org, WITH(V(row->org_id), V((const char *)NULL)), &c->place, found);
}

/* Whatever was thought of it meanwhile: the money has come. */
static int
pay(struct call *c, const struct payment_row *row, int64_t at)
{
	const char *transaction = ident_new(&c->arena, "txn");
	bool by_itself = row->type == TRANSACTION_auto_recharge;
	if (billing_move(c,
	        &(struct billing_entry){ .id = transaction,
	            .org_id = row->org_id,
	            .type = row->type,
	            .amount = row->amount,
	            .reference = row->reference,
	            .recorded_by = row->created_by }) != 0 ||
	    call_run(c, QUERY_recharge_paid, WITH(V(row->id), V(at), V(transaction))) != 0)
		return (int)c->err.problem;
	return billing_tell(c, by_itself ? EVENT_billing_auto_recharged : EVENT_billing_recharged,
	    row->id, row->amount, row->reference, NULL);
}

static int
fail_for_good(struct call *c, const struct payment_row *row, int64_t attempts, const char *error)
{
	if (call_run(c, QUERY_recharge_failed,
	        WITH(V(row->id), V(clock_now()), V(attempts), V(error))) != 0)
		return (int)c->err.problem;
	return billing_tell(
	    c, EVENT_billing_recharge_failed, row->id, row->amount, row->reference, error);
}

static bool
is_refusal(int status)
{
	return status == 400 || status == 402 || status == 410 || status == 422;
}

int
payment_settle(struct call *c, const struct attempt *attempt)
{
	struct payment_row row;
	bool found;
	if (call_get(c, QUERY_payment_get, WITH(V(attempt->destination_id)), &row, &found) != 0)
		return (int)c->err.problem;
	if (!found || row.status == RECHARGE_STATUS_paid || enter(c, &row, &found) != 0 || !found)
		return (int)c->err.problem;
	if (attempt->status >= 200 && attempt->status < 300)
		return pay(c, &row, attempt->at);
	if (row.status != RECHARGE_STATUS_pending)
		return 0;
	const char *error = attempt_why(&c->arena, attempt);
	if (is_refusal(attempt->status))
		return fail_for_good(c, &row, 1, error);
	int64_t pause =
	    attempt_pause_ms(row.attempts + 1, attempt->retry_after_s, randombytes_uniform(256));
	return call_run(c, QUERY_recharge_later, WITH(V(row.id), V(error), V(attempt->at + pause)));
}

/* Without a hook it was never asked for. */
static const char *
overdue_why(struct call *c, const struct payment_row *row)
{
	const char *last = row->last_error == NULL ? "no answer" : row->last_error;
	if (row->attempts == 0)
		return arena_printf(
		    &c->arena, "could not be asked for in %d days: %s", (int)ASKED_DAYS, last);
	return arena_printf(&c->arena, "asked for %lld time%s in %d days, at last: %s",
	    (long long)row->attempts, row->attempts == 1 ? "" : "s", (int)ASKED_DAYS, last);
}

int
payment_give_up(struct call *c)
{
	struct payment_row *rows;
	size_t n;
	int64_t before = clock_now() - ASKED_DAYS * CLOCK_DAY_MS;
	if (call_all(c, QUERY_payments_overdue, WITH(V(before)), &rows, &n) != 0)
		return (int)c->err.problem;
	for (size_t i = 0; i < n; i++) {
		bool found;
		const char *error = overdue_why(c, &rows[i]);
		if (enter(c, &rows[i], &found) != 0 ||
		    (found && fail_for_good(c, &rows[i], 0, error) != 0))
			return (int)c->err.problem;
	}
	c->place = (struct place_row){ .org_id = NULL };
	return 0;
}
