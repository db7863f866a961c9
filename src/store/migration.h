/* The migrations that the build embeds, oldest first, and applying them. */
#ifndef MIGRATION_H
#define MIGRATION_H

struct migration {
	const char *name;   /* "0001_foundation" */
	const char *sha256; /* of its text, hexadecimal */
	const char *sql;
};

extern const struct migration migrations[];
extern const int n_migrations;

struct err;

/* What a database does for its migrations: statements run, and the rows of one told. */
struct migration_host {
	void *handle;
	int (*run)(void *handle, const char *sql, struct err *err);
	int (*each)(void *handle, const char *sql,
	    int (*each)(const char *name, const char *sha256, void *payload, struct err *err),
	    void *payload, struct err *err);
};

/* Applies what the database lacks, oldest first, a transaction each, and notes name and digest there.
 * A database that has a migration which this program lacks, or of the same name with another digest,
 * is refused: storage_unavailable.  0 or a problem. */
int migrations_apply(const struct migration_host *host, struct err *err);

#endif
