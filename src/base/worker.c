/* Threads, their lock and their bell. */
#include "worker.h"

#include "clock.h"
#include "err.h"

int
worker_start(struct worker *worker, int n, void *(*loop)(void *payload), void *payload,
    const char *what, struct err *err)
{
	pthread_condattr_t attributes;
	*worker = (struct worker){ .n = 0 };
	(void)pthread_mutex_init(&worker->mutex, NULL);
	(void)pthread_condattr_init(&attributes);
	(void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&worker->bell, &attributes);
	(void)pthread_condattr_destroy(&attributes);
	for (; worker->n < n; worker->n++)
		if (pthread_create(&worker->threads[worker->n], NULL, loop, payload) != 0) {
			worker_stop(worker);
			worker_free(worker);
			return fail(
			    err, PROBLEM_internal, "", "cannot start the thread of %s", what);
		}
	return 0;
}

void
worker_stop(struct worker *worker)
{
	worker_lock(worker);
	worker->stopping = true;
	(void)pthread_cond_broadcast(&worker->bell);
	worker_unlock(worker);
	for (int i = 0; i < worker->n; i++)
		(void)pthread_join(worker->threads[i], NULL);
}

void
worker_free(struct worker *worker)
{
	(void)pthread_mutex_destroy(&worker->mutex);
	(void)pthread_cond_destroy(&worker->bell);
}

void
worker_lock(struct worker *worker)
{
	(void)pthread_mutex_lock(&worker->mutex);
}

void
worker_unlock(struct worker *worker)
{
	(void)pthread_mutex_unlock(&worker->mutex);
}

void
worker_ring(struct worker *worker)
{
	(void)pthread_cond_signal(&worker->bell);
}

void
worker_wait(struct worker *worker)
{
	(void)pthread_cond_wait(&worker->bell, &worker->mutex);
}

bool
worker_wait_until(struct worker *worker, int64_t monotonic_ms)
{
	const struct timespec until = { .tv_sec = monotonic_ms / 1000,
		.tv_nsec = monotonic_ms % 1000 * 1000000 };
	return pthread_cond_timedwait(&worker->bell, &worker->mutex, &until) == 0;
}
