#include "merging.h"

#include "audit_store.h"
#include "clock.h"
#include "daemon.h"
#include "slices.h"

enum { PAGES = 20, SWEEP_MS = 20000 };

static int
merge_slice(struct db *db, void *payload, struct err *err)
{
	return audit_store_merge(db, PAGES, payload, err);
}

void
merging_sweep(struct daemon *daemon)
{
	bool more;
	bool any;
	(void)slices_do(daemon, merge_slice, &more, &any, clock_monotonic() + SWEEP_MS,
	    "the audit log's index could not be merged");
}
