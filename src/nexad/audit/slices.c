#include "slices.h"

#include <time.h>

#include "clock.h"
#include "daemon.h"
#include "err.h"
#include "log.h"
#include "writer.h"

/* As long as the slice has taken, so that changes have half of the writer's time. */
static void
rest(int64_t us)
{
	enum { US_A_SECOND = 1000000, NS_A_US = 1000 };
	struct timespec time = { us / US_A_SECOND, us % US_A_SECOND * NS_A_US };
	(void)nanosleep(&time, NULL);
}

bool
slices_do(struct daemon *daemon, int (*slice)(struct db *db, void *payload, struct err *err),
    void *payload, bool *any, int64_t until, const char *what)
{
	struct err err = { .problem = PROBLEM_none };
	bool *more = payload;
	*more = true;
	*any = false;
	while (*more && clock_monotonic() < until && !atomic_load(&daemon->stops)) {
		int64_t began = clock_monotonic_us();
		if (writer_run(daemon->writer, slice, payload, &err) != 0) {
			/* Changes come first; there is a next time. */
			if (err.problem != PROBLEM_overloaded)
				log_line(LOG_error, what, LOG_TEXT("why", err.text), LOG_END);
			return false;
		}
		*any = *any || *more;
		if (*more)
			rest(clock_monotonic_us() - began);
	}
	return !*more;
}
