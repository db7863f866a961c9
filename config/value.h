/* One setting's text, checked and understood by its kind. */
#ifndef VALUE_H
#define VALUE_H

#include "config.h"

struct value {
	const char *text; /* NULL: not set */
	int64_t number;   /* of a size, a count, a flag (0 or 1), or the place of a word */
	enum origin origin;
	const char *from; /* who set it, in words */
};

/* Understands text as a value of the row.  PROBLEM_usage: "FROM: what is wrong"; *out is
 * untouched. */
int value_read(const struct option_row *row, const char *text, const char *from, struct value *out,
    struct err *err);

#endif
