/* What was spent: by day and by workspace; of one workspace; or, without money, how busy all of them were. */
#include "spending.h"

#include <inttypes.h>
#include <stdio.h>

#include "app.h"
#include "client.h"
#include "clock.h"
#include "digits.h"
#include "money.h"
#include "overlay.h"

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
set_period(const struct view *view, bool *has, int64_t *from, int64_t *to)
{
	*has = view->month != 0;
	*from = view->month;
	*to = view->month == 0 ? 0 : clock_month(view->month, 1);
}

void
spending_ask(const struct view *view, void *args)
{
	struct billing_usage_args *period = args;
	set_period(view, &period->has_from, &period->from, &period->to);
	period->has_to = period->has_from;
}

void
spending_ask_here(const struct view *view, void *args)
{
	struct workspace_usage_args *period = args;
	set_period(view, &period->has_from, &period->from, &period->to);
	period->has_to = period->has_from;
}

void
spending_ask_activity(const struct view *view, void *args)
{
	struct org_usage_args *period = args;
	set_period(view, &period->has_from, &period->from, &period->to);
	period->has_to = period->has_from;
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

bool
spending_run(struct view *view, enum ui_action action, const void *row)
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
	char calls[DIGITS_TEXT];
	char minutes[DIGITS_TEXT];
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
	(void)digits_text(row->calls, calls);
	if (wide)
		(void)screen_format(screen, place, STYLE_dim, "  %6s calls %6s min  rentals %s",
		    calls, digits_text(row->minutes, minutes),
		    money_format(row->rentals_inr, amount));
	else if (counts > 0)
		(void)screen_format(screen, place, STYLE_dim, " %6s calls", calls);
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
period_name(const struct view *view, char out[CLOCK_DAY_TEXT])
{
	(void)snprintf(out, CLOCK_DAY_TEXT, "30 days");
	if (view->month != 0)
		month_name(view->month, out);
}

void
spending_draw(struct view *view, const void *object, struct screen *screen, struct screen_rect area)
{
	const struct usage *usage = object;
	char amount[MONEY_TEXT];
	char period[CLOCK_DAY_TEXT];
	char calls[DIGITS_COUNTED];
	char minutes[DIGITS_COUNTED];
	period_name(view, period);
	if (usage == NULL) {
		(void)screen_text_wrapped(screen, area, STYLE_dim, view_loading(view));
		return;
	}
	bool roomy = area.rows > 10;
	(void)screen_format(screen, (struct screen_place){ area.row, area.column, area.columns },
	    STYLE_title, area.columns < 60 ? "%s: %s INR, %s" : "Spent in %s: %s INR, %s, %s",
	    period, money_format(usage->amount_inr, amount),
	    digits_counted(usage->calls, "call", "calls", calls),
	    digits_counted(usage->minutes, "minute", "minutes", minutes));
	area.row += 1 + roomy;
	area.rows -= 1 + roomy;
	int used = draw_days(usage, screen, area) + roomy;
	area.row += used;
	area.rows -= used;
	draw_workspaces(usage, screen, area);
}

/* All of it as text, for whoever reads it or has no room for bars. */
void
spending_describe(struct view *view, const void *object, struct str *out)
{
	const struct usage *usage = object;
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

/* ---- of the workspace alone ---- */

/* The same as if the organization had no other one. */
static struct usage
as_usage(const struct workspace_usage *here, struct usage_row *row)
{
	*row = here->total;
	return (struct usage){ .from = here->from,
		.to = here->to,
		.currency = here->currency,
		.calls = here->total.calls,
		.minutes = here->total.minutes,
		.amount_inr = here->total.amount_inr,
		.workspaces = { row, 1 },
		.days = here->days };
}

void
spending_draw_here(
    struct view *view, const void *object, struct screen *screen, struct screen_rect area)
{
	struct usage_row row;
	struct usage usage;
	if (object != NULL)
		usage = as_usage(object, &row);
	spending_draw(view, object == NULL ? NULL : &usage, screen, area);
}

void
spending_describe_here(struct view *view, const void *object, struct str *out)
{
	struct usage_row row;
	const struct usage usage = as_usage(object, &row);
	spending_describe(view, &usage, out);
}

/* ---- without money ---- */

/* "Production  ██████  132 calls    410 min" */
static void
draw_busy(
    const struct activity_row *row, int64_t most, struct screen *screen, struct screen_place place)
{
	enum { COUNTS = 26 };
	char calls[DIGITS_TEXT];
	char minutes[DIGITS_TEXT];
	int name = place.columns / 3 < NAME_COLUMNS ? place.columns / 3 : NAME_COLUMNS;
	int bar = place.columns - name - 1 - COUNTS;
	(void)screen_text(screen, (struct screen_place){ place.row, place.column, name },
	    STYLE_normal, row->name);
	if (bar > 0)
		screen_bar(screen, (struct screen_place){ place.row, place.column + name + 1, bar },
		    most <= 0 ? 0 : (int)(row->calls * 1000 / most));
	bar = bar > 0 ? bar : 0;
	place.column += name + 1 + bar;
	place.columns -= name + 1 + bar;
	(void)screen_format(screen, place, STYLE_dim, " %6s calls %6s min",
	    digits_text(row->calls, calls), digits_text(row->minutes, minutes));
}

void
spending_draw_activity(
    struct view *view, const void *object, struct screen *screen, struct screen_rect area)
{
	const struct activity *activity = object;
	char period[CLOCK_DAY_TEXT];
	char calls[DIGITS_COUNTED];
	char minutes[DIGITS_COUNTED];
	period_name(view, period);
	if (activity == NULL) {
		(void)screen_text_wrapped(screen, area, STYLE_dim, view_loading(view));
		return;
	}
	(void)screen_format(screen, (struct screen_place){ area.row, area.column, area.columns },
	    STYLE_title, "%s: %s, %s", period,
	    digits_counted(activity->calls, "call", "calls", calls),
	    digits_counted(activity->minutes, "minute", "minutes", minutes));
	int64_t most = activity->workspaces.n == 0 ? 0 : activity->workspaces.items[0].calls;
	for (size_t i = 0; i < activity->workspaces.n && (int)i + 2 < area.rows; i++)
		draw_busy(&activity->workspaces.items[i], most, screen,
		    (struct screen_place){ area.row + 2 + (int)i, area.column, area.columns });
}

void
spending_describe_activity(struct view *view, const void *object, struct str *out)
{
	const struct activity *activity = object;
	char from[CLOCK_DAY_TEXT];
	char to[CLOCK_DAY_TEXT];
	(void)view;
	clock_format_day(activity->from, from);
	clock_format_day(activity->to - 1, to);
	str_addf(out, "%s to %s\n\n", from, to);
	for (size_t i = 0; i < activity->workspaces.n; i++) {
		const struct activity_row *each = &activity->workspaces.items[i];
		str_addf(out, "%s: %" PRId64 " calls, %" PRId64 " answered, %" PRId64 " minutes\n",
		    each->name, each->calls, each->answered, each->minutes);
	}
}
