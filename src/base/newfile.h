/* Files that are made for one's answer: new, and for nobody else. */
#ifndef NEWFILE_H
#define NEWFILE_H

#include <stdbool.h>
#include <stddef.h>

struct err;

/* Writes a file that is not there yet and that only its owner can read; what cannot be written whole is
 * taken away again.  0, or a problem that names the file. */
int newfile_write(const char *path, const void *data, size_t len, struct err *err);
/* A file in a directory that nobody can open and that is gone with its descriptor; -1 and errno when it cannot
 * be made. */
int newfile_nameless(const char *directory);
/* Appends to a descriptor until all is there; false and errno when it cannot be. */
bool newfile_add(int fd, const char *bytes, size_t len);

/* Writes it in the place of the file that is there, which is whole until then. */
int newfile_replace(const char *path, const void *data, size_t len, struct err *err);
/* The whole path of a name in the working directory; the name itself when that has no path. */
void newfile_path(const char *name, char *out, size_t size);
bool newfile_is_there(const char *path);

#endif
