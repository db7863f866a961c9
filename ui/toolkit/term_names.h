/* Which terminfo entry to use when the one for TERM is missing. */
#ifndef TERM_NAMES_H
#define TERM_NAMES_H

#include <stddef.h>

enum { TERM_NAMES_MAX = 8 };

/* The entries to try, best first, ended by NULL: the type itself, then what it is most like, then
 * what nearly everything understands.  term may be NULL or empty.  Borrowed from term and from
 * constants. */
void term_names(const char *term, const char *out[TERM_NAMES_MAX]);

#endif
