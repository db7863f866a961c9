/* A secret in memory, wiped when it goes. */
#ifndef SECRET_H
#define SECRET_H

#include <stdbool.h>
#include <stddef.h>

struct err;

enum { SECRET_MAX = 65536 };

struct secret {
	char *text; /* terminated; NULL: none */
	size_t len;
};

/* A copy of a text. */
void secret_set(struct secret *secret, const char *text);
/* Reads a file without the line end at its end.  private_only: refuses one that group or others can
 * read or write.  The secret stays as it was on failure. */
int secret_read(struct secret *secret, const char *path, bool private_only, struct err *err);
/* Wipes and frees; the secret is empty afterwards.  A zeroed one is fine. */
void secret_release(struct secret *secret);

#endif
