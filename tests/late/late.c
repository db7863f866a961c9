/* nexad-late: nexad with a clock that a test moves.  The file that NEXAD_LATE names holds, as decimal
 * digits, how many milliseconds the clock is ahead; it is read each time somebody asks for the time, so
 * that a conversation may go on a week later.  No wait is longer than a moment, since the waits are
 * on the other clock: what is done every minute is done all the time. */
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"
#include "worker.h"

enum { MOMENT_MS = 50 };

/* The linker's names for what --wrap puts aside and in its place. */
/* NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming) */
int64_t __real_clock_now(void);
int64_t __wrap_clock_now(void);
bool __real_worker_wait_until(struct worker *worker, int64_t monotonic_ms);
bool __wrap_worker_wait_until(struct worker *worker, int64_t monotonic_ms);
/* NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming) */

static pthread_once_t opened = PTHREAD_ONCE_INIT;
static int file = -1;

static void
open_file(void)
{
	const char *path = getenv("NEXAD_LATE");
	file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		abort();
}

int64_t
__wrap_clock_now(void)
{
	char text[24] = "";
	(void)pthread_once(&opened, open_file);
	if (pread(file, text, sizeof(text) - 1, 0) <= 0)
		abort();
	return __real_clock_now() + strtoll(text, NULL, 10);
}

/* An early end without news is one that is allowed. */
bool
__wrap_worker_wait_until(struct worker *worker, int64_t monotonic_ms)
{
	int64_t soon = clock_monotonic() + MOMENT_MS;
	if (monotonic_ms <= soon)
		return __real_worker_wait_until(worker, monotonic_ms);
	(void)__real_worker_wait_until(worker, soon);
	return true;
}
