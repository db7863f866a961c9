/* Fields and their values in words. */
#ifndef FIELDS_H
#define FIELDS_H

#include "shape.h"
#include "str.h"

/* Adds what kind of value a field has: "email", "list of seat", "one of owner, admin" … */
void fields_add_type(struct str *out, const struct field *field);

#endif
