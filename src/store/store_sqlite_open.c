/* Storage in SQLite: connections, transactions and migrations.  Write-ahead log, one writer, a reader per
 * thread, checkpoints in a thread of their own (they are the tail of the commit latency). */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "clock.h"
#include "err.h"
#include "mem.h"
#include "migration.h"
#include "store_recall.h"
#include "store_sqlite.h"
#include "utf8.h"

enum {
	CHECKPOINT_PAGES = 1000, /* with so many the log is folded into the database */
	CHECKPOINT_REST = 250,   /* that a connection that writes folds itself */
	BUSY_MS = 5000
};

/* ---- transactions ---- */

static const char *const bound_texts[BOUNDS] = {
	[BOUND_read] = "BEGIN",
	[BOUND_write] = "BEGIN IMMEDIATE",
	[BOUND_commit] = "COMMIT",
	[BOUND_savepoint] = "SAVEPOINT one",
	[BOUND_undo] = "ROLLBACK TO one",
	[BOUND_release] = "RELEASE one",
};

static int
run_bound(struct db *db, enum bound bound, struct err *err)
{
	sqlite3_stmt **statement = &db->bounds[bound];
	if (*statement == NULL &&
	    sqlite_prepare(db->handle, bound_texts[bound], statement, err) != 0)
		return (int)err->problem;
	int problem = 0;
	if (sqlite3_step(*statement) != SQLITE_DONE)
		problem = sqlite_fail(db->handle, bound_texts[bound], err);
	(void)sqlite3_reset(*statement);
	return problem;
}

int
sqlite_begin_when_due(struct db *db, struct err *err)
{
	if (!db->due)
		return 0;
	db->due = false;
	return run_bound(db, BOUND_read, err);
}

/* Folds what was committed while the checkpointer was at it: with nothing left, and nobody reading in it, the log is
 * written from its beginning again.  One that grows makes the disk keep its new length with each commit. */
static void
fold_rest(struct db *db)
{
	int folded;
	db->folds = false;
	if (sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, &folded) ==
	    SQLITE_OK)
		atomic_store(&db->store->folded, folded);
}

int
db_begin(struct db *db, struct err *err)
{
	if (db->folds)
		fold_rest(db);
	if (db->writer)
		return run_bound(db, BOUND_write, err);
	db->due = true;
	db->inside = true;
	db->commits = atomic_load(&db->store->commits);
	return 0;
}

uint64_t
db_commits(const struct db *db)
{
	return db->commits;
}

uint64_t
store_commits(const struct store *store)
{
	return atomic_load(&store->commits);
}

static void
end_behind(struct db *db, bool committed)
{
	for (struct db_behind *at = db->behind; at != NULL; at = at->next)
		at->end(at, committed);
}

int
db_commit(struct db *db, struct err *err)
{
	db->inside = false;
	if (db->due) {
		db->due = false;
		return 0;
	}
	for (struct db_behind *at = db->behind; at != NULL; at = at->next)
		if (at->store(at, db, err) != 0)
			return (int)err->problem;
	/* Before and after: what a reader remembers is old as soon as anybody can see the change. */
	if (db->writer)
		(void)atomic_fetch_add(&db->store->commits, 1);
	if (run_bound(db, BOUND_commit, err) != 0)
		return (int)err->problem;
	end_behind(db, true);
	if (db->writer)
		(void)atomic_fetch_add(&db->store->commits, 1);
	return 0;
}

int
db_commit_early(struct db *db, struct err *err)
{
	sqlite_log_put_off(true);
	int problem = db_commit(db, err);
	sqlite_log_put_off(false);
	return problem;
}

int
db_fold(struct db *db, struct err *err)
{
	int result =
	    sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
	/* Busy: somebody reads what is in the log. */
	if (result != SQLITE_OK && result != SQLITE_BUSY)
		return sqlite_fail(db->handle, "folding the log into the database", err);
	return 0;
}

void
db_rollback(struct db *db)
{
	db->due = false;
	db->inside = false;
	if (sqlite3_get_autocommit(db->handle) == 0)
		(void)sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
	end_behind(db, false);
}

int
db_savepoint(struct db *db, struct err *err)
{
	for (struct db_behind *at = db->behind; at != NULL; at = at->next)
		at->mark(at);
	return run_bound(db, BOUND_savepoint, err);
}

int
db_release(struct db *db, bool keep, struct err *err)
{
	for (struct db_behind *at = db->behind; at != NULL && !keep; at = at->next)
		at->undo(at);
	if (!keep && run_bound(db, BOUND_undo, err) != 0)
		return (int)err->problem;
	return run_bound(db, BOUND_release, err);
}

void
db_add_behind(struct db *db, struct db_behind *behind)
{
	struct db_behind **at = &db->behind;
	while (*at != NULL)
		at = &(*at)->next;
	*at = behind;
}

struct db_behind *
db_behind(
    const struct db *db, int (*store)(struct db_behind *behind, struct db *db, struct err *err))
{
	struct db_behind *at = db->behind;
	while (at != NULL && at->store != store)
		at = at->next;
	return at;
}

bool
db_in_transaction(const struct db *db)
{
	return sqlite3_get_autocommit(db->handle) == 0;
}

/* ---- opening ---- */

static int
run_text(sqlite3 *handle, const char *sql, struct err *err)
{
	if (sqlite3_exec(handle, sql, NULL, NULL, NULL) != SQLITE_OK)
		return sqlite_fail(handle, sql, err);
	return 0;
}

