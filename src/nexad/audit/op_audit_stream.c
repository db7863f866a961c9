/* Where an organization has its audit log sent. */
#include <string.h>

#include "attempt.h"
#include "audit_feed.h"
#include "audit_store.h"
#include "audit_trees.h"
#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "delivery.h"
#include "event.h"
#include "jsonw.h"
#include "reply.h"
#include "str.h"
#include "stream.h"
#include "stream_format.h"
#include "webhook_sign.h"
#include "webhook_url.h"
#include "writer.h"

enum { EVENT_MOST = 1 << 20 };

/* ---- one stream ---- */

/* How many events the log has as this transaction has left it. */
static int
find_newest(struct call *c, int64_t *seq)
{
	struct audit_tree *tree;
	if (audit_tree_open(c->db, c->place.org_id, &tree, &c->err) != 0)
		return (int)c->err.problem;
	*seq = (int64_t)tree->merkle.size;
	return 0;
}

/* The seq of the first event that is kept; otherwise: of one that is yet to come. */
static int
find_first(struct call *c, int64_t otherwise, int64_t *seq)
{
	struct number_row place = { 0 };
	int64_t log = 0;
	bool found = false;
	if (audit_store_log(c->db, c->place.org_id, &log, &c->err) != 0 ||
	    call_get(c, QUERY_event_first, WITH(V(audit_store_place(log, 0))), &place, &found) != 0)
		return (int)c->err.problem;
	found = found && place.number < audit_store_place(log + 1, 0);
	*seq = found ? place.number - audit_store_place(log, 0) : otherwise;
	return 0;
}

static int
need(struct call *c, struct stream_row *out)
{
	bool found;
	if (call_get(c, QUERY_stream_get, WITH(V(c->place.org_id)), out, &found) != 0)
		return (int)c->err.problem;
	return found ? 0
	             : call_refuse(c, PROBLEM_not_found, "audit stream",
	                   "the audit log is not streamed anywhere");
}

/* An address may have a secret in its path: who may not set it sees only whose it is. */
static void
from_row(struct call *c, const struct stream_row *row, struct audit_stream *out)
{
	bool knows = permit(&c->standing, ACTION_audit_stream);
	const char *old_secret = stream_old_secret(row, clock_now());
	*out = (struct audit_stream){ .url = knows ? row->url : stream_origin(c, row->url),
		.format = row->format,
		.status = row->status,
		.delivered_seq = row->delivered_seq,
		.lag = row->size - row->delivered_seq,
		.last_error = row->last_error,
		.last_attempt_at = row->last_attempt_at,
		.has_last_attempt_at = row->has_last_attempt_at,
		.next_attempt_at = row->status == STREAM_STATUS_failing ? row->due_at : 0,
		.has_next_attempt_at = row->status == STREAM_STATUS_failing,
		.failing_since = row->failing_since,
		.has_failing_since = row->has_failing_since,
		.old_secret_until = old_secret == NULL ? 0 : row->old_until,
		.has_old_secret_until = old_secret != NULL,
		.own_ca = row->ca != NULL,
		.created_at = row->created_at,
		.updated_at = row->updated_at,
		.version = row->version };
}

/* After a change, whose event counts, too. */
static int
show(struct call *c, struct audit_stream *out)
{
	struct stream_row row = { .org_id = NULL };
	if (need(c, &row) != 0 || find_newest(c, &row.size) != 0)
		return (int)c->err.problem;
	from_row(c, &row, out);
	c->sends = true;
	return 0;
}

int
op_audit_stream(struct call *c, const struct audit_stream_args *args, struct audit_stream *out)
{
	struct stream_row row = { .org_id = NULL };
	(void)args;
	if (need(c, &row) != 0)
		return (int)c->err.problem;
	from_row(c, &row, out);
	return 0;
}

static int
match(struct call *c, const struct stream_row *row)
{
	struct audit_stream current;
	from_row(c, row, &current);
	return call_match(c, row->version, SHAPE_audit_stream, &current);
}

static int
emit(struct call *c, enum event type, const char *url, const char *before, const char *after)
{
	return event_emit(c, type,
	    &(struct event_about){ .target_type = "audit_stream",
	        .target_id = c->place.org_id,
	        .target_name = stream_origin(c, url),
	        .before = before,
	        .after = after,
	        .ws_id = "" });
}

/* ---- setting ---- */

