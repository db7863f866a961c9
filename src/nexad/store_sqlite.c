/* Storage in SQLite: write-ahead log, one writer, a reader per thread, checkpoints in a thread of
 * their own (they are the tail of the commit latency).  The only file that knows sqlite3.h. */
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "clock.h"
#include "err.h"
#include "mem.h"
#include "migration.h"
#include "store.h"
#include "store_recall.h"
#include "store_table.h"
#include "str.h"
#include "utf8.h"
#include "worker.h"

enum { CHECKPOINT_PAGES = 1000, BUSY_MS = 5000, LIST_SHAPES = 128 };

/* A statement, prepared, with the way from its columns into a row. */
struct prepared {
	sqlite3_stmt *statement;
	size_t row_size;
	int n_columns;
	struct column columns[STORE_COLUMNS];
};

struct prepared_list {
	struct list_shape shape;
	char sort[40]; /* its own copy: the caller's goes away */
	struct prepared prepared;
};

/* The bounds of transactions, which each request runs. */
enum bound {
	BOUND_read,
	BOUND_write,
	BOUND_commit,
	BOUND_savepoint,
	BOUND_undo,
	BOUND_release,
	BOUNDS
};

static const char *const bound_texts[BOUNDS] = {
	[BOUND_read] = "BEGIN",
	[BOUND_write] = "BEGIN IMMEDIATE",
	[BOUND_commit] = "COMMIT",
	[BOUND_savepoint] = "SAVEPOINT one",
	[BOUND_undo] = "ROLLBACK TO one",
	[BOUND_release] = "RELEASE one",
};

struct db {
	struct store *store;
	sqlite3 *handle;
	bool writer;
	bool due;                 /* a reader's transaction is to begin with its first statement */
	bool inside;              /* a reader's transaction was asked for, begun or not */
	uint64_t commits;         /* when it was asked for */
	struct recall *recall;    /* a reader's */
	struct db_behind *behind; /* a writer's */
	sqlite3_stmt *bounds[BOUNDS];
	struct prepared queries[QUERY_COUNT];
	struct prepared_list lists[LIST_SHAPES];
	int n_lists;
};

struct store {
	char *path;
	struct worker checkpointer;
	bool due; /* a checkpoint; under the checkpointer's lock */
	const char *schema;
	_Atomic uint64_t commits; /* since the start, from 1 on */
};

static int
fail_sqlite(sqlite3 *handle, const char *doing, struct err *err)
{
	int code = sqlite3_errcode(handle);
	enum problem problem = PROBLEM_storage_unavailable;
	if (code == SQLITE_CONSTRAINT)
		problem = PROBLEM_conflict;
	else if (code == SQLITE_ERROR || code == SQLITE_MISUSE || code == SQLITE_RANGE)
		problem = PROBLEM_internal;
	return fail(err, problem, doing, "%s: %s", doing, sqlite3_errmsg(handle));
}

static int
run_text(sqlite3 *handle, const char *sql, struct err *err)
{
	if (sqlite3_exec(handle, sql, NULL, NULL, NULL) != SQLITE_OK)
		return fail_sqlite(handle, sql, err);
	return 0;
}

/* ---- preparing ---- */

static int
map_columns(struct prepared *prepared, const struct field *fields, int n_columns, struct err *err)
{
	if (n_columns > STORE_COLUMNS || prepared->row_size > STORE_ROW_BYTES)
		return fail(err, PROBLEM_internal, "", "a row of a statement is too large");
	for (int i = 0; i < n_columns; i++) {
		const char *name = sqlite3_column_name(prepared->statement, i);
		if (store_map_column(fields, name, &prepared->columns[i]) != 0)
			return fail(err, PROBLEM_internal, name,
			    "column '%s' is no field of its row", name);
	}
	prepared->n_columns = n_columns;
	return 0;
}

static int
prepare(sqlite3 *handle, const char *sql, sqlite3_stmt **out, struct err *err)
{
	if (sqlite3_prepare_v3(handle, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) != SQLITE_OK)
		return fail_sqlite(handle, sql, err);
	return 0;
}

static int
prepare_query(struct db *db, enum query query, struct err *err)
{
	const struct statement_row *row = store_statement(query);
	struct prepared *prepared = &db->queries[query];
	if (prepared->statement != NULL)
		return 0;
	if (prepare(db->handle, row->sql, &prepared->statement, err) != 0)
		return (int)err->problem;
	prepared->row_size = row->row_size;
	if (row->fields == NULL)
		return 0;
	return map_columns(prepared, row->fields(), sqlite3_column_count(prepared->statement), err);
}

