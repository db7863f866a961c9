/* Rate and time left from counts, and the bar. */
#include "progress.h"

#include <stdio.h>
#include <string.h>

#include "digits.h"

enum {
	MEASURE_MS = 500,        /* how often the rate is looked at */
	TRUST_MS = 1000,         /* and for how long before anything is said */
	LEFT_MAX_MS = 359999000, /* 99 h 59 min 59 s: more is as good as unknown */
	BAR_MIN = 8
};

#define SMOOTHING 0.3

void
progress_start(struct progress *progress, int64_t total, int64_t now_ms)
{
	*progress = (struct progress){
		.total = total, .started_ms = now_ms, .measured_ms = now_ms, .now_ms = now_ms
	};
}

void
progress_update(struct progress *progress, int64_t done, int64_t now_ms)
{
	progress->done = done;
	progress->now_ms = now_ms;
	int64_t span_ms = now_ms - progress->measured_ms;
	if (span_ms < MEASURE_MS)
		return;
	double rate = (double)(done - progress->measured) * 1000.0 / (double)span_ms;
	if (progress->rate <= 0)
		progress->rate = rate;
	else
		progress->rate += SMOOTHING * (rate - progress->rate);
	progress->measured_ms = now_ms;
	progress->measured = done;
}

int64_t
progress_left_ms(const struct progress *progress)
{
	bool early = progress->now_ms - progress->started_ms < TRUST_MS;
	int64_t left = progress->total - progress->done;
	if (progress->total <= 0 || (early && left > 0))
		return -1;
	if (left <= 0)
		return 0;
	if (progress->rate <= 0)
		return -1;
	double ms = (double)left * 1000.0 / progress->rate;
	return ms > (double)LEFT_MAX_MS ? -1 : (int64_t)ms;
}

static void
write_span(int64_t ms, char out[32])
{
	int64_t seconds = (ms + 999) / 1000;
	if (seconds < 60)
		(void)snprintf(out, 32, "%lld s", (long long)seconds);
	else if (seconds < 3600)
		(void)snprintf(out, 32, "%lld min %lld s", (long long)(seconds / 60),
		    (long long)(seconds % 60));
	else
		(void)snprintf(out, 32, "%lld h %lld min", (long long)(seconds / 3600),
		    (long long)(seconds / 60 % 60));
}

static int
per_mille(const struct progress *progress)
{
	if (progress->total <= 0 || progress->done <= 0)
		return 0;
	if (progress->done >= progress->total)
		return 1000;
	return (int)((double)progress->done * 1000.0 / (double)progress->total);
}

const char *
progress_text(const struct progress *progress, char out[PROGRESS_TEXT])
{
	char done[DIGITS_TEXT], total[DIGITS_TEXT], rate[DIGITS_TEXT], left[32];
	(void)digits_text(progress->done, done);
	(void)digits_text(progress->total, total);
	(void)digits_text((int64_t)(progress->rate + 0.5), rate);
	size_t len = 0;
	if (progress->total > 0)
		len = (size_t)snprintf(
		    out, PROGRESS_TEXT, "%s of %s  %d%%", done, total, per_mille(progress) / 10);
	else
		len = (size_t)snprintf(out, PROGRESS_TEXT, "%s", done);
	if (progress->rate >= 1 && len < PROGRESS_TEXT)
		len += (size_t)snprintf(out + len, PROGRESS_TEXT - len, "  %s/s", rate);
	int64_t left_ms = progress_left_ms(progress);
	if (left_ms > 0 && len < PROGRESS_TEXT) {
		write_span(left_ms, left);
		(void)snprintf(out + len, PROGRESS_TEXT - len, "  %s left", left);
	}
	return out;
}

void
progress_draw(const struct progress *progress, struct screen *screen, struct screen_place place)
{
	char text[PROGRESS_TEXT];
	progress_text(progress, text);
	int text_columns = screen_columns(screen, text);
	int bar_columns = place.columns - text_columns - 2;
	if (progress->total <= 0 || bar_columns < BAR_MIN) {
		screen_text(screen, place, STYLE_normal, text);
		return;
	}
	struct screen_place bar = { place.row, place.column, bar_columns };
	screen_bar(screen, bar, per_mille(progress));
	struct screen_place rest = { place.row, place.column + bar_columns + 2, text_columns };
	screen_text(screen, rest, STYLE_normal, text);
}
