/* The file that is imported: its path as it is typed, and its bytes. */
#ifndef IMPORT_FILE_H
#define IMPORT_FILE_H

#include <stddef.h>
#include <stdint.h>

struct err;
struct str;

struct import_file {
	char *bytes; /* terminated */
	size_t len;
	int64_t rows; /* without the first line, which names the columns */
};

/* Reads a regular file of at most max bytes; blanks and quotes around the path go, ~ is
 * the home directory.  PROBLEM_invalid_field with a sentence otherwise. */
int import_file_read(const char *typed, size_t max, struct import_file *out, struct err *err);
void import_file_release(struct import_file *file);
/* Makes a new file beside the one that was typed, its name with `end` behind it, that nobody else can read; its
 * path comes into `path`.  A file that is there stays as it is: PROBLEM_invalid_field with a sentence. */
int import_file_write_beside(const char *typed, const char *end, const char *bytes, size_t len,
    struct str *path, struct err *err);
/* Completes a path as far as it is certain; `others` gets the names between which it stops. */
void import_file_complete(const char *typed, struct str *completed, struct str *others);

#endif
