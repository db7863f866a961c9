/* SQLite, loaded with the first database: of nexa's starts few read a copy of an audit log, and all would pay for it.
 * Its functions are called by the table that it gives to its extensions, which is a way in that it keeps open. */
#include <pthread.h>

#include "err.h"
#include "late.h"
#include "store_sqlite.h"

SQLITE_EXTENSION_INIT1

static int
take_table(sqlite3 *handle, char **message, const sqlite3_api_routines *table)
{
	(void)handle;
	(void)message;
	sqlite3_api = table;
	return SQLITE_OK;
}

/* An extension is told the table with each database that is opened. */
static void
load(void)
{
	static const char *const names[] = { "libsqlite3.so.0" };
	int (*configure)(int option, ...);
	int (*extend)(void (*entry)(void));
	int (*extend_no_more)(void (*entry)(void));
	int (*open)(const char *path, sqlite3 **out, int flags, const char *vfs);
	int (*close)(sqlite3 * handle);
	sqlite3 *handle = NULL;
	void *library = late_open(names, sizeof(names) / sizeof(names[0]));
	if (!late_find(library, "sqlite3_config", &configure) ||
	    !late_find(library, "sqlite3_auto_extension", &extend) ||
	    !late_find(library, "sqlite3_cancel_auto_extension", &extend_no_more) ||
	    !late_find(library, "sqlite3_open_v2", &open) ||
	    !late_find(library, "sqlite3_close", &close))
		return;
	/* Counting memory takes a lock with every allocation, and nobody asks for the count. */
	(void)configure(SQLITE_CONFIG_MEMSTATUS, 0);
	/* Pages one by one as they are read: the first of a connection would otherwise be a piece of 20, which is
	 * touched whole and never given back. */
	(void)configure(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
	(void)extend((void (*)(void))take_table);
	(void)open(":memory:", &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	(void)close(handle);
	(void)extend_no_more((void (*)(void))take_table);
}

int
sqlite_load(struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	(void)pthread_once(&once, load);
	return sqlite3_api != NULL
	    ? 0
	    : fail(err, PROBLEM_storage_unavailable, "", "libsqlite3 is missing or cannot be used");
}
