/* Printing JSON straight into growing text: no tree, no copies.  What is printed is in the form of
 * RFC 8785 (JCS) as long as the caller adds members in order of their names. */
#ifndef JSONW_H
#define JSONW_H

#include <stdbool.h>
#include <stdint.h>

#include "str.h"

struct jsonw {
	struct str *out;
	bool comma; /* something stands before the next value */
};

void jsonw_open(struct jsonw *w, char bracket);  /* '{' or '[' */
void jsonw_close(struct jsonw *w, char bracket); /* '}' or ']' */
/* The name of the member whose value comes next; plain ASCII without quotes. */
void jsonw_key(struct jsonw *w, const char *name);
/* The same for a name whose length is known. */
void jsonw_key_n(struct jsonw *w, const char *name, size_t len);
/* A text, escaped as RFC 8785 says; NULL prints null. */
void jsonw_text(struct jsonw *w, const char *text);
void jsonw_int(struct jsonw *w, int64_t value);
/* As ECMAScript writes it: 1, 0.002, 1e+30; what is no number prints null. */
void jsonw_number(struct jsonw *w, double value);
void jsonw_bool(struct jsonw *w, bool value);
void jsonw_null(struct jsonw *w);
/* Milliseconds since 1970 as RFC 3339; 0 prints null. */
void jsonw_time(struct jsonw *w, int64_t at_ms);
/* JSON that is printed already; NULL prints null. */
void jsonw_raw(struct jsonw *w, const char *json);

#endif
