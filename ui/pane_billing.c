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

enum { SECTION_recharges = 2 };

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
	{ "status", { .title = "status", .min = 7, .preferred = 7 }, false },
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

static const struct pane_act acts[] = {
	{ UI_billing_recharge, OP_billing_recharge, "?", false },
	{ UI_billing_auto, OP_billing_auto_recharge, "?", false },
	{ UI_ACTION_COUNT, OP_none, NULL, false },
};

/* ---- the balance, above all of it ---- */

/* What is wrong with the newest recharge; "" when nothing is. */
static void
recharge_trouble(struct app *app, char *out, size_t size)
{
	struct view *recharges = &app->views[PANE_billing][SECTION_recharges];
	view_show(recharges);
	const struct recharge *newest =
	    recharges->rows.filter == NULL ? rows_at(&recharges->rows, 0) : NULL;
	char amount[MONEY_TEXT];
	out[0] = '\0';
	if (newest == NULL || newest->status == RECHARGE_STATUS_paid)
		return;
	(void)snprintf(out, size, "recharge of %s %s%s%s", money_format(newest->amount_inr, amount),
	    newest->status == RECHARGE_STATUS_failed ? "failed" : "is not paid yet",
	    newest->last_error == NULL ? "" : ": ",
	    newest->last_error == NULL ? "" : newest->last_error);
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
	if (wallet == NULL) {
		(void)screen_text(screen, place, STYLE_dim, "loading …");
		return 1;
	}
	bool empty = wallet->balance_inr <= 0;
	int used = screen_text(screen, place, STYLE_normal, "Balance ");
	place.column += used;
	place.columns -= used;
	used = screen_format(screen, place, empty ? STYLE_error : STYLE_title, "%s INR%s",
	    money_format(wallet->balance_inr, balance), empty ? ", no live calls" : "");
	place.column += used + 3;
	place.columns -= used + 3;
	recharge_trouble(view->app, trouble, sizeof(trouble));
	recharge_words(wallet, words, sizeof(words));
	if (trouble[0] != '\0' && place.columns > 12)
		(void)screen_text(screen, place, STYLE_warning, trouble);
	else if (screen_columns(screen, words) <= place.columns)
		(void)screen_text(screen, place, STYLE_dim, words);
	return 1;
}

/* ---- what was spent ---- */

enum {
	DAYS = 30,
	NAME_COLUMNS = 20,
	TALL_FROM_ROWS = 24,
	TALL = 4,
	WIDE_FROM = 100,
	MONEY_COLUMNS = 11
};

/* What each of the last days cost, the last one the day that the usage ends on. */
static int64_t
take_days(const struct usage *usage, int64_t out[DAYS])
{
	int64_t most = 0;
	int64_t last = (usage->to - 1) / CLOCK_DAY_MS;
	memset(out, 0, DAYS * sizeof(*out));
	for (size_t i = 0; i < usage->days.n; i++) {
		int64_t at;
		if (!clock_parse(usage->days.items[i].day, &at))
			continue;
		int64_t back = last - at / CLOCK_DAY_MS;
		if (back < 0 || back >= DAYS)
			continue;
		out[DAYS - 1 - back] = usage->days.items[i].amount_inr;
		most = out[DAYS - 1 - back] > most ? out[DAYS - 1 - back] : most;
	}
	return most;
}

/* The days side by side, their dates below; returns the rows used. */
static int
draw_days(const struct usage *usage, struct screen *screen, struct screen_rect area)
{
	int64_t days[DAYS];
	char first[CLOCK_DAY_TEXT];
	char last[CLOCK_DAY_TEXT];
	char most_text[MONEY_TEXT];
	int64_t most = take_days(usage, days);
	int height = area.rows >= TALL_FROM_ROWS ? TALL : 1;
	int each = area.columns / DAYS < 1 ? 1 : area.columns / DAYS > 3 ? 3 : area.columns / DAYS;
	int64_t end = (usage->to - 1) / CLOCK_DAY_MS;
	screen_spark(screen, (struct screen_rect){ area.row, area.column, height, DAYS * each },
	    days, DAYS, most);
	clock_format_day((end - DAYS + 1) * CLOCK_DAY_MS, first);
	clock_format_day(end * CLOCK_DAY_MS, last);
	(void)screen_text(screen, (struct screen_place){ area.row + height, area.column, 5 },
	    STYLE_dim, first + 5);
	(void)screen_text(screen,
	    (struct screen_place){ area.row + height, area.column + DAYS * each - 5, 5 }, STYLE_dim,
	    last + 5);
	if (each > 1)
		(void)screen_format(screen,
		    (struct screen_place){ area.row + height, area.column + 8, DAYS * each - 16 },
		    STYLE_dim, "a day, at most %s", money_format(most, most_text));
	return height + 1;
}

