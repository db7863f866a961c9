/* Making a copy and going on with it: what is asked for, step by step, and what is done with the answers. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "copy_internal.h"
#include "json.h"
#include "mem.h"

enum { PAGE = 200, TILE = 256 };

struct copy_sync {
	struct copies *copies;
	struct client *client;
	struct copy_progress progress;
	struct copy_begin begin;
	char *key_wanted; /* NULL: any */
	struct client_call *call;
	struct sync_job *job; /* NULL: the thread is not at it */
	struct reply *organization;
	struct reply *me;
	struct reply *signed_by; /* the answer with the checkpoint */
	struct reply *page;      /* arrived while the thread is at the one before; NULL */
	const char *note;        /* in that answer */
	struct checkpoint checkpoint;
	struct merkle_proof proof;
	int64_t
	    gap; /* so many events at the beginning are not there any more: their hashes are taken */
	int64_t
	    begins; /* seq of the daemon's first event when something was missing the last time */
	struct err missing;               /* what that was */
	int64_t asked_to;                 /* seq that pages were asked for up to */
	char nameless[2 * COPY_ORG + 40]; /* for an organization that is not shown */
	bool freed;                       /* the job that is under way frees it */
};

static void look_again(struct copy_sync *sync, const struct err *err);

/* A step in the thread. */
struct sync_job {
	struct copy_job job;
	struct copy_sync *sync;
	int (*step)(struct sync_job *job, struct shelf *shelf);
	void (*then)(struct copy_sync *sync);
	struct reply *page; /* owned; NULL */
	uint64_t size;
	struct err err;
	bool may_look_again; /* it failed by what the daemon told */
	char line[COPY_LINE];
};

/* ---- ending ---- */

static void
release(struct copy_sync *sync)
{
	reply_free(sync->organization);
	reply_free(sync->me);
	reply_free(sync->signed_by);
	reply_free(sync->page);
	free(sync->key_wanted);
	free(sync);
}

static void
stop(struct copy_sync *sync, const struct err *err)
{
	sync->progress.running = false;
	sync->progress.err = *err;
}

/* ---- steps in the thread ---- */

static void
run_step(struct copy_job *job, struct shelf *shelf)
{
	struct sync_job *step = (struct sync_job *)job;
	(void)step->step(step, shelf);
}

static int
let_go(struct sync_job *job, struct shelf *shelf)
{
	struct copy_open *copy;
	if (shelf_open(shelf, job->sync->begin.path, &copy, &job->err) == 0)
		copy_take_stop(copy);
	return 0;
}

static void submit(struct copy_sync *sync, int (*step)(struct sync_job *job, struct shelf *shelf),
    void (*then)(struct copy_sync *sync), struct reply *page);

static void
step_done(struct copy_job *job)
{
	struct sync_job *step = (struct sync_job *)job;
	struct copy_sync *sync = step->sync;
	sync->job = NULL;
	if (sync->freed) {
		/* What was taken is kept: unless the thread is gone, it commits it. */
		if (!job->dropped && step->step != let_go)
			submit(sync, let_go, NULL, NULL);
		if (sync->job == NULL)
			release(sync);
	} else if (step->err.problem == PROBLEM_not_proven && step->may_look_again) {
		look_again(sync, &step->err);
	} else if (step->err.problem != PROBLEM_none) {
		stop(sync, &step->err);
		sync->progress.damaged = copy_is_file_problem(step->err.problem);
	} else {
		sync->progress.done = (int64_t)step->size;
		memcpy(sync->progress.line, step->line, sizeof(step->line));
		if (step->then != NULL)
			step->then(sync);
	}
	reply_free(step->page);
	free(step);
}

static void
submit(struct copy_sync *sync, int (*step)(struct sync_job *job, struct shelf *shelf),
    void (*then)(struct copy_sync *sync), struct reply *page)
{
	struct sync_job *job = mem_new(1, sizeof(*job));
	struct err err;
	*job = (struct sync_job){ .job = { .run = run_step, .done = step_done },
		.sync = sync,
		.step = step,
		.then = then,
		.page = page };
	if (copies_submit(sync->copies, &job->job)) {
		sync->job = job;
		return;
	}
	reply_free(page);
	free(job);
	(void)fail(&err, PROBLEM_internal, "", "cannot start the thread of copies");
	stop(sync, &err);
}

