/* Files that are made for one's answer: new, and for nobody else. */
#ifndef NEWFILE_H
#define NEWFILE_H

#include <stddef.h>

struct err;

/* Writes a file that is not there yet and that only its owner can read; what cannot be written whole is
 * taken away again.  0, or a problem that names the file. */
int newfile_write(const char *path, const void *data, size_t len, struct err *err);

#endif
