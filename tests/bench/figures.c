/* Medians of rounds, as a table for people and as JSON for programs. */
#include "figures.h"

#include <stdarg.h>

#include "jsonw.h"
#include "mem.h"
#include "str.h"

void
series_add(struct series *series, double value)
{
	if (series->n < SERIES_MAX)
		series->items[series->n++] = value;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;
	return (x > y) - (x < y);
}

static struct series
sorted(const struct series *series)
{
	struct series copy = *series;
	qsort(copy.items, (size_t)copy.n, sizeof(copy.items[0]), compare);
	return copy;
}

double
series_median(const struct series *series)
{
	struct series copy = sorted(series);
	if (copy.n == 0)
		return 0;
	return (copy.items[(copy.n - 1) / 2] + copy.items[copy.n / 2]) / 2;
}

double
series_least(const struct series *series)
{
	return sorted(series).items[0];
}

double
series_most(const struct series *series)
{
	return series->n == 0 ? 0 : sorted(series).items[series->n - 1];
}

struct figure *
figures_add(struct figures *figures, const struct figure *figure)
{
	if (figures->n == FIGURES_MAX)
		abort();
	figures->items[figures->n] = *figure;
	return &figures->items[figures->n++];
}

void
figures_note(struct figures *figures, const char *format, ...)
{
	char text[600];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (figures->n_notes < FIGURES_MAX)
		figures->notes[figures->n_notes++] = mem_text(text);
}

void
figure_pair(struct figure *figure, double floor, double subject)
{
	series_add(&figure->floors, floor);
	series_add(&figure->subjects, subject);
	series_add(&figure->ratios, floor == 0 ? 0 : subject / floor);
}

void
figure_single(struct figure *figure, double subject)
{
	series_add(&figure->subjects, subject);
}

/* What is compared with the limit. */
static const struct series *
judged(const struct figure *figure)
{
	return figure->floor == NULL ? &figure->subjects : &figure->ratios;
}

static const char *
verdict(const struct figure *figure)
{
	double value = series_median(judged(figure));
	if (figure->goal == GOAL_none || judged(figure)->n == 0)
		return "";
	bool met = figure->goal == GOAL_at_least ? value >= figure->limit : value <= figure->limit;
	return met ? "met" : "MISSED";
}

/* Three significant digits, and no exponent. */
static const char *
number(double value, char out[32])
{
	double size = value < 0 ? -value : value;
	int decimals = size == 0 || size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
	(void)snprintf(out, 32, "%.*f", decimals, value);
	return out;
}

static void
print_line(const struct figure *figure)
{
	char floor[32] = "-";
	char subject[32];
	char ratio[32] = "-";
	char least[32];
	char most[32];
	char limit[32] = "";
	char spread[80];
	const struct series *series = judged(figure);
	if (figure->floor != NULL) {
		(void)number(series_median(&figure->floors), floor);
		(void)number(series_median(&figure->ratios), ratio);
	}
	(void)snprintf(spread, sizeof(spread), "%s-%s", number(series_least(series), least),
	    number(series_most(series), most));
	if (figure->goal != GOAL_none)
		(void)number(figure->limit, limit);
	(void)printf("%-45s %-6s %9s %9s %7s  %-13s %s%-6s %s\n", figure->what, figure->unit, floor,
	    number(series_median(&figure->subjects), subject), ratio, spread,
	    figure->goal == GOAL_at_least      ? ">="
	        : figure->goal == GOAL_at_most ? "<="
	                                       : "  ",
	    limit, verdict(figure));
}

void
figures_print(const struct figures *figures)
{
	(void)printf("%-45s %-6s %9s %9s %7s  %-13s %-8s\n", "what", "unit", "floor", "nexa",
	    "ratio", "spread", "goal");
	for (int i = 0; i < figures->n; i++)
		if (figures->items[i].subjects.n > 0)
			print_line(&figures->items[i]);
	(void)puts("\nMedians of the rounds; spread: least-most of what is judged.  The floors:");
	for (int i = 0; i < figures->n; i++)
		if (figures->items[i].floor != NULL && figures->items[i].subjects.n > 0)
			(void)printf("  %s: %s\n", figures->items[i].what, figures->items[i].floor);
	for (int i = 0; i < figures->n_notes; i++)
		(void)printf("%s\n", figures->notes[i]);
}

static void
member_text(struct jsonw *w, const char *name, const char *text)
{
	jsonw_key(w, name);
	jsonw_text(w, text);
}

static void
member_number(struct jsonw *w, const char *name, double value)
{
	char text[40];
	(void)snprintf(text, sizeof(text), "%.6g", value);
	jsonw_key(w, name);
	jsonw_raw(w, text);
}

static void
member_series(struct jsonw *w, const char *name, const struct series *series)
{
	jsonw_key(w, name);
	if (series->n == 0) {
		jsonw_null(w);
		return;
	}
	jsonw_open(w, '{');
	member_number(w, "least", series_least(series));
	member_number(w, "median", series_median(series));
	member_number(w, "most", series_most(series));
	jsonw_key(w, "rounds");
	jsonw_int(w, series->n);
	jsonw_close(w, '}');
}

static void
print_figure(struct jsonw *w, const struct figure *figure)
{
	const char *word = verdict(figure);
	jsonw_open(w, '{');
	member_text(w, "id", figure->id);
	member_text(w, "what", figure->what);
	member_text(w, "unit", figure->unit);
	member_text(w, "floor_is", figure->floor);
	member_series(w, "floor", &figure->floors);
	member_series(w, "subject", &figure->subjects);
	member_series(w, "ratio", &figure->ratios);
	jsonw_key(w, "goal");
	if (figure->goal == GOAL_none) {
		jsonw_null(w);
	} else {
		jsonw_open(w, '{');
		member_number(
		    w, figure->goal == GOAL_at_least ? "at_least" : "at_most", figure->limit);
		jsonw_key(w, "met");
		jsonw_bool(w, word[0] == 'm');
		jsonw_close(w, '}');
	}
	jsonw_close(w, '}');
}

void
figures_print_json(const struct figures *figures)
{
	struct str text = STR_INIT(1 << 20);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '{');
	jsonw_key(&w, "figures");
	jsonw_open(&w, '[');
	for (int i = 0; i < figures->n; i++)
		print_figure(&w, &figures->items[i]);
	jsonw_close(&w, ']');
	jsonw_key(&w, "notes");
	jsonw_open(&w, '[');
	for (int i = 0; i < figures->n_notes; i++)
		jsonw_text(&w, figures->notes[i]);
	jsonw_close(&w, ']');
	jsonw_close(&w, '}');
	(void)puts(str_text(&text));
	str_release(&text);
}
