/* What the files of the SQLite store share.  The only header that knows sqlite3.h, whose functions are those of the
 * library that sqlite_load() loads. */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include <sqlite3ext.h>
#include <stdatomic.h>

#include "store.h"
#include "store_table.h"
#include "worker.h"

SQLITE_EXTENSION_INIT3

struct recall;

enum { LIST_SHAPES = 128 };

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

struct db {
	struct store *store;
	sqlite3 *handle;
	bool writer;
	bool due;                 /* a reader's transaction is to begin with its first statement */
	bool inside;              /* a reader's transaction was asked for, begun or not */
	uint64_t commits;         /* when it was asked for */
	struct recall *recall;    /* a reader's */
	struct db_behind *behind; /* a writer's */
	int pages;                /* a writer's: of the log, after its last commit */
	int fold_from;            /* ... with how many it is next folded into the database */
	bool folds;               /* ... what is left of which is this connection's to do */
	sqlite3_stmt *bounds[BOUNDS];
	struct prepared *queries
	    [QUERY_COUNT]; /* made when first asked, as the lists: most connections ask few */
	struct prepared_list *lists[LIST_SHAPES];
	int n_lists;
};

struct store {
	char *path;
	struct worker checkpointer;
	bool due;          /* a checkpoint; under the checkpointer's lock */
	atomic_int folded; /* pages of the log that the last one left in the database */
	const char *schema;
	int log;                  /* the log's file, for store_settle(); -1: nobody commits early */
	_Atomic uint64_t commits; /* since the start, from 1 on */
	int file;                 /* the database's, for db_expect_events(); -1: none */
	uint32_t events;          /* ... where the events' table begins in it; 0: not known */
};

/* Before any other; storage_unavailable when there is no SQLite.  store_sqlite_late.c */
int sqlite_load(struct err *err);
/* What a result of SQLite's means: conflict, whose sentence may be sent, for what is there already; else
 * storage_unavailable or internal with SQLite's own message, for the log; doing: for the message. */
int sqlite_fail(sqlite3 *handle, const char *doing, struct err *err);
int sqlite_prepare(sqlite3 *handle, const char *sql, sqlite3_stmt **out, struct err *err);
/* The name of what databases are opened through; store_sqlite_log.c. */
const char *sqlite_log_vfs(void);
/* Whether what the calling thread commits is only written, and brought to the disk by store_settle(). */
void sqlite_log_put_off(bool put_off);
/* The functions that statements on the audit log use; store_sqlite_audit.c. */
int sqlite_audit_functions(sqlite3 *handle, struct err *err);
/* Gets ready for db_expect_events(); without it nothing is expected.  The file is closed by store_close() only, since
 * that takes all locks of this process on it: nobody has two stores of one file.  store_sqlite_ahead.c */
void sqlite_ahead_open(struct store *store, sqlite3 *handle);
/* Calls each() with the page of the database's file, from 1 on, that has the audit event with a place, or would have
 * it; as the file is, without its log. */
void sqlite_ahead_find(const struct store *store, const int64_t *places, int64_t n,
    void (*each)(int64_t place, uint32_t page, void *payload), void *payload);
/* Once a connection; store_sqlite.c. */
int sqlite_prepare_query(struct db *db, enum query query, struct prepared **out, struct err *err);
void sqlite_forget_query(struct db *db, enum query query);
void sqlite_forget_lists(struct db *db);
int sqlite_prepare_list(
    struct db *db, const struct list_shape *shape, struct prepared **out, struct err *err);
/* The reader's transaction that was asked for, with its first statement: one that remembers all that it is
 * asked never begins; store_sqlite_open.c. */
int sqlite_begin_when_due(struct db *db, struct err *err);

static inline const char *
sqlite_text(sqlite3_stmt *statement, int i)
{
	return (const char *)sqlite3_column_text(statement, i);
}

#endif
