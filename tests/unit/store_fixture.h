/* A store in a temporary file, with an organization, a workspace and people in it. */
#ifndef STORE_FIXTURE_H
#define STORE_FIXTURE_H

#include "arena.h"
#include "audit_store.h"
#include "err.h"
#include "mem.h"
#include "store.h"
#include "store_sqlite.h"
#include "unit_fail.h"
#include "utf8.h"

struct fixture {
	char directory[300];
	char path[320];
	char url[340];
	struct store *store;
	struct db *db; /* the connection that writes */
	struct arena arena;
	struct err err;
};

/* A call that fills the fixture's err has to end well. */
#define assert_done(fixture, call) fixture_done((fixture), (call), __FILE__, __LINE__)

static inline void
fixture_done(struct fixture *f, int problem, const char *file, int line)
{
	if (problem != 0) {
		print_error("%s\n", f->err.text);
		_fail(file, line);
	}
	f->err = (struct err){ .problem = PROBLEM_none };
}

static inline void
fixture_place(struct fixture *f)
{
	const char *parent = getenv("TMPDIR");
	(void)snprintf(f->directory, sizeof(f->directory), "%s/nexa-store-XXXXXX",
	    parent == NULL ? "/tmp" : parent);
	assert_non_null(mkdtemp(f->directory));
	(void)snprintf(f->path, sizeof(f->path), "%s/test.db", f->directory);
	(void)snprintf(f->url, sizeof(f->url), "sqlite:%s", f->path);
}

static inline void
fixture_open(struct fixture *f)
{
	assert_done(f, store_open(f->url, &f->store, &f->err));
	assert_done(f, db_open(f->store, true, &f->db, &f->err));
}

static inline void
fixture_close(struct fixture *f)
{
	db_close(f->db);
	store_close(f->store);
	f->db = NULL;
	f->store = NULL;
}

/* All of the log is in the file; db_fold() leaves it to a checkpoint that is under way. */
static inline void
fixture_fold(struct fixture *f)
{
	int pages = 0;
	int folded = 0;
	int code;
	do
		code = sqlite3_wal_checkpoint_v2(
		    f->db->handle, NULL, SQLITE_CHECKPOINT_FULL, &pages, &folded);
	while (code == SQLITE_BUSY);
	assert_int_equal(code, SQLITE_OK);
	assert_int_equal(pages, folded);
}

static inline int
fixture_set_up(void **state)
{
	struct fixture *f = mem_new(1, sizeof(*f));
	fixture_place(f);
	fixture_open(f);
	*state = f;
	return 0;
}

static inline int
fixture_tear_down(void **state)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
	struct fixture *f = *state;
	fixture_close(f);
	arena_release(&f->arena);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		char path[340];
		(void)snprintf(path, sizeof(path), "%s%s", f->path, ends[i]);
		(void)unlink(path);
	}
	(void)rmdir(f->directory);
	free(f);
	return 0;
}

static inline void
fixture_add_user(struct fixture *f, const char *id, const char *email, const char *name, int64_t at)
{
	assert_done(f,
	    db_run(f->db, QUERY_user_insert,
	        WITH(V(id), V(email), V(utf8_fold(&f->arena, email)), V(name),
	            V(utf8_sort_key(&f->arena, name)), value_text(NULL), V(at)),
	        NULL, &f->err));
}

static inline void
fixture_add_org(struct fixture *f, const char *id, const char *name)
{
	struct value none = value_text(NULL);
	assert_done(f,
	    db_run(f->db, QUERY_org_insert,
	        WITH(V(id), V(name), V(utf8_sort_key(&f->arena, name)), none, none, none, none,
	            none, V("enterprise"), V(1)),
	        NULL, &f->err));
}

static inline void
fixture_add_workspace(struct fixture *f, const char *id, const char *org_id, const char *name)
{
	assert_done(f,
	    db_run(f->db, QUERY_workspace_insert,
	        WITH(V(id), V(org_id), V(name), V(utf8_fold(&f->arena, name)), value_text(NULL),
	            V("in"), V(1), V(utf8_sort_key(&f->arena, name))),
	        NULL, &f->err));
}

static inline void
fixture_add_member(
    struct fixture *f, const char *ws_id, const char *user_id, const char *role, int64_t at)
{
	assert_done(f,
	    db_run(f->db, QUERY_member_insert, WITH(V(ws_id), V(user_id), V(role), V(at)), NULL,
	        &f->err));
}

/* The number that a statement of one row and column answers. */
static inline int64_t
fixture_number(
    struct fixture *f, struct db *db, enum query query, const struct value *values, int n)
{
	struct number_row row = { 0 };
	bool found = false;
	assert_done(f, db_get(db, query, values, n, &f->arena, &row, &found, &f->err));
	assert_true(found);
	return row.number;
}

/* One number from the database, by a connection of its own. */
static inline int64_t
fixture_ask(const struct fixture *f, const char *sql)
{
	sqlite3 *handle;
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_open(f->path, &handle), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	int64_t answer = sqlite3_column_int64(statement, 0);
	(void)sqlite3_finalize(statement);
	(void)sqlite3_close(handle);
	return answer;
}

/* Reads the audit log of an organization ("": the installation's), oldest first. */
static inline void
fixture_read_log(struct fixture *f, const char *org_id,
    int (*each)(const struct listed *listed, void *payload), void *payload)
{
	int64_t log;
	assert_done(f, audit_store_log(f->db, org_id, &log, &f->err));
	const struct value values[] = { V(audit_store_place(log, 0)),
		V(log == 0 ? 0 : audit_store_place(log + 1, 0)) };
	struct listing listing = {
		.list = LIST_events, .values = values, .n_values = 2, .limit = 100000
	};
	assert_done(f, db_list(f->db, &listing, each, payload, &f->err));
}

#endif
