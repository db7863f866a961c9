/* Buckets over time: from places alone, from the counts of hours and days, from the index. */
#include "audit_histogram.h"

#include <string.h>

#include "audit_store.h"
#include "audit_walk.h"
#include "call.h"
#include "clock.h"

enum {
	PATIENCE_US = 4000,
	SMALL_PATIENCE_US = 50000, /* in a large block or less: there all are counted */
	SAMPLES = 64,
};

struct counting {
	struct call *c;
	const struct audit_match *match;
	struct audit_histogram *out;
	struct audit_span span;
	int64_t *places;          /* where each bucket begins; one more at the end */
	struct audit_names names; /* of a question that the counts of hours answer */
	int64_t seen;
	int64_t most; /* that are counted one by one */
};

/* ---- widths ---- */

static const int64_t widths[] = { CLOCK_SECOND_MS, 5 * CLOCK_SECOND_MS, 15 * CLOCK_SECOND_MS,
	CLOCK_MINUTE_MS, 5 * CLOCK_MINUTE_MS, 15 * CLOCK_MINUTE_MS, CLOCK_HOUR_MS,
	3 * CLOCK_HOUR_MS, 6 * CLOCK_HOUR_MS, 12 * CLOCK_HOUR_MS, CLOCK_DAY_MS, 2 * CLOCK_DAY_MS,
	7 * CLOCK_DAY_MS, 14 * CLOCK_DAY_MS, 28 * CLOCK_DAY_MS, 91 * CLOCK_DAY_MS,
	364 * CLOCK_DAY_MS };

static int64_t
buckets_of(int64_t from, int64_t to, int64_t width)
{
	return (to - 1) / width - from / width + 1;
}

static int64_t
width_for(int64_t from, int64_t to, int64_t most)
{
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++)
		if (buckets_of(from, to, widths[i]) <= most)
			return widths[i];
	int64_t width = 364 * CLOCK_DAY_MS;
	while (buckets_of(from, to, width) > most)
		width *= 2;
	return width;
}

/* From the first event that is kept until now, but for what the range says. */
static int
find_ends(struct counting *counting, const struct audit_range *range)
{
	struct call *c = counting->c;
	struct number_row first = { 0 };
	bool found;
	counting->out->to = range->has_to ? range->to : clock_now() + 1;
	counting->out->from = range->from < 1 ? 1 : range->from;
	if (range->has_from)
		return 0;
	if (call_get(c, QUERY_event_time_from, WITH(V(audit_store_place(counting->span.log, 0))),
	        &first, &found) != 0)
		return (int)c->err.problem;
	counting->out->from = found && counting->span.log != 0 ? first.number : 1;
	if (counting->out->from >= counting->out->to)
		counting->out->from = counting->out->to - 1;
	return 0;
}

static int
make_buckets(struct counting *counting, int64_t most)
{
	struct call *c = counting->c;
	struct audit_histogram *out = counting->out;
	out->width = width_for(out->from, out->to, most);
	size_t n = (size_t)buckets_of(out->from, out->to, out->width);
	out->buckets.items = arena_new(&c->arena, n * sizeof(*out->buckets.items));
	out->buckets.n = n;
	counting->places = arena_new(&c->arena, (n + 1) * sizeof(*counting->places));
	for (size_t i = 0; i < n; i++) {
		int64_t from = (out->from / out->width + (int64_t)i) * out->width;
		out->buckets.items[i] =
		    (struct audit_bucket){ .from = from < out->from ? out->from : from };
	}
	return 0;
}

static int
find_places(struct counting *counting)
{
	const struct audit_histogram *out = counting->out;
	for (size_t i = 0; i < out->buckets.n; i++)
		if (audit_find_instant(counting->c, counting->span.log, out->buckets.items[i].from,
		        &counting->places[i]) != 0)
			return (int)counting->c->err.problem;
	return audit_find_instant(
	    counting->c, counting->span.log, out->to, &counting->places[out->buckets.n]);
}

/* ---- counting ---- */

static int
count_all(struct counting *counting)
{
	struct audit_histogram *out = counting->out;
	for (size_t i = 0; i < out->buckets.n; i++) {
		struct audit_span span = { counting->span.log, counting->places[i] - 1,
			counting->places[i + 1] };
		if (audit_count(counting->c, &span, NULL, 0, &out->buckets.items[i].count) != 0)
			return (int)counting->c->err.problem;
	}
	return 0;
}