static bool
same_list_shape(const struct list_shape *a, const struct list_shape *b)
{
	if (a->list != b->list || a->descending != b->descending || a->has_start != b->has_start ||
	    a->has_search != b->has_search || a->counts != b->counts ||
	    a->n_filters != b->n_filters)
		return false;
	for (int i = 0; i < a->n_filters; i++)
		if (strcmp(a->filters[i], b->filters[i]) != 0)
			return false;
	return (a->sort == NULL) == (b->sort == NULL) &&
	    (a->sort == NULL || strcmp(a->sort, b->sort) == 0);
}

static int
prepare_list(struct db *db, const struct list_shape *shape, struct prepared **out, struct err *err)
{
	for (int i = 0; i < db->n_lists; i++)
		if (same_list_shape(&db->lists[i].shape, shape)) {
			*out = &db->lists[i].prepared;
			return 0;
		}
	/* Rather than grow without bound, forget: a client that walks all shapes only slows itself. */
	if (db->n_lists == LIST_SHAPES)
		while (db->n_lists > 0)
			(void)sqlite3_finalize(db->lists[--db->n_lists].prepared.statement);
	struct prepared_list *entry = &db->lists[db->n_lists];
	*entry = (struct prepared_list){ .shape = *shape };
	if (shape->sort != NULL) {
		(void)snprintf(entry->sort, sizeof(entry->sort), "%s", shape->sort);
		entry->shape.sort = entry->sort;
	}
	struct str sql = STR_INIT(16384);
	int problem = store_compose(shape, &sql);
	if (problem != 0)
		problem = fail(
		    err, PROBLEM_invalid_query, "sort", "the list cannot be sorted or filtered so");
	else
		problem = prepare(db->handle, str_text(&sql), &entry->prepared.statement, err);
	str_release(&sql);
	if (problem == 0 && !shape->counts) {
		const struct list_row *row = store_list(shape->list);
		int n = sqlite3_column_count(entry->prepared.statement) - 2;
		entry->prepared.row_size = row->row_size;
		problem = map_columns(&entry->prepared, row->fields(), n, err);
	}
	if (problem != 0) {
		(void)sqlite3_finalize(entry->prepared.statement);
		return problem;
	}
	db->n_lists++;
	*out = &entry->prepared;
	return 0;
}

static int
run_bound(struct db *db, enum bound bound, struct err *err)
{
	sqlite3_stmt **statement = &db->bounds[bound];
	if (*statement == NULL && prepare(db->handle, bound_texts[bound], statement, err) != 0)
		return (int)err->problem;
	int problem = 0;
	if (sqlite3_step(*statement) != SQLITE_DONE)
		problem = fail_sqlite(db->handle, bound_texts[bound], err);
	(void)sqlite3_reset(*statement);
	return problem;
}

/* A reader that remembers all that it is asked never begins. */
static int
begin_when_due(struct db *db, struct err *err)
{
	if (!db->due)
		return 0;
	db->due = false;
	return run_bound(db, BOUND_read, err);
}

/* ---- running ---- */

static int
bind(sqlite3_stmt *statement, int at, const struct value *value)
{
	switch (value->type) {
	case VALUE_number:
		return sqlite3_bind_int64(statement, at, value->number);
	case VALUE_text:
		return sqlite3_bind_text(statement, at, value->text, -1, SQLITE_STATIC);
	case VALUE_null:
		break;
	}
	return sqlite3_bind_null(statement, at);
}

static void
reset(sqlite3_stmt *statement)
{
	(void)sqlite3_reset(statement);
	(void)sqlite3_clear_bindings(statement);
}

static const char *
column_text(sqlite3_stmt *statement, int i)
{
	return (const char *)sqlite3_column_text(statement, i);
}

static void
read_column(sqlite3_stmt *statement, int i, const struct column *column, char *row)
{
	char *at = row + column->offset;
	switch (column->class) {
	case CLASS_text:
	case CLASS_raw:
		*(const char **)at = column_text(statement, i);
		break;
	case CLASS_number:
	case CLASS_money:
	case CLASS_time:
		*(int64_t *)at = sqlite3_column_int64(statement, i);
		break;
	case CLASS_flag:
		*(bool *)at = sqlite3_column_int64(statement, i) != 0;
		break;
	case CLASS_word:
		*(int *)at = vocab_find(column->vocab, column_text(statement, i));
		break;
	}
	if (column->has != 0)
		*(bool *)(row + column->has) = sqlite3_column_type(statement, i) != SQLITE_NULL;
}

