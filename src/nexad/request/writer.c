/* Group commit, in two threads: see the header. */
#include "writer.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "err.h"
#include "log.h"
#include "mem.h"
#include "store.h"
#include "worker.h"

enum {
	QUEUE_MAX = 4096,
	GROUP_MAX = 256,
	/* Jobs that are run before a look whether the settler is free: the sooner it has them, the sooner they are
	 * answered. */
	TURN_MOST = 8
};

/* The writer's own threads, for which everybody else may wait. */
static _Thread_local bool is_own;

/* Jobs in the order they came. */
struct jobs {
	struct writer_job *first;
	struct writer_job **last;
	int n;
};

/* What one transaction has. */
struct group {
	struct jobs jobs;
	int n_before;   /* jobs of the one before */
	struct err err; /* why it cannot be committed */
};

struct writer {
	struct store *store;
	struct db *db;
	struct worker runner;
	struct worker settler;
	/* Under the runner's lock. */
	struct jobs queue;
	bool settling; /* a group is not on the disk yet: no other is committed */
	/* Under the settler's lock. */
	struct group committed; /* what it is to bring to the disk; no jobs: nothing */
	struct jobs held;       /* in the order of their `after` */
	/* Groups that the settler gets: counted before anybody can read what they changed, and once all of their
	 * jobs are finished. */
	_Atomic uint64_t n_begun;
	_Atomic uint64_t n_ended;
};

static void
empty(struct jobs *jobs)
{
	*jobs = (struct jobs){ .last = &jobs->first };
}

static void
append(struct jobs *jobs, struct writer_job *job)
{
	job->next = NULL;
	*jobs->last = job;
	jobs->last = &job->next;
	jobs->n++;
}

static struct writer_job *
shift(struct jobs *jobs)
{
	struct writer_job *job = jobs->first;
	jobs->first = job->next;
	jobs->n--;
	if (jobs->first == NULL)
		jobs->last = &jobs->first;
	return job;
}

static void
move(struct jobs *from, struct jobs *to)
{
	empty(to);
	while (from->n > 0)
		append(to, shift(from));
}

static void
finish(struct jobs *jobs, const struct err *err)
{
	while (jobs->n > 0) {
		struct writer_job *job = shift(jobs);
		job->finish(job, err);
	}
}

/* ---- the settler ---- */

static bool
take_committed(struct writer *writer, struct group *group)
{
	worker_lock(&writer->settler);
	while (writer->committed.jobs.n == 0 && !writer->settler.stopping)
		worker_wait(&writer->settler);
	move(&writer->committed.jobs, &group->jobs);
	group->err = writer->committed.err;
	worker_unlock(&writer->settler);
	return group->jobs.n > 0;
}

/* What the system may have lost others have seen, and no second sync tells whether it is there: only a new start
 * reads what is. */
static void
settle(struct writer *writer)
{
	struct err err = { .problem = PROBLEM_none };
	if (store_settle(writer->store, &err) == 0)
		return;
	log_line(LOG_error,
	    "what was committed may be lost: nexad ends, and has to be started anew",
	    LOG_TEXT("why", err.text), LOG_END);
	_exit(EXIT_FAILURE);
}

/* Whoever waits since they have read it. */
static void
let_go(struct writer *writer)
{
	const struct err none = { .problem = PROBLEM_none };
	struct jobs jobs;
	empty(&jobs);
	worker_lock(&writer->settler);
	uint64_t ended = atomic_fetch_add(&writer->n_ended, 1) + 1;
	while (writer->held.n > 0 && writer->held.first->after <= ended)
		append(&jobs, shift(&writer->held));
	worker_unlock(&writer->settler);
	finish(&jobs, &none);
}

static void *
settle_loop(void *payload)
{
	struct writer *writer = payload;
	struct group group;
	is_own = true;
	while (take_committed(writer, &group)) {
		if (group.err.problem == PROBLEM_none)
			settle(writer);
		worker_lock(&writer->runner);
		writer->settling = false;
		worker_ring(&writer->runner);
		worker_unlock(&writer->runner);
		finish(&group.jobs, &group.err);
		let_go(writer);
	}
	return NULL;
}

bool
writer_is_settled(const struct writer *writer)
{
	uint64_t begun = atomic_load(&writer->n_begun);
	return atomic_load(&writer->n_ended) >= begun;
}

bool
writer_holds(struct writer *writer, struct writer_job *job)
{
	if (writer_is_settled(writer))
		return false;
	worker_lock(&writer->settler);
	bool holds = !writer_is_settled(writer);
	if (holds) {
		job->after = atomic_load(&writer->n_begun);
		append(&writer->held, job);
	}
	worker_unlock(&writer->settler);
	return holds;
}

/* ---- the runner ---- */

/* More for the group; waits while there is none and the group cannot be committed, either.  False when stopping and
 * all is done. */
static bool
take(struct writer *writer, const struct group *group, struct jobs *more)
{
	worker_lock(&writer->runner);
	bool full = group->jobs.n >= GROUP_MAX || group->err.problem != PROBLEM_none;
	while ((full || writer->queue.n == 0) && (group->jobs.n == 0 || writer->settling) &&
	    (group->jobs.n > 0 || !writer->runner.stopping))
		worker_wait(&writer->runner);
	empty(more);
	while (!full && writer->queue.n > 0 && more->n < TURN_MOST)
		append(more, shift(&writer->queue));
	worker_unlock(&writer->runner);
	return group->jobs.n + more->n > 0;
}

static int
run_job(struct writer *writer, struct writer_job *job, struct group *group)
{
	struct err *err = &group->err;
	if (group->jobs.n == 0 && db_begin(writer->db, err) != 0)
		return (int)err->problem;
	if (db_savepoint(writer->db, err) != 0)
		return (int)err->problem;
	bool keep = job->run(job, writer->db);
	return db_release(writer->db, keep, err);
}