/* What is to be; made of the arguments and of what there is. */
struct wanted {
	const char *url;
	enum stream_format format;
	const char *secret;
	bool new_secret;
	const char *ca;
	enum stream_status status;
};

/* {"format":"json","own_ca":false,"secret":"another","status":"active","url":"https://siem.example.com"} */
static const char *
facts(struct call *c, const struct wanted *is)
{
	struct str text = STR_INIT(4000);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '{');
	jsonw_key(&w, "format");
	jsonw_text(&w, vocab_name(VOCAB_stream_format, (int)is->format));
	jsonw_key(&w, "own_ca");
	jsonw_bool(&w, is->ca != NULL);
	if (is->new_secret) {
		jsonw_key(&w, "secret");
		jsonw_text(&w, "another");
	}
	jsonw_key(&w, "status");
	jsonw_text(&w, vocab_name(VOCAB_stream_status, (int)is->status));
	jsonw_key(&w, "url");
	jsonw_text(&w, stream_origin(c, is->url));
	jsonw_close(&w, '}');
	return call_keep(c, &text);
}

static int
check_format(struct call *c, const struct audit_stream_set_args *args)
{
	bool syslog = stream_url_is_syslog(args->url);
	if (!args->has_format || syslog == (args->format == STREAM_FORMAT_syslog))
		return 0;
	return call_broken(c, PROBLEM_invalid_field, "format",
	    syslog ? "format must be syslog for an address that starts with syslog+"
	           : "format must be json or ocsf for an address that starts with https");
}

static int
check_ca(struct call *c, const struct audit_stream_set_args *args)
{
	if (args->ca == NULL)
		return 0;
	if (!stream_url_is_secure(args->url))
		return call_broken(c, PROBLEM_invalid_field, "ca",
		    "ca is for addresses that start with https or syslog+tls");
	if (strstr(args->ca, "-----BEGIN CERTIFICATE-----") == NULL ||
	    strstr(args->ca, "-----END CERTIFICATE-----") == NULL)
		return call_broken(
		    c, PROBLEM_invalid_field, "ca", "ca must be certificates in PEM");
	return 0;
}

static int
check(struct call *c, const struct audit_stream_set_args *args)
{
	struct err err;
	if (stream_url_check(args->url, c->daemon->settings.webhook_allow_private, "url", &err) !=
	        0 &&
	    call_broken(c, err.problem, "url", "%s", err.text) != 0)
		return (int)c->err.problem;
	if (args->secret != NULL && !webhook_secret_valid(args->secret) &&
	    call_broken(c, PROBLEM_invalid_field, "secret",
	        "secret must be whsec_ and 24 to 64 bytes in base 64") != 0)
		return (int)c->err.problem;
	if (check_format(c, args) != 0)
		return (int)c->err.problem;
	return check_ca(c, args);
}

static void
want(struct call *c, const struct audit_stream_set_args *args, const struct stream_row *before,
    struct wanted *out)
{
	bool syslog = stream_url_is_syslog(args->url);
	bool had = before != NULL && !stream_url_is_syslog(before->url);
	*out = (struct wanted){ .url = args->url,
		.format = syslog       ? STREAM_FORMAT_syslog
		    : args->has_format ? args->format
		                       : STREAM_FORMAT_json,
		.secret = args->secret,
		.ca = args->has_ca                                      ? args->ca
		    : before != NULL && stream_url_is_secure(args->url) ? before->ca
		                                                        : NULL,
		.status = args->has_enabled && !args->enabled ? STREAM_STATUS_paused
		                                              : STREAM_STATUS_active };
	if (out->secret == NULL)
		out->secret = had ? before->secret : webhook_secret_new(&c->arena);
	out->new_secret = !syslog && !(had && strcmp(out->secret, before->secret) == 0);
}

/* One that fails is tried again now, whatever else stays. */
static bool
changes(const struct wanted *wanted, const struct stream_row *before)
{
	return before == NULL || wanted->new_secret || wanted->format != before->format ||
	    wanted->status != before->status || !str_same(wanted->url, before->url) ||
	    !str_same(wanted->ca, before->ca);
}

