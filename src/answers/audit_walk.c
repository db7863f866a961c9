/* Parts of the log, pages of what is asked of it. */
#include "audit_walk.h"

#include <string.h>

#include "audit_store.h"
#include "call.h"
#include "clock.h"

enum {
	COUNT_PATIENCE_US = 300,
	IN_VAIN = 6,
	TELLING = 1 << 13,
	WAITING_COUNTS = 16,
	/* What an entry of the index costs, and how long going through all that is left may take. */
	TERM_NS = 12,
	WHOLE_US = 4000,
	/* Events that are looked at one by one, in a part: one of so many, but some. */
	ONE_OF = 4096,
	FEWEST = 8,
	FEW_MOST = 256,
	FEW_TOKENS = 64,
};

void
audit_effort_begin(struct audit_effort *effort)
{
	*effort = (struct audit_effort){ clock_monotonic_us(), clock_thread_us() };
}

int64_t
audit_effort_us(const struct audit_effort *effort)
{
	int64_t own = clock_thread_us() - effort->own_us;
	int64_t least = (clock_monotonic_us() - effort->wall_us) / WAITING_COUNTS;
	return own > least ? own : least;
}

static int64_t
size_of(const struct audit_span *span)
{
	return span->before - span->after - 1;
}

/* The next block of what is left; AUDIT_BLOCK_COUNT: all of it. */
static void
take_part(struct audit_pace *pace, enum audit_block block)
{
	struct audit_span *left = &pace->left;
	struct audit_span *part = &pace->part;
	*part = *left;
	if (block < AUDIT_BLOCK_COUNT && pace->descending) {
		int64_t start = audit_block_start(block, left->before - 1);
		if (left->before - start < audit_block_size(block) / 2)
			start -= audit_block_size(block);
		part->after = start > left->after + 1 ? start - 1 : left->after;
	} else if (block < AUDIT_BLOCK_COUNT) {
		int64_t end = audit_block_end(block, left->after + 1);
		if (end - left->after - 1 < audit_block_size(block) / 2)
			end += audit_block_size(block);
		part->before = end < left->before ? end : left->before;
	}
	if (pace->descending)
		left->before = part->after + 1;
	else
		left->after = part->before - 1;
}

/* As large as what the part before has cost allows; the first is of a given size.  What costs much does so in
 * the large, too, but what is rare costs less than it seems: the rest may cost twice the time that is left. */
static enum audit_block
next_block(const struct audit_pace *pace, bool single, int64_t spent, int64_t patience)
{
	int64_t size = size_of(&pace->part);
	int64_t cost = spent - pace->spent;
	if (single)
		return AUDIT_BLOCK_COUNT;
	if (pace->parts == 0 || size < TELLING)
		return pace->first;
	if (cost * size_of(&pace->left) / size < (patience - spent) * 2)
		return AUDIT_BLOCK_COUNT;
	return cost * audit_block_size(AUDIT_BLOCK_large) / size < patience - spent
	    ? AUDIT_BLOCK_large
	    : pace->first;
}

/* How many of the next places have a term, as far as it is worth knowing. */
static int64_t
count_term(struct call *c, const struct audit_pace *pace, const char *term, int64_t most)
{
	struct audit_span span = pace->left;
	int64_t n = most;
	if (size_of(&span) > audit_block_size(AUDIT_BLOCK_large) && pace->descending)
		span.after = span.before - 1 - audit_block_size(AUDIT_BLOCK_large);
	else if (size_of(&span) > audit_block_size(AUDIT_BLOCK_large))
		span.before = span.after + 1 + audit_block_size(AUDIT_BLOCK_large);
	return audit_count(c, &span, term, most, &n) == 0 ? n : most;
}

/* Whether the index goes through all that is left within a time, us, which is worth knowing where the first part has
 * nothing: without a block among its terms it has only those places to look at that have the others. */
static bool
is_cheap(struct call *c, struct audit_pace *pace, const char *match, int64_t within)
{
	int64_t large = audit_block_size(AUDIT_BLOCK_large);
	int64_t times = (size_of(&pace->left) + large - 1) / large;
	int64_t most = (within < WHOLE_US ? within : WHOLE_US) * 1000 / TERM_NS / times;
	int64_t n = 0;
	pace->weighed = true;
	for (const char *term = match; term != NULL && n < most;) {
		const char *end = strstr(term, " AND ");
		size_t len = end == NULL ? strlen(term) : (size_t)(end - term);
		n += count_term(c, pace, arena_text_n(&c->arena, term, len), most - n);
		term = end == NULL ? NULL : end + strlen(" AND ");
	}
	return n < most;
}

