/* When events that a question finds occurred. */
#ifndef AUDIT_HISTOGRAM_H
#define AUDIT_HISTOGRAM_H

#include <stdint.h>

#include "audit_query.h"

/* In at most so many buckets, of a width that people count in.  match: audit_match() of the question.
 * Exact without a question, for types, workspaces and outcomes, and up to 50,000 events found otherwise;
 * estimated from samples beyond. */
int audit_histogram(struct call *c, const struct audit_range *range,
    const struct audit_question *question, const char *match, int64_t buckets,
    struct audit_histogram *out);

#endif