static int
put(struct call *c, const struct wanted *wanted, const struct stream_row *before)
{
	int64_t now = clock_now();
	int64_t newest = 0;
	bool off = wanted->status == STREAM_STATUS_paused;
	const struct wanted was = before == NULL ? *wanted
	                                         : (struct wanted){ .url = before->url,
		                                           .format = before->format,
		                                           .ca = before->ca,
		                                           .status = before->status };
	/* A new one begins with the event of its own making. */
	if (find_newest(c, &newest) != 0 ||
	    call_run(c, QUERY_stream_put,
	        WITH(V(c->place.org_id), V(wanted->url),
	            V(vocab_name(VOCAB_stream_format, (int)wanted->format)), V(wanted->secret),
	            V(wanted->ca), V(vocab_name(VOCAB_stream_status, (int)wanted->status)),
	            V(newest), off ? value_text(NULL) : V(now),
	            V(off ? "switched off" : (const char *)NULL), V(now))) != 0)
		return (int)c->err.problem;
	return emit(c, EVENT_audit_stream_configured, wanted->url,
	    before == NULL ? NULL : facts(c, &was), facts(c, wanted));
}

int
op_audit_stream_set(
    struct call *c, const struct audit_stream_set_args *args, struct audit_stream *out)
{
	struct stream_row row = { .org_id = NULL };
	struct wanted wanted;
	bool found;
	if (call_get(c, QUERY_stream_get, WITH(V(c->place.org_id)), &row, &found) != 0 ||
	    (found && match(c, &row) != 0) || check(c, args) != 0)
		return (int)c->err.problem;
	want(c, args, found ? &row : NULL, &wanted);
	if (changes(&wanted, found ? &row : NULL) && put(c, &wanted, found ? &row : NULL) != 0)
		return (int)c->err.problem;
	if (show(c, out) != 0)
		return (int)c->err.problem;
	out->secret = wanted.new_secret ? wanted.secret : NULL;
	return 0;
}

int
op_audit_stream_delete(
    struct call *c, const struct audit_stream_delete_args *args, struct done *out)
{
	struct stream_row row = { .org_id = NULL };
	(void)args;
	if (need(c, &row) != 0 || match(c, &row) != 0 ||
	    call_run(c, QUERY_stream_delete, WITH(V(row.org_id))) != 0)
		return (int)c->err.problem;
	const struct wanted was = {
		.url = row.url, .format = row.format, .ca = row.ca, .status = row.status
	};
	out->done = true;
	return emit(c, EVENT_audit_stream_configured, row.url, facts(c, &was), NULL);
}

/* ---- another secret, another place ---- */

int
op_audit_stream_rotate(
    struct call *c, const struct audit_stream_rotate_args *args, struct audit_stream *out)
{
	struct stream_row row = { .org_id = NULL };
	int64_t now = clock_now();
	bool at_once = args->has_expire && args->expire == KEY_EXPIRE_now;
	const char *secret = webhook_secret_new(&c->arena);
	if (need(c, &row) != 0 || match(c, &row) != 0)
		return (int)c->err.problem;
	if (stream_url_is_syslog(row.url) &&
	    call_broken(
	        c, PROBLEM_conflict, "url", "syslog is not signed; this stream has no secret") != 0)
		return (int)c->err.problem;
	if (call_run(c, QUERY_stream_rotate,
	        WITH(V(row.org_id), V(secret), at_once ? value_text(NULL) : V(now + CLOCK_DAY_MS),
	            V(now))) != 0 ||
	    emit(c, EVENT_audit_stream_configured, row.url, NULL,
	        event_pair(c, "secret", "another")) != 0 ||
	    show(c, out) != 0)
		return (int)c->err.problem;
	out->secret = secret;
	return 0;
}

static const char *
place_fact(struct call *c, int64_t seq)
{
	return arena_printf(&c->arena, "{\"delivered_seq\":%lld}", (long long)seq);
}

int
op_audit_stream_replay(
    struct call *c, const struct audit_stream_replay_args *args, struct audit_stream *out)
{
	struct stream_row row = { .org_id = NULL };
	int64_t newest = 0;
	int64_t first = 1;
	if (need(c, &row) != 0 || match(c, &row) != 0 || find_newest(c, &newest) != 0 ||
	    find_first(c, newest + 1, &first) != 0)
		return (int)c->err.problem;
	if ((args->from_seq < first || args->from_seq > newest + 1) &&
	    call_broken(c, PROBLEM_invalid_field, "from_seq",
	        first == 1 ? "from_seq must be %lld to %lld: there are %lld events"
	                   : "from_seq must be %lld to %lld: what was before is purged, and the "
	                     "newest event is %lld",
	        (long long)first, (long long)newest + 1, (long long)newest) != 0)
		return (int)c->err.problem;
	if (call_run(c, QUERY_stream_replay,
	        WITH(V(row.org_id), V(args->from_seq - 1), V(clock_now()))) != 0 ||
	    emit(c, EVENT_audit_stream_configured, row.url, place_fact(c, row.delivered_seq),
	        place_fact(c, args->from_seq - 1)) != 0)
		return (int)c->err.problem;
	return show(c, out);
}