/* The checkpointer folds most of the log, a connection that writes the rest, before its next transaction. */
static int
note_pages(void *payload, sqlite3 *handle, const char *name, int pages)
{
	struct db *db = payload;
	struct store *store = db->store;
	(void)handle;
	(void)name;
	if (pages < db->pages) {
		db->fold_from = CHECKPOINT_PAGES;
		atomic_store(&store->folded, 0);
	}
	db->pages = pages;
	if (pages < db->fold_from)
		return SQLITE_OK;
	db->fold_from = pages + CHECKPOINT_REST / 2;
	db->folds = pages - atomic_load(&store->folded) <= CHECKPOINT_REST;
	if (db->folds)
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
	if (sqlite3_open_v2(path, &handle, flags | SQLITE_OPEN_NOMUTEX, sqlite_log_vfs()) !=
	    SQLITE_OK) {
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
	if (sqlite_audit_functions(handle, err) != 0) {
		(void)sqlite3_close(handle);
		return (int)err->problem;
	}
	struct db *db = *out = mem_new(1, sizeof(*db));
	*db = (struct db){ .store = store, .handle = handle, .writer = writer };
	db->recall = writer ? NULL : recall_new();
	db->fold_from = CHECKPOINT_PAGES;
	if (writer)
		(void)sqlite3_wal_hook(handle, note_pages, db);
	return 0;
}

void
db_shrink(struct db *db)
{
	(void)sqlite3_db_release_memory(db->handle);
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	for (int i = 0; i < QUERY_COUNT; i++)
		sqlite_forget_query(db, (enum query)i);
	sqlite_forget_lists(db);
	for (int i = 0; i < BOUNDS; i++)
		(void)sqlite3_finalize(db->bounds[i]);
	(void)sqlite3_close(db->handle);
	recall_free(db->recall);
	while (db->behind != NULL) {
		struct db_behind *behind = db->behind;
		db->behind = behind->next;
		behind->end(behind, false);
		behind->release(behind);
	}
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
	/* A connection that has read nothing does not know that there is a log, and checkpoints none.  What is read
	 * is a number of the file's: a statement on a table would keep the whole schema, which nobody here asks. */
	(void)run_text(handle, "PRAGMA schema_version", &err);
	worker_lock(&store->checkpointer);
	while (!store->checkpointer.stopping) {
		if (!store->due) {
			worker_wait(&store->checkpointer);
			continue;
		}
		store->due = false;
		worker_unlock(&store->checkpointer);
		int folded;
		if (sqlite3_wal_checkpoint_v2(
		        handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, &folded) == SQLITE_OK)
			atomic_store(&store->folded, folded);
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
		return sqlite_fail(handle, "reading the schema's version", err);
	int problem = 0;
	while (problem == 0 && sqlite3_step(statement) == SQLITE_ROW)
		problem = each(sqlite_text(statement, 0), sqlite_text(statement, 1), payload, err);
	(void)sqlite3_finalize(statement);
	return problem;
}

static int
migrate(struct store *store, struct db *db, struct err *err)
{
	if (sqlite3_create_function(db->handle, "nexa_sort_key", 1,
	        SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, sort_key, NULL, NULL) != SQLITE_OK)
		return sqlite_fail(db->handle, "preparing the migrations", err);
	store->schema = migrations[n_migrations - 1].name;
	return migrations_apply(
	    &(struct migration_host){ db->handle, run_migration_text, each_migration_row }, err);
}

/* Each statement, each list in its first order and searched: a mistake stops the daemon at once; the
 * tests try every order and filter. */
static int
check_statements(struct db *db, struct err *err)
{
	struct prepared *prepared;
	for (int i = 0; i < QUERY_COUNT; i++)
		if (sqlite_prepare_query(db, (enum query)i, &prepared, err) != 0)
			return (int)err->problem;
	for (int i = 0; i < LIST_COUNT; i++) {
		struct list_shape shape = { .list = (enum list)i,
			.n_values = 9,
			.has_start = true,
			.has_search = store_list((enum list)i)->search != NULL };
		if (sqlite_prepare_list(db, &shape, &prepared, err) != 0)
			return (int)err->problem;
	}
	return 0;
}

/* The checkpointer first, since migrations fill the log too. */
static int
set_up(struct store *store, struct err *err)
{
	struct db *db = NULL;
	if (db_open(store, true, &db, err) != 0 || db == NULL)
		return (int)err->problem;
	int problem =
	    worker_start(&store->checkpointer, 1, checkpoint_loop, store, "checkpoints", err);
	if (problem == 0) {
		problem = migrate(store, db, err);
		if (problem == 0)
			problem = check_statements(db, err);
		if (problem == 0)
			sqlite_ahead_open(store, db->handle);
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
		return fail(err, PROBLEM_invalid_field, "database",
		    "cannot use the database '%s': only sqlite:PATH is known", url);
	if (sqlite_load(err) != 0)
		return (int)err->problem;
	struct store *store = mem_new(1, sizeof(*store));
	store->path = mem_text(url + 7);
	store->log = store->file = -1;
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
	if (store->log >= 0)
		(void)close(store->log);
	if (store->file >= 0)
		(void)close(store->file);
	free(store->path);
	free(store);
}

const char *
store_schema(const struct store *store)
{
	return store->schema;
}
