/* The write-ahead log reaches its file in one call a commit.  SQLite writes it by the page, in two calls each; here they
 * are gathered, as long as each follows on the one before, until they are to be durable, or to be read.  That is in
 * time: with synchronous=FULL others see a commit only once its pages were synced, and before that a crash may lose
 * what is gathered here as well as what the system has not written yet.
 *
 * A commit may leave the sync to another thread, so that the next transaction need not wait for the disk.  To the file
 * this is what synchronous=NORMAL does: a log whose end was lost is whole up to there, since each frame's checksum
 * includes those before it, and SQLite itself syncs the log before it folds it and when it begins anew. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "err.h"
#include "log.h"
#include "mem.h"
#include "store_sqlite.h"
#include "str.h"

enum { GATHERED_MOST = (1 << 17) - 1 }; /* the system's xWrite() takes no more */

/* Behind the system's own struct of a file. */
struct gathered {
	const sqlite3_io_methods *real; /* the file's */
	sqlite3_io_methods methods;     /* ... and instead of them */
	char *bytes;                    /* NULL: nothing was written yet */
	int n;
	sqlite3_int64 at; /* where they belong in the file */
};

static sqlite3_vfs *real_vfs;
static sqlite3_vfs vfs;
static _Thread_local bool is_put_off;

static struct gathered *
gathered_of(sqlite3_file *file)
{
	return (struct gathered *)(void *)((char *)file + vfs.szOsFile - sizeof(struct gathered));
}

/* What cannot be written is let go of: who is told so rolls back. */
static int
flush(sqlite3_file *file)
{
	struct gathered *gathered = gathered_of(file);
	int n = gathered->n;
	gathered->n = 0;
	return n == 0 ? SQLITE_OK : gathered->real->xWrite(file, gathered->bytes, n, gathered->at);
}

static int
gather(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
	struct gathered *gathered = gathered_of(file);
	int code = SQLITE_OK;
	if (at != gathered->at + gathered->n || n > GATHERED_MOST - gathered->n)
		code = flush(file);
	if (code != SQLITE_OK)
		return code;
	if (n > GATHERED_MOST)
		return gathered->real->xWrite(file, bytes, n, at);
	if (gathered->bytes == NULL)
		gathered->bytes = mem_new(GATHERED_MOST, 1);
	if (gathered->n == 0)
		gathered->at = at;
	memcpy(gathered->bytes + gathered->n, bytes, (size_t)n);
	gathered->n += n;
	return SQLITE_OK;
}

/* The head of a log that begins anew has to be there before its pages, which nothing puts off. */
static int
flush_and_sync(sqlite3_file *file, int flags)
{
	struct gathered *gathered = gathered_of(file);
	bool put_off = is_put_off && gathered->n > 0 && gathered->at > 0;
	int code = flush(file);
	return code != SQLITE_OK || put_off ? code : gathered->real->xSync(file, flags);
}

static int
flush_and_read(sqlite3_file *file, void *bytes, int n, sqlite3_int64 at)
{
	int code = flush(file);
	return code != SQLITE_OK ? code : gathered_of(file)->real->xRead(file, bytes, n, at);
}

static int
flush_and_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	int code = flush(file);
	return code != SQLITE_OK ? code : gathered_of(file)->real->xTruncate(file, size);
}

static int
flush_and_measure(sqlite3_file *file, sqlite3_int64 *size)
{
	int code = flush(file);
	return code != SQLITE_OK ? code : gathered_of(file)->real->xFileSize(file, size);
}

static int
flush_and_close(sqlite3_file *file)
{
	struct gathered *gathered = gathered_of(file);
	int code = flush(file);
	int closed = gathered->real->xClose(file);
	free(gathered->bytes);
	return code != SQLITE_OK ? code : closed;
}

static int
open_file(sqlite3_vfs *own, const char *name, sqlite3_file *file, int flags, int *got)
{
	(void)own;
	int code = real_vfs->xOpen(real_vfs, name, file, flags, got);
	if ((flags & SQLITE_OPEN_WAL) == 0 || code != SQLITE_OK)
		return code;
	struct gathered *gathered = gathered_of(file);
	*gathered = (struct gathered){ .real = file->pMethods, .methods = *file->pMethods };
	gathered->methods.xWrite = gather;
	gathered->methods.xSync = flush_and_sync;
	gathered->methods.xRead = flush_and_read;
	gathered->methods.xTruncate = flush_and_truncate;
	gathered->methods.xFileSize = flush_and_measure;
	gathered->methods.xClose = flush_and_close;
	file->pMethods = &gathered->methods;
	return SQLITE_OK;
}

static void
set_up(void)
{
	enum { ALIGNED = 16 };
	real_vfs = sqlite3_vfs_find(NULL);
	vfs = *real_vfs;
	vfs.zName = "nexa";
	vfs.szOsFile = (vfs.szOsFile + ALIGNED - 1) / ALIGNED * ALIGNED;
	vfs.szOsFile += (int)sizeof(struct gathered);
	vfs.xOpen = open_file;
	(void)sqlite3_vfs_register(&vfs, 0);
}

const char *
sqlite_log_vfs(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	(void)pthread_once(&once, set_up);
	return vfs.zName;
}

void
sqlite_log_put_off(bool put_off)
{
	is_put_off = put_off;
}

/* One of our own, since SQLite's are its connections'; the file stays while one of those is open. */
static int
open_log(const struct store *store)
{
	struct stat stat;
	struct str path = STR_INIT(PATH_MAX);
	str_addf(&path, "%s-wal", store->path);
	int fd = open(str_text(&path), O_RDWR | O_CLOEXEC);
	str_release(&path);
	if (fd < 0 || (fstat(fd, &stat) == 0 && stat.st_nlink > 0))
		return fd;
	(void)close(fd);
	errno = ENOENT;
	return -1;
}

int
db_allow_early(struct db *db, struct err *err)
{
	struct store *store = db->store;
	int pages = 0;
	int folded = 0;
	int code =
	    sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_FULL, &pages, &folded);
	if (code != SQLITE_OK && code != SQLITE_BUSY)
		return sqlite_fail(db->handle, "folding the log into the database", err);
	if (folded < pages || code == SQLITE_BUSY)
		log_line(
		    LOG_warning, "the log is not folded: somebody else uses the database", LOG_END);
	if (store->log < 0 && (store->log = open_log(store)) < 0)
		return fail(err, PROBLEM_storage_unavailable, store->path,
		    "cannot open '%s-wal': %s", store->path, strerror(errno));
	return 0;
}

int
store_settle(struct store *store, struct err *err)
{
	return fdatasync(store->log) == 0
	    ? 0
	    : fail(err, PROBLEM_storage_unavailable, store->path, "'%s-wal' cannot be synced: %s",
	          store->path, strerror(errno));
}
