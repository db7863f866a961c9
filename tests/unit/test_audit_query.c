/* Filters, counts and histograms of the audit log against a look at every event. */
#include <ctype.h>
#include <fcntl.h>

#include "audit_histogram.h"
#include "audit_walk.h"
#include "call.h"
#include "chance.h"
#include "clock.h"
#include "event.h"
#include "ident.h"
#include "jsonw.h"
#include "store_fixture.h"
#include "store_sqlite.h"

enum { EVENTS = 1500, QUESTIONS = 400 };

#define START INT64_C(1795304819123)

static const char *const names[] = { "Renée Al-Farsi", "Ada O'Brien", "Wei Chen", "ada", "Иван",
	"=tfoo \"x\" AND" };
static const char *const emails[] = { "renee@acme.example", "ADA@acme.example", NULL,
	"a.b@x.example" };
static const char *const reasons[] = { NULL, "night shift", "Night \"watch\"\n\tover",
	"access-review", "shift_change 42", "Über alles" };
static const enum event types[] = { EVENT_member_role_changed, EVENT_member_added,
	EVENT_auth_login_failed, EVENT_workspace_created, EVENT_agent_updated };
static const char *const words[] = { "ada", "ADA", "a", "acme", "night", "nig sh", "over", "ov",
	"renée", "renee", "rene acme", "role", "role_ch", "member.role", "ив", "über", "42",
	"shift_change", "change", "x AND y", "\"", "viewer", "o'brien", "tfoo", "zzz" };

#define SOME(chance, list) ((list)[chance_below((chance), sizeof(list) / sizeof((list)[0]))])

static struct audit_event kept[EVENTS];
static int64_t gone; /* so many of the first were let go */
static struct arena keep;

/* ---- events ---- */

static void
make_event(struct fixture *f, struct chance *chance, int i)
{
	static const char *const workspaces[] = { NULL, "ws_1", "ws_2" };
	static const char *const ids[] = { "usr_1", "usr_2", NULL, "usr_01a2b3" };
	struct call c = { .db = f->db };
	const char *reason = SOME(chance, reasons);
	struct audit_event *event = &kept[i];
	size_t who = chance_below(chance, 6);
	size_t whom = chance_below(chance, 6);
	struct str details = STR_INIT(1000);
	struct jsonw w = { .out = &details };
	jsonw_open(&w, '{');
	jsonw_key(&w, "reason");
	jsonw_text(&w, reason);
	jsonw_close(&w, '}');
	*event = (struct audit_event){
		.actor = { .id = ids[who % 4],
		    .name = names[who],
		    .email = emails[who % 4],
		    .type = PRINCIPAL_user },
		.target = { .id = ids[whom % 4], .name = names[whom], .type = "user" },
		.details = arena_text(&keep, str_text(&details)),
		.occurred_at = START + (int64_t)i * i * 40 + (int64_t)chance_below(chance, 3),
		.organization_id = "org_1",
		.workspace_id = SOME(chance, workspaces),
		.outcome = chance_below(chance, 5) == 0 ? OUTCOME_failure : OUTCOME_success,
		.type = SOME(chance, types),
	};
	assert_done(f, event_append(f->db, &keep, event, &f->err));
	/* Of another log, to be left out. */
	struct audit_event other = *event;
	other.organization_id = chance_below(chance, 2) == 0 ? NULL : "org_2";
	assert_done(f, event_append(f->db, &keep, &other, &f->err));
	str_release(&details);
	arena_release(&c.arena);
}

/* ---- the look at every event ---- */

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(utf8_fold(&keep, a), utf8_fold(&keep, b)) == 0;
}

static bool
is_word_byte(unsigned char c)
{
	return isalnum(c) || c == '_' || c >= 0x80;
}

