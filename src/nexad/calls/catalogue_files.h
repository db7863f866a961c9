/* The files of the catalogues (src/nexad/calls/catalogue), which the build embeds, and the table that is filled
 * from them. */
#ifndef CATALOGUE_FILES_H
#define CATALOGUE_FILES_H

struct catalogue_file {
	const char *list; /* its name: llm, transcriber, voice or language */
	const char *sha256;
	const char *text;
};
extern const struct catalogue_file catalogue_files[];
extern const int n_catalogue_files;

struct db;
struct err;
struct store;

/* Fills the table with what a file says, in the transaction of the connection; a mistake is told with the
 * file and its line. */
int catalogue_take(struct db *db, const struct catalogue_file *file, struct err *err);
/* Takes over those files that are not the ones that the table was filled from, all or none. */
int catalogue_load(struct store *store, struct err *err);

#endif
