/* What stands against a deletion. */
#ifndef BLOCKERS_H
#define BLOCKERS_H

#include <stddef.h>

struct blocker_row;
struct call;

/* Refuses with deletion_blocked and details.blockers:[{type,id,name}]; 0 when there is none, and in a
 * dry run. */
int blockers_refuse(
    struct call *c, const struct blocker_row *blockers, size_t n, const char *sentence);

#endif