/* Whether a word of the text begins so, with its marks or without. */
static bool
has_word(const char *text, const char *beginning, size_t len)
{
	if (text == NULL)
		return false;
	for (int plain = 0; plain < 2; plain++) {
		const char *folded = plain ? utf8_plain(&keep, text) : utf8_fold(&keep, text);
		for (const char *at = folded; *at != '\0'; at++) {
			if (!is_word_byte((unsigned char)*at) ||
			    (at > folded && is_word_byte((unsigned char)at[-1])))
				continue;
			/* One letter has to be all of the word. */
			if (strncmp(at, beginning, len) == 0 &&
			    (len > 1 || !is_word_byte((unsigned char)at[len])))
				return true;
		}
	}
	return false;
}

/* The reason as a text; escapes of JSON part words. */
static bool
event_has_word(const struct audit_event *event, const char *word, size_t len)
{
	char details[1000];
	(void)snprintf(details, sizeof(details), "%s", event->details);
	for (char *at = details; (at = strchr(at, '\\')) != NULL; at += 2)
		at[0] = at[1] = ' ';
	char type[100];
	(void)snprintf(type, sizeof(type), "%s", vocab_name(VOCAB_event, (int)event->type));
	if (has_word(type, word, len))
		return true;
	for (char *at = type; *at != '\0'; at++)
		*at = *at == '_' ? ' ' : *at;
	return has_word(type, word, len) || has_word(event->actor.name, word, len) ||
	    has_word(event->actor.email, word, len) || has_word(event->target.name, word, len) ||
	    has_word(details, word, len);
}

static bool
has_all_words(const struct audit_event *event, const char *q)
{
	const char *folded = utf8_fold(&keep, q);
	bool any = false;
	/* As a type begins. */
	if (strcmp(folded, "member.role") == 0)
		return event->type == EVENT_member_role_changed;
	for (const char *at = folded; *at != '\0';) {
		size_t len = 0;
		while (is_word_byte((unsigned char)at[len]))
			len++;
		if (len > 0 && !event_has_word(event, at, len))
			return false;
		any = any || len > 0;
		at += len > 0 ? len : 1;
	}
	return any;
}

struct wanted {
	struct audit_range range;
	struct audit_question question;
};

static bool
is_wanted(const struct wanted *wanted, const struct audit_event *event)
{
	const struct audit_question *question = &wanted->question;
	const struct audit_range *range = &wanted->range;
	char type[100];
	(void)snprintf(type, sizeof(type), ",%s,", vocab_name(VOCAB_event, (int)event->type));
	return (!range->has_from || event->occurred_at >= range->from) &&
	    (!range->has_to || event->occurred_at < range->to) &&
	    (!range->has_after || event->seq > range->after_seq) &&
	    (question->workspace_id == NULL || same(question->workspace_id, event->workspace_id)) &&
	    (question->actor == NULL || same(question->actor, event->actor.id) ||
	        same(question->actor, event->actor.name) ||
	        same(question->actor, event->actor.email)) &&
	    (question->target == NULL || same(question->target, event->target.id) ||
	        same(question->target, event->target.name)) &&
	    (question->types == NULL || strstr(question->types, type) != NULL) &&
	    (question->outcome == NULL ||
	        same(question->outcome, vocab_name(VOCAB_outcome, (int)event->outcome))) &&
	    (question->q == NULL || has_all_words(event, question->q));
}

