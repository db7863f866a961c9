/* What a change changed, in a line: "role viewer → admin, name A → B". */
#ifndef BEFORE_AFTER_H
#define BEFORE_AFTER_H

#include <stdbool.h>

struct json;
struct str;

/* Adds the members that differ between the objects `before` and `after` of an event's details, either of which may
 * be absent: what is new alone is told as it is, what is gone as "was …".  A single member goes without its
 * name unless named. */
void before_after_add(const struct json *details, bool named, struct str *out);

#endif