static size_t
bucket_of(const struct counting *counting, int64_t place)
{
	size_t low = 0;
	size_t high = counting->out->buckets.n;
	while (high - low > 1) {
		size_t middle = (low + high) / 2;
		if (counting->places[middle] <= place)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static void
add_place(int64_t place, void *payload)
{
	struct counting *counting = payload;
	counting->out->buckets.items[bucket_of(counting, place)].count++;
	counting->seen++;
}

static int
count_between(struct counting *counting, int64_t from, int64_t to, int64_t *n)
{
	struct call *c = counting->c;
	struct audit_span span = { .log = counting->span.log };
	struct audit_pace pace;
	*n = 0;
	if (audit_find_instant(c, span.log, from, &span.after) != 0 ||
	    audit_find_instant(c, span.log, to, &span.before) != 0)
		return (int)c->err.problem;
	span.after--;
	audit_pace_begin(&pace, &span, counting->match, true, AUDIT_BLOCK_middle);
	while (audit_pace_next(c, &pace, INT32_MAX)) {
		int64_t part = 0;
		if (audit_count(c, &pace.part, pace.match, INT64_MAX, &part) != 0)
			return (int)c->err.problem;
		*n += part;
	}
	return 0;
}

/* A small block in the middle of a bucket, as far as it is within. */
struct sample {
	int64_t from, to; /* places; the same: of this bucket there is none */
	int64_t found;
};

struct sampling {
	const struct counting *counting;
	struct sample *samples; /* of each bucket */
	struct str tokens;
};

static void
take_sample(struct sampling *sampling, size_t i)
{
	const int64_t *places = sampling->counting->places;
	int64_t at = places[i] + (places[i + 1] - places[i]) / 2;
	int64_t from = audit_block_start(AUDIT_BLOCK_small, at);
	int64_t to = audit_block_end(AUDIT_BLOCK_small, at);
	sampling->samples[i].from = from < places[i] ? places[i] : from;
	sampling->samples[i].to = to > places[i + 1] ? places[i + 1] : to;
	audit_block_or(&sampling->tokens, &sampling->counting->c->arena, AUDIT_BLOCK_small, at);
}

static int
add_sampled(const void *row, void *payload)
{
	struct sampling *sampling = payload;
	int64_t place = ((const struct event_place_row *)row)->place;
	struct sample *sample = &sampling->samples[bucket_of(sampling->counting, place)];
	sample->found += place >= sample->from && place < sample->to;
	return 0;
}

/* All samples with one question: each by itself would begin at the head of what the index has of a word. */
static int
look_at_samples(struct sampling *sampling)
{
	const struct counting *counting = sampling->counting;
	struct call *c = counting->c;
	const char *match = arena_printf(
	    &c->arena, "(%s) AND %s", str_text(&sampling->tokens), counting->match->all);
	return db_each(c->db, QUERY_events_oldest,
	    WITH(V(counting->places[0] - 1), V(counting->places[counting->out->buckets.n]),
	        V(match), V(INT64_MAX), value_text(NULL)),
	    add_sampled, sampling, &c->err);
}

/* From a sample of each bucket, or of every so manieth; those between have what the one before has. */
static int
estimate(struct counting *counting)
{
	struct audit_histogram *out = counting->out;
	size_t n = out->buckets.n;
	struct sampling sampling = { .counting = counting,
		.samples = arena_new(&counting->c->arena, n * sizeof(*sampling.samples)),
		.tokens = STR_INIT(1 << 14) };
	const struct sample *last = NULL;
	size_t next = 0;
	for (size_t i = 0; i < n; i++) {
		sampling.samples[i] = (struct sample){ .found = 0 };
		if (i < next || counting->places[i] >= counting->places[i + 1])
			continue;
		take_sample(&sampling, i);
		next = i + (n + SAMPLES - 1) / SAMPLES;
	}
	int problem = sampling.tokens.len == 0 ? 0 : look_at_samples(&sampling);
	str_release(&sampling.tokens);
	for (size_t i = 0; i < n && problem == 0; i++) {
		int64_t size = counting->places[i + 1] - counting->places[i];
		if (sampling.samples[i].from < sampling.samples[i].to)
			last = &sampling.samples[i];
		int64_t looked = last == NULL ? 1 : last->to - last->from;
		out->buckets.items[i].count =
		    last == NULL ? 0 : (last->found * size + looked / 2) / looked;
	}
	return problem;
}

/* Whether one thing stands in so many of the last events that there is no use in counting all of them. */
static bool
is_frequent(struct counting *counting, const struct audit_span *all)
{
	int64_t large = audit_block_size(AUDIT_BLOCK_large);
	int64_t times = (all->before - all->after) / large;
	struct audit_span last = *all;
	int64_t n = 0;
	if (times < 2 || !audit_match_is_single(counting->match->all))
		return false;
	last.after = last.before - large;
	int64_t most = counting->most / times + 1;
	return audit_count(counting->c, &last, counting->match->all, most, &n) == 0 && n == most;
}

static int
count_by_index(struct counting *counting)
{
	struct call *c = counting->c;
	const struct audit_span all = { counting->span.log, counting->places[0] - 1,
		counting->places[counting->out->buckets.n] };
	struct audit_pace pace;
	int64_t patience = all.before - all.after <= audit_block_size(AUDIT_BLOCK_large)
	    ? SMALL_PATIENCE_US
	    : PATIENCE_US;
	if (is_frequent(counting, &all)) {
		counting->out->exact = false;
		return estimate(counting);
	}
	audit_pace_begin(&pace, &all, counting->match, true, AUDIT_BLOCK_middle);
	while (counting->seen <= counting->most && audit_pace_next(c, &pace, patience)) {
		if (audit_pace_places(
		        c, &pace, counting->most + 1 - counting->seen, add_place, counting) != 0)
			return (int)c->err.problem;
	}
	if (counting->seen <= counting->most && !audit_pace_has_more(&pace))
		return 0;
	counting->out->exact = false;
	return estimate(counting);
}

/* ---- the counts of days and hours ---- */

struct adding {
	struct counting *counting;
	int64_t span;
};

static void
add_at(struct counting *counting, int64_t at_ms, int64_t n)
{
	struct audit_histogram *out = counting->out;
	size_t i = (size_t)(at_ms / out->width - out->from / out->width);
	out->buckets.items[i].count += n;
}

static int
add_span(const void *row, void *payload)
{
	const struct span_row *span = row;
	const struct adding *adding = payload;
	add_at(adding->counting, span->start * adding->span, span->n);
	return 0;
}

/* Whole spans of the counts, what is left over at both ends by the next shorter ones, and the rest, less
 * than two hours, by the index. */
static int
cover(struct counting *counting, int64_t from, int64_t to, int64_t span)
{
	struct call *c = counting->c;
	int64_t n = 0;
	if (from >= to)
		return 0;
	if (span == 0) {
		if (count_between(counting, from, to, &n) != 0)
			return (int)c->err.problem;
		add_at(counting, from, n);
		return 0;
	}
	int64_t first = (from + span - 1) / span;
	int64_t end = to / span;
	int64_t shorter = span == CLOCK_DAY_MS ? CLOCK_HOUR_MS : 0;
	if (first >= end)
		return cover(counting, from, to, shorter);
	struct adding adding = { counting, span };
	if (audit_counts(c, counting->span.log, &counting->names,
	        &(struct audit_counted){ span, first, end }, add_span, &adding) != 0)
		return (int)c->err.problem;
	if (cover(counting, from, first * span, shorter) != 0)
		return (int)c->err.problem;
	return cover(counting, end * span, to, shorter);
}

/* Whether the counts of hours answer the question. */
static bool
is_counted(const struct counting *counting)
{
	return audit_is_counted(counting->match->question) &&
	    counting->out->width % CLOCK_HOUR_MS == 0;
}

static int
count_buckets(struct counting *counting)
{
	struct audit_histogram *out = counting->out;
	if (counting->span.log == 0)
		return 0;
	if (counting->match->all != NULL && is_counted(counting)) {
		if (audit_find_names(counting->c, counting->match->question, &counting->names) != 0)
			return (int)counting->c->err.problem;
		return cover(counting, out->from, out->to,
		    out->width % CLOCK_DAY_MS == 0 ? CLOCK_DAY_MS : CLOCK_HOUR_MS);
	}
	if (find_places(counting) != 0)
		return (int)counting->c->err.problem;
	return counting->match->all == NULL ? count_all(counting) : count_by_index(counting);
}

int
audit_histogram(struct call *c, const struct audit_range *range, const struct audit_match *match,
    int64_t buckets, int64_t most, struct audit_histogram *out)
{
	struct counting counting = {

		.c = c, .match = match, .out = out, .most = most
	};
	out->exact = true;
	if (audit_find_span(c, range, &counting.span) != 0 || find_ends(&counting, range) != 0 ||
	    make_buckets(&counting, buckets) != 0 || count_buckets(&counting) != 0)
		return (int)c->err.problem;
	for (size_t i = 0; i < out->buckets.n; i++)
		out->total += out->buckets.items[i].count;
	return 0;
}