static struct wanted
some_question(struct chance *chance)
{
	static const char *const people[] = { "usr_1", "USR_01A2B3", "wei chen", "ADA",
		"ada@ACME.example", "=tfoo \"x\" and", "nobody" };
	static const char *const lists[] = { ",member.role_changed,",
		",member.added,auth.login_failed,", ",workspace.archived," };
	struct wanted wanted = { .range = { .org_id = "org_1" } };
	int64_t last = kept[EVENTS - 1].occurred_at;
	if (chance_below(chance, 3) == 0) {
		wanted.range.has_from = true;
		wanted.range.from =
		    START - 10 + (int64_t)chance_below(chance, (size_t)(last - START));
	}
	if (chance_below(chance, 3) == 0) {
		wanted.range.has_to = true;
		wanted.range.to = (wanted.range.has_from ? wanted.range.from : START) + 1 +
		    (int64_t)chance_below(chance, (size_t)(last - START));
	}
	if (chance_below(chance, 5) == 0) {
		wanted.range.has_after = true;
		wanted.range.after_seq = (int64_t)chance_below(chance, EVENTS);
	}
	wanted.question.workspace_id = chance_below(chance, 4) == 0 ? "ws_2" : NULL;
	wanted.question.actor = chance_below(chance, 4) == 0 ? SOME(chance, people) : NULL;
	wanted.question.target = chance_below(chance, 4) == 0 ? SOME(chance, people) : NULL;
	wanted.question.types = chance_below(chance, 3) == 0 ? SOME(chance, lists) : NULL;
	if (chance_below(chance, 4) == 0)
		wanted.question.outcome = chance_below(chance, 2) == 0 ? "failure" : "success";
	wanted.question.q = chance_below(chance, 2) == 0 ? SOME(chance, words) : NULL;
	return wanted;
}

/* ---- comparing ---- */

/* Pages of the file that the system is told of, instead of the system. */
static int advised;

int
/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): the library's names are reserved to it */
posix_fadvise(int file, off_t at, off_t len, int advice)
{
	advised += file >= 0 && at >= 0 && len > 0 && advice == POSIX_FADV_WILLNEED;
	return 0;
}

struct seen {
	int64_t seqs[EVENTS];
	int n;
};

static int
note_seq(const struct listed *listed, void *payload)
{
	struct seen *seen = payload;
	seen->seqs[seen->n++] = ((const struct audit_event *)listed->row)->seq;
	return 0;
}

static void
check_list(struct fixture *f, const struct audit_span *span, const char *match, bool descending,
    const struct seen *expected, const char *what)
{
	static struct seen seen;
	const struct value values[] = { V(span->after), V(span->before), V(match),
		value_text(NULL) };
	struct listing listing = { .list = match == NULL ? LIST_events : LIST_events_found,
		.values = values,
		.n_values = match == NULL ? 2 : 4,
		.descending = descending,
		.limit = EVENTS };
	seen.n = 0;
	assert_done(f, db_list(f->db, &listing, note_seq, &seen, &f->err));
	if (seen.n != expected->n)
		fail_about("%s: %d found, and there are %d", what, seen.n, expected->n);
	for (int i = 0; i < seen.n; i++)
		assert_int_equal(
		    seen.seqs[i], expected->seqs[descending ? expected->n - 1 - i : i]);
}

/* A question put to each event by itself finds what it finds in the index. */
static void
check_fits(const struct wanted *wanted, const char *match)
{
	const struct wanted always = { .range = { .org_id = "org_1" },
		.question = wanted->question };
	for (int i = 0; i < EVENTS; i += 7) {
		struct arena arena = { NULL };
		struct str text = STR_INIT(1 << 16);
		audit_words(&arena, &kept[i], &text);
		if (audit_words_fit(match, str_text(&text)) != is_wanted(&always, &kept[i]))
			fail_about("%s: %s", match, str_text(&text));
		str_release(&text);
		arena_release(&arena);
	}
}

/* Pages whose question was put in two, and those where too many events met what was taken to be seldom. */
static int parted;
static int whole;
/* Histograms. */
static int estimated;

static void
list_walked(struct call *c, const struct audit_walk *walk, int64_t limit, struct seen *seen)
{
	const struct value values[] = { V(walk->span.after), V(walk->span.before), V(walk->match),
		V(walk->rest) };
	struct listing listing = { .list = LIST_events_found,
		.values = values,
		.n_values = 4,
		.descending = walk->descending,
		.limit = walk->found < limit ? walk->found : limit };
	parted += walk->rest != NULL && walk->found > 0;
	whole += walk->rest == NULL && walk->asked->rest != NULL;
	seen->n = 0;
	if (listing.limit > 0)
		assert_int_equal(db_list(c->db, &listing, note_seq, seen, &c->err), 0);
	assert_int_equal(seen->n, listing.limit);
}

