/* Which migrations a database has, and which it needs. */
#include "migration.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "err.h"
#include "mem.h"

static int
apply(const struct migration_host *host, const struct migration *migration, struct err *err)
{
	/* A name is that of a file, made of letters, digits and _. */
	char record[512];
	(void)snprintf(record, sizeof(record),
	    "INSERT INTO schema_migrations (name, applied_at) VALUES ('%s', %lld);"
	    "INSERT INTO schema_digests (name, sha256) VALUES ('%s', '%s')",
	    migration->name, (long long)clock_now(), migration->name, migration->sha256);
	if (host->run(host->handle, "BEGIN IMMEDIATE", err) != 0)
		return (int)err->problem;
	if (host->run(host->handle, migration->sql, err) != 0 ||
	    host->run(host->handle, record, err) != 0 ||
	    host->run(host->handle, "COMMIT", err) != 0) {
		struct err ignored;
		(void)host->run(host->handle, "ROLLBACK", &ignored);
		return (int)err->problem;
	}
	return 0;
}

/* The place of a migration among those that this program has; -1: none of them. */
static int
find(const char *name)
{
	for (int i = 0; i < n_migrations; i++)
		if (strcmp(migrations[i].name, name) == 0)
			return i;
	return -1;
}

/* One that this program lacks was put there by a newer one; sha256 NULL: applied before digests were
 * kept.  payload[i]: whether the database has migration i. */
static int
note_applied(const char *name, const char *sha256, void *payload, struct err *err)
{
	int at = find(name);
	if (at < 0)
		return fail(err, PROBLEM_storage_unavailable, "database",
		    "the database was written by a newer nexad (it has migration '%s'); "
		    "start that version, or restore an older backup",
		    name);
	if (sha256 != NULL && strcmp(sha256, migrations[at].sha256) != 0)
		return fail(err, PROBLEM_storage_unavailable, "database",
		    "the database was written by another build of nexad (its migration '%s' has "
		    "other contents); start that build, or restore a backup",
		    name);
	((bool *)payload)[at] = true;
	return 0;
}

int
migrations_apply(const struct migration_host *host, struct err *err)
{
	int problem = host->run(host->handle,
	    "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY, "
	    "applied_at BIGINT NOT NULL);"
	    "CREATE TABLE IF NOT EXISTS schema_digests (name TEXT PRIMARY KEY, "
	    "sha256 TEXT NOT NULL)",
	    err);
	bool *applied = mem_new((size_t)n_migrations, sizeof(*applied));
	if (problem == 0)
		problem = host->each(host->handle,
		    "SELECT m.name, d.sha256 FROM schema_migrations m "
		    "LEFT JOIN schema_digests d ON d.name = m.name ORDER BY m.name",
		    note_applied, applied, err);
	for (int i = 0; i < n_migrations && problem == 0; i++)
		if (!applied[i])
			problem = apply(host, &migrations[i], err);
	free(applied);
	return problem;
}