static void
read_row(const struct prepared *prepared, char *row)
{
	memset(row, 0, prepared->row_size);
	for (int i = 0; i < prepared->n_columns; i++)
		read_column(prepared->statement, i, &prepared->columns[i], row);
}

static int
start(struct db *db, enum query query, const struct value *values, int n, struct err *err)
{
	if (begin_when_due(db, err) != 0 || prepare_query(db, query, err) != 0)
		return (int)err->problem;
	sqlite3_stmt *statement = db->queries[query].statement;
	for (int i = 0; i < n; i++)
		if (bind(statement, i + 1, &values[i]) != SQLITE_OK)
			return fail_sqlite(db->handle, store_statement(query)->id, err);
	return 0;
}

int
db_run(struct db *db, enum query query, const struct value *values, int n, int64_t *changed,
    struct err *err)
{
	if (start(db, query, values, n, err) != 0)
		return (int)err->problem;
	sqlite3_stmt *statement = db->queries[query].statement;
	int problem = 0;
	if (sqlite3_step(statement) != SQLITE_DONE)
		problem = fail_sqlite(db->handle, store_statement(query)->id, err);
	else if (changed != NULL)
		*changed = sqlite3_changes64(db->handle);
	if (sqlite3_get_autocommit(db->handle) != 0)
		(void)atomic_fetch_add(&db->store->commits, 1);
	reset(statement);
	return problem;
}

static int
walk(struct db *db, struct prepared *prepared, const char *name,
    int (*each)(const void *row, void *payload), void *payload, struct err *err)
{
	_Alignas(16) char row[STORE_ROW_BYTES];
	int problem = 0;
	int step;
	while ((step = sqlite3_step(prepared->statement)) == SQLITE_ROW && problem == 0) {
		read_row(prepared, row);
		problem = each(row, payload);
	}
	if (problem == 0 && step != SQLITE_DONE)
		problem = fail_sqlite(db->handle, name, err);
	else if (problem != 0 && err->problem == PROBLEM_none)
		err->problem = (enum problem)problem;
	reset(prepared->statement);
	return problem;
}

int
/* NOLINTNEXTLINE(readability-function-size): a statement, its values, where the rows go */
db_each(struct db *db, enum query query, const struct value *values, int n,
    int (*each)(const void *row, void *payload), void *payload, struct err *err)
{
	if (start(db, query, values, n, err) != 0)
		return (int)err->problem;
	return walk(db, &db->queries[query], store_statement(query)->id, each, payload, err);
}

static int
/* NOLINTNEXTLINE(readability-function-size): a statement, its values, where the rows go */
ask(struct db *db, enum query query, const struct value *values, int n, struct arena *arena,
    void *row, bool *found, struct err *err)
{
	if (start(db, query, values, n, err) != 0)
		return (int)err->problem;
	struct prepared *prepared = &db->queries[query];
	int step = sqlite3_step(prepared->statement);
	int problem = 0;
	*found = step == SQLITE_ROW;
	if (step == SQLITE_ROW) {
		read_row(prepared, row);
		for (int i = 0; i < prepared->n_columns; i++) {
			const struct column *column = &prepared->columns[i];
			const char **at = (const char **)((char *)row + column->offset);
			if (column->class == CLASS_text || column->class == CLASS_raw)
				*at = arena_text(arena, *at);
		}
	} else if (step != SQLITE_DONE) {
		problem = fail_sqlite(db->handle, store_statement(query)->id, err);
	}
	reset(prepared->statement);
	return problem;
}

int
/* NOLINTNEXTLINE(readability-function-size): a statement, its values, where the rows go */
db_get(struct db *db, enum query query, const struct value *values, int n, struct arena *arena,
    void *row, bool *found, struct err *err)
{
	if (db->recall == NULL || !store_statement(query)->recalled)
		return ask(db, query, values, n, arena, row, found, err);
	struct recall_key key = { query, values, n,
		db->inside ? db->commits : atomic_load(&db->store->commits) };
	if (recall_get(db->recall, &key, arena, row, found))
		return 0;
	if (ask(db, query, values, n, arena, row, found, err) != 0)
		return (int)err->problem;
	recall_put(db->recall, &key, row, *found);
	return 0;
}

/* ---- lists ---- */

