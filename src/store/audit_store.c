/* What events tell alike, once; what is indexed and counted of them, before the commit. */
#include "audit_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "audit_words.h"
#include "clock.h"
#include "err.h"
#include "mem.h"
#include "store.h"
#include "str.h"

enum {
	/* Sets by hash, of some each, the newest first: what events tell again and again does not push itself out. */
	KNOWN_NUMBERS = 256,
	KNOWN_WORDS = 2048,
	WAYS = 4,
	KNOWN_TEXT = 232,
	WAITING_MOST = 4096, /* events that wait for their index where nothing can be undone */
	WAITING_TEXT = 64 << 20,
};

/* Something that stands once: which table it is in, and its number there. */
enum common { COMMON_log, COMMON_name, COMMON_party, COMMON_origin, COMMON_COUNT };

static const struct {
	enum query find;
	enum query add;
	bool of_people;  /* found by a hash, and goes when no event tells it any more */
	enum query used; /* of those: keeps the last day on which one told it */
} commons[COMMON_COUNT] = {
	[COMMON_log] = { QUERY_audit_log_find, QUERY_audit_log_add, .of_people = false },
	[COMMON_name] = { QUERY_audit_name_find, QUERY_audit_name_add, .of_people = false },
	[COMMON_party] = { QUERY_audit_party_find, QUERY_audit_party_add, true,
	    QUERY_audit_party_used },
	[COMMON_origin] = { QUERY_audit_origin_find, QUERY_audit_origin_add, true,
	    QUERY_audit_origin_used },
};

/* What it is. */
struct thing {
	enum common common;
	int n;
	const char *const *texts;
};

struct known {
	uint64_t hash;
	int64_t no;  /* 0: empty */
	int64_t day; /* on which an event told it; on another one it is looked up again */
	size_t len;
	char text[KNOWN_TEXT];
};

/* What is counted of an event. */
struct counted {
	int64_t log;
	int64_t hour;
	int64_t type;
	int64_t ws;
	int64_t failed;
};

/* An event that is to be indexed and counted. */
struct waiting {
	int64_t at;
	struct counted counted;
	size_t words; /* where they begin in the texts */
};

struct keeper {
	struct db_behind behind; /* the first member: what the connection holds */
	struct known numbers[KNOWN_NUMBERS][WAYS];
	uint64_t words[KNOWN_WORDS][WAYS]; /* hashes of words that the vocabulary has */
	bool added;                        /* something that an undoing would take away */
	struct waiting *waiting;
	size_t n;
	size_t room;
	struct str texts;
	bool marked; /* there is a savepoint to return to */
	size_t marked_n;
	size_t marked_len;
};

/* ---- what stands once ---- */

/* FNV-1a, 64 bits, of texts with what parts them; NULL is told from "". */
uint64_t
audit_store_hash(const char *const *texts, int n)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	for (int i = 0; i < n; i++) {
		const char *text = texts[i] == NULL ? "\x02" : texts[i];
		for (; *text != '\0'; text++)
			hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
		hash = (hash ^ 1) * UINT64_C(0x100000001b3);
	}
	return hash;
}

static void
spell(const struct thing *thing, struct str *out)
{
	str_add_char(out, (char)thing->common);
	for (int i = 0; i < thing->n; i++) {
		str_add(out, thing->texts[i] == NULL ? "\x02" : thing->texts[i]);
		str_add_char(out, '\x01');
	}
}

/* The number of a thing in its table, where it gets one when it has none and `add`; 0: none. */
static int
look_up(struct db *db, const struct thing *thing, bool add, int64_t *no, struct err *err)
{
	struct value values[6];
	struct arena arena = { NULL };
	struct number_row row = { 0 };
	enum query find = commons[thing->common].find;
	bool found;
	int at = 0;
	if (commons[thing->common].of_people)
		values[at++] = V((int64_t)audit_store_hash(thing->texts, thing->n));
	for (int i = 0; i < thing->n; i++)
		values[at++] = V(thing->texts[i]);
	int problem = db_get(db, find, values, at, &arena, &row, &found, err);
	if (problem == 0 && !found && add) {
		problem = db_run(db, commons[thing->common].add, values, at, NULL, err);
		if (problem == 0)
			problem = db_get(db, find, values, at, &arena, &row, &found, err);
	}
	*no = row.number;
	arena_release(&arena);
	return problem;
}

/* NULL: not known, or of another day. */
static const struct known *
find_known(const struct known *set, uint64_t hash, const struct str *text, bool dated, int64_t day)
{
	for (int i = 0; i < WAYS; i++)
		if (set[i].no != 0 && set[i].hash == hash && set[i].len == text->len &&
		    (!dated || set[i].day == day) &&
		    memcmp(set[i].text, text->data, text->len) == 0)
			return &set[i];
	return NULL;
}