static int
step_begin(struct sync_job *job, struct shelf *shelf)
{
	int problem = copy_take_begin(shelf, &job->sync->begin, &job->err);
	job->size = job->sync->begin.size;
	return problem;
}

static int
step_take(struct sync_job *job, struct shelf *shelf)
{
	struct copy_open *copy;
	if (shelf_open(shelf, job->sync->begin.path, &copy, &job->err) != 0)
		return (int)job->err.problem;
	if (copy->writer == NULL)
		return fail(&job->err, PROBLEM_internal, "", "the copy is not open");
	if (copy_take(copy, json_get(job->page->json, "data"), job->page->value, job->page->n,
	        (int64_t)job->sync->checkpoint.head.size, &job->err) != 0) {
		struct err why = job->err;
		job->may_look_again = true;
		(void)let_go(job, shelf);
		job->err = why;
		return (int)why.problem;
	}
	job->size = copy->check.tree.size;
	return 0;
}

/* Hashes of what the daemon has let go, a tile at a time. */
static int
step_hashes(struct sync_job *job, struct shelf *shelf)
{
	struct copy_open *copy;
	if (shelf_open(shelf, job->sync->begin.path, &copy, &job->err) != 0)
		return (int)job->err.problem;
	uint64_t before = copy->check.tree.size;
	if (copy_take_hashes(copy, json_get(job->page->json, "hashes"), (uint64_t)job->sync->gap,
	        &job->err) != 0)
		return (int)job->err.problem;
	job->size = copy->check.tree.size;
	return job->size > before
	    ? 0
	    : fail(&job->err, PROBLEM_bad_answer, "", "hashes of the log's beginning are missing");
}

static int
step_end(struct sync_job *job, struct shelf *shelf)
{
	struct copy_open *copy;
	struct copy_sync *sync = job->sync;
	if (shelf_open(shelf, sync->begin.path, &copy, &job->err) != 0)
		return (int)job->err.problem;
	int problem =
	    copy_take_end(copy, &sync->begin, sync->note, &sync->checkpoint, job->line, &job->err);
	job->size = copy->check.tree.size;
	job->may_look_again = true;
	return problem;
}

/* ---- asking ---- */

static struct client_with
where(const struct copy_sync *sync)
{
	return (struct client_with){ .org = sync->begin.org_id, .daemon_only = true };
}

/* Whether an answer is none; then it is freed and all ends. */
static bool
failed(struct copy_sync *sync, struct reply *reply)
{
	struct err err = reply->err;
	sync->call = NULL;
	if (err.problem == PROBLEM_none && reply->json == NULL)
		(void)fail(&err, PROBLEM_bad_answer, "", "the daemon's answer is no JSON");
	if (err.problem == PROBLEM_none)
		return false;
	reply_free(reply);
	stop(sync, &err);
	if (sync->job == NULL && sync->begin.size > 0)
		submit(sync, let_go, NULL, NULL);
	return true;
}

static void
all_here(struct copy_sync *sync)
{
	sync->progress.running = false;
}

static void ask_page(struct copy_sync *sync);

static void
page_taken(struct copy_sync *sync)
{
	struct reply *page = sync->page;
	sync->page = NULL;
	if (page != NULL) {
		ask_page(sync);
		submit(sync, step_take, page_taken, page);
	} else if (sync->call == NULL && sync->progress.running) {
		submit(sync, step_end, all_here, NULL);
	}
}

static void ask_tile(struct copy_sync *sync);

static void
hashes_taken(struct copy_sync *sync)
{
	if (sync->progress.done < sync->gap) {
		ask_tile(sync);
		return;
	}
	sync->progress.gone = sync->gap - (int64_t)sync->begin.size;
	/* The page that told of the gap. */
	page_taken(sync);
}

static void
tile_told(struct reply *reply, void *payload)
{
	struct copy_sync *sync = payload;
	if (!failed(sync, reply))
		submit(sync, step_hashes, hashes_taken, reply);
}

/* The tile that has the next one. */
static void
ask_tile(struct copy_sync *sync)
{
	struct client_with with = where(sync);
	char number[24];
	const struct audit_tile_args args = { .level = "0", .number = number };
	(void)snprintf(number, sizeof(number), "%" PRId64, sync->progress.done / TILE);
	sync->call = nexa_audit_tile(sync->client, &with, &args, tile_told, sync);
}