static struct list_shape
shape_of(const struct listing *listing, bool counts)
{
	struct list_shape shape = { .list = listing->list,
		.sort = counts ? NULL : listing->sort,
		.descending = !counts && listing->descending != listing->backwards,
		.has_start = !counts && listing->has_start,
		.has_search = listing->search != NULL,
		.counts = counts,
		.n_values = listing->n_values,
		.n_filters = listing->n_filters };
	for (int i = 0; i < listing->n_filters; i++)
		shape.filters[i] = listing->filters[i].name;
	return shape;
}

/* "%words%" with LIKE's own characters escaped. */
static void
search_pattern(const char *words, struct str *out)
{
	str_add_char(out, '%');
	for (; *words != '\0'; words++) {
		if (*words == '%' || *words == '_' || *words == '\\')
			str_add_char(out, '\\');
		str_add_char(out, *words);
	}
	str_add_char(out, '%');
}

/* Binds in the order that store_compose() numbers; pattern must outlive the walk. */
static int
bind_listing(sqlite3_stmt *statement, const struct listing *listing, const char *pattern,
    bool counts, int64_t limit)
{
	int at = 0;
	int code = SQLITE_OK;
	for (int i = 0; i < listing->n_values; i++)
		code |= bind(statement, ++at, &listing->values[i]);
	for (int i = 0; i < listing->n_filters; i++)
		code |= bind(statement, ++at, &listing->filters[i].value);
	if (listing->search != NULL)
		code |= sqlite3_bind_text(statement, ++at, pattern, -1, SQLITE_STATIC);
	if (!counts && listing->has_start) {
		code |= bind(statement, ++at, &listing->start_key);
		code |= sqlite3_bind_text(statement, ++at, listing->start_tie, -1, SQLITE_STATIC);
	}
	return code | sqlite3_bind_int64(statement, ++at, limit);
}

static struct value
column_value(sqlite3_stmt *statement, int i)
{
	if (sqlite3_column_type(statement, i) == SQLITE_INTEGER)
		return value_number(sqlite3_column_int64(statement, i));
	return value_text(column_text(statement, i));
}

int
db_list(struct db *db, const struct listing *listing,
    int (*each)(const struct listed *listed, void *payload), void *payload, struct err *err)
{
	_Alignas(16) char row[STORE_ROW_BYTES];
	struct list_shape shape = shape_of(listing, false);
	struct prepared *prepared;
	if (begin_when_due(db, err) != 0 || prepare_list(db, &shape, &prepared, err) != 0)
		return (int)err->problem;
	struct str pattern = STR_INIT(2048);
	if (listing->search != NULL)
		search_pattern(listing->search, &pattern);
	int problem = 0;
	int step = SQLITE_ERROR;
	if (bind_listing(prepared->statement, listing, str_text(&pattern), false, listing->limit) ==
	    SQLITE_OK) {
		while ((step = sqlite3_step(prepared->statement)) == SQLITE_ROW && problem == 0) {
			read_row(prepared, row);
			struct listed listed = { row,
				column_value(prepared->statement, prepared->n_columns),
				column_text(prepared->statement, prepared->n_columns + 1) };
			problem = each(&listed, payload);
		}
	}
	if (problem == 0 && step != SQLITE_DONE)
		problem = fail_sqlite(db->handle, store_list(listing->list)->id, err);
	reset(prepared->statement);
	str_release(&pattern);
	return problem;
}

int
db_count(
    struct db *db, const struct listing *listing, int64_t most, int64_t *count, struct err *err)
{
	struct list_shape shape = shape_of(listing, true);
	struct prepared *prepared;
	if (begin_when_due(db, err) != 0 || prepare_list(db, &shape, &prepared, err) != 0)
		return (int)err->problem;
	struct str pattern = STR_INIT(2048);
	if (listing->search != NULL)
		search_pattern(listing->search, &pattern);
	int problem = 0;
	if (bind_listing(prepared->statement, listing, str_text(&pattern), true, most + 1) ==
	        SQLITE_OK &&
	    sqlite3_step(prepared->statement) == SQLITE_ROW)
		*count = sqlite3_column_int64(prepared->statement, 0);
	else
		problem = fail_sqlite(db->handle, store_list(listing->list)->id, err);
	reset(prepared->statement);
	str_release(&pattern);
	return problem;
}

/* ---- transactions ---- */