/* What a page after another finds, some with patience for one part only, from either end, is all that there is; and
 * each statement of a page has its rows. */
static void
check_walk(struct call *c, const struct audit_span *span, const struct audit_match *match,
    bool descending, const struct seen *expected, int64_t limit)
{
	static struct seen seen;
	struct audit_span left = *span;
	int at = 0;
	for (int pages = 0; pages < 2 * EVENTS; pages++) {
		struct audit_walk walk = { .span = left,
			.asked = match,
			.descending = descending,
			.first = AUDIT_BLOCK_small,
			.wanted = limit + 1,
			.patience = limit % 2 == 0 ? -1 : INT32_MAX };
		if (audit_walk(c, &walk) != 0)
			fail_about("%s", c->err.text);
		list_walked(c, &walk, limit, &seen);
		for (int i = 0; i < seen.n; i++, at++)
			assert_int_equal(
			    seen.seqs[i], expected->seqs[descending ? expected->n - 1 - at : at]);
		if (walk.further == 0 && walk.found <= limit)
			break;
		int64_t place = walk.further != 0 && walk.found <= limit
		    ? walk.further
		    : audit_store_place(span->log, seen.seqs[seen.n - 1]);
		if (descending)
			left.before = place;
		else
			left.after = place;
	}
	assert_int_equal(at, expected->n);
}

static void
check_histogram(struct call *c, const struct wanted *wanted, const struct audit_match *match,
    const struct seen *expected, int64_t buckets)
{
	struct audit_histogram out = { 0 };
	if (wanted->range.has_after)
		return;
	if (audit_histogram(c, &wanted->range, match, buckets, EVENTS, &out) != 0)
		fail_about("%s", c->err.text);
	assert_true(out.exact);
	assert_true((int64_t)out.buckets.n <= buckets);
	assert_int_equal(out.total, expected->n);
	for (size_t i = 0; i < out.buckets.n; i++) {
		int64_t end = i + 1 < out.buckets.n ? out.buckets.items[i + 1].from : out.to;
		int64_t n = 0;
		for (int k = 0; k < expected->n; k++) {
			int64_t at = kept[expected->seqs[k] - 1].occurred_at;
			n += at >= out.buckets.items[i].from && at < end;
		}
		assert_int_equal(out.buckets.items[i].count, n);
	}
}

/* What is estimated is what there is where a sample is all of a bucket, and never more than there can be elsewhere. */
static void
check_estimate(struct call *c, const struct wanted *wanted, const struct audit_match *match,
    const struct seen *expected, int64_t buckets)
{
	struct audit_histogram out = { 0 };
	if (wanted->range.has_after)
		return;
	if (audit_histogram(c, &wanted->range, match, buckets, -1, &out) != 0)
		fail_about("%s", c->err.text);
	estimated += !out.exact;
	for (size_t i = 0; i < out.buckets.n; i++) {
		int64_t end = i + 1 < out.buckets.n ? out.buckets.items[i + 1].from : out.to;
		int64_t first = 0;
		int64_t last = 0;
		int64_t n = 0;
		for (int64_t k = 0; k < EVENTS; k++) {
			if (kept[k].occurred_at < out.buckets.items[i].from ||
			    kept[k].occurred_at >= end)
				continue;
			first = first == 0 ? kept[k].seq : first;
			last = kept[k].seq;
		}
		for (int k = 0; k < expected->n; k++)
			n += expected->seqs[k] >= first && expected->seqs[k] <= last;
		assert_true(out.buckets.items[i].count <= last - first + 1);
		if (audit_block_start(AUDIT_BLOCK_small, first) ==
		    audit_block_start(AUDIT_BLOCK_small, last))
			assert_int_equal(out.buckets.items[i].count, n);
	}
}

