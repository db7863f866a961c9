/* Errors as JSON, in the one form that all of them have. */
#ifndef REFUSAL_H
#define REFUSAL_H

#include "err.h"

struct call;
struct faults;
struct str;

/* details: a JSON object, NULL for {}; faults: when there are several; NULL: text alone. */
void refusal_print(enum problem problem, const char *request_id, const char *details,
    const struct faults *faults, const char *text, struct str *out);
/* For the details: what was wrong with which field, for forms; in the arena. */
const char *refusal_fields(struct call *c, const struct err *errs, size_t n);

#endif
