/* One value of a command line into the struct of an operation's arguments. */
#ifndef ARGUMENT_H
#define ARGUMENT_H

#include "verb.h"

/* Whether a value of this kind is a name or an id that lookup.h turns into an id. */
bool argument_is_reference(enum kind kind);
/* Whether a value of this kind is asked for, because others can read a command line. */
bool argument_is_secret(enum kind kind);
/* Whether the flag of a field is followed by a value. */
bool argument_has_value(const struct field *field);
/* "true" for true and yes, "false" for false and no; NULL for everything else. */
const char *argument_yes_or_no(const char *text);
/* The name that a parameter has on the command line: its own, unless a setting of the program has that. */
const char *argument_spelling(const char *param);
/* What is given. */
struct argument {
	const struct field *param; /* NULL: the operation has none such */
	const struct field *inner; /* a field of its shape; NULL: the parameter itself */
	bool in_file;              /* a secret: not asked for, but in a file */
};

/* What follows the flag of a secret where that names a file. */
#define ARGUMENT_FILE "-file"

/* Finds what a flag without its dashes ("owner-email", "client-secret-file") means. */
struct argument argument_find(enum op_id op, const char *flag, size_t len);
/* Whether a flag that means that is followed by a value. */
bool argument_takes_value(const struct argument *argument);
/* Puts a text in its place: a scalar, a field inside a SUB, one item of a MANY ("NAME:ROLE"), or
 * texts with commas between.  An empty text means null for what may be null.  A secret is noted, to be
 * asked for later or read from the file that the text names.  False and a fault when it is bad. */
bool argument_set(struct verb *verb, const struct argument *argument, const char *text,
    struct arena *arena, struct faults *faults);

#endif