static void
check_question(struct fixture *f, const struct wanted *wanted, struct chance *chance)
{
	static struct seen expected;
	struct call c = { .db = f->db };
	struct audit_span span;
	struct audit_match match;
	int64_t n = 0;
	expected.n = 0;
	for (int i = 0; i < EVENTS; i++)
		if (kept[i].seq > gone && is_wanted(wanted, &kept[i]))
			expected.seqs[expected.n++] = kept[i].seq;
	if (audit_match(&c, &wanted->question, &match) != 0 ||
	    audit_find_span(&c, &wanted->range, &span) != 0 ||
	    audit_count(&c, &span, match.all, EVENTS, &n) != 0)
		fail_about("%s", c.err.text);
	const char *what = match.all == NULL ? "all" : match.all;
	assert_int_equal(n, expected.n);
	check_list(f, &span, match.all, false, &expected, what);
	check_list(f, &span, match.all, true, &expected, what);
	if (match.all != NULL) {
		check_fits(wanted, match.all);
		check_walk(&c, &span, &match, chance_below(chance, 2) == 0, &expected,
		    1 + (int64_t)chance_below(chance, 60));
	}
	check_histogram(&c, wanted, &match, &expected, 1 + (int64_t)chance_below(chance, 100));
	check_estimate(&c, wanted, &match, &expected, 1 + (int64_t)chance_below(chance, 60));
	arena_release(&c.arena);
}

/* What no day has is known after the first part, however little patience there is. */
static void
check_days(struct fixture *f)
{
	struct call c = { .db = f->db };
	const struct audit_question question = { .types = ",workspace.archived,",
		.outcome = "failure" };
	const struct audit_range range = { .org_id = "org_1" };
	struct audit_match match;
	for (int descending = 0; descending < 2; descending++) {
		struct audit_walk walk = { .asked = &match,
			.descending = descending == 1,
			.first = AUDIT_BLOCK_small,
			.wanted = 10,
			.patience = -1 };
		if (audit_match(&c, &question, &match) != 0 ||
		    audit_find_span(&c, &range, &walk.span) != 0 || audit_walk(&c, &walk) != 0)
			fail_about("%s", c.err.text);
		assert_int_equal(walk.found, 0);
		assert_int_equal(walk.further, 0);
		assert_true(walk.ended);
	}
	arena_release(&c.arena);
}

static void
test_questions(void **state)
{
	struct fixture *f = *state;
	struct chance chance = { .state = 1123 };
	clock_set(START + (int64_t)EVENTS * EVENTS * 40 + CLOCK_HOUR_MS);
	for (int i = 0; i < EVENTS; i++) {
		if (i % 100 == 0)
			assert_done(f, db_begin(f->db, &f->err));
		make_event(f, &chance, i);
		if (i % 100 == 99)
			assert_done(f, db_commit(f->db, &f->err));
	}
	fixture_fold(f);
	for (int i = 0; i < QUESTIONS; i++) {
		struct wanted wanted = some_question(&chance);
		check_question(f, &wanted, &chance);
	}
	check_days(f);
	assert_true(advised > QUESTIONS);
	assert_true(parted > 0);
	assert_true(whole > 0);
	assert_true(estimated > 0);
	clock_set(0);
	arena_release(&keep);
}

/* ---- merging ---- */

static int64_t
count_pieces(struct fixture *f)
{
	static const char sql[] =
	    "SELECT COUNT(DISTINCT id >> 37) FROM audit_index_data WHERE id > 10";
	sqlite3_stmt *statement = NULL;
	assert_done(f, sqlite_prepare(f->db->handle, sql, &statement, &f->err));
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	int64_t n = sqlite3_column_int64(statement, 0);
	(void)sqlite3_finalize(statement);
	return n;
}

/* As retention does. */
static void
let_go(struct fixture *f, int64_t seq)
{
	static const enum query queries[] = { QUERY_purge_words, QUERY_purge_events };
	static const int64_t spans[] = { CLOCK_HOUR_MS, CLOCK_DAY_MS };
	int64_t after = audit_store_place(1, gone);
	int64_t to = audit_store_place(1, seq);
	assert_done(f, db_begin(f->db, &f->err));
	for (int i = 0; i < 2; i++)
		assert_done(f,
		    db_run(f->db, QUERY_purge_counts, WITH(V(after), V(to), V(spans[i])), NULL,
		        &f->err));
	for (int i = 0; i < 2; i++)
		assert_done(f, db_run(f->db, queries[i], WITH(V(after), V(to)), NULL, &f->err));
	assert_done(f, db_commit(f->db, &f->err));
	gone = seq;
}

