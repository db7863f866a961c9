/* Storage as an interface: statements by name, rows as structs, one writer.  store_sqlite.h is
 * the only door to the database. */
#ifndef STORE_H
#define STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shape.h"

struct arena;
struct err;
struct store; /* an open database */
struct db;    /* one connection to it; used by one thread at a time */
struct str;

#define WORDS_AS_MEMBERS
#include "words.h"
#define ROW(name, words) \
	struct name {    \
		words    \
	};
#include "rows.def"
#undef WORDS_AS_MEMBERS

enum query {
#define QUERY(id, set, row, sql) QUERY_##id,
#define RECALL(id, set, row, sql) QUERY_##id,
#define LIST(id, set, row, columns, from, sorts, tie, filters, search)
#include "queries.def"
	QUERY_COUNT
};

enum list {
#define QUERY(id, set, row, sql)
#define RECALL(id, set, row, sql)
#define LIST(id, set, row, columns, from, sorts, tie, filters, search) LIST_##id,
#include "queries.def"
	LIST_COUNT
};

/* A value bound to a statement. */
struct value {
	enum { VALUE_null, VALUE_number, VALUE_text } type;
	int64_t number;
	const char *text;
};

struct value value_number(int64_t number);
/* NULL binds null. */
struct value value_text(const char *text);

/* V(x): a value from a text or any integer.  WITH(V(a), V(b)): the two arguments values, n. */
#define V(x) \
	_Generic((x), char * : value_text, const char * : value_text, default : value_number)(x)
#define WITH(...)                              \
	(const struct value[]){ __VA_ARGS__ }, \
	    (int)(sizeof((const struct value[]){ __VA_ARGS__ }) / sizeof(struct value))
#define WITH_NONE NULL, 0

/* Opens (and makes, and migrates) the database at "sqlite:PATH" and checks every statement.  A database
 * written by a newer program is refused. */
int store_open(const char *url, struct store **out, struct err *err);
void store_close(struct store *store);
/* Whether what failed did so for want of room on the disk. */
bool store_is_full(const struct err *err);
/* The name of the newest migration applied. */
const char *store_schema(const struct store *store);

/* A connection; writer: the one that may change things. */
int db_open(struct store *store, bool writer, struct db **out, struct err *err);
void db_close(struct db *db);
/* Lets go of what it remembers of pages that it has read. */
void db_shrink(struct db *db);

int db_begin(struct db *db, struct err *err);
int db_commit(struct db *db, struct err *err);
/* Before the first of the following: folds the log, since what an earlier process has left there may never have reached
 * the disk, and nothing is to be built on that. */
int db_allow_early(struct db *db, struct err *err);
/* Others see the change before it is on the disk, and a power cut may still take it back: nobody is told of it
 * before store_settle().  The writer's; before the next commit that has to be done. */
int db_commit_early(struct db *db, struct err *err);
/* Waits until what was committed early is on the disk; storage_unavailable when that cannot be known, and then
 * nothing that was read may be relied on.  Any thread. */
int store_settle(struct store *store, struct err *err);
/* Folds the log into the database, between two transactions of a writer that would leave the thread which does it
 * no chance to end. */
int db_fold(struct db *db, struct err *err);
void db_rollback(struct db *db);
/* One savepoint at a time inside a transaction; keep or undo what followed it. */
int db_savepoint(struct db *db, struct err *err);
int db_release(struct db *db, bool keep, struct err *err);

/* A number that grows with each commit, as it was when the transaction of a reader was asked for: it sees those until
 * then, and perhaps later ones. */
uint64_t db_commits(const struct db *db);
/* The number now. */
uint64_t store_commits(const struct store *store);

/* What is kept in memory while a writer's transaction lasts, embedded as the first member.  A connection
 * may have several, each known by its store(). */
struct db_behind {
	/* Puts it into the database, before the commit. */
	int (*store)(struct db_behind *behind, struct db *db, struct err *err);
	void (*mark)(struct db_behind *behind);                /* a savepoint begins */
	void (*undo)(struct db_behind *behind);                /* what followed it is undone */
	void (*end)(struct db_behind *behind, bool committed); /* or rolled back */
	void (*release)(struct db_behind *behind);             /* the connection is closed */
	struct db_behind *next;
};

void db_add_behind(struct db *db, struct db_behind *behind);
/* The one with that store(); NULL: none was added. */
struct db_behind *db_behind(
    const struct db *db, int (*store)(struct db_behind *behind, struct db *db, struct err *err));
bool db_in_transaction(const struct db *db);

/* Runs a statement that answers no rows; *changed (may be NULL) is how many rows it changed. */
int db_run(struct db *db, enum query query, const struct value *values, int n, int64_t *changed,
    struct err *err);
/* The first row, texts copied to the arena; *found tells whether there was one. */
int db_get(struct db *db, enum query query, const struct value *values, int n, struct arena *arena,
    void *row, bool *found, struct err *err);
/* Calls each(row, payload) per row; texts live until the next; a problem from it ends the walk. */
int db_each(struct db *db, enum query query, const struct value *values, int n,
    int (*each)(const void *row, void *payload), void *payload, struct err *err);

/* Tells that the audit events with these places are read next, one after the other: from a disk they come together.
 * Nothing depends on it. */
void db_expect_events(const struct db *db, const int64_t *places, int64_t n);

enum { LIST_FILTERS = 6 }; /* of one list */

/* A page of a list, as asked for. */
struct listing {
	enum list list;
	const struct value *values; /* ?1 … of the list's own conditions */
	int n_values;
	const char *sort; /* a name from its sorts; NULL: the first */
	bool descending;
	bool backwards; /* the page before the cursor, delivered in the list's order all the same */
	bool has_start;
	struct value start_key; /* the sort key and tie of the row to start after */
	const char *start_tie;
	int64_t limit;
	const char *search; /* folded; NULL: none */
	int n_filters;
	struct filter {
		const char *name; /* from its filters */
		struct value value;
	} filters[LIST_FILTERS];
};

/* A row of a list with its place in it; borrowed until the next. */
struct listed {
	const void *row;
	struct value key;
	const char *tie;
};

/* Delivers at most limit rows in the sort's direction (reversed when backwards). */
int db_list(struct db *db, const struct listing *listing,
    int (*each)(const struct listed *listed, void *payload), void *payload, struct err *err);
/* How many rows the listing has in all, counted up to most + 1. */
int db_count(
    struct db *db, const struct listing *listing, int64_t most, int64_t *count, struct err *err);
/* Whether the list can be sorted by that name. */
bool store_can_sort(enum list list, const char *sort);
bool store_can_search(enum list list);
/* Whether a list can be filtered by that name. */
bool store_can_filter(enum list list, const char *name);

#endif
