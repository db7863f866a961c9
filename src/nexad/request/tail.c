/* The thread that holds the long polls. */
#include "tail.h"

#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "delivery.h"
#include "dispatch.h"
#include "http.h"
#include "mem.h"
#include "reply.h"
#include "worker.h"

/* A suspended connection does not notice that its client hung up: each is looked at this often. */
enum { LOOK_MS = 1000, WAIT_MOST_MS = 25000, WAITERS_MAX = 512 };

struct tail {
	struct daemon *daemon;
	struct worker worker;
	/* Under its lock. */
	struct call *waiting;
	int n;
	bool news;
};

/* `wait` and `after_seq` stand in all lists that one can wait on, each with its own struct. */
static int64_t
number_argument(const struct call *c, const char *name)
{
	const struct field *field = shape_field(op_params(c->id), name);
	bool has = *((const bool *)((const char *)c->args + field->has));
	return has ? *(const int64_t *)((const char *)c->args + field->offset) : -1;
}

static bool
found_nothing(const struct call *c)
{
	return c->err.problem == PROBLEM_none && c->n_listed == 0;
}

/* Whether somebody changed something while the call looked: it may have found what it was no more allowed to see,
 * since a reader remembers who may what from one commit to the next, and looks for events after that. */
static bool
was_overtaken(const struct tail *tail, const struct call *c)
{
	return c->err.problem == PROBLEM_none && c->db != NULL &&
	    db_commits(c->db) != store_commits(tail->daemon->store);
}

bool
tail_takes(struct tail *tail, struct call *c)
{
	int64_t wait = number_argument(c, "wait") * 1000;
	if (wait <= 0 || number_argument(c, "after_seq") < 0 ||
	    (!found_nothing(c) && !was_overtaken(tail, c)))
		return false;
	c->wait_until = clock_monotonic() + (wait > WAIT_MOST_MS ? WAIT_MOST_MS : wait);
	worker_lock(&tail->worker);
	bool taken = !tail->worker.stopping && tail->n < WAITERS_MAX;
	if (taken) {
		http_defer(c->request);
		c->next = tail->waiting;
		tail->waiting = c;
		tail->n++;
		/* An event may have been committed since the call looked. */
		tail->news = true;
		worker_ring(&tail->worker);
	}
	worker_unlock(&tail->worker);
	return taken;
}

void
tail_notify(struct tail *tail, const struct caused *caused)
{
	if (caused == NULL)
		return;
	worker_lock(&tail->worker);
	/* Also when nobody waits: the thread may be looking at calls that it took out to look at. */
	tail->news = true;
	if (tail->waiting != NULL)
		worker_ring(&tail->worker);
	worker_unlock(&tail->worker);
	delivery_news(tail->daemon->delivery);
}

/* Takes all waiting calls out when there is news or a second has passed. */
static struct call *
take_all(struct tail *tail, bool *stopping)
{
	int64_t until = clock_monotonic() + LOOK_MS;
	worker_lock(&tail->worker);
	while (!tail->worker.stopping && !tail->news)
		if (tail->waiting == NULL)
			worker_wait(&tail->worker);
		else if (!worker_wait_until(&tail->worker, until))
			break;
	struct call *all = tail->waiting;
	tail->waiting = NULL;
	tail->n = 0;
	tail->news = false;
	*stopping = tail->worker.stopping;
	worker_unlock(&tail->worker);
	return all;
}

static void
run_again(struct call *c)
{
	struct err ignored;
	str_clear(&c->out);
	c->err = (struct err){ .problem = PROBLEM_none };
	if (db_begin(c->db, &c->err) != 0)
		return;
	(void)dispatch_run(c);
	if (db_commit(c->db, &ignored) != 0)
		db_rollback(c->db);
}

static void
look(struct tail *tail, struct call *c, bool stopping)
{
	c->db = daemon_reader(tail->daemon);
	if (c->db == NULL)
		(void)call_refuse(c, PROBLEM_storage_unavailable, "", "cannot open the database");
	else
		run_again(c);
	bool over = stopping || clock_monotonic() >= c->wait_until || http_peer_gone(c->request);
	bool overtaken = was_overtaken(tail, c);
	if (over || (!found_nothing(c) && !overtaken)) {
		reply_send(c);
		return;
	}
	worker_lock(&tail->worker);
	tail->news = tail->news || overtaken;
	c->next = tail->waiting;
	tail->waiting = c;
	tail->n++;
	worker_unlock(&tail->worker);
}

static void *
loop(void *payload)
{
	struct tail *tail = payload;
	bool stopping = false;
	while (!stopping) {
		struct call *all = take_all(tail, &stopping);
		while (all != NULL) {
			struct call *c = all;
			all = c->next;
			look(tail, c, stopping);
		}
	}
	daemon_reader_close();
	return NULL;
}

int
tail_start(struct daemon *daemon, struct tail **out, struct err *err)
{
	struct tail *tail = mem_new(1, sizeof(*tail));
	tail->daemon = daemon;
	if (worker_start(&tail->worker, 1, loop, tail, "the long polls", err) != 0) {
		free(tail);
		return (int)err->problem;
	}
	*out = tail;
	return 0;
}

void
tail_stop(struct tail *tail)
{
	if (tail == NULL)
		return;
	worker_stop(&tail->worker);
}

void
tail_free(struct tail *tail)
{
	if (tail == NULL)
		return;
	worker_free(&tail->worker);
	free(tail);
}
