/* What a request asks for: the values in its path and query into the operation's arguments. */
#ifndef TARGET_H
#define TARGET_H

#include <stdbool.h>

#include "op.h"

struct call;

/* Whether the operation's parameters stand in the query, not in the body. */
bool target_has_params(const struct call *c);
/* {org} and {ws} into the call, other values into its arguments. */
void target_take_path(struct call *c, const struct op_match *match);
/* Faults land in call->faults; given[i] is set for parameter i. */
void target_take_query(struct call *c, const char *query, bool *given);
void target_mark_path(const struct call *c, bool *given);

#endif