/* What an event of a day tells. */
static int
number_of(struct keeper *keeper, struct db *db, const struct thing *thing, int64_t day, int64_t *no,
    struct err *err)
{
	bool dated = commons[thing->common].of_people;
	char room[KNOWN_TEXT + 1];
	struct str text = { .data = room, .cap = sizeof(room), .limit = KNOWN_TEXT };
	uint64_t hash = audit_store_hash(thing->texts, thing->n) + thing->common;
	struct known *set = keeper->numbers[(hash >> 32) % KNOWN_NUMBERS];
	spell(thing, &text);
	const struct known *known = text.failed ? NULL : find_known(set, hash, &text, dated, day);
	if (known != NULL) {
		*no = known->no;
		return 0;
	}
	keeper->added = true;
	if (look_up(db, thing, true, no, err) != 0 ||
	    (dated &&
	        db_run(db, commons[thing->common].used, WITH(V(*no), V(day)), NULL, err) != 0))
		return (int)err->problem;
	if (text.failed)
		return 0;
	memmove(set + 1, set, (WAYS - 1) * sizeof(*set));
	set[0] = (struct known){ .hash = hash, .no = *no, .day = day, .len = text.len };
	memcpy(set[0].text, text.data, text.len);
	return 0;
}

static void
forget(struct keeper *keeper)
{
	for (int i = 0; i < KNOWN_NUMBERS * WAYS; i++)
		keeper->numbers[i / WAYS][i % WAYS].no = 0;
	memset(keeper->words, 0, sizeof(keeper->words));
	keeper->added = false;
}

/* ---- index and counts ---- */

static bool
is_known_word(const uint64_t *set, uint64_t hash)
{
	for (int i = 0; i < WAYS; i++)
		if (set[i] == hash)
			return true;
	return false;
}

static int
learn_words(struct keeper *keeper, struct db *db, char *words, struct err *err)
{
	char *next;
	for (char *word = strtok_r(words, " ", &next); word != NULL;
	     word = strtok_r(NULL, " ", &next)) {
		const char *const one = word;
		if (word[0] == '=')
			continue; /* a filter's */
		uint64_t hash = audit_store_hash(&one, 1);
		uint64_t *set = keeper->words[hash % KNOWN_WORDS];
		if (is_known_word(set, hash) || !audit_words_is_plain(word))
			continue;
		if (db_run(db, QUERY_audit_word_add, WITH(V(one)), NULL, err) != 0)
			return (int)err->problem;
		memmove(set + 1, set, (WAYS - 1) * sizeof(*set));
		set[0] = hash;
		keeper->added = true;
	}
	return 0;
}

static int
compare_places(const void *a, const void *b)
{
	const struct waiting *left = a;
	const struct waiting *right = b;
	return (left->at > right->at) - (left->at < right->at);
}

static int
compare_counted(const void *a, const void *b)
{
	const int64_t *left = (const int64_t *)&((const struct waiting *)a)->counted;
	const int64_t *right = (const int64_t *)&((const struct waiting *)b)->counted;
	for (size_t i = 0; i < sizeof(struct counted) / sizeof(int64_t); i++)
		if (left[i] != right[i])
			return left[i] < right[i] ? -1 : 1;
	return 0;
}

static int
count(struct db *db, const struct counted *counted, int64_t n, struct err *err)
{
	if (db_run(db, QUERY_audit_count_add,
	        WITH(V(counted->log), V(CLOCK_HOUR_MS), V(counted->hour), V(counted->type),
	            V(counted->ws), V(counted->failed), V(n)),
	        NULL, err) != 0)
		return (int)err->problem;
	return db_run(db, QUERY_audit_count_add,
	    WITH(V(counted->log), V(CLOCK_DAY_MS), V(counted->hour / 24), V(counted->type),
	        V(counted->ws), V(counted->failed), V(n)),
	    NULL, err);
}

/* The index takes rising places as one piece. */
static int
index_waiting(struct keeper *keeper, struct db *db, struct err *err)
{
	qsort(keeper->waiting, keeper->n, sizeof(*keeper->waiting), compare_places);
	for (size_t i = 0; i < keeper->n; i++) {
		char *words = keeper->texts.data + keeper->waiting[i].words;
		const char *text = words;
		if (db_run(db, QUERY_audit_index_add, WITH(V(keeper->waiting[i].at), V(text)), NULL,
		        err) != 0 ||
		    learn_words(keeper, db, words, err) != 0)
			return (int)err->problem;
	}
	return 0;
}

