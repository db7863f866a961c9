/* Arguments of an operation by name: how filters, forms and pane actions fill them. */
#ifndef ARGS_H
#define ARGS_H

#include <stdbool.h>

#include "op.h"

struct arena;
struct err;

/* Zeroed arguments of an operation, in the arena. */
void *args_new(struct arena *arena, enum op_id op);
/* Sets one from text; problem invalid_field with a sentence when it is not valid, usage when the
 * operation has no such argument. */
int args_set(enum op_id op, void *args, const char *name, const char *text, struct arena *arena,
    struct err *err);
/* The same for a member of an object: "contact.email". */
int args_set_member(enum op_id op, void *args, const char *path, const char *text,
    struct arena *arena, struct err *err);
/* A field of a row as text for arguments ("" for null or absent). */
const char *args_field(enum shape shape, const void *row, const char *name, struct arena *arena);
/* The same for people: a count has its thousands parted. */
const char *args_field_shown(
    enum shape shape, const void *row, const char *name, struct arena *arena);
const char *args_shown(const struct field *field, const void *value, struct arena *arena);

#endif