/* Whether the settler can take the group; *alone: there is no second change, here, before, or waiting for its turn. */
static bool
is_committable(struct writer *writer, const struct group *group, bool *alone)
{
	worker_lock(&writer->runner);
	bool committable = !writer->settling;
	*alone = group->jobs.n == 1 && group->n_before <= 1 && writer->queue.n == 0 &&
	    writer_is_settled(writer);
	writer->settling = !committable || !*alone;
	worker_unlock(&writer->runner);
	return committable;
}

static void
commit(struct writer *writer, struct group *group, bool early)
{
	struct err *err = &group->err;
	if (err->problem == PROBLEM_none &&
	    (early ? db_commit_early(writer->db, err) : db_commit(writer->db, err)) == 0)
		return;
	log_line(LOG_error, "a commit failed", LOG_TEXT("why", err->text), LOG_END);
	db_rollback(writer->db);
	err->problem = PROBLEM_storage_unavailable;
}

static void
hand_over(struct writer *writer, struct group *group)
{
	worker_lock(&writer->settler);
	move(&group->jobs, &writer->committed.jobs);
	writer->committed.err = group->err;
	worker_ring(&writer->settler);
	worker_unlock(&writer->settler);
}

static void
end(struct writer *writer, struct group *group)
{
	bool alone;
	if (!is_committable(writer, group, &alone))
		return;
	group->n_before = group->jobs.n;
	if (alone) {
		commit(writer, group, false);
		finish(&group->jobs, &group->err);
	} else {
		(void)atomic_fetch_add(&writer->n_begun, 1);
		commit(writer, group, true);
		hand_over(writer, group);
	}
	group->err = (struct err){ .problem = PROBLEM_none };
}

static void *
loop(void *payload)
{
	struct writer *writer = payload;
	struct group group = { .err = { .problem = PROBLEM_none } };
	struct jobs more;
	is_own = true;
	empty(&group.jobs);
	while (take(writer, &group, &more)) {
		while (more.n > 0) {
			struct writer_job *job = shift(&more);
			if (group.err.problem == PROBLEM_none)
				(void)run_job(writer, job, &group);
			append(&group.jobs, job);
		}
		end(writer, &group);
	}
	return NULL;
}

int
writer_start(struct store *store, struct writer **out, struct err *err)
{
	struct writer *writer = mem_new(1, sizeof(*writer));
	writer->store = store;
	empty(&writer->queue);
	empty(&writer->committed.jobs);
	empty(&writer->held);
	if (db_open(store, true, &writer->db, err) == 0 && db_allow_early(writer->db, err) == 0 &&
	    worker_start(&writer->settler, 1, settle_loop, writer, "what is written", err) == 0) {
		if (worker_start(&writer->runner, 1, loop, writer, "the writer", err) == 0) {
			*out = writer;
			return 0;
		}
		worker_stop(&writer->settler);
		worker_free(&writer->settler);
	}
	db_close(writer->db);
	free(writer);
	return (int)err->problem;
}

bool
writer_submit(struct writer *writer, struct writer_job *job)
{
	worker_lock(&writer->runner);
	bool room = writer->queue.n < QUEUE_MAX && !writer->runner.stopping;
	if (room) {
		append(&writer->queue, job);
		worker_ring(&writer->runner);
	}
	worker_unlock(&writer->runner);
	return room;
}

/* ---- work that is waited for ---- */

struct awaited {
	struct writer_job job;
	int (*work)(struct db *db, void *payload, struct err *err);
	void *payload;
	struct err err;
	pthread_mutex_t lock;
	pthread_cond_t over;
	bool is_over;
};

static bool
run_awaited(struct writer_job *job, struct db *db)
{
	struct awaited *awaited = (struct awaited *)job;
	return awaited->work(db, awaited->payload, &awaited->err) == 0;
}

static void
end_awaited(struct writer_job *job, const struct err *err)
{
	struct awaited *awaited = (struct awaited *)job;
	(void)pthread_mutex_lock(&awaited->lock);
	if (err->problem != PROBLEM_none)
		awaited->err = *err;
	awaited->is_over = true;
	(void)pthread_cond_signal(&awaited->over);
	(void)pthread_mutex_unlock(&awaited->lock);
}

static void
await(struct awaited *awaited)
{
	(void)pthread_mutex_lock(&awaited->lock);
	while (!awaited->is_over)
		(void)pthread_cond_wait(&awaited->over, &awaited->lock);
	(void)pthread_mutex_unlock(&awaited->lock);
}

int
writer_run(struct writer *writer, int (*work)(struct db *db, void *payload, struct err *err),
    void *payload, struct err *err)
{
	struct awaited awaited = { .job = { .run = run_awaited, .finish = end_awaited },
		.work = work,
		.payload = payload,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.over = PTHREAD_COND_INITIALIZER };
	if (!writer_submit(writer, &awaited.job))
		return fail(
		    err, PROBLEM_overloaded, "", "too many changes are waiting; try again shortly");
	await(&awaited);
	if (awaited.err.problem != PROBLEM_none)
		*err = awaited.err;
	return (int)awaited.err.problem;
}

void
writer_settled(struct writer *writer)
{
	struct awaited awaited = { .job = { .finish = end_awaited },
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.over = PTHREAD_COND_INITIALIZER };
	if (!is_own && writer_holds(writer, &awaited.job))
		await(&awaited);
}

void
writer_stop(struct writer *writer)
{
	if (writer == NULL)
		return;
	worker_stop(&writer->runner);
	worker_stop(&writer->settler);
	worker_free(&writer->runner);
	worker_free(&writer->settler);
	db_close(writer->db);
	free(writer);
}
