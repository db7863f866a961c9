/* The threads for slow work. */
#include "slow.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "call.h"
#include "daemon.h"
#include "dispatch.h"
#include "mem.h"
#include "password_ops.h"
#include "reply.h"

enum { SLOW_THREADS = 2, SLOW_QUEUE = 64 };

struct slow {
	struct daemon *daemon;
	pthread_t threads[SLOW_THREADS];
	int n_threads;
	pthread_mutex_t mutex;
	pthread_cond_t wake;
	struct call *first;
	struct call **last;
	int n;
	bool stopping;
};

static struct call *
take(struct slow *slow)
{
	(void)pthread_mutex_lock(&slow->mutex);
	while (slow->first == NULL && !slow->stopping)
		(void)pthread_cond_wait(&slow->wake, &slow->mutex);
	struct call *c = slow->first;
	if (c != NULL) {
		slow->first = c->next;
		if (slow->first == NULL)
			slow->last = &slow->first;
		slow->n--;
	}
	(void)pthread_mutex_unlock(&slow->mutex);
	return c;
}

/* The caller is checked before the costly part, and again by the writer. */
static void
run(struct slow *slow, struct call *c)
{
	c->db = daemon_reader(slow->daemon);
	if (c->db == NULL)
		(void)call_refuse(c, PROBLEM_storage_unavailable, "", "cannot open the database");
	else if (dispatch_check(c) == 0 && password_before(c) == 0) {
		dispatch_write(c);
		return;
	}
	reply_send(c);
}

static void *
loop(void *payload)
{
	struct slow *slow = payload;
	struct call *c;
	while ((c = take(slow)) != NULL)
		run(slow, c);
	daemon_reader_close();
	return NULL;
}

int
slow_start(struct daemon *daemon, struct slow **out, struct err *err)
{
	struct slow *slow = mem_new(1, sizeof(*slow));
	slow->daemon = daemon;
	slow->last = &slow->first;
	(void)pthread_mutex_init(&slow->mutex, NULL);
	(void)pthread_cond_init(&slow->wake, NULL);
	*out = slow;
	for (; slow->n_threads < SLOW_THREADS; slow->n_threads++)
		if (pthread_create(&slow->threads[slow->n_threads], NULL, loop, slow) != 0)
			return fail(err, PROBLEM_internal, "", "cannot start a thread");
	return 0;
}

void
slow_submit(struct slow *slow, struct call *c)
{
	(void)pthread_mutex_lock(&slow->mutex);
	bool room = slow->n < SLOW_QUEUE && !slow->stopping;
	if (room) {
		c->next = NULL;
		*slow->last = c;
		slow->last = &c->next;
		slow->n++;
		(void)pthread_cond_signal(&slow->wake);
	}
	(void)pthread_mutex_unlock(&slow->mutex);
	if (room)
		return;
	c->retry_after_s = 2;
	(void)call_refuse(
	    c, PROBLEM_overloaded, "", "too many sign-ins are waiting; try again shortly");
	reply_send(c);
}

void
slow_stop(struct slow *slow)
{
	if (slow == NULL)
		return;
	(void)pthread_mutex_lock(&slow->mutex);
	slow->stopping = true;
	(void)pthread_cond_broadcast(&slow->wake);
	(void)pthread_mutex_unlock(&slow->mutex);
	for (int i = 0; i < slow->n_threads; i++)
		(void)pthread_join(slow->threads[i], NULL);
	(void)pthread_mutex_destroy(&slow->mutex);
	(void)pthread_cond_destroy(&slow->wake);
	free(slow);
}
