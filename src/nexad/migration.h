/* The migrations that the build embeds, oldest first. */
#ifndef MIGRATION_H
#define MIGRATION_H

struct migration {
	const char *name;   /* "0001_foundation" */
	const char *sha256; /* of its text, hexadecimal */
	const char *sql;
};

extern const struct migration migrations[];
extern const int n_migrations;

#endif
