/* Where a request happens, and what its caller is there. */
#ifndef LOCATE_H
#define LOCATE_H

#include <stdbool.h>
#include <stdint.h>

#include "vocab.h"

struct call;
struct place_row;
struct standing;

/* Finds an organization or workspace by id (NULL: none) and fills what the caller is there.  What the
 * caller may not know of is not_found; what is beyond an API key's workspace permission_denied. */
int locate(struct call *c, bool workspace, const char *id, struct place_row *place,
    struct standing *standing);
/* What the caller is nowhere in particular. */
struct standing locate_nowhere(const struct call *c);
/* The scopes of a key as bits 1 << SCOPE_...; the key's own text has blanks between them. */
uint32_t locate_scopes(const char *scopes);
/* " owner admin ": the roles whose column of an action has a letter, for a statement; in the call's arena. */
const char *locate_granting(struct call *c, const char *columns, enum vocab vocab);

#endif