int
db_begin(struct db *db, struct err *err)
{
	if (db->writer)
		return run_bound(db, BOUND_write, err);
	db->due = true;
	db->inside = true;
	db->commits = atomic_load(&db->store->commits);
	return 0;
}

int
db_commit(struct db *db, struct err *err)
{
	db->inside = false;
	if (db->due) {
		db->due = false;
		return 0;
	}
	if (db->behind != NULL && db->behind->store(db->behind, db, err) != 0)
		return (int)err->problem;
	if (run_bound(db, BOUND_commit, err) != 0)
		return (int)err->problem;
	if (db->behind != NULL)
		db->behind->end(db->behind);
	if (db->writer)
		(void)atomic_fetch_add(&db->store->commits, 1);
	return 0;
}

void
db_rollback(struct db *db)
{
	db->due = false;
	db->inside = false;
	if (sqlite3_get_autocommit(db->handle) == 0)
		(void)sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
	if (db->behind != NULL)
		db->behind->end(db->behind);
}

int
db_savepoint(struct db *db, struct err *err)
{
	if (db->behind != NULL)
		db->behind->mark(db->behind);
	return run_bound(db, BOUND_savepoint, err);
}

int
db_release(struct db *db, bool keep, struct err *err)
{
	if (!keep && db->behind != NULL)
		db->behind->undo(db->behind);
	if (!keep && run_bound(db, BOUND_undo, err) != 0)
		return (int)err->problem;
	return run_bound(db, BOUND_release, err);
}

void
db_set_behind(struct db *db, struct db_behind *behind)
{
	db->behind = behind;
}

struct db_behind *
db_behind(struct db *db)
{
	return db->behind;
}

bool
db_in_transaction(const struct db *db)
{
	return sqlite3_get_autocommit(db->handle) == 0;
}

/* ---- opening ---- */

static int
note_pages(void *payload, sqlite3 *handle, const char *name, int pages)
{
	struct store *store = payload;
	(void)handle;
	(void)name;
	if (pages < CHECKPOINT_PAGES)
		return SQLITE_OK;
	worker_lock(&store->checkpointer);
	store->due = true;
	worker_ring(&store->checkpointer);
	worker_unlock(&store->checkpointer);
	return SQLITE_OK;
}

