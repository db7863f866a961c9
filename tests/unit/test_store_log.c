/* The write-ahead log: how it reaches its file, and what becomes of a commit that does not. */
#include "store_fixture.h"
#include "store_sqlite.h"

/* What the system is asked for, below what the store opens databases through. */
static struct {
	sqlite3_vfs vfs;
	sqlite3_vfs *real;
	pthread_mutex_t lock; /* the checkpointer opens the log, too */
	sqlite3_io_methods methods;
	int (*write)(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at);
	int (*sync)(sqlite3_file *file, int flags);
	int n_writes; /* of the log */
	int n_syncs;
	bool is_full;
} below = { .lock = PTHREAD_MUTEX_INITIALIZER };

static int
count_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
	below.n_writes++;
	return below.is_full ? SQLITE_FULL : below.write(file, bytes, n, at);
}

static int
count_sync(sqlite3_file *file, int flags)
{
	below.n_syncs++;
	return below.sync(file, flags);
}

static int
open_below(sqlite3_vfs *own, const char *name, sqlite3_file *file, int flags, int *got)
{
	(void)own;
	int code = below.real->xOpen(below.real, name, file, flags, got);
	if (code != SQLITE_OK || (flags & SQLITE_OPEN_WAL) == 0)
		return code;
	(void)pthread_mutex_lock(&below.lock);
	if (below.write == NULL) {
		below.methods = *file->pMethods;
		below.write = below.methods.xWrite;
		below.methods.xWrite = count_write;
		below.sync = below.methods.xSync;
		below.methods.xSync = count_sync;
	}
	(void)pthread_mutex_unlock(&below.lock);
	file->pMethods = &below.methods;
	return SQLITE_OK;
}

static int
set_up_below(void **state)
{
	struct err err;
	(void)state;
	assert_int_equal(sqlite_load(&err), 0);
	below.real = sqlite3_vfs_find(NULL);
	below.vfs = *below.real;
	below.vfs.zName = "below";
	below.vfs.xOpen = open_below;
	return sqlite3_vfs_register(&below.vfs, 1);
}

enum { ROOM = 4000 };

/* In a transaction of its own; each takes two or three pages. */
static int
add_orgs_by(
    struct fixture *f, const char *prefix, int n, int (*commit)(struct db *db, struct err *err))
{
	char name[ROOM];
	memset(name, 'x', ROOM - 1);
	name[ROOM - 1] = '\0';
	assert_done(f, db_begin(f->db, &f->err));
	for (int i = 0; i < n; i++) {
		char id[30];
		(void)snprintf(id, sizeof(id), "%s_%d", prefix, i);
		fixture_add_org(f, id, name);
	}
	return commit(f->db, &f->err);
}

static int
add_orgs(struct fixture *f, const char *prefix, int n)
{
	return add_orgs_by(f, prefix, n, db_commit);
}

static void
assert_whole(const struct fixture *f, int64_t orgs)
{
	assert_int_equal(fixture_ask(f, "SELECT COUNT(*) FROM organizations"), orgs);
	assert_int_equal(fixture_ask(f,
	                     "SELECT COUNT(*) FROM pragma_integrity_check WHERE "
	                     "integrity_check <> 'ok'"),
	    0);
}

static void
test_one_write_a_commit(void **state)
{
	struct fixture *f = *state;
	enum { ORGS = 6 };
	assert_done(f, add_orgs(f, "first", 1));
	for (int i = 0; i < 5; i++) {
		char prefix[16];
		(void)snprintf(prefix, sizeof(prefix), "org%d", i);
		below.n_writes = 0;
		assert_done(f, add_orgs(f, prefix, ORGS));
		/* Some twenty pages, two calls each. */
		assert_in_range(below.n_writes, 1, 2);
	}
	assert_whole(f, 1 + 5 * ORGS);
}

/* More than the connection keeps in memory: pages go to the log, and are read from it, before the commit. */
static void
test_large_transactions(void **state)
{
	struct fixture *f = *state;
	enum { ORGS = 2000 };
	int64_t count = 0;
	assert_done(f, add_orgs(f, "large", ORGS));
	assert_whole(f, ORGS);
	assert_done(f, db_begin(f->db, &f->err));
	for (int i = 0; i < ORGS; i++) {
		char id[30];
		(void)snprintf(id, sizeof(id), "more_%d", i);
		fixture_add_org(f, id, "Acme");
	}
	const struct value anybody[] = { value_text(NULL), value_text(NULL) };
	struct listing all = { .list = LIST_organizations, .values = anybody, .n_values = 2 };
	assert_done(f, db_count(f->db, &all, INT32_MAX, &count, &f->err));
	assert_int_equal(count, 2 * ORGS);
	db_rollback(f->db);
	assert_whole(f, ORGS);
	fixture_close(f);
	fixture_open(f);
	assert_whole(f, ORGS);
}

