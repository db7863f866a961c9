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
/* The name that a parameter has on the command line: its own, unless a setting of the program has that. */
const char *argument_spelling(const char *param);
/* Finds what a flag without its dashes ("owner-email") means: a parameter, and in *inner a field of
 * its shape or NULL.  NULL when the operation has none such. */
const struct field *argument_find(
    enum op_id op, const char *flag, size_t len, const struct field **inner);
/* Puts a text in its place: a scalar, a field inside a SUB, one item of a MANY ("NAME:ROLE"), or
 * texts with commas between.  An empty text means null for what may be null.  False and a fault
 * when it is bad. */
bool argument_set(struct verb *verb, const struct field *param, const struct field *inner,
    const char *text, struct arena *arena, struct faults *faults);

#endif