/* The pieces that commits leave become few, a little at a time, and what is found stays what it was. */
static void
test_merged(void **state)
{
	enum { COMMITS = 3 };
	struct fixture *f = *state;
	struct chance chance = { .state = 77 };
	bool more = true;
	int slices = 0;
	clock_set(START + (int64_t)EVENTS * EVENTS * 40 + CLOCK_HOUR_MS);
	for (int i = 0; i < EVENTS; i++) {
		if (i % (EVENTS / COMMITS) == 0)
			assert_done(f, db_begin(f->db, &f->err));
		make_event(f, &chance, i);
		if ((i + 1) % (EVENTS / COMMITS) == 0)
			assert_done(f, db_commit(f->db, &f->err));
	}
	assert_int_equal(count_pieces(f), COMMITS);
	for (; more; slices++) {
		assert_done(f, db_begin(f->db, &f->err));
		assert_done(f, audit_store_merge(f->db, 1, &more, &f->err));
		assert_done(f, db_commit(f->db, &f->err));
	}
	assert_true(slices > COMMITS);
	assert_int_equal(count_pieces(f), 1);
	for (int i = 0; i < QUESTIONS / 4; i++) {
		struct wanted wanted = some_question(&chance);
		check_question(f, &wanted, &chance);
	}
	/* With what is said of events that are no more. */
	for (int seq = 50; seq <= EVENTS / 3; seq += 50)
		let_go(f, seq);
	int64_t pieces = count_pieces(f);
	for (int i = 0; i < QUESTIONS / 4; i++) {
		struct wanted wanted = some_question(&chance);
		check_question(f, &wanted, &chance);
		if (i == QUESTIONS / 8)
			assert_done(f, audit_store_merge_all(f->db, &f->err));
	}
	assert_true(count_pieces(f) < pieces);
	gone = 0;
	clock_set(0);
	arena_release(&keep);
}

/* ---- instants ---- */

/* How many of the events are before an instant. */
static int
count_before(const int64_t *times, int n, int64_t at_ms)
{
	int before = 0;
	while (before < n && times[before] < at_ms)
		before++;
	return before;
}

/* Bursts, pauses and an event all by itself: wherever time says little about how many events there were. */
static void
test_instants(void **state)
{
	enum { TIMES = 600, TRIED = 2000 };
	static const int64_t pauses[] = { 0, 0, 0, 0, 0, 1, 1, 40, CLOCK_HOUR_MS, CLOCK_DAY_MS };
	static int64_t times[TIMES];
	struct fixture *f = *state;
	struct call c = { .db = f->db };
	struct chance chance = { .state = 5 };
	int64_t at_ms = START;
	int64_t place = 0;
	assert_done(f, db_begin(f->db, &f->err));
	for (int i = 0; i < TIMES; i++) {
		struct audit_event event = { .actor = { .name = "Ada" },
			.details = "{}",
			.occurred_at = times[i] = at_ms,
			.organization_id = "org_1",
			.target = { .name = "x", .type = "user" },
			.type = EVENT_member_added };
		assert_done(f, event_append(f->db, &keep, &event, &f->err));
		at_ms += i == TIMES / 2 ? 3000 * CLOCK_DAY_MS
		    : i > TIMES / 2     ? 1
		                        : SOME(&chance, pauses);
	}
	assert_done(f, db_commit(f->db, &f->err));
	for (int i = 0; i < TRIED; i++) {
		int64_t tried =
		    times[chance_below(&chance, TIMES)] + (int64_t)chance_below(&chance, 3) - 1;
		if (i % 4 == 0)
			tried =
			    START + (int64_t)chance_below(&chance, (size_t)(at_ms - START + 10));
		/* The second half of them in a log that has let go of its beginning. */
		if (i == TRIED / 2)
			let_go(f, TIMES / 3);
		int before = count_before(times, TIMES, tried);
		assert_int_equal(audit_find_instant(&c, 1, tried, &place), 0);
		assert_int_equal(place, audit_store_place(1, 1 + (before > gone ? before : gone)));
	}
	gone = 0;
	/* Of a log that has none. */
	assert_int_equal(audit_find_instant(&c, 2, START, &place), 0);
	assert_int_equal(place, audit_store_place(2, 1));
	arena_release(&c.arena);
	arena_release(&keep);
}

