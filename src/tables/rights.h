/* Who holds a permission, in words. */
#ifndef RIGHTS_H
#define RIGHTS_H

#include "permit.h"
#include "str.h"

/* Adds the roles and the scope that grant an action, as mdoc that ends a sentence. */
void rights_add(struct str *out, enum action action);

#endif
