/* One thread writes: it takes all changes that wait and commits them together, a savepoint each, so
 * that one fsync serves them all (quality.md: 4.5 times the rate of an fsync each).  While a second thread has
 * them brought to the disk and ends them, the first runs what comes next.
 *
 * What is committed can be read before it is on the disk.  So that a power cut takes nothing back that anybody was
 * told of, whoever tells others what they have read asks writer_holds() or writer_settled() first: reply_send(), pages
 * for browsers, exports, the thread that sends.  A change that comes alone is on the disk before it can be read. */
#ifndef WRITER_H
#define WRITER_H

#include <stdbool.h>
#include <stdint.h>

struct db;
struct err;
struct store;
struct writer;

/* Something to be written; lives in its owner. */
struct writer_job {
	/* Runs in a savepoint; returns whether its writes are kept. */
	bool (*run)(struct writer_job *job, struct db *db);
	/* Called once it is on the disk; problem is not 0 when the commit failed and nothing was written.  Frees
	 * the job.  Two that have run are never finished at once; the next may run meanwhile. */
	void (*finish)(struct writer_job *job, const struct err *err);
	struct writer_job *next;
	uint64_t after; /* of one that is held: how many groups are to be ended */
};

int writer_start(struct store *store, struct writer **out, struct err *err);
/* Queues a job; false when too many wait, and then nothing of it is called. */
bool writer_submit(struct writer *writer, struct writer_job *job);
/* Runs a piece of work in its turn and waits until it is committed.  When it fails nothing of it is kept; *err
 * tells why: its own problem, the commit's, or overloaded.  Not for the writer itself. */
int writer_run(struct writer *writer, int (*work)(struct db *db, void *payload, struct err *err),
    void *payload, struct err *err);
/* Whether all that can be read is on the disk. */
bool writer_is_settled(const struct writer *writer);
/* For what was read and is to be told: false when it is; otherwise job->finish() is called once it is, and job->run
 * never. */
bool writer_holds(struct writer *writer, struct writer_job *job);
/* Waits until it is; but not on the writer's own threads, whose jobs are on the disk once they are finished. */
void writer_settled(struct writer *writer);
/* Runs what waits, then ends the threads. */
void writer_stop(struct writer *writer);

#endif
