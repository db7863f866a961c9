/* The thread that works on copies, and what the client holds of them. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "copy_internal.h"
#include "digest.h"
#include "mem.h"

/* ---- the thread ---- */

static void *
loop(void *payload)
{
	struct copies *copies = payload;
	struct shelf shelf = LIST_HEAD_INITIALIZER(shelf);
	const uint64_t one = 1;
	worker_lock(&copies->worker);
	while (!copies->worker.stopping) {
		struct copy_job *job = TAILQ_FIRST(&copies->due);
		if (job == NULL) {
			worker_wait(&copies->worker);
			continue;
		}
		TAILQ_REMOVE(&copies->due, job, entry);
		worker_unlock(&copies->worker);
		job->run(job, &shelf);
		worker_lock(&copies->worker);
		TAILQ_INSERT_TAIL(&copies->done, job, entry);
		(void)!write(copies->fd, &one, sizeof(one));
	}
	worker_unlock(&copies->worker);
	shelf_clear(&shelf);
	return NULL;
}

/* Signals are for the thread that was there first. */
static bool
start_thread(struct copies *copies)
{
	struct err err;
	sigset_t all;
	sigset_t before;
	copies->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (copies->fd < 0)
		return false;
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	copies->started = worker_start(&copies->worker, 1, loop, copies, "copies", &err) == 0;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!copies->started) {
		(void)close(copies->fd);
		copies->fd = -1;
	}
	return copies->started;
}

bool
copies_submit(struct copies *copies, struct copy_job *job)
{
	if (!copies->started && !start_thread(copies))
		return false;
	worker_lock(&copies->worker);
	TAILQ_INSERT_TAIL(&copies->due, job, entry);
	worker_ring(&copies->worker);
	worker_unlock(&copies->worker);
	return true;
}

/* ---- answering ---- */

struct local_call {
	struct copy_job job;
	struct copies *copies;
	char *target;
	transport_sink_fn *sink;
	void *sink_payload;
	transport_done_fn *done;
	void *payload;
	/* In turns the thread's and the client's: */
	struct transport_answer answer;
	struct copy_export *export; /* that has more for the sink; NULL: none */
	/* The client's. */
	int64_t last_seq;
};

static void
run_call(struct copy_job *job, struct shelf *shelf)
{
	struct local_call *call = (struct local_call *)job;
	if (call->export == NULL)
		copy_serve(shelf, &call->copies->names, call->target, &call->answer, &call->export);
	else
		copy_export_read(&call->export, shelf, &call->answer);
}

static void
free_call(struct local_call *call)
{
	copy_export_free(call->export);
	str_release(&call->answer.body);
	free(call->target);
	free(call);
}

/* Gives the sink what there is; whether it wants more and there is more. */
static bool
sink_piece(struct local_call *call)
{
	struct transport_answer *answer = &call->answer;
	const struct str *body = &answer->body;
	call->last_seq = answer->last_seq;
	if (answer->status != 200 || call->sink == NULL)
		return call->export != NULL;
	if (body->len > 0 && !call->sink(str_text(body), body->len, call->sink_payload)) {
		(void)fail(&answer->err, PROBLEM_cancelled, "", "given up");
		return false;
	}
	str_clear(&answer->body);
	return call->export != NULL;
}

static void
end_call(struct copy_job *job)
{
	struct local_call *call = (struct local_call *)job;
	if (!job->dropped && sink_piece(call) && copies_submit(call->copies, job))
		return;
	if (!job->dropped)
		call->done(&call->answer, call->payload);
	free_call(call);
}

static struct local_call *
start_call(struct client_local *local, const struct local_request *request, transport_done_fn *done,
    void *payload)
{
	struct copies *copies = (struct copies *)local;
	struct local_call *call = mem_new(1, sizeof(*call));
	*call = (struct local_call){ .job = { .run = run_call, .done = end_call },
		.copies = copies,
		.target = mem_text(request->target),
		.sink = request->sink,
		.sink_payload = request->sink_payload,
		.done = done,
		.payload = payload };
	if (copies_submit(copies, &call->job))
		return call;
	free_call(call);
	return NULL;
}

