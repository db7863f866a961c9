/* One thread writes: it takes all changes that wait and commits them together, a savepoint each, so
 * that one fsync serves them all (quality.md: 4.5 times the rate of an fsync each). */
#ifndef WRITER_H
#define WRITER_H

#include <stdbool.h>

struct db;
struct err;
struct store;
struct writer;

/* Something to be written; lives in its owner. */
struct writer_job {
	/* Runs in a savepoint; returns whether its writes are kept. */
	bool (*run)(struct writer_job *job, struct db *db);
	/* Called after the commit; problem is not 0 when the commit failed and nothing was written.  Frees
	 * the job. */
	void (*finish)(struct writer_job *job, const struct err *err);
	struct writer_job *next;
};

int writer_start(struct store *store, struct writer **out, struct err *err);
/* Queues a job; false when too many wait, and then nothing of it is called. */
bool writer_submit(struct writer *writer, struct writer_job *job);
/* Runs a piece of work in its turn and waits until it is committed.  When it fails nothing of it is kept; *err
 * tells why: its own problem, the commit's, or overloaded.  Not for the writer itself. */
int writer_run(struct writer *writer, int (*work)(struct db *db, void *payload, struct err *err),
    void *payload, struct err *err);
/* Runs what waits, then ends the thread. */
void writer_stop(struct writer *writer);

#endif
