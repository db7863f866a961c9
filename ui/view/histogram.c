/* When the events occurred that a list shows. */
#include "histogram.h"

#include <inttypes.h>

#include "clock.h"
#include "digits.h"
#include "op.h"
#include "screen.h"

enum { LOW_FROM_ROWS = 12, TALL_FROM_ROWS = 26, TALL = 3, BARS_MAX = 200 };

struct bars {
	int64_t counts[BARS_MAX];
	int n;
	int64_t most;
	int64_t width_ms; /* of each */
};

/* As many bars as there is room for: neighbours become one where there are more buckets. */
static struct bars
take_bars(const struct audit_histogram *histogram, int columns)
{
	struct bars bars = { .n = 0 };
	int n = (int)histogram->buckets.n;
	int room = columns < BARS_MAX ? columns : BARS_MAX;
	int each = room <= 0 ? n : (n + room - 1) / room;
	for (int i = 0; i < n && room > 0; i++) {
		bars.n = i / each + 1;
		bars.counts[bars.n - 1] += histogram->buckets.items[i].count;
		if (bars.counts[bars.n - 1] > bars.most)
			bars.most = bars.counts[bars.n - 1];
	}
	bars.width_ms = histogram->width * each;
	return bars;
}

/* How wide what stands at the ends is: "2026-11-22", or "11-22 14:30" where all of it is within two days. */
static int
end_columns(const struct audit_histogram *histogram)
{
	return histogram->to - histogram->from < 2 * CLOCK_DAY_MS ? 11 : 10;
}

static void
put_end(int64_t at, struct screen *screen, struct screen_place place)
{
	char text[CLOCK_TEXT];
	clock_format(at, text);
	if (place.columns == 11)
		(void)screen_format(screen, place, STYLE_dim, "%.5s %.5s", text + 5, text + 11);
	else
		(void)screen_format(screen, place, STYLE_dim, "%.10s", text);
}

static const char *
unit_of(int64_t width_ms, int64_t *n)
{
	static const struct {
		int64_t ms;
		const char *one;
		const char *many;
	} units[] = { { CLOCK_DAY_MS, "day", "days" }, { CLOCK_HOUR_MS, "hour", "hours" },
		{ 60000, "minute", "minutes" }, { 1000, "second", "seconds" } };
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (width_ms >= units[i].ms && width_ms % units[i].ms == 0) {
			*n = width_ms / units[i].ms;
			return *n == 1 ? units[i].one : units[i].many;
		}
	*n = width_ms;
	return "ms";
}

static void
draw_low(const struct audit_histogram *histogram, struct screen *screen, struct screen_rect area)
{
	int end = end_columns(histogram);
	struct bars bars = take_bars(histogram, area.columns - 2 * (end + 1));
	put_end(histogram->from, screen, (struct screen_place){ area.row, area.column, end });
	screen_spark(screen, (struct screen_rect){ area.row, area.column + end + 1, 1, bars.n },
	    bars.counts, bars.n, bars.most);
	put_end(histogram->to, screen,
	    (struct screen_place){ area.row, area.column + end + 1 + bars.n + 1, end });
}

static void
draw_tall(const struct audit_histogram *histogram, struct screen *screen, struct screen_rect area)
{
	int64_t n;
	int end = end_columns(histogram);
	char total[DIGITS_TEXT];
	char most[DIGITS_TEXT];
	struct bars bars = take_bars(histogram, area.columns);
	int each = bars.n == 0 ? 1 : area.columns / bars.n;
	int width = bars.n * each;
	screen_spark(screen, (struct screen_rect){ area.row, area.column, TALL, width },
	    bars.counts, bars.n, bars.most);
	area.row += TALL;
	put_end(histogram->from, screen, (struct screen_place){ area.row, area.column, end });
	put_end(histogram->to, screen,
	    (struct screen_place){ area.row, area.column + (width > end ? width - end : 0), end });
	if (width < 60)
		return;
	const char *unit = unit_of(bars.width_ms, &n);
	(void)screen_format(screen, (struct screen_place){ area.row, area.column + 14, width - 28 },
	    STYLE_dim, "%s%s events, a bar is %" PRId64 " %s, the highest %s",
	    histogram->exact ? "" : "about ", digits_text(histogram->total, total), n, unit,
	    digits_text(bars.most, most));
}

int
histogram_draw(
    const struct audit_histogram *histogram, struct screen *screen, struct screen_rect area)
{
	bool tall = area.rows >= TALL_FROM_ROWS;
	if (area.rows < LOW_FROM_ROWS || area.columns < 40)
		return 0;
	if (histogram != NULL && tall)
		draw_tall(histogram, screen, area);
	else if (histogram != NULL)
		draw_low(histogram, screen, area);
	return tall ? TALL + 1 : 1;
}
