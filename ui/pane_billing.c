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
#include "overlay.h"

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
	(void)view;
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
	recharge_trouble(wallet, trouble, sizeof(trouble));
	recharge_words(wallet, words, sizeof(words));
	if (trouble[0] != '\0' && place.columns > 12)
		(void)screen_text(screen, place, STYLE_warning, trouble);
	else if (screen_columns(screen, words) <= place.columns)
		(void)screen_text(screen, place, STYLE_dim, words);
	return 1;
}

/* ---- what was spent ---- */

enum {
	DAYS_MAX = 31,
	NAME_COLUMNS = 20,
	TALL_FROM_ROWS = 24,
	TALL = 4,
	WIDE_FROM = 100,
	MONEY_COLUMNS = 11
};

/* What each day of the usage cost; how many days there are, at most a month's. */
struct days {
	int64_t first; /* in days since 1970 */
	int n;
	int64_t amounts[DAYS_MAX];
	int64_t most;
};

static void
take_days(const struct usage *usage, struct days *out)
{
	int64_t last = (usage->to - 1) / CLOCK_DAY_MS;
	*out = (struct days){ .first = usage->from / CLOCK_DAY_MS };
	if (out->first <= last - DAYS_MAX)
		out->first = last - DAYS_MAX + 1;
	out->n = (int)(last - out->first + 1);
	for (size_t i = 0; i < usage->days.n; i++) {
		int64_t at;
		if (!clock_parse(usage->days.items[i].day, &at))
			continue;
		int64_t day = at / CLOCK_DAY_MS - out->first;
		if (day < 0 || day >= out->n)
			continue;
		out->amounts[day] = usage->days.items[i].amount_inr;
		out->most = out->amounts[day] > out->most ? out->amounts[day] : out->most;
	}
}

/* The days side by side, their dates below; returns the rows used. */
static int
draw_days(const struct usage *usage, struct screen *screen, struct screen_rect area)
{
	struct days days;
	char first[CLOCK_DAY_TEXT];
	char last[CLOCK_DAY_TEXT];
	char most_text[MONEY_TEXT];
	take_days(usage, &days);
	int height = area.rows >= TALL_FROM_ROWS ? TALL : 1;
	int each = area.columns / days.n;
	each = each < 1 ? 1 : each > 3 ? 3 : each;
	int width = days.n * each;
	screen_spark(screen, (struct screen_rect){ area.row, area.column, height, width },
	    days.amounts, days.n, days.most);
	clock_format_day(days.first * CLOCK_DAY_MS, first);
	clock_format_day((days.first + days.n - 1) * CLOCK_DAY_MS, last);
	area.row += height;
	(void)screen_text(
	    screen, (struct screen_place){ area.row, area.column, 5 }, STYLE_dim, first + 5);
	(void)screen_text(screen, (struct screen_place){ area.row, area.column + width - 5, 5 },
	    STYLE_dim, last + 5);
	if (each > 1)
		(void)screen_format(screen,
		    (struct screen_place){ area.row, area.column + 8, width - 16 }, STYLE_dim,
		    "a day, at most %s", money_format(days.most, most_text));
	return height + 1;
}

/* ---- another month ---- */

enum { MONTHS = 36 };

/* "2026-10" of the month that begins with an instant. */
static void
month_name(int64_t month, char out[CLOCK_DAY_TEXT])
{
	clock_format_day(month, out);
	out[7] = '\0';
}

static void
ask_usage(const struct view *view, void *args)
{
	struct billing_usage_args *period = args;
	period->has_from = period->has_to = view->month != 0;
	period->from = view->month;
	period->to = view->month == 0 ? 0 : clock_month(view->month, 1);
}

static void
month_chosen(struct app *app, size_t index, void *payload)
{
	(void)payload;
	view_set_month(app_view(app), index == 0 ? 0 : clock_month(clock_now(), 1 - (int)index));
}

/* The last 30 days, this month, and those before it. */
static void
pick_month(struct view *view)
{
	struct picker_choice choices[MONTHS + 1] = { { .key = 'l', .name = "the last 30 days" } };
	char names[MONTHS][CLOCK_DAY_TEXT];
	size_t current = 0;
	for (int i = 0; i < MONTHS; i++) {
		int64_t month = clock_month(clock_now(), -i);
		month_name(month, names[i]);
		choices[i + 1] = (struct picker_choice){ .key = i == 0 ? 't' : 0,
			.name = names[i],
			.detail = i == 0 ? "this month" : NULL };
		if (month == view->month)
			current = (size_t)i + 1;
	}
	overlay_pick(view->app, "Usage of", choices, MONTHS + 1, current, month_chosen, NULL);
}

static bool
run_usage(struct view *view, enum ui_action action, const void *row)
{
	(void)row;
	if (action != UI_usage_month)
		return false;
	pick_month(view);
	return true;
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
	char period[CLOCK_DAY_TEXT] = "30 days";
	if (view->month != 0)
		month_name(view->month, period);
	if (usage == NULL) {
		(void)screen_text_wrapped(screen, area, STYLE_dim, "loading …");
		return;
	}
	bool roomy = area.rows > 10;
	(void)screen_format(screen, (struct screen_place){ area.row, area.column, area.columns },
	    STYLE_title,
	    area.columns < 60 ? "%s: %s INR, %" PRId64 " calls"
	                      : "Spent in %s: %s INR, %" PRId64 " calls, %" PRId64 " minutes",
	    period, money_format(usage->amount_inr, amount), usage->calls, usage->minutes);
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
	char from[CLOCK_DAY_TEXT];
	char to[CLOCK_DAY_TEXT];
	(void)view;
	clock_format_day(usage->from, from);
	clock_format_day(usage->to - 1, to);
	str_addf(out, "%s to %s: %s INR\n\n", from, to, money_format(usage->amount_inr, amount));
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

#define OF_THE_WALLET \
	.above = OP_billing_get, .draw_above = draw_balance, .stale = "billing. call. phone_number."

static const struct section sections[] = {
	{ .title = "Usage",
	    OF_THE_WALLET,
	    .context = "usage",
	    .also = "billing",
	    .acts = acts,
	    .get = OP_billing_usage,
	    .ask = ask_usage,
	    .run = run_usage,
	    .draw = draw_usage,
	    .detail = describe_usage },
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
};

const struct pane pane_billing = { .name = "billing", PANE_SECTIONS_OF(sections) };