static int64_t
last_seq_of(const struct local_call *call)
{
	return call->last_seq;
}

static void
cancel_call(struct client_local *local, struct local_call *call)
{
	(void)local;
	call->job.dropped = true;
}

static bool
answers(struct client_local *local, enum op_id op, const char *target)
{
	static const char organizations[] = "/v1/organizations/";
	const struct copies *copies = (const struct copies *)local;
	char path[COPY_PATH];
	char org_id[COPY_ORG];
	if ((!local->only && !copies->when_away) || !copy_serves(op))
		return false;
	if (ops[op].place != PLACE_organization)
		return copy_each_path(&copies->names, NULL, NULL) > 0;
	if (strncmp(target, organizations, strlen(organizations)) != 0)
		return false;
	target += strlen(organizations);
	size_t len = strcspn(target, "/?");
	if (len >= sizeof(org_id))
		return false;
	memcpy(org_id, target, len);
	org_id[len] = '\0';
	return copy_path_there(&copies->names, org_id, path);
}

static int
fd_of(struct client_local *local)
{
	return ((const struct copies *)local)->fd;
}

/* The first job that is done; NULL: none is. */
static struct copy_job *
next_done(struct copies *copies)
{
	worker_lock(&copies->worker);
	struct copy_job *job = TAILQ_FIRST(&copies->done);
	if (job != NULL)
		TAILQ_REMOVE(&copies->done, job, entry);
	worker_unlock(&copies->worker);
	return job;
}

/* What is done may start more. */
static void
hear(struct client_local *local)
{
	struct copies *copies = (struct copies *)local;
	struct copy_job *job;
	uint64_t rung;
	if (read(copies->fd, &rung, sizeof(rung)) < 0)
		return;
	while ((job = next_done(copies)) != NULL)
		job->done(job);
}

/* ---- all of it ---- */

struct copies *
copies_new(const struct copies_settings *settings)
{
	struct copies *copies = mem_new(1, sizeof(*copies));
	char hex[DIGEST_HEX];
	struct digest digest = digest_of(settings->daemon, strlen(settings->daemon), "", 0);
	digest_hex(&digest, hex);
	memcpy(copies->names.daemon_hash, hex, sizeof(copies->names.daemon_hash) - 1);
	copies->local = (struct client_local){ .only = settings->only,
		.answers = answers,
		.start = start_call,
		.cancel = cancel_call,
		.last_seq = last_seq_of,
		.fd = fd_of,
		.hear = hear };
	if (settings->directory != NULL)
		copies->names.directory = mem_text(settings->directory);
	copies->names.any_daemon = settings->any_daemon;
	copies->daemon = mem_text(settings->daemon);
	copies->when_away = settings->when_away;
	copies->fd = -1;
	TAILQ_INIT(&copies->due);
	TAILQ_INIT(&copies->done);
	return copies;
}

static void
drop_jobs(const struct copy_jobs *jobs)
{
	struct copy_job *next;
	for (struct copy_job *job = TAILQ_FIRST(jobs); job != NULL; job = next) {
		next = TAILQ_NEXT(job, entry);
		job->dropped = true;
		job->done(job);
	}
}

void
copies_free(struct copies *copies)
{
	if (copies == NULL)
		return;
	if (copies->started) {
		worker_stop(&copies->worker);
		drop_jobs(&copies->due);
		drop_jobs(&copies->done);
		worker_free(&copies->worker);
		(void)close(copies->fd);
	}
	free(copies->names.directory);
	free(copies->daemon);
	free(copies);
}

struct client_local *
copies_local(struct copies *copies)
{
	return &copies->local;
}
