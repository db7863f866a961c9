/* The threads for slow work. */
#include "slow.h"

#include <stdbool.h>
#include <stdlib.h>

#include "call.h"
#include "daemon.h"
#include "deck_import.h"
#include "dispatch.h"
#include "mem.h"
#include "password_ops.h"
#include "reply.h"
#include "sso.h"
#include "worker.h"

enum { SLOW_QUEUE = 64 };

struct slow {
	struct daemon *daemon;
	struct worker worker;
	/* Under its lock. */
	struct call *first;
	struct call **last;
	int n;
};

static struct call *
take(struct slow *slow)
{
	worker_lock(&slow->worker);
	while (slow->first == NULL && !slow->worker.stopping)
		worker_wait(&slow->worker);
	struct call *c = slow->first;
	if (c != NULL) {
		slow->first = c->next;
		if (slow->first == NULL)
			slow->last = &slow->first;
		slow->n--;
	}
	worker_unlock(&slow->worker);
	return c;
}

static enum before
before(struct call *c)
{
	if (c->id == OP_auth_sso_poll)
		return sso_before(c);
	if (c->id == OP_sso_set)
		return sso_set_before(c);
	int problem = c->id == OP_deck_import ? deck_before(c) : password_before(c);
	return problem == 0 ? BEFORE_done : BEFORE_failed;
}

/* The caller is checked before the costly part, and again by the writer. */
static void
run(struct slow *slow, struct call *c)
{
	enum before how = BEFORE_failed;
	c->db = daemon_reader(slow->daemon);
	if (c->db == NULL)
		(void)call_refuse(c, PROBLEM_storage_unavailable, "", "cannot open the database");
	else if (dispatch_check(c) == 0)
		how = before(c);
	if (how == BEFORE_done)
		dispatch_write(c);
	else if (how == BEFORE_failed)
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
	if (worker_start(&slow->worker, WORKER_THREADS, loop, slow, "passwords", err) != 0) {
		free(slow);
		return (int)err->problem;
	}
	*out = slow;
	return 0;
}

void
slow_submit(struct slow *slow, struct call *c)
{
	worker_lock(&slow->worker);
	bool room = slow->n < SLOW_QUEUE && !slow->worker.stopping;
	if (room) {
		c->next = NULL;
		*slow->last = c;
		slow->last = &c->next;
		slow->n++;
		worker_ring(&slow->worker);
	}
	worker_unlock(&slow->worker);
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
	worker_stop(&slow->worker);
	worker_free(&slow->worker);
	free(slow);
}
