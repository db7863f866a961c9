/* The wallet: what is in it, what was spent, how it moved, how it was filled. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "client.h"
#include "clock.h"
#include "invoices.h"
#include "money.h"
#include "spending.h"

static const struct pane_column transaction_columns[] = {
	{ "created_at", { .title = "time (UTC)", .min = 11, .preferred = 16, .whole = true },
	    true },
	{ "type", { .title = "why", .min = 11, .preferred = 13, .priority = 2 }, false },
	{ "amount_inr", { .title = "INR", .min = 9, .preferred = 10, .right = true }, false },
	{ "balance_after_inr",
	    { .title = "balance", .min = 9, .preferred = 11, .priority = 1, .right = true },
	    false },
	{ "workspace_name",
	    { .title = "workspace", .min = 9, .preferred = 16, .priority = 3, .grow = 1 }, false },
	{ "reference",
	    { .title = "reference", .min = 10, .preferred = 18, .priority = 4, .grow = 1 }, false },
};
static const struct pane_column recharge_columns[] = {
	{ "created_at", { .title = "time (UTC)", .min = 11, .preferred = 16, .whole = true },
	    true },
	{ "amount_inr", { .title = "INR", .min = 9, .preferred = 10, .right = true }, false },
	{ "status", { .title = "status", .min = 9, .preferred = 9 }, false },
	{ "type", { .title = "by", .min = 8, .preferred = 13, .priority = 4 }, false },
	{ "last_error",
	    { .title = "last fault", .min = 14, .preferred = 24, .priority = 1, .grow = 2 },
	    false },
	{ "attempts", { .title = "tries", .min = 5, .preferred = 5, .priority = 3, .right = true },
	    false },
	{ "reference",
	    { .title = "reference", .min = 10, .preferred = 18, .priority = 2, .grow = 1 }, false },
};

enum { COLUMN_type = 1, COLUMN_reference = 5, COLUMN_status = 2, COLUMN_by = 3 };

static const struct pane_column invoice_columns[] = {
	{ "period_from", { .title = "month", .min = 8, .preferred = 8 }, true },
	{ "number", { .title = "number", .min = 14, .preferred = 20 }, false },
	{ "subtotal_inr",
	    { .title = "INR", .min = 9, .preferred = 11, .priority = 2, .right = true }, false },
	{ "tax_inr", { .title = "tax", .min = 8, .preferred = 10, .priority = 1, .right = true },
	    false },
	{ "total_inr", { .title = "total", .min = 10, .preferred = 11, .right = true }, false },
	{ "issued_at", { .title = "issued", .min = 10, .preferred = 10, .priority = 3 }, false },
	{ "customer_name", { .title = "to", .min = 12, .preferred = 24, .priority = 4, .grow = 1 },
	    false },
};

enum { COLUMN_month = 0, COLUMN_issued = 5 };

#define ACTS_OF_THE_WALLET                                             \
	{ UI_billing_recharge, OP_billing_recharge, "?", false },      \
	    { UI_billing_auto, OP_billing_auto_recharge, "?", false }, \
	{                                                              \
		UI_ACTION_COUNT, OP_none, NULL, false                  \
	}

static const struct pane_act acts[] = { ACTS_OF_THE_WALLET };
static const struct pane_act recharge_acts[] = {
	{ UI_recharge_retry, OP_billing_recharge_retry, "id=id -* ?", true },
	{ UI_recharge_cancel, OP_billing_recharge_cancel, "id=id", true },
	ACTS_OF_THE_WALLET,
};

/* ---- the balance, above all of it ---- */

/* What is wrong with the recharge that is open; "" when none is. */
static void
recharge_trouble(const struct wallet *wallet, char *out, size_t size)
{
	char amount[MONEY_TEXT];
	out[0] = '\0';
	if (wallet->open_recharge_id == NULL)
		return;
	(void)snprintf(out, size, "recharge of %s %s%s%s",
	    money_format(wallet->open_recharge_inr, amount),
	    wallet->open_recharge_status == RECHARGE_STATUS_failed ? "failed" : "is not paid yet",
	    wallet->open_recharge_error == NULL ? "" : ": ",
	    wallet->open_recharge_error == NULL ? "" : wallet->open_recharge_error);
}

static void
recharge_words(const struct wallet *wallet, char *out, size_t size)
{
	const struct auto_recharge *by_itself = &wallet->auto_recharge;
	char threshold[MONEY_TEXT];
	char amount[MONEY_TEXT];
	if (!by_itself->enabled)
		(void)snprintf(out, size, "does not recharge itself");
	else
		(void)snprintf(out, size,
		    wallet->payment_hook ? "recharges itself by %s below %s"
		                         : "wants %s below %s: no payment hook",
		    money_format(by_itself->amount_inr, amount),
		    money_format(by_itself->threshold_inr, threshold));
}

