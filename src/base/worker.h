/* Threads with what goes with them: a lock over what they share with others, a bell, and their end. */
#ifndef WORKER_H
#define WORKER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct err;

enum { WORKER_THREADS = 2 };

/* Part of the owner's struct. */
struct worker {
	pthread_t threads[WORKER_THREADS];
	int n;
	pthread_mutex_t mutex;
	pthread_cond_t bell;
	bool stopping; /* under the lock */
};

/* Starts n threads in loop(payload), which ends once it sees `stopping`; `what` is for the message.  After a
 * failure (internal) nothing is left to stop or free. */
int worker_start(struct worker *worker, int n, void *(*loop)(void *payload), void *payload,
    const char *what, struct err *err);
/* Tells them to stop and waits until they have; the lock may be used until worker_free(). */
void worker_stop(struct worker *worker);
void worker_free(struct worker *worker);

void worker_lock(struct worker *worker);
void worker_unlock(struct worker *worker);
/* Under the lock: wakes one that waits. */
void worker_ring(struct worker *worker);
/* Under the lock, which is given away meanwhile: until the bell rings, without reason now and then. */
void worker_wait(struct worker *worker);
/* The same until clock_monotonic() is there, in ms; false when it is. */
bool worker_wait_until(struct worker *worker, int64_t monotonic_ms);

#endif
