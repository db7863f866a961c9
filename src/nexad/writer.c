/* Group commit. */
#include "writer.h"

#include <pthread.h>
#include <stdlib.h>

#include "err.h"
#include "log.h"
#include "mem.h"
#include "store.h"

enum { QUEUE_MAX = 4096, GROUP_MAX = 256 };

struct writer {
	struct db *db;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t wake;
	struct writer_job *first;
	struct writer_job **last;
	int n;
	bool stopping;
};

/* Takes up to GROUP_MAX jobs; NULL when stopping and none is left. */
static struct writer_job *
take_group(struct writer *writer)
{
	(void)pthread_mutex_lock(&writer->mutex);
	while (writer->first == NULL && !writer->stopping)
		(void)pthread_cond_wait(&writer->wake, &writer->mutex);
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
	(void)pthread_mutex_unlock(&writer->mutex);
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
	(void)pthread_mutex_init(&writer->mutex, NULL);
	(void)pthread_cond_init(&writer->wake, NULL);
	if (db_open(store, true, &writer->db, err) != 0) {
		free(writer);
		return (int)err->problem;
	}
	if (pthread_create(&writer->thread, NULL, loop, writer) != 0) {
		db_close(writer->db);
		free(writer);
		return fail(err, PROBLEM_internal, "", "cannot start the writer thread");
	}
	*out = writer;
	return 0;
}

bool
writer_submit(struct writer *writer, struct writer_job *job)
{
	(void)pthread_mutex_lock(&writer->mutex);
	bool room = writer->n < QUEUE_MAX && !writer->stopping;
	if (room) {
		job->next = NULL;
		*writer->last = job;
		writer->last = &job->next;
		writer->n++;
		(void)pthread_cond_signal(&writer->wake);
	}
	(void)pthread_mutex_unlock(&writer->mutex);
	return room;
}

void
writer_stop(struct writer *writer)
{
	if (writer == NULL)
		return;
	(void)pthread_mutex_lock(&writer->mutex);
	writer->stopping = true;
	(void)pthread_cond_signal(&writer->wake);
	(void)pthread_mutex_unlock(&writer->mutex);
	(void)pthread_join(writer->thread, NULL);
	db_close(writer->db);
	(void)pthread_mutex_destroy(&writer->mutex);
	(void)pthread_cond_destroy(&writer->wake);
	free(writer);
}
