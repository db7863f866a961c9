/* nexad-late: nexad with a clock that a test moves.  The file that NEXAD_LATE names holds, as decimal
 * digits, how many milliseconds the clock is ahead; it is read each time somebody asks for the time, so
 * that a conversation may go on a week later.  No wait is longer than a moment, since the waits are
 * on the other clock: what is done every minute is done all the time. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { MOMENT_NS = 50 * 1000 * 1000, SECOND_NS = 1000 * 1000 * 1000 };

int64_t __real_clock_now(void);
int64_t __wrap_clock_now(void);
int __real_pthread_cond_timedwait(
    pthread_cond_t *cond, pthread_mutex_t *mutex, const struct timespec *until);
int __wrap_pthread_cond_timedwait(
    pthread_cond_t *cond, pthread_mutex_t *mutex, const struct timespec *until);

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

static int64_t
nanoseconds_until(const struct timespec *until, clockid_t clock)
{
	struct timespec now;
	(void)clock_gettime(clock, &now);
	return (until->tv_sec - now.tv_sec) * SECOND_NS + until->tv_nsec - now.tv_nsec;
}

/* An early end without news is one that POSIX allows: a spurious wakeup. */
int
__wrap_pthread_cond_timedwait(
    pthread_cond_t *cond, pthread_mutex_t *mutex, const struct timespec *until)
{
	/* Which of the two clocks a condition has cannot be asked; no machine has been up for 30 years. */
	clockid_t clock = until->tv_sec > SECOND_NS ? CLOCK_REALTIME : CLOCK_MONOTONIC;
	if (nanoseconds_until(until, clock) <= MOMENT_NS)
		return __real_pthread_cond_timedwait(cond, mutex, until);
	struct timespec soon;
	(void)clock_gettime(clock, &soon);
	soon.tv_nsec += MOMENT_NS;
	soon.tv_sec += soon.tv_nsec / SECOND_NS;
	soon.tv_nsec %= SECOND_NS;
	int why = __real_pthread_cond_timedwait(cond, mutex, &soon);
	return why == ETIMEDOUT ? 0 : why;
}
