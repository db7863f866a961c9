/* Sending streams: each has at most one batch of events in memory, whose outcome is then written.  To https they go
 * one after another, to syslog all at once. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "after_commit.h"
#include "attempt.h"
#include "audit_feed.h"
#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "delivery.h"
#include "log.h"
#include "mem.h"
#include "stream.h"
#include "stream_format.h"
#include "webhook_sign.h"
#include "webhook_url.h"
#include "writer.h"

enum {
	STREAMS_AT_ONCE = 64,
	BATCH_EVENTS = 100,
	BATCH_BYTES = 1 << 18,
	BATCH_MS = 1000, /* after so long what was taken is noted */
	BATCH_MOST = 1 << 22,
	AFTER_FAULT_MS = 2000
};

/* An event as it is sent: where its text ends in the batch's. */
struct part {
	int64_t seq;
	const char *id;
	size_t end;
};

/* A batch on its way: sent, then its outcome written, then, when that failed, a pause. */
struct batch {
	struct writer_job job;
	struct streams *streams;
	struct batch *next;
	struct arena arena;
	struct stream_row row;
	struct part parts[BATCH_EVENTS];
	size_t n;
	size_t at; /* which is on its way */
	struct str text;
	struct str body; /* of the one that is on its way */
	struct webhook_headers signed_by;
	int64_t began_at;
	int64_t reached;
	struct attempt attempt;
	char error[OUTGOING_ERROR];
	struct call call;
	/* Under the mutex, since the writer changes them. */
	bool noted;
	int64_t rests_until;
};

struct streams {
	struct daemon *daemon;
	struct outgoing *outgoing;
	pthread_mutex_t mutex;
	struct batch *first; /* of the thread */
	int n;
	atomic_bool listens;
};

struct streams *
streams_new(struct daemon *daemon, struct outgoing *outgoing)
{
	struct streams *streams = mem_new(1, sizeof(*streams));
	streams->daemon = daemon;
	streams->outgoing = outgoing;
	(void)pthread_mutex_init(&streams->mutex, NULL);
	return streams;
}

static void
batch_free(struct batch *batch)
{
	str_release(&batch->text);
	str_release(&batch->body);
	arena_wipe(&batch->arena);
	arena_release(&batch->call.arena);
	free(batch);
}

void
streams_free(struct streams *streams)
{
	if (streams == NULL)
		return;
	while (streams->first != NULL) {
		struct batch *batch = streams->first;
		streams->first = batch->next;
		batch_free(batch);
	}
	(void)pthread_mutex_destroy(&streams->mutex);
	free(streams);
}

bool
streams_listen(const struct streams *streams)
{
	return atomic_load(&streams->listens);
}

/* ---- outcomes ---- */

static bool
note(struct writer_job *job, struct db *db)
{
	struct batch *batch = (struct batch *)job;
	batch->call.db = db;
	return stream_settle(&batch->call, &batch->attempt, batch->row.version) == 0;
}

static void
rest(struct batch *batch, bool failed)
{
	struct streams *streams = batch->streams;
	(void)pthread_mutex_lock(&streams->mutex);
	batch->rests_until = failed ? clock_monotonic() + AFTER_FAULT_MS : 0;
	batch->noted = true;
	(void)pthread_mutex_unlock(&streams->mutex);
}

static void
noted(struct writer_job *job, const struct err *err)
{
	struct batch *batch = (struct batch *)job;
	struct streams *streams = batch->streams;
	bool well = after_own_commit(&batch->call, err, "how far a stream came could not be noted");
	/* It may be gone once that is said. */
	struct outgoing *outgoing = streams->outgoing;
	rest(batch, !well);
	outgoing_wake(outgoing);
}