/* The question, asked of the one or two blocks that a part is of. */
static const char *
in_blocks(
    struct arena *arena, enum audit_block block, const struct audit_span *part, const char *match)
{
	const char *first = audit_block_token(arena, block, part->after + 1);
	if (part->before <= audit_block_end(block, part->after + 1))
		return arena_printf(arena, "%s AND %s", first, match);
	return arena_printf(arena, "(%s OR %s) AND %s", first,
	    audit_block_token(arena, block, part->before - 1), match);
}

void
audit_pace_begin(struct audit_pace *pace, const struct audit_span *span,
    const struct audit_match *asked, bool descending, enum audit_block first)
{
	*pace = (struct audit_pace){ .left = *span,
		.asked = asked,
		.parted = asked->seldom != NULL,
		.descending = descending,
		.first = first };
	audit_effort_begin(&pace->effort);
}

bool
audit_pace_next(struct call *c, struct audit_pace *pace, int64_t patience)
{
	const char *match = pace->parted ? pace->asked->seldom : pace->asked->all;
	bool single = !pace->parted && audit_match_is_single(match);
	int64_t spent = audit_effort_us(&pace->effort);
	if (size_of(&pace->left) <= 0 || (pace->parts > 0 && spent > patience))
		return false;
	enum audit_block block = next_block(pace, single, spent, patience);
	if (block < AUDIT_BLOCK_COUNT && !pace->weighed && !pace->found &&
	    (pace->parts > 0 || pace->asked->few) && is_cheap(c, pace, match, patience - spent))
		block = AUDIT_BLOCK_COUNT;
	take_part(pace, block);
	pace->spent = spent;
	pace->parts++;
	pace->match = match;
	pace->rest = pace->parted ? pace->asked->rest : NULL;
	if (block < AUDIT_BLOCK_COUNT)
		pace->match = in_blocks(&c->arena, block, &pace->part, match);
	return true;
}

/* Events that are unpacked and looked at, in a part of a size: no more than one of so many, though some. */
static int64_t
few_of(const struct audit_span *part)
{
	int64_t few = size_of(part) / ONE_OF;
	return few < FEWEST ? FEWEST : few > FEW_MOST ? FEW_MOST : few;
}

static void
give_back(struct audit_pace *pace)
{
	if (pace->descending)
		pace->left.before = pace->part.before;
	else
		pace->left.after = pace->part.after;
	pace->parted = pace->weighed = false;
	pace->parts = 0;
}

struct taking {
	int64_t few[FEW_MOST + 1]; /* kept until it is known that they are few */
	int64_t n;
	int64_t looked_at;
	bool parted;
	void (*take)(int64_t place, void *payload);
	void *payload;
};

static int
take_row(const void *row, void *payload)
{
	const struct event_place_row *found = row;
	struct taking *taking = payload;
	taking->looked_at++;
	if (!taking->parted)
		taking->take(found->place, taking->payload);
	else if (found->fits)
		taking->few[taking->n++] = found->place;
	return 0;
}

int
audit_pace_places(struct call *c, struct audit_pace *pace, int64_t most,
    void (*take)(int64_t place, void *payload), void *payload)
{
	struct taking taking = { .parted = pace->rest != NULL, .take = take, .payload = payload };
	int64_t few = few_of(&pace->part);
	if (db_each(c->db, pace->descending ? QUERY_events_newest : QUERY_events_oldest,
	        WITH(V(pace->part.after), V(pace->part.before), V(pace->match),
	            V(taking.parted ? few + 1 : most), V(pace->rest)),
	        take_row, &taking, &c->err) != 0)
		return (int)c->err.problem;
	if (taking.parted && taking.looked_at > few) {
		give_back(pace);
		return 0;
	}
	for (int64_t i = 0; i < taking.n && i < most; i++)
		take(taking.few[i], payload);
	pace->found = pace->found || taking.looked_at > 0;
	return 0;
}

bool
audit_pace_has_more(const struct audit_pace *pace)
{
	return size_of(&pace->left) > 0;
}

/* The walk, and the blocks that its page's rows are in. */
struct walking {
	struct audit_walk *walk;
	struct str tokens; /* as the index is asked for them */
	enum audit_block block;
	int64_t last; /* where the last of them begins */
	struct arena *arena;
	int64_t *places; /* the page's rows */
};

static void
take_place(int64_t place, void *payload)
{
	struct walking *walking = payload;
	struct audit_walk *walk = walking->walk;
	int64_t start = audit_block_start(walking->block, place);
	if (walk->found++ >= walk->wanted)
		return;
	walking->places[walk->found - 1] = place;
	if (start != walking->last)
		audit_block_or(&walking->tokens, walking->arena, walking->block, place);
	walking->last = start;
	if (walk->found == walk->wanted && walk->descending)
		walk->span.after = place - 1;
	else if (walk->found == walk->wanted)
		walk->span.before = place + 1;
}

