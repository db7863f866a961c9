/* Work on the log that changes do not have to wait for: a little of it in each turn of the writer's. */
#ifndef SLICES_H
#define SLICES_H

#include <stdbool.h>
#include <stdint.h>

struct daemon;
struct db;
struct err;

/* Does slice after slice while *payload, which begins with a flag, tells of more; whether there was no more before a
 * moment, as clock_monotonic() tells it.  *any: some had something to do.  What fails is logged as `what`. */
bool slices_do(struct daemon *daemon, int (*slice)(struct db *db, void *payload, struct err *err),
    void *payload, bool *any, int64_t until, const char *what);

#endif
