/* What a form sends (application/x-www-form-urlencoded), and a query, which is written alike: as strictly as JSON
 * is read, since names that stand twice are how one reader is told something else than another. */
#ifndef FORM_DATA_H
#define FORM_DATA_H

#include <stddef.h>

struct arena;
struct err;

enum { FORM_FIELDS_MAX = 16, FORM_NAME_MAX = 64, FORM_VALUE_MAX = 4096 };

struct form_data {
	int n;
	struct {
		const char *name;
		const char *value;
	} fields[FORM_FIELDS_MAX];
};

/* Reads it into the arena.  0, or invalid_request: too much of it, a name twice or without letters, escapes that
 * are none, a NUL, or no UTF-8. */
int form_data_read(
    const char *text, size_t len, struct arena *arena, struct form_data *out, struct err *err);
/* The value of a field, borrowed; NULL when it was not sent. */
const char *form_data_get(const struct form_data *form, const char *name);

#endif
