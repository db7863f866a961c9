/* Group commit. */
#include "writer.h"

#include <stdlib.h>

#include "err.h"
#include "log.h"
#include "mem.h"
#include "store.h"
#include "worker.h"

enum { QUEUE_MAX = 4096, GROUP_MAX = 256 };

struct writer {
	struct db *db;
	struct worker worker;
	/* Under its lock. */
	struct writer_job *first;
	struct writer_job **last;
	int n;
};

/* Takes up to GROUP_MAX jobs; NULL when stopping and none is left. */
static struct writer_job *
take_group(struct writer *writer)
{
	worker_lock(&writer->worker);
	while (writer->first == NULL && !writer->worker.stopping)
		worker_wait(&writer->worker);
	struct writer_job *group = writer->first;
	struct writer_job **end = &group;
	for (int i = 0; i < GROUP_MAX && *end != NULL; i++, writer->n--)
		end = &(*end)->next;
	if (group != NULL) {
		writer->first = *end;
		*end = NULL;
		if (writer->first == NULL)
			writer->last = &writer->first;
	}
	worker_unlock(&writer->worker);
	return group;
}

static int
run_group(struct writer *writer, struct writer_job *group, struct err *err)
{
	if (db_begin(writer->db, err) != 0)
		return (int)err->problem;
	for (struct writer_job *job = group; job != NULL; job = job->next) {
		if (db_savepoint(writer->db, err) != 0)
			return (int)err->problem;
		bool keep = job->run(job, writer->db);
		if (db_release(writer->db, keep, err) != 0)
			return (int)err->problem;
	}
	return db_commit(writer->db, err);
}

static void *
loop(void *payload)
{
	struct writer *writer = payload;
	struct writer_job *group;
	while ((group = take_group(writer)) != NULL) {
		struct err err = { .problem = PROBLEM_none };
		if (run_group(writer, group, &err) != 0) {
			log_line(LOG_error, "a commit failed", LOG_TEXT("why", err.text), LOG_END);
			db_rollback(writer->db);
			err.problem = PROBLEM_storage_unavailable;
		}
		while (group != NULL) {
			struct writer_job *job = group;
			group = job->next;
			job->finish(job, &err);
		}
	}
	return NULL;
}

int
writer_start(struct store *store, struct writer **out, struct err *err)
{
	struct writer *writer = mem_new(1, sizeof(*writer));
	writer->last = &writer->first;
	if (db_open(store, true, &writer->db, err) != 0 ||
	    worker_start(&writer->worker, 1, loop, writer, "the writer", err) != 0) {
		db_close(writer->db);
		free(writer);
		return (int)err->problem;
	}
	*out = writer;
	return 0;
}

bool
writer_submit(struct writer *writer, struct writer_job *job)
{
	worker_lock(&writer->worker);
	bool room = writer->n < QUEUE_MAX && !writer->worker.stopping;
	if (room) {
		job->next = NULL;
		*writer->last = job;
		writer->last = &job->next;
		writer->n++;
		worker_ring(&writer->worker);
	}
	worker_unlock(&writer->worker);
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
	(void)pthread_mutex_lock(&awaited.lock);
	while (!awaited.is_over)
		(void)pthread_cond_wait(&awaited.over, &awaited.lock);
	(void)pthread_mutex_unlock(&awaited.lock);
	if (awaited.err.problem != PROBLEM_none)
		*err = awaited.err;
	return (int)awaited.err.problem;
}

void
writer_stop(struct writer *writer)
{
	if (writer == NULL)
		return;
	worker_stop(&writer->worker);
	worker_free(&writer->worker);
	db_close(writer->db);
	free(writer);
}