static int
open_handle(const char *path, int flags, sqlite3 **out, struct err *err)
{
	sqlite3 *handle = NULL;
	if (sqlite3_open_v2(path, &handle, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		(void)fail(err, PROBLEM_storage_unavailable, path,
		    "cannot open the database '%s': %s", path,
		    handle == NULL ? "out of memory" : sqlite3_errmsg(handle));
		(void)sqlite3_close(handle);
		return (int)err->problem;
	}
	(void)sqlite3_busy_timeout(handle, BUSY_MS);
	(void)sqlite3_extended_result_codes(handle, 0);
	*out = handle;
	return 0;
}

int
db_open(struct store *store, bool writer, struct db **out, struct err *err)
{
	int flags = writer ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
	sqlite3 *handle = NULL;
	if (open_handle(store->path, flags, &handle, err) != 0)
		return (int)err->problem;
	const char *setup = writer ? "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
	                             "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY"
	                           : "PRAGMA query_only=ON; PRAGMA temp_store=MEMORY";
	if (run_text(handle, setup, err) != 0) {
		(void)fail(err, PROBLEM_storage_unavailable, store->path,
		    "cannot use the database '%s': %s", store->path, sqlite3_errmsg(handle));
		(void)sqlite3_close(handle);
		return (int)err->problem;
	}
	if (writer)
		(void)sqlite3_wal_hook(handle, note_pages, store);
	*out = mem_new(1, sizeof(**out));
	(*out)->store = store;
	(*out)->handle = handle;
	(*out)->writer = writer;
	(*out)->recall = writer ? NULL : recall_new();
	return 0;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	for (int i = 0; i < QUERY_COUNT; i++)
		(void)sqlite3_finalize(db->queries[i].statement);
	for (int i = 0; i < db->n_lists; i++)
		(void)sqlite3_finalize(db->lists[i].prepared.statement);
	for (int i = 0; i < BOUNDS; i++)
		(void)sqlite3_finalize(db->bounds[i]);
	(void)sqlite3_close(db->handle);
	recall_free(db->recall);
	if (db->behind != NULL)
		db->behind->end(db->behind);
	free(db->behind);
	free(db);
}

static void *
checkpoint_loop(void *payload)
{
	struct store *store = payload;
	struct err err;
	sqlite3 *handle = NULL;
	if (open_handle(store->path, SQLITE_OPEN_READWRITE, &handle, &err) != 0)
		return NULL;
	worker_lock(&store->checkpointer);
	while (!store->checkpointer.stopping) {
		if (!store->due) {
			worker_wait(&store->checkpointer);
			continue;
		}
		store->due = false;
		worker_unlock(&store->checkpointer);
		(void)sqlite3_wal_checkpoint_v2(
		    handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
		worker_lock(&store->checkpointer);
	}
	worker_unlock(&store->checkpointer);
	(void)sqlite3_close(handle);
	return NULL;
}

static void
sort_key(sqlite3_context *context, int n, sqlite3_value **values)
{
	struct arena arena = { NULL };
	const char *text = (const char *)sqlite3_value_text(values[0]);
	const char *key = n == 1 && text != NULL ? utf8_sort_key(&arena, text) : NULL;
	sqlite3_result_text(context, key, -1, SQLITE_TRANSIENT);
	arena_release(&arena);
}

static int
run_migration_text(void *handle, const char *sql, struct err *err)
{
	return run_text(handle, sql, err);
}

static int
each_migration_row(void *handle, const char *sql,
    int (*each)(const char *name, const char *sha256, void *payload, struct err *err),
    void *payload, struct err *err)
{
	sqlite3_stmt *statement;
	if (sqlite3_prepare_v2(handle, sql, -1, &statement, NULL) != SQLITE_OK)
		return fail_sqlite(handle, "reading the schema's version", err);
	int problem = 0;
	while (problem == 0 && sqlite3_step(statement) == SQLITE_ROW)
		problem = each(column_text(statement, 0), column_text(statement, 1), payload, err);
	(void)sqlite3_finalize(statement);
	return problem;
}

static int
migrate(struct store *store, struct db *db, struct err *err)
{
	if (sqlite3_create_function(db->handle, "nexa_sort_key", 1,
	        SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, sort_key, NULL, NULL) != SQLITE_OK)
		return fail_sqlite(db->handle, "preparing the migrations", err);
	store->schema = migrations[n_migrations - 1].name;
	return migrations_apply(
	    &(struct migration_host){ db->handle, run_migration_text, each_migration_row }, err);
}

/* Each statement, each list in its first order and searched: a mistake stops the daemon at once; the
 * tests try every order and filter. */
static int
check_statements(struct db *db, struct err *err)
{
	for (int i = 0; i < QUERY_COUNT; i++)
		if (prepare_query(db, (enum query)i, err) != 0)
			return (int)err->problem;
	for (int i = 0; i < LIST_COUNT; i++) {
		struct list_shape shape = { .list = (enum list)i,
			.n_values = 9,
			.has_start = true,
			.has_search = store_list((enum list)i)->search != NULL };
		struct prepared *prepared;
		if (prepare_list(db, &shape, &prepared, err) != 0)
			return (int)err->problem;
	}
	return 0;
}

/* The checkpointer first, since migrations fill the log too. */
static int
set_up(struct store *store, struct err *err)
{
	struct db *db;
	if (db_open(store, true, &db, err) != 0)
		return (int)err->problem;
	int problem =
	    worker_start(&store->checkpointer, 1, checkpoint_loop, store, "checkpoints", err);
	if (problem == 0) {
		problem = migrate(store, db, err);
		if (problem == 0)
			problem = check_statements(db, err);
		if (problem != 0) {
			worker_stop(&store->checkpointer);
			worker_free(&store->checkpointer);
		}
	}
	db_close(db);
	return problem;
}

int
store_open(const char *url, struct store **out, struct err *err)
{
	if (strncmp(url, "sqlite:", 7) != 0)
		return fail(err, PROBLEM_storage_unavailable, "database",
		    "cannot use the database '%s': only sqlite:PATH is known", url);
	/* Counting memory takes a lock with every allocation, and nobody asks for the count. */
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	struct store *store = mem_new(1, sizeof(*store));
	store->path = mem_text(url + 7);
	atomic_init(&store->commits, 1);
	int problem = set_up(store, err);
	if (problem != 0) {
		free(store->path);
		free(store);
		return problem;
	}
	*out = store;
	return 0;
}

void
store_close(struct store *store)
{
	if (store == NULL)
		return;
	worker_stop(&store->checkpointer);
	worker_free(&store->checkpointer);
	free(store->path);
	free(store);
}

const char *
store_schema(const struct store *store)
{
	return store->schema;
}