static int
store_waiting(struct db_behind *behind, struct db *db, struct err *err)
{
	struct keeper *keeper = (struct keeper *)behind;
	if (keeper->n == 0)
		return 0;
	if (index_waiting(keeper, db, err) != 0)
		return (int)err->problem;
	qsort(keeper->waiting, keeper->n, sizeof(*keeper->waiting), compare_counted);
	for (size_t i = 0, first = 0; i < keeper->n; i++) {
		if (i + 1 < keeper->n &&
		    compare_counted(&keeper->waiting[i], &keeper->waiting[i + 1]) == 0)
			continue;
		if (count(db, &keeper->waiting[i].counted, (int64_t)(i + 1 - first), err) != 0)
			return (int)err->problem;
		first = i + 1;
	}
	keeper->n = 0;
	str_clear(&keeper->texts);
	return 0;
}

/* ---- what the connection asks ---- */

static void
mark(struct db_behind *behind)
{
	struct keeper *keeper = (struct keeper *)behind;
	keeper->marked = true;
	keeper->marked_n = keeper->n;
	keeper->marked_len = keeper->texts.len;
}

static void
undo(struct db_behind *behind)
{
	struct keeper *keeper = (struct keeper *)behind;
	keeper->n = keeper->marked_n;
	keeper->texts.len = keeper->marked_len;
	if (keeper->added)
		forget(keeper);
}

static void
end(struct db_behind *behind, bool committed)
{
	struct keeper *keeper = (struct keeper *)behind;
	if (!committed && keeper->added)
		forget(keeper);
	keeper->added = false;
	keeper->marked = false;
	keeper->marked_n = keeper->marked_len = 0;
	keeper->n = 0;
	str_clear(&keeper->texts);
}

static void
release(struct db_behind *behind)
{
	struct keeper *keeper = (struct keeper *)behind;
	free(keeper->waiting);
	str_release(&keeper->texts);
	free(keeper);
}

static struct keeper *
keeper_of(struct db *db)
{
	struct db_behind *behind = db_behind(db, store_waiting);
	if (behind != NULL)
		return (struct keeper *)behind;
	struct keeper *keeper = mem_new(1, sizeof(*keeper));
	keeper->behind = (struct db_behind){
		.store = store_waiting,
		.mark = mark,
		.undo = undo,
		.end = end,
		.release = release,
	};
	keeper->texts = (struct str)STR_INIT(WAITING_TEXT);
	db_add_behind(db, &keeper->behind);
	return keeper;
}

/* Numbers that are let go may become somebody else's. */
static void
forget_known(struct db *db)
{
	struct db_behind *behind = db_behind(db, store_waiting);
	if (behind != NULL)
		forget((struct keeper *)behind);
}

/* ---- adding ---- */

/* What an event's row has for texts. */
struct numbers {
	int64_t log;
	int64_t type;
	int64_t ws; /* 0: none */
	int64_t actor;
	int64_t target;
	int64_t origin;
};

static int
find_numbers(struct keeper *keeper, struct db *db, const struct audit_event *e,
    struct numbers *numbers, struct err *err)
{
	const char *const org[] = { e->organization_id == NULL ? "" : e->organization_id };
	const char *const type[] = { vocab_name(VOCAB_event, (int)e->type) };
	const char *const ws[] = { e->workspace_id };
	const char *const actor[] = { vocab_name(VOCAB_principal, (int)e->actor.type), e->actor.id,
		e->actor.name, e->actor.email };
	const char *const target[] = { e->target.type, e->target.id, e->target.name, NULL };
	const char *const origin[] = { e->ip, e->user_agent };
	const struct {
		struct thing thing;
		int64_t *no;
	} all[] = {
		{ { COMMON_log, 1, org }, &numbers->log },
		{ { COMMON_name, 1, type }, &numbers->type },
		{ { COMMON_name, ws[0] == NULL ? 0 : 1, ws }, &numbers->ws },
		{ { COMMON_party, 4, actor }, &numbers->actor },
		{ { COMMON_party, 4, target }, &numbers->target },
		{ { COMMON_origin, 2, origin }, &numbers->origin },
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i].thing.n > 0 &&
		    number_of(keeper, db, &all[i].thing, e->occurred_at / CLOCK_DAY_MS, all[i].no,
		        err) != 0)
			return (int)err->problem;
	return 0;
}