/* Another connection sees it, and only store_settle() waits for the disk.  The next commit as usual does so for both. */
static void
test_early(void **state)
{
	struct fixture *f = *state;
	assert_done(f, add_orgs(f, "first", 1));
	assert_done(f, db_allow_early(f->db, &f->err));
	assert_done(f, add_orgs(f, "second", 1));
	for (int i = 0; i < 3; i++) {
		char prefix[30];
		(void)snprintf(prefix, sizeof(prefix), "early%d", i);
		below.n_syncs = 0;
		assert_done(f, add_orgs_by(f, prefix, 2, db_commit_early));
		assert_int_equal(below.n_syncs, 0);
		assert_whole(f, 2 + i * 3 + 2);
		assert_done(f, store_settle(f->store, &f->err));
		(void)snprintf(prefix, sizeof(prefix), "usual%d", i);
		assert_done(f, add_orgs(f, prefix, 1));
		assert_int_equal(below.n_syncs, 1);
	}
	fixture_close(f);
	fixture_open(f);
	assert_whole(f, 11);
}

/* How many organizations the database has without its log. */
static int
count_without_log(const struct fixture *f)
{
	char url[400];
	sqlite3 *handle;
	sqlite3_stmt *statement;
	(void)snprintf(url, sizeof(url), "file:%s?immutable=1", f->path);
	assert_int_equal(
	    sqlite3_open_v2(url, &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(handle, "SELECT COUNT(*) FROM organizations", -1, &statement, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	int n = sqlite3_column_int(statement, 0);
	(void)sqlite3_finalize(statement);
	(void)sqlite3_close(handle);
	return n;
}

/* What an earlier process left in the log is in the database before anything follows it. */
static void
test_early_folds(void **state)
{
	struct fixture *f = *state;
	assert_done(f, db_allow_early(f->db, &f->err));
	assert_done(f, add_orgs_by(f, "before", 3, db_commit_early));
	assert_int_equal(count_without_log(f), 0);
	assert_done(f, db_allow_early(f->db, &f->err));
	assert_int_equal(count_without_log(f), 3);
}

/* The head of a log that begins anew is on the disk before what follows it. */
static void
test_early_begins_anew(void **state)
{
	struct fixture *f = *state;
	assert_done(f, add_orgs(f, "first", 1));
	assert_done(f, db_fold(f->db, &f->err));
	below.n_syncs = 0;
	assert_done(f, add_orgs_by(f, "early", 2, db_commit_early));
	assert_int_equal(below.n_syncs, 1);
	assert_whole(f, 3);
}

/* What cannot be written is told at once. */
static void
test_early_full_disk(void **state)
{
	struct fixture *f = *state;
	assert_done(f, add_orgs(f, "before", 3));
	below.is_full = true;
	assert_int_equal(add_orgs_by(f, "lost", 3, db_commit_early), PROBLEM_storage_unavailable);
	below.is_full = false;
	db_rollback(f->db);
	f->err = (struct err){ .problem = PROBLEM_none };
	assert_done(f, add_orgs_by(f, "after", 3, db_commit_early));
	assert_whole(f, 6);
}

static void
test_full_disk(void **state)
{
	struct fixture *f = *state;
	assert_done(f, add_orgs(f, "before", 3));
	below.is_full = true;
	assert_int_equal(add_orgs(f, "lost", 3), PROBLEM_storage_unavailable);
	assert_true(store_is_full(&f->err));
	below.is_full = false;
	db_rollback(f->db);
	f->err = (struct err){ .problem = PROBLEM_none };
	assert_whole(f, 3);
	assert_done(f, add_orgs(f, "after", 3));
	assert_whole(f, 6);
	fixture_close(f);
	fixture_open(f);
	assert_whole(f, 6);
}

#define in_store(test) cmocka_unit_test_setup_teardown((test), fixture_set_up, fixture_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_store(test_one_write_a_commit),
		in_store(test_large_transactions),
		in_store(test_early),
		in_store(test_early_folds),
		in_store(test_early_begins_anew),
		in_store(test_early_full_disk),
		in_store(test_full_disk),
	};
	return cmocka_run_group_tests(tests, set_up_below, NULL);
}