static void
page_told(struct reply *reply, void *payload)
{
	struct copy_sync *sync = payload;
	if (failed(sync, reply))
		return;
	const struct audit_event *events = reply->value;
	if (reply->n > 0 && sync->asked_to == (int64_t)sync->begin.size &&
	    events[0].seq > sync->asked_to + 1) {
		sync->gap = events[0].seq - 1;
		sync->asked_to = events[reply->n - 1].seq;
		sync->page = reply;
		ask_tile(sync);
		return;
	}
	/* Less than what was signed: the end tells what is missing. */
	if (reply->n == 0) {
		reply_free(reply);
		sync->asked_to = INT64_MAX;
		if (sync->job == NULL)
			page_taken(sync);
		return;
	}
	sync->asked_to = events[reply->n - 1].seq;
	if (sync->job != NULL) {
		sync->page = reply;
		return;
	}
	ask_page(sync);
	submit(sync, step_take, page_taken, reply);
}

/* One page travels while the one before is taken over. */
static void
ask_page(struct copy_sync *sync)
{
	struct client_with with = where(sync);
	struct audit_list_args args = {
		.has_after_seq = true, .after_seq = sync->asked_to, .has_limit = true, .limit = PAGE
	};
	if (sync->asked_to < sync->progress.total)
		sync->call = nexa_audit_list(sync->client, &with, &args, page_told, sync);
}

static void
take_pages(struct copy_sync *sync)
{
	sync->asked_to = (int64_t)sync->begin.size;
	ask_page(sync);
	if (sync->call == NULL)
		submit(sync, step_end, all_here, NULL);
}

static void
consistency_told(struct reply *reply, void *payload)
{
	struct copy_sync *sync = payload;
	struct err err;
	if (failed(sync, reply))
		return;
	int problem = audit_hashes_read(reply->json, &sync->proof, &err);
	if (problem == 0)
		problem = audit_check_prefix(
		    &sync->begin.head, &sync->checkpoint.head, &sync->proof, &err);
	reply_free(reply);
	if (problem == 0) {
		take_pages(sync);
		return;
	}
	stop(sync, &err);
	submit(sync, let_go, NULL, NULL);
}

/* Whether the log goes on from what the copy has, before anything of it is taken. */
static void
begun(struct copy_sync *sync)
{
	struct err err = { .problem = PROBLEM_none };
	struct client_with with = where(sync);
	const struct copy_begin *begin = &sync->begin;
	const struct merkle_head *now = &sync->checkpoint.head;
	struct merkle_head had = begin->has_head ? begin->head : (struct merkle_head){ .size = 0 };
	if (sync->missing.problem == PROBLEM_none)
		sync->progress.had = (int64_t)begin->size;
	if (begin->size > now->size)
		had.size = begin->size;
	if (had.size > 0 && audit_check_head(&had, now, &err) != 0) {
		stop(sync, &err);
		submit(sync, let_go, NULL, NULL);
		return;
	}
	if (had.size == 0 || had.size == now->size) {
		take_pages(sync);
		return;
	}
	struct audit_consistency_args args = {
		.from = (int64_t)had.size, .to = (int64_t)now->size, .has_to = true
	};
	sync->call = nexa_audit_consistency(sync->client, &with, &args, consistency_told, sync);
}

static int
read_checkpoint(struct copy_sync *sync, struct err *err)
{
	struct note_key key;
	const struct json *json = sync->signed_by->json;
	const char *found = json_text(json_get(json, "key"));
	sync->note = json_text(json_get(json, "checkpoint"));
	if (sync->note == NULL || found == NULL)
		return fail(err, PROBLEM_bad_answer, "", "the daemon's answer has no checkpoint");
	if (sync->key_wanted != NULL && strcmp(sync->key_wanted, found) != 0)
		return fail(err, PROBLEM_not_proven, "key",
		    "the key was changed, or this is another log: it is signed by %s and not by "
		    "the pinned %s",
		    found, sync->key_wanted);
	if (note_key_parse(found, &key, err) != 0)
		return (int)err->problem;
	sync->begin.key = found;
	(void)snprintf(sync->progress.key, sizeof(sync->progress.key), "%s", found);
	return checkpoint_open(sync->note, strlen(sync->note), &key, &sync->checkpoint, err);
}