/* Each event is found by its id, in its own log only, and is what was written. */
static void
test_ids(void **state)
{
	struct fixture *f = *state;
	struct chance chance = { .state = 77 };
	for (int i = 0; i < 60; i++) {
		make_event(f, &chance, i / 20);
		struct audit_event written = kept[i / 20];
		struct call c = { .db = f->db };
		struct audit_event found;
		assert_int_equal(audit_find(&c, "org_1", written.id, &found), 0);
		assert_string_equal(found.leaf_hash, written.leaf_hash);
		assert_string_equal(found.details, written.details);
		assert_int_equal(audit_find(&c, "org_2", written.id, &found), PROBLEM_not_found);
		assert_int_equal(audit_find(&c, "org_3", written.id, &found), PROBLEM_not_found);
		assert_int_equal(audit_find(&c, "org_1", "evt_", &found), PROBLEM_not_found);
		assert_int_equal(audit_find(&c, "org_1",
		                     ident_new_at(&c.arena, "evt", written.occurred_at), &found),
		    PROBLEM_not_found);
		arena_release(&c.arena);
	}
	arena_release(&keep);
}

/* What is undone is not found, and what it made known is made known again. */
static void
test_undone(void **state)
{
	struct fixture *f = *state;
	struct chance chance = { .state = 5 };
	struct call c = { .db = f->db };
	int n = 0;
	assert_done(f, db_begin(f->db, &f->err));
	for (int i = 0; i < 40; i++) {
		bool keeps = i % 3 == 0;
		struct audit_event event = { .actor = { .name = "Nova", .type = PRINCIPAL_system },
			.target = { .name = i < 20 ? "Alpha" : "Omega", .type = "user" },
			.details = "{}",
			.organization_id = "org_1",
			.outcome = OUTCOME_success,
			.type = SOME(&chance, types) };
		assert_done(f, db_savepoint(f->db, &f->err));
		assert_done(f, event_append(f->db, &keep, &event, &f->err));
		assert_done(f, db_release(f->db, keeps, &f->err));
		n += keeps;
	}
	assert_done(f, db_commit(f->db, &f->err));
	assert_done(f, db_begin(f->db, &f->err));
	make_event(f, &chance, 0);
	db_rollback(f->db);
	struct wanted wanted = { .range = { .org_id = "org_1" }, .question = { .q = "nov" } };
	struct audit_span span;
	struct audit_match match;
	int64_t count = 0;
	assert_int_equal(audit_match(&c, &wanted.question, &match), 0);
	assert_int_equal(audit_find_span(&c, &wanted.range, &span), 0);
	assert_int_equal(audit_count(&c, &span, match.all, EVENTS, &count), 0);
	assert_int_equal(count, n);
	struct audit_histogram out = { 0 };
	wanted.question = (struct audit_question){ .outcome = "success" };
	assert_int_equal(audit_match(&c, &wanted.question, &match), 0);
	assert_int_equal(audit_histogram(&c, &wanted.range, &match, 10, EVENTS, &out), 0);
	assert_int_equal(out.total, n);
	arena_release(&c.arena);
	arena_release(&keep);
}

#define in_store(test) cmocka_unit_test_setup_teardown((test), fixture_set_up, fixture_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_store(test_questions),
		in_store(test_merged),
		in_store(test_instants),
		in_store(test_ids),
		in_store(test_undone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
