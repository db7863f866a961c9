/* The file that is imported: its path as it is typed. */
#ifndef IMPORT_FILE_H
#define IMPORT_FILE_H

#include <stddef.h>

struct csv_file;
struct err;
struct str;

/* Opens a regular file of at most max bytes, which is read as it is sent; blanks and quotes around the path go, ~ is
 * the home directory.  A problem with a sentence otherwise.  Ends with csv_file_close(). */
int import_file_open(const char *typed, size_t max, struct csv_file *out, struct err *err);
/* Makes a new file beside the one that was typed, its name with `end` behind it, that nobody else can read; its
 * path comes into `path`.  A file that is there stays as it is: PROBLEM_invalid_field with a sentence. */
int import_file_write_beside(const char *typed, const char *end, const char *bytes, size_t len,
    struct str *path, struct err *err);
/* Completes a path as far as it is certain; `others` gets the names between which it stops. */
void import_file_complete(const char *typed, struct str *completed, struct str *others);

#endif