static void
checkpoint_told(struct reply *reply, void *payload)
{
	struct copy_sync *sync = payload;
	struct err err;
	if (failed(sync, reply))
		return;
	sync->signed_by = reply;
	if (read_checkpoint(sync, &err) != 0) {
		stop(sync, &err);
		return;
	}
	sync->progress.total = (int64_t)sync->checkpoint.head.size;
	submit(sync, step_begin, begun, NULL);
}

static void
ask_checkpoint(struct copy_sync *sync)
{
	struct client_with with = where(sync);
	const struct audit_checkpoint_args args = { .first = 0 };
	sync->call = nexa_audit_checkpoint(sync->client, &with, &args, checkpoint_told, sync);
}

static void
beginning_told(struct reply *reply, void *payload)
{
	struct copy_sync *sync = payload;
	const struct audit_event *events = reply->value;
	int64_t begins = reply->err.problem == PROBLEM_none && reply->n > 0 ? events[0].seq : 0;
	sync->call = NULL;
	reply_free(reply);
	if (begins <= sync->begins) {
		stop(sync, &sync->missing);
		return;
	}
	sync->begins = begins;
	sync->begin.anew = false;
	sync->progress.gone = 0;
	reply_free(sync->signed_by);
	sync->signed_by = NULL;
	ask_checkpoint(sync);
}

/* What the daemon lets go meanwhile is missing, though nobody has removed it: then once more, from what was taken. */
static void
look_again(struct copy_sync *sync, const struct err *err)
{
	struct client_with with = where(sync);
	const struct audit_list_args args = {
		.has_after_seq = true, .after_seq = 0, .has_limit = true, .limit = 1
	};
	sync->missing = *err;
	if (sync->call != NULL)
		client_cancel(sync->client, sync->call);
	reply_free(sync->page);
	sync->page = NULL;
	sync->call = nexa_audit_list(sync->client, &with, &args, beginning_told, sync);
}

static void
me_told(struct reply *reply, void *payload)
{
	struct copy_sync *sync = payload;
	if (failed(sync, reply))
		return;
	sync->me = reply;
	sync->begin.me = reply->body;
	ask_checkpoint(sync);
}

static void
organization_told(struct reply *reply, void *payload)
{
	struct copy_sync *sync = payload;
	struct client_with with = where(sync);
	const struct me_get_args args = { .has_workspace_id = false };
	/* An API key for the log alone may not see it. */
	if (reply->err.problem == PROBLEM_permission_denied) {
		(void)snprintf(sync->nameless, sizeof(sync->nameless),
		    "{\"id\":\"%s\",\"name\":\"%s\"}", sync->begin.org_id, sync->begin.org_id);
		sync->begin.organization = sync->nameless;
	} else if (failed(sync, reply)) {
		return;
	} else {
		sync->begin.organization = reply->body;
	}
	sync->organization = reply;
	sync->call = nexa_me_get(sync->client, &with, &args, me_told, sync);
}

struct copy_sync *
copy_sync_start(struct copies *copies, struct client *client, const struct copy_wanted *wanted)
{
	struct copy_sync *sync = mem_new(1, sizeof(*sync));
	struct client_with with;
	struct err err;
	const struct org_get_args args = { .first = 0 };
	*sync = (struct copy_sync){ .copies = copies,
		.client = client,
		.progress = { .running = true },
		.begins = 1,
		.begin = { .daemon = copies->daemon, .anew = wanted->anew } };
	if (wanted->key != NULL)
		sync->key_wanted = mem_text(wanted->key);
	(void)snprintf(sync->begin.org_id, sizeof(sync->begin.org_id), "%s", wanted->org_id);
	with = where(sync);
	if (copy_path(&copies->names, wanted->org_id, sync->begin.path)) {
		sync->call = nexa_org_get(client, &with, &args, organization_told, sync);
		return sync;
	}
	(void)fail(&err, PROBLEM_usage, "XDG_DATA_HOME",
	    "there is no home directory to keep a copy in; set XDG_DATA_HOME");
	stop(sync, &err);
	return sync;
}

const struct copy_progress *
copy_sync_progress(const struct copy_sync *sync)
{
	return &sync->progress;
}

void
copy_sync_free(struct copy_sync *sync)
{
	if (sync == NULL)
		return;
	if (sync->call != NULL)
		client_cancel(sync->client, sync->call);
	sync->call = NULL;
	sync->freed = true;
	if (sync->job == NULL && sync->progress.running)
		submit(sync, let_go, NULL, NULL);
	if (sync->job == NULL)
		release(sync);
}