static int
wait_for_commit(struct keeper *keeper, struct db *db, const struct audit_event *event,
    const struct numbers *numbers, struct err *err)
{
	struct arena arena = { NULL };
	if (keeper->n == keeper->room) {
		keeper->room = keeper->room == 0 ? 64 : keeper->room * 2;
		keeper->waiting =
		    mem_resize(keeper->waiting, keeper->room, sizeof(*keeper->waiting));
	}
	keeper->waiting[keeper->n++] = (struct waiting){
		.at = audit_store_place(numbers->log, event->seq),
		.counted = { .log = numbers->log,
		    .hour = event->occurred_at / CLOCK_HOUR_MS,
		    .type = numbers->type,
		    .ws = numbers->ws,
		    .failed = event->outcome == OUTCOME_failure },
		.words = keeper->texts.len,
	};
	audit_words_of_place(audit_store_place(numbers->log, event->seq), &keeper->texts);
	audit_words(&arena, event, &keeper->texts);
	str_add_n(&keeper->texts, "", 1);
	arena_release(&arena);
	if (keeper->texts.failed)
		return fail(err, PROBLEM_storage_unavailable, "", "too many events at once");
	if (!db_in_transaction(db) || (!keeper->marked && keeper->n >= WAITING_MOST))
		return store_waiting(&keeper->behind, db, err);
	return 0;
}

int
audit_store_add(struct db *db, const struct audit_event *event, struct err *err)
{
	struct keeper *keeper = keeper_of(db);
	struct numbers numbers = { 0 };
	if (find_numbers(keeper, db, event, &numbers, err) != 0)
		return (int)err->problem;
	if (db_run(db, QUERY_event_insert,
	        WITH(V(audit_store_place(numbers.log, event->seq)), V(event->occurred_at),
	            V(numbers.type), V(event->outcome == OUTCOME_failure), V(numbers.ws),
	            V(numbers.actor), V(numbers.target), V(numbers.origin), V(event->id),
	            V(event->request_id), V(event->details), V(event->leaf_hash)),
	        NULL, err) != 0)
		return (int)err->problem;
	return wait_for_commit(keeper, db, event, &numbers, err);
}

int
audit_store_forget_people(struct db *db, int64_t most, bool *more, struct err *err)
{
	static const enum query purges[] = { QUERY_purge_parties, QUERY_purge_origins };
	struct number_row kept = { 0 };
	struct arena arena = { NULL };
	int64_t gone;
	bool found;
	int problem = db_get(db, QUERY_purge_last_day, WITH_NONE, &arena, &kept, &found, err);
	arena_release(&arena);
	*more = false;
	for (size_t i = 0; i < sizeof(purges) / sizeof(purges[0]) && problem == 0; i++) {
		problem = db_run(db, purges[i], WITH(V(kept.number), V(most)), &gone, err);
		*more = *more || (problem == 0 && gone == most);
	}
	forget_known(db);
	return problem;
}

int
audit_store_forget_words(struct db *db, char *after, int64_t most, bool *more, struct err *err)
{
	struct arena arena = { NULL };
	struct text_row last = { .text = "" };
	bool found;
	int problem =
	    db_get(db, QUERY_purge_spelling, WITH(V(after), V(most)), &arena, &last, &found, err);
	*more = problem == 0 && last.text[0] != '\0';
	if (*more) {
		problem =
		    db_run(db, QUERY_purge_vocabulary, WITH(V(after), V(last.text)), NULL, err);
		(void)snprintf(after, AUDIT_WORD_ROOM, "%s", last.text);
		forget_known(db);
	}
	arena_release(&arena);
	return problem;
}

static int
count_changed(struct db *db, int64_t *n, struct err *err)
{
	struct arena arena = { NULL };
	struct number_row row = { 0 };
	bool found;
	int problem = db_get(db, QUERY_rows_changed, WITH_NONE, &arena, &row, &found, err);
	*n = row.number;
	arena_release(&arena);
	return problem;
}

/* https://www.sqlite.org/fts5.html, the 'merge' command: with fewer than two rows changed there was nothing to merge. */
int
audit_store_merge(struct db *db, int64_t pages, bool *more, struct err *err)
{
	int64_t before;
	int64_t after;
	*more = false;
	if (count_changed(db, &before, err) != 0 ||
	    db_run(db, QUERY_audit_index_merge, WITH(V(pages)), NULL, err) != 0 ||
	    count_changed(db, &after, err) != 0)
		return (int)err->problem;
	*more = after - before >= 2;
	return 0;
}

int
audit_store_merge_all(struct db *db, struct err *err)
{
	enum { PAGES = 1000 };
	bool more = true;
	while (more) {
		if (db_begin(db, err) != 0)
			return (int)err->problem;
		if (audit_store_merge(db, PAGES, &more, err) != 0) {
			db_rollback(db);
			return (int)err->problem;
		}
		if (db_commit(db, err) != 0 || db_fold(db, err) != 0)
			return (int)err->problem;
	}
	return 0;
}

int
audit_store_log(struct db *db, const char *org_id, int64_t *log, struct err *err)
{
	return look_up(db, &(struct thing){ COMMON_log, 1, &org_id }, false, log, err);
}

int64_t
audit_store_place(int64_t log, int64_t seq)
{
	return (log << AUDIT_SEQ_BITS) + seq;
}
