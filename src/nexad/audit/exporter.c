/* Exports: a few rows are read, printed and handed to the HTTP thread, and the next ones not before it has sent
 * them, so that a slow reader costs no thread. */
#include "exporter.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "call.h"
#include "daemon.h"
#include "http.h"
#include "log.h"
#include "mem.h"
#include "reply.h"
#include "request.h"
#include "worker.h"
#include "writer.h"

enum { EXPORTS_MAX = 16, ORG_EXPORTS_MAX = 4, RETRY_S = 5 };

/* One export, in its call's arena. */
struct job {
	TAILQ_ENTRY(job) entry;
	STAILQ_ENTRY(job) turn;
	struct exporter *exporter;
	struct call *call;
	struct export_source source;
	/* Of the thread whose turn it has. */
	struct http_stream *stream; /* NULL: not begun */
	/* Under the exporter's lock. */
	bool submitted; /* its commit is over */
	bool last;      /* nothing is wanted any more */
};

struct exporter {
	struct daemon *daemon;
	struct worker worker;
	/* Under its lock. */
	TAILQ_HEAD(jobs, job) jobs;
	STAILQ_HEAD(turns, job) turns;
	int n;
};

/* ---- turns ---- */

/* Under the lock. */
static void
queue(struct job *job)
{
	if (job->last || job->exporter->worker.stopping)
		return;
	STAILQ_INSERT_TAIL(&job->exporter->turns, job, turn);
	worker_ring(&job->exporter->worker);
}

/* From the HTTP thread: there is room for a piece. */
static void
wanted(void *payload)
{
	struct job *job = payload;
	worker_lock(&job->exporter->worker);
	queue(job);
	worker_unlock(&job->exporter->worker);
}

static void
forget(struct job *job)
{
	worker_lock(&job->exporter->worker);
	TAILQ_REMOVE(&job->exporter->jobs, job, entry);
	job->exporter->n--;
	worker_unlock(&job->exporter->worker);
}

/* The call, and the job with it, is gone afterwards. */
static void
end(struct job *job, bool whole)
{
	struct call *c = job->call;
	http_stream_end(job->stream, whole);
	forget(job);
	request_free(c);
}

static void
settle_last(struct job *job)
{
	worker_lock(&job->exporter->worker);
	job->last = true;
	worker_unlock(&job->exporter->worker);
}

/* False when it cannot go on. */
static bool
make_piece(struct job *job, struct str *piece)
{
	struct err err = { .text = "cannot open the database" };
	struct db *db = daemon_reader(job->exporter->daemon);
	const struct export_source *source = &job->source;
	*piece = (struct str)STR_INIT(source->piece_max);
	bool made = db != NULL && source->read(db, source->payload, piece, &err) == 0;
	writer_settled(job->exporter->daemon->writer);
	if (job->stream == NULL)
		job->stream = reply_stream(job->call, wanted, job);
	if (!made)
		log_line(
		    LOG_error, "an export was cut short", LOG_TEXT("reason", err.text), LOG_END);
	return made;
}

static void
run_turn(struct job *job)
{
	struct str piece;
	bool made = make_piece(job, &piece);
	bool last = !made || !job->source.has_more(job->source.payload);
	bool empty = piece.len == 0;
	/* A piece that was given is wanted no more, so somebody else may have the job from then on. */
	if (last)
		settle_last(job);
	bool taken = http_stream_write(job->stream, &piece);
	if (last || !taken) {
		end(job, made && taken);
	} else if (empty) {
		worker_lock(&job->exporter->worker);
		queue(job);
		worker_unlock(&job->exporter->worker);
	}
}

/* ---- the threads ---- */