/* One line; what does not fit is left out. */
static int
draw_balance(struct view *view, const void *object, struct screen *screen, struct screen_rect area)
{
	const struct wallet *wallet = object;
	struct screen_place place = { area.row, area.column, area.columns };
	char balance[MONEY_TEXT];
	char words[120];
	char trouble[300];
	if (wallet == NULL)
		return screen_text_wrapped(screen, area, STYLE_dim, view_loading(view));
	bool empty = wallet->balance_inr <= 0;
	int used = screen_text(screen, place, STYLE_normal, "Balance ");
	place.column += used;
	place.columns -= used;
	used = screen_format(screen, place, empty ? STYLE_error : STYLE_title, "%s INR%s",
	    money_format(wallet->balance_inr, balance), empty ? ", no live calls" : "");
	place.column += used + 3;
	place.columns -= used + 3;
	recharge_trouble(wallet, trouble, sizeof(trouble));
	recharge_words(wallet, words, sizeof(words));
	if (trouble[0] != '\0' && place.columns > 12)
		(void)screen_text(screen, place, STYLE_warning, trouble);
	else if (screen_columns(screen, words) <= place.columns)
		(void)screen_text(screen, place, STYLE_dim, words);
	return 1;
}

/* ---- cells ---- */

/* "call charge" for call_charge; a charge has no reference, but a call. */
static void
show_transaction(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct transaction *transaction = row;
	(void)view;
	if (column == COLUMN_type)
		cell->text = vocab_spoken(arena, cell->text);
	if (column == COLUMN_reference && cell->text[0] == '\0' && transaction->call_id != NULL)
		cell->text = transaction->call_id;
	if (transaction->amount_inr > 0)
		cell->style = STYLE_ok;
}

static void
show_recharge(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct recharge *recharge = row;
	(void)view;
	if (column == COLUMN_by)
		cell->text =
		    recharge->type == TRANSACTION_auto_recharge ? "itself" : recharge->created_by;
	if (column == COLUMN_status && recharge->status == RECHARGE_STATUS_failed)
		cell->style = STYLE_error;
	else if (recharge->status == RECHARGE_STATUS_pending)
		cell->style = STYLE_warning;
	(void)arena;
}

/* "2026-10": the month, not the instant that it begins at. */
static void
show_invoice(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct invoice_row *invoice = row;
	char day[CLOCK_DAY_TEXT];
	(void)view;
	if (column != COLUMN_month && column != COLUMN_issued)
		return;
	clock_format_day(column == COLUMN_month ? invoice->period_from : invoice->issued_at, day);
	cell->text = arena_text_n(arena, day, column == COLUMN_month ? 7 : 10);
}

static bool
run_invoice(struct view *view, enum ui_action action, const void *row)
{
	if (row == NULL || (action != UI_open && action != UI_invoice_save))
		return false;
	if (action == UI_open)
		invoice_read(view->app, row);
	else
		invoice_save(view->app, row);
	return true;
}

#define OF_THE_WALLET \
	.above = OP_billing_get, .draw_above = draw_balance, .stale = "billing. call. phone_number."

static const struct section sections[] = {
	{ .title = "Usage",
	    OF_THE_WALLET,
	    .context = "usage",
	    .also = "billing",
	    .acts = acts,
	    .get = OP_billing_usage,
	    .ask = spending_ask,
	    .run = spending_run,
	    .draw = spending_draw,
	    .detail = spending_describe },
	{ .title = "Transactions",
	    OF_THE_WALLET,
	    .context = "billing",
	    .acts = acts,
	    .list = OP_billing_transactions,
	    .id = "id",
	    PANE_COLUMNS(transaction_columns),
	    .cell = show_transaction,
	    .empty = "No money has moved yet.  n recharges the wallet." },
	{ .title = "Recharges",
	    OF_THE_WALLET,
	    .context = "recharges",
	    .also = "billing",
	    .acts = recharge_acts,
	    .list = OP_billing_recharges,
	    .id = "id",
	    PANE_COLUMNS(recharge_columns),
	    .cell = show_recharge,
	    .empty = "The wallet was never recharged.  n recharges it." },
	{ .title = "Invoices",
	    .above = OP_billing_get,
	    .draw_above = draw_balance,
	    .context = "invoices",
	    .stale = "billing.",
	    .list = OP_invoice_list,
	    .id = "number",
	    PANE_COLUMNS(invoice_columns),
	    .cell = show_invoice,
	    .run = run_invoice,
	    .empty = "No invoice yet: they are issued when a month is over." },
	{ .title = "Workspace usage",
	    .context = "usage",
	    .stand_in = true,
	    .get = OP_workspace_usage,
	    .stale = "billing. call. phone_number.",
	    .ask = spending_ask_here,
	    .run = spending_run,
	    .draw = spending_draw_here,
	    .detail = spending_describe_here },
	{ .title = "Activity",
	    .context = "usage",
	    .stand_in = true,
	    .get = OP_org_usage,
	    .stale = "call.",
	    .ask = spending_ask_activity,
	    .run = spending_run,
	    .draw = spending_draw_activity,
	    .detail = spending_describe_activity },
};

const struct pane pane_billing = { .name = "billing", PANE_SECTIONS_OF(sections) };
