/* When events that a question finds occurred. */
#ifndef AUDIT_HISTOGRAM_H
#define AUDIT_HISTOGRAM_H

#include <stdint.h>

#include "audit_query.h"

/* In at most so many buckets, of a width that people count in.
 * Exact without a question, for types, workspaces and outcomes, and up to `most` events found otherwise;
 * estimated from a sample of each bucket beyond, and where the last 2^19 events let expect more. */
int audit_histogram(struct call *c, const struct audit_range *range,
    const struct audit_match *match, int64_t buckets, int64_t most, struct audit_histogram *out);

#endif