/* "Production  ██████     879.00 INR   132 calls": as much of it as there is room for. */
static void
draw_workspace(
    const struct usage_row *row, int64_t most, struct screen *screen, struct screen_place place)
{
	char amount[MONEY_TEXT];
	bool wide = place.columns >= WIDE_FROM;
	int name = place.columns / 3 < NAME_COLUMNS ? place.columns / 3 : NAME_COLUMNS;
	int counts = wide ? 46 : place.columns >= 60 ? 13 : 0;
	int bar = place.columns - name - 1 - MONEY_COLUMNS - counts;
	(void)screen_text(screen, (struct screen_place){ place.row, place.column, name },
	    STYLE_normal, row->name);
	screen_bar(screen, (struct screen_place){ place.row, place.column + name + 1, bar },
	    most <= 0 ? 0 : (int)(row->amount_inr * 1000 / most));
	place.column += name + 1 + bar;
	const struct screen_look right = { .right = true };
	(void)screen_text_as(screen,
	    (struct screen_place){ place.row, place.column, MONEY_COLUMNS }, &right,
	    money_format(row->amount_inr, amount));
	place.column += MONEY_COLUMNS;
	place.columns = counts;
	if (wide)
		(void)screen_format(screen, place, STYLE_dim,
		    "  %6" PRId64 " calls %6" PRId64 " min  rentals %s", row->calls, row->minutes,
		    money_format(row->rentals_inr, amount));
	else if (counts > 0)
		(void)screen_format(screen, place, STYLE_dim, " %6" PRId64 " calls", row->calls);
}

static void
draw_workspaces(const struct usage *usage, struct screen *screen, struct screen_rect area)
{
	const struct many_usage_row *rows = &usage->workspaces;
	int64_t most = rows->n == 0 ? 0 : rows->items[0].amount_inr;
	size_t room = area.rows < 0 ? 0 : (size_t)area.rows;
	size_t n = rows->n <= room ? rows->n : room == 0 ? 0 : room - 1;
	for (size_t i = 0; i < n; i++)
		draw_workspace(&rows->items[i], most, screen,
		    (struct screen_place){ area.row + (int)i, area.column, area.columns });
	if (n < rows->n && room > 0)
		(void)screen_format(screen,
		    (struct screen_place){ area.row + (int)n, area.column, area.columns },
		    STYLE_dim, "%zu more: enter shows all", rows->n - n);
}

static void
draw_usage(struct view *view, const void *object, struct screen *screen, struct screen_rect area)
{
	const struct usage *usage = object;
	char amount[MONEY_TEXT];
	(void)view;
	if (usage == NULL) {
		(void)screen_text_wrapped(screen, area, STYLE_dim, "loading …");
		return;
	}
	bool roomy = area.rows > 10;
	(void)screen_format(screen, (struct screen_place){ area.row, area.column, area.columns },
	    STYLE_title,
	    area.columns < 60 ? "30 days: %s INR, %" PRId64 " calls"
	                      : "Spent in 30 days: %s INR, %" PRId64 " calls, %" PRId64 " minutes",
	    money_format(usage->amount_inr, amount), usage->calls, usage->minutes);
	area.row += 1 + roomy;
	area.rows -= 1 + roomy;
	int used = draw_days(usage, screen, area) + roomy;
	area.row += used;
	area.rows -= used;
	draw_workspaces(usage, screen, area);
}

/* All of it as text, for whoever reads it or has no room for bars. */
static void
describe_usage(struct view *view, const void *row, struct str *out)
{
	const struct usage *usage = row;
	char amount[MONEY_TEXT];
	(void)view;
	for (size_t i = 0; i < usage->workspaces.n; i++) {
		const struct usage_row *each = &usage->workspaces.items[i];
		str_addf(out, "%s: %s INR", each->name, money_format(each->amount_inr, amount));
		str_addf(out, ", %" PRId64 " calls, %" PRId64 " answered, %" PRId64 " minutes",
		    each->calls, each->answered, each->minutes);
		str_addf(out, ", rentals %s\n", money_format(each->rentals_inr, amount));
	}
	str_add(out, "\nBy day, in UTC:\n");
	for (size_t i = usage->days.n; i-- > 0;) {
		const struct usage_day *each = &usage->days.items[i];
		str_addf(out, "%s  %10s INR  %5" PRId64 " calls  %6" PRId64 " minutes\n", each->day,
		    money_format(each->amount_inr, amount), each->calls, each->minutes);
	}
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
		cell->text = pane_words(cell->text, arena);
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

#define OF_THE_WALLET                                                                            \
	.above = OP_billing_get, .draw_above = draw_balance, .context = "billing", .acts = acts, \
	.stale = "billing. call. phone_number."

static const struct section sections[] = {
	{ .title = "Usage",
	    OF_THE_WALLET,
	    .get = OP_billing_usage,
	    .draw = draw_usage,
	    .detail = describe_usage },
	{ .title = "Transactions",
	    OF_THE_WALLET,
	    .list = OP_billing_transactions,
	    .id = "id",
	    PANE_COLUMNS(transaction_columns),
	    .cell = show_transaction,
	    .empty = "No money has moved yet.  n recharges the wallet." },
	{ .title = "Recharges",
	    OF_THE_WALLET,
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
};

const struct pane pane_billing = { .name = "billing", PANE_SECTIONS_OF(sections) };