static void
note_later(struct batch *batch)
{
	struct daemon *daemon = batch->streams->daemon;
	batch->job = (struct writer_job){ .run = note, .finish = noted };
	batch->call.daemon = daemon;
	batch->call.caller = (struct caller){ .type = PRINCIPAL_system, .name = "nexad" };
	batch->call.standing.principal = PRINCIPAL_system;
	if (!writer_submit(daemon->writer, &batch->job))
		rest(batch, true);
}

static void send_next(struct batch *batch);

static bool
was_taken(const struct outgoing_answer *answer)
{
	return answer->status >= 200 && answer->status < 300;
}

static void
answered(const struct outgoing_answer *answer, void *payload)
{
	struct batch *batch = payload;
	bool syslog = stream_url_is_syslog(batch->row.url);
	if (was_taken(answer)) {
		batch->reached = batch->parts[batch->at].seq;
		batch->at++;
	}
	log_line(was_taken(answer) ? LOG_debug : LOG_warning, "audit stream",
	    LOG_TEXT("of", batch->row.org_id), LOG_NUMBER("reached", batch->reached),
	    LOG_NUMBER("status", answer->status), LOG_TEXT("why", answer->error), LOG_END);
	(void)snprintf(batch->error, sizeof(batch->error), "%s", answer->error);
	batch->attempt = (struct attempt){ .destination_id = batch->row.org_id,
		.seq = batch->reached,
		.at = clock_now(),
		.status = answer->status,
		.retry_after_s = answer->retry_after_s,
		.error = batch->error };
	if (was_taken(answer) && !syslog && batch->at < batch->n &&
	    clock_monotonic() - batch->began_at < BATCH_MS)
		send_next(batch);
	else
		note_later(batch);
}

/* ---- sending ---- */

static void
post(struct batch *batch, const char *const *headers, const char *body, size_t len)
{
	const struct outgoing_post message = { .url = batch->row.url,
		.headers = headers,
		.body = body,
		.body_len = len,
		.timeout_ms = STREAM_TIMEOUT_MS,
		.keeps = true,
		.ca = batch->row.ca,
		.allow_private = batch->streams->daemon->settings.webhook_allow_private };
	if (outgoing_post(batch->streams->outgoing, &message, answered, batch))
		return;
	const struct outgoing_answer none = { .error = "the request could not be made" };
	answered(&none, batch);
}

/* The next event of a batch for https, or all of one for syslog. */
static void
send_next(struct batch *batch)
{
	const struct stream_row *row = &batch->row;
	const char *headers[WEBHOOK_HEADERS + 3] = { "Content-Type: application/json", "Expect:" };
	const char *text = str_text(&batch->text);
	if (stream_url_is_syslog(row->url)) {
		batch->at = batch->n - 1;
		post(batch, NULL, text, batch->text.len);
		return;
	}
	const struct part *part = &batch->parts[batch->at];
	size_t from = batch->at == 0 ? 0 : part[-1].end;
	str_clear(&batch->body);
	str_add_n(&batch->body, text + from, part->end - from);
	text = str_text(&batch->body);
	webhook_sign_request(row->secret, stream_old_secret(row, clock_now()), part->id, text,
	    &batch->signed_by, headers + 2);
	post(batch, headers, text, part->end - from);
}

static int
add_event(const struct audit_event *event, void *payload)
{
	struct batch *batch = payload;
	if (batch->n > 0 && batch->text.len >= BATCH_BYTES)
		return 0;
	stream_format(batch->row.format, event, &batch->text);
	batch->parts[batch->n++] = (struct part){ .seq = event->seq,
		.id = arena_text(&batch->arena, event->id),
		.end = batch->text.len };
	return 0;
}

static bool
is_under_way(const struct streams *streams, const char *org_id)
{
	for (const struct batch *at = streams->first; at != NULL; at = at->next)
		if (strcmp(at->row.org_id, org_id) == 0)
			return true;
	return false;
}

