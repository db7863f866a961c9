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