/* A page with nothing on it is of little use: it has to have taken long, though not longer than a frame. */
static int64_t
patience_of(const struct audit_walk *walk)
{
	if (walk->found >= walk->wanted)
		return COUNT_PATIENCE_US;
	return walk->found > 0 || walk->patience > INT32_MAX / IN_VAIN ? walk->patience
	                                                               : walk->patience * IN_VAIN;
}

/* ---- days that have none ---- */

struct days {
	int64_t first; /* that has some; -1: none has */
	int64_t last;
};

static int
add_day(const void *row, void *payload)
{
	const struct span_row *span = row;
	struct days *days = payload;
	if (span->n <= 0)
		return 0;
	if (days->first < 0)
		days->first = span->start;
	days->last = span->start;
	return 0;
}

/* The day of the first event that is left, by the order that it is gone through. */
static int
find_day(struct call *c, const struct audit_pace *pace, int64_t *day)
{
	struct number_row at = { .number = 0 };
	bool found;
	int64_t place = pace->descending ? pace->left.before - 1 : pace->left.after + 1;
	if (call_get(c, QUERY_event_time_from, WITH(V(place)), &at, &found) != 0)
		return (int)c->err.problem;
	*day = at.number / CLOCK_DAY_MS;
	return 0;
}

/* Steps over the days that have none, where days are counted by what is asked. */
static int
step_over(struct call *c, struct audit_pace *pace)
{
	struct audit_names names;
	struct days days = { .first = -1 };
	struct audit_span *left = &pace->left;
	int64_t day = 0;
	int64_t place;
	if (find_day(c, pace, &day) != 0 ||
	    audit_find_names(c, pace->asked->question, &names) != 0 ||
	    audit_counts(c, left->log, &names,
	        &(struct audit_counted){ CLOCK_DAY_MS, pace->descending ? 0 : day,
	            pace->descending ? day + 1 : INT64_MAX },
	        add_day, &days) != 0)
		return (int)c->err.problem;
	if (days.first < 0) {
		left->before = left->after + 1;
		return 0;
	}
	day = pace->descending ? days.last + 1 : days.first;
	if (audit_find_instant(c, left->log, day * CLOCK_DAY_MS, &place) != 0)
		return (int)c->err.problem;
	if (pace->descending && place < left->before)
		left->before = place > left->after ? place : left->after + 1;
	if (!pace->descending && place - 1 > left->after)
		left->after = place < left->before ? place - 1 : left->before - 1;
	return 0;
}

/* What the index is to be asked for the page's rows: of their blocks only, unless it is one thing. */
static void
ask_for_page(struct audit_walk *walk, const struct walking *walking, const struct audit_pace *pace)
{
	walk->match = pace->parted ? walk->asked->seldom : walk->asked->all;
	walk->rest = pace->parted ? walk->asked->rest : NULL;
	bool single = !pace->parted && audit_match_is_single(walk->match);
	if (!single && !walking->tokens.failed && walking->tokens.len > 0)
		walk->match = arena_printf(
		    walking->arena, "(%s) AND %s", str_text(&walking->tokens), walk->match);
}

int
audit_walk(struct call *c, struct audit_walk *walk)
{
	struct audit_pace pace;
	struct walking walking = { .walk = walk,
		.tokens = STR_INIT(1 << 16),
		.block = walk->wanted > FEW_TOKENS ? AUDIT_BLOCK_middle : AUDIT_BLOCK_small,
		.last = -1,
		.arena = &c->arena,
		.places = arena_new(&c->arena, (size_t)walk->wanted * sizeof(int64_t)) };
	int64_t most = walk->most > walk->wanted ? walk->most : walk->wanted;
	int problem = 0;
	walk->found = 0;
	walk->further = 0;
	audit_pace_begin(&pace, &walk->span, walk->asked, walk->descending, walk->first);
	while (problem == 0 && walk->found < most && audit_pace_next(c, &pace, patience_of(walk))) {
		problem = audit_pace_places(c, &pace, most - walk->found, take_place, &walking);
		if (problem == 0 && walk->found == 0 && pace.parts == 1 &&
		    audit_pace_has_more(&pace) && audit_is_counted(walk->asked->question))
			problem = step_over(c, &pace);
	}
	walk->ended = !audit_pace_has_more(&pace) && walk->found < most;
	if (audit_pace_has_more(&pace) && walk->found < walk->wanted && walk->descending) {
		walk->span.after = pace.left.before - 1;
		walk->further = pace.left.before;
	} else if (audit_pace_has_more(&pace) && walk->found < walk->wanted) {
		walk->span.before = pace.left.after + 1;
		walk->further = pace.left.after;
	}
	ask_for_page(walk, &walking, &pace);
	db_expect_events(
	    c->db, walking.places, walk->found < walk->wanted ? walk->found : walk->wanted);
	str_release(&walking.tokens);
	return problem;
}