/* A row of the statement: its texts are borrowed. */
static int
take_due(const void *row, void *payload)
{
	struct streams *streams = payload;
	const struct stream_row *due = row;
	if (streams->n == STREAMS_AT_ONCE || is_under_way(streams, due->org_id))
		return 0;
	struct batch *batch = mem_new(1, sizeof(*batch));
	struct arena *arena = &batch->arena;
	batch->streams = streams;
	batch->text = (struct str)STR_INIT(BATCH_MOST);
	batch->body = (struct str)STR_INIT(BATCH_MOST);
	batch->row = *due;
	batch->row.org_id = arena_text(arena, due->org_id);
	batch->row.url = arena_text(arena, due->url);
	batch->row.secret = arena_text(arena, due->secret);
	batch->row.old_secret = arena_text(arena, due->old_secret);
	batch->row.ca = arena_text(arena, due->ca);
	batch->row.last_error = NULL;
	batch->reached = due->delivered_seq;
	batch->began_at = clock_monotonic();
	batch->next = streams->first;
	streams->first = batch;
	streams->n++;
	return 0;
}

/* Reads the events of a batch that was taken, and begins to send them. */
static void
start(struct db *db, struct batch *batch)
{
	struct err err = { .problem = PROBLEM_none };
	if (audit_feed(db, batch->row.org_id, batch->row.delivered_seq, BATCH_EVENTS, add_event,
	        batch, &err) != 0 ||
	    batch->text.failed || batch->n == 0) {
		log_line(LOG_error, "cannot read the events of a stream",
		    LOG_TEXT("of", batch->row.org_id), LOG_TEXT("why", err.text), LOG_END);
		rest(batch, true);
		return;
	}
	send_next(batch);
}

static int64_t
forget_noted(struct streams *streams, int64_t wait)
{
	int64_t now = clock_monotonic();
	(void)pthread_mutex_lock(&streams->mutex);
	for (struct batch **at = &streams->first; *at != NULL;) {
		struct batch *batch = *at;
		int64_t left = batch->rests_until - now;
		if (!batch->noted || left > 0) {
			wait = batch->noted && left < wait ? left : wait;
			at = &batch->next;
			continue;
		}
		*at = batch->next;
		streams->n--;
		batch_free(batch);
	}
	(void)pthread_mutex_unlock(&streams->mutex);
	return wait;
}

/* When the next pause is over; whether there are streams at all. */
static int
look_ahead(struct streams *streams, struct db *db, int64_t now, int64_t *wait, struct err *err)
{
	struct number_row next = { .number = 0 };
	struct number_row active = { .number = 0 };
	struct arena arena = { NULL };
	bool found = false;
	if (db_get(db, QUERY_streams_when, WITH(V(now)), &arena, &next, &found, err) != 0 ||
	    db_get(db, QUERY_streams_count, WITH_NONE, &arena, &active, &found, err) != 0)
		return (int)err->problem;
	arena_release(&arena);
	if (next.number > 0 && next.number - now < *wait)
		*wait = next.number - now;
	atomic_store(&streams->listens, active.number > 0);
	return 0;
}

int64_t
streams_send_due(struct streams *streams, int64_t most_ms)
{
	struct err err = { .problem = PROBLEM_none };
	int64_t wait = forget_noted(streams, most_ms);
	int64_t now = clock_now();
	struct batch *known = streams->first;
	struct db *db = daemon_reader(streams->daemon);
	/* First this, so that what is committed after the look is told. */
	if (db == NULL || look_ahead(streams, db, now, &wait, &err) != 0 ||
	    db_each(db, QUERY_streams_due,
	        WITH(V(now), V(vocab_name(VOCAB_plan, PLAN_enterprise)),
	            V((int64_t)streams->n + STREAMS_AT_ONCE)),
	        take_due, streams, &err) != 0) {
		log_line(LOG_error, "cannot look for streams", LOG_TEXT("why", err.text), LOG_END);
		return AFTER_FAULT_MS;
	}
	for (struct batch *batch = streams->first; batch != known; batch = batch->next)
		start(db, batch);
	return wait;
}