static struct job *
take(struct exporter *exporter)
{
	worker_lock(&exporter->worker);
	while (!exporter->worker.stopping && STAILQ_EMPTY(&exporter->turns))
		worker_wait(&exporter->worker);
	struct job *job = exporter->worker.stopping ? NULL : STAILQ_FIRST(&exporter->turns);
	if (job != NULL)
		STAILQ_REMOVE_HEAD(&exporter->turns, turn);
	worker_unlock(&exporter->worker);
	return job;
}

static void *
loop(void *payload)
{
	for (struct job *job; (job = take(payload)) != NULL;)
		run_turn(job);
	daemon_reader_close();
	return NULL;
}

int
exporter_start(struct daemon *daemon, struct exporter **out, struct err *err)
{
	*out = mem_new(1, sizeof(**out));
	(*out)->daemon = daemon;
	TAILQ_INIT(&(*out)->jobs);
	STAILQ_INIT(&(*out)->turns);
	int problem = worker_start(&(*out)->worker, WORKER_THREADS, loop, *out, "exports", err);
	if (problem != 0) {
		free(*out);
		*out = NULL;
	}
	return problem;
}

static int
refuse(struct call *c)
{
	c->retry_after_s = RETRY_S;
	return call_refuse(
	    c, PROBLEM_overloaded, "", "too many exports are under way; try again shortly");
}

static struct job *
first_submitted(struct exporter *exporter)
{
	worker_lock(&exporter->worker);
	struct job *job = TAILQ_FIRST(&exporter->jobs);
	while (job != NULL && !job->submitted)
		job = TAILQ_NEXT(job, entry);
	if (job != NULL)
		job->last = true;
	worker_unlock(&exporter->worker);
	return job;
}

void
exporter_stop(struct exporter *exporter)
{
	if (exporter == NULL)
		return;
	worker_stop(&exporter->worker);
	for (struct job *job; (job = first_submitted(exporter)) != NULL;) {
		if (job->stream == NULL)
			job->stream = reply_stream(job->call, wanted, job);
		end(job, false);
	}
}

void
exporter_free(struct exporter *exporter)
{
	if (exporter == NULL)
		return;
	worker_free(&exporter->worker);
	free(exporter);
}

/* ---- from the handler ---- */

/* After the commit. */
static void
submit(struct call *c)
{
	struct job *job = c->then_payload;
	worker_lock(&job->exporter->worker);
	bool stopping = job->exporter->worker.stopping;
	job->submitted = !stopping;
	if (!stopping)
		queue(job);
	worker_unlock(&job->exporter->worker);
	if (!stopping)
		return;
	forget(job);
	(void)refuse(c);
	reply_send(c);
}

static void
give_up(struct call *c)
{
	forget(c->then_payload);
}

/* Whether two calls are of one organization, or neither is of any. */
static bool
are_together(const struct call *a, const struct call *b)
{
	const char *org = a->place.org_id;
	const char *other = b->place.org_id;
	return org == NULL || other == NULL ? org == other : strcmp(org, other) == 0;
}

/* Under the lock. */
static bool
has_room(const struct exporter *exporter, const struct call *c)
{
	const struct job *job;
	int n = 0;
	TAILQ_FOREACH(job, &exporter->jobs, entry)
	n += are_together(job->call, c);
	return n < ORG_EXPORTS_MAX && exporter->n < EXPORTS_MAX && !exporter->worker.stopping;
}

int
exporter_take(struct call *c, const struct export_source *source)
{
	struct exporter *exporter = c->daemon->exporter;
	struct job *job = arena_new(&c->arena, sizeof(*job));
	*job = (struct job){ .exporter = exporter, .call = c, .source = *source };
	worker_lock(&exporter->worker);
	bool room = has_room(exporter, c);
	if (room) {
		TAILQ_INSERT_TAIL(&exporter->jobs, job, entry);
		exporter->n++;
	}
	worker_unlock(&exporter->worker);
	if (!room)
		return refuse(c);
	c->media = source->media;
	c->then = submit;
	c->then_not = give_up;
	c->then_payload = job;
	return 0;
}