/* ---- trying it ---- */

struct probe {
	struct writer_job job;
	struct call *c;
	struct delivery_ask ask;
	const char *headers[WEBHOOK_HEADERS + 3];
	struct webhook_headers signed_by;
	const struct stream_row *row;
	struct stream_test out;
	int64_t began_at;
};

static void
answer_probe(struct call *c)
{
	reply_print(c, &((struct probe *)c->then_payload)->out);
	reply_send(c);
}

static bool
hasten(struct writer_job *job, struct db *db)
{
	const struct stream_row *row = ((struct probe *)job)->row;
	struct err err;
	return db_run(db, QUERY_stream_hasten,
	           WITH(V(row->org_id), V(row->version), V(clock_now())), NULL, &err) == 0;
}

/* What could not be written waits for its time as before. */
static void
hastened(struct writer_job *job, const struct err *err)
{
	struct call *c = ((struct probe *)job)->c;
	(void)err;
	delivery_wake(c->daemon->delivery);
	answer_probe(c);
}

/* A receiver that takes it gets what waits, too, and not only when the pause after a failure is over. */
static void
answered(const struct outgoing_answer *answer, void *payload)
{
	struct call *c = payload;
	struct probe *probe = c->then_payload;
	const struct attempt attempt = { .status = answer->status, .error = answer->error };
	probe->out.delivered = answer->status >= 200 && answer->status < 300;
	if (!probe->out.delivered)
		probe->out.error = attempt_why(&c->arena, &attempt);
	probe->out.took_ms = clock_monotonic() - probe->began_at;
	probe->job = (struct writer_job){ .run = hasten, .finish = hastened };
	if (!probe->out.delivered || probe->row->status != STREAM_STATUS_failing ||
	    !writer_submit(c->daemon->writer, &probe->job))
		answer_probe(c);
}

static void
send_probe(struct call *c)
{
	struct probe *probe = c->then_payload;
	probe->began_at = clock_monotonic();
	delivery_ask(c->daemon->delivery, &probe->ask);
}

static void
forget(struct call *c)
{
	c->then_payload = NULL;
}

/* The event of the test itself is what is sent. */
static int
write_probe(const struct audit_event *event, void *payload)
{
	struct call *c = payload;
	struct probe *probe = c->then_payload;
	const struct stream_row *row = probe->row;
	struct str text = STR_INIT(EVENT_MOST);
	stream_format(row->format, event, &text);
	size_t len = text.len;
	const char *body = call_keep(c, &text);
	probe->out.event_id = arena_text(&c->arena, event->id);
	probe->headers[0] = "Content-Type: application/json";
	probe->headers[1] = "Expect:";
	webhook_sign_request(row->secret, stream_old_secret(row, clock_now()), probe->out.event_id,
	    body, &probe->signed_by, probe->headers + 2);
	probe->ask =
	    (struct delivery_ask){ .post = { .url = row->url,
		                       .headers = probe->headers,
		                       .body = body,
		                       .body_len = len,
		                       .timeout_ms = STREAM_TIMEOUT_MS,
		                       .ca = row->ca,
		                       .allow_private = c->daemon->settings.webhook_allow_private },
		    .done = answered,
		    .payload = c };
	return 0;
}

int
op_audit_stream_test(
    struct call *c, const struct audit_stream_test_args *args, struct stream_test *out)
{
	struct stream_row *row = arena_new(&c->arena, sizeof(*row));
	struct probe *probe = arena_new(&c->arena, sizeof(*probe));
	int64_t newest = 0;
	(void)args;
	probe->row = row;
	probe->c = c;
	c->then_payload = probe;
	if (need(c, row) != 0 || emit(c, EVENT_audit_stream_tested, row->url, NULL, NULL) != 0 ||
	    find_newest(c, &newest) != 0 ||
	    audit_feed(c->db, c->place.org_id, newest - 1, 1, write_probe, c, &c->err) != 0)
		return (int)c->err.problem;
	*out = probe->out;
	if (c->dry_run)
		return 0;
	c->then = send_probe;
	c->then_not = forget;
	c->answers_later = true;
	return 0;
}
