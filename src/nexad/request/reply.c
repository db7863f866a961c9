/* Answers: bodies, headers, the log line. */
#include "reply.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "http.h"
#include "jsonw.h"
#include "log.h"
#include "refusal.h"
#include "request.h"
#include "writer.h"

void
reply_refuse(int problem, const char *text, const char *request_id, struct str *body)
{
	refusal_print((enum problem)problem, request_id, NULL, NULL, text, body);
}

/* A rule that one argument breaks names it, as faults of several are named; NULL: it is about none. */
static const char *
details_of_rule(struct call *c, const struct err *rule)
{
	bool names = c->op != NULL && rule->subject[0] != '\0' &&
	    shape_field(op_params((enum op_id)(c->op - ops)), rule->subject) != NULL;
	return names ? refusal_fields(c, rule, 1) : NULL;
}

static void
print_failure(struct call *c)
{
	const char *text = c->err.text;
	bool not_proven = c->err.problem == PROBLEM_not_proven;
	/* What the database says belongs into the log, not on the wire; whose audit log is damaged is said to those
	 * who read it, not to whoever causes an event. */
	bool hidden = c->err.problem == PROBLEM_internal ||
	    c->err.problem == PROBLEM_storage_unavailable ||
	    (not_proven && c->op != NULL && op_writes(c->op));
	if (hidden || not_proven)
		log_line(LOG_error, c->err.text, LOG_TEXT("request_id", c->request_id),
		    LOG_TEXT("op", c->op == NULL ? "none" : c->op->id), LOG_END);
	if (hidden)
		text = problem_meaning(c->err.problem);
	if (c->details == NULL && c->faults.n > 0)
		c->details = refusal_fields(c, c->faults.items, c->faults.n);
	else if (c->details == NULL && text == c->err.text)
		c->details = details_of_rule(c, &c->err);
	str_clear(&c->out);
	refusal_print(c->err.problem, c->request_id, c->details,
	    c->faults.n > 0 ? &c->faults : NULL, text, &c->out);
	c->status = problem_http_status(c->err.problem);
}

/* ---- what went well ---- */

static int64_t
version_of(const struct call *c, const void *out)
{
	const struct field *field = shape_field(shape_fields(c->op->gives), "version");
	bool is_number = field != NULL && kind_row(field->kind)->class == CLASS_number;
	return is_number ? *(const int64_t *)((const char *)out + field->offset) : 0;
}

enum { LOCATION_MAX = 16 << 10 };

/* The path of a new object; NULL: no operation shows one. */
static const char *
location_of(struct call *c, const void *out)
{
	const struct field *fields = shape_fields(c->op->gives);
	const struct field *field = shape_field(fields, "id");
	if (field == NULL)
		field = shape_field(fields, "user_id");
	if (c->op->gives == SHAPE_session)
		return "/v1/me";
	if (field == NULL)
		return NULL;
	const char *id = *(const char *const *)((const char *)out + field->offset);
	struct str path = STR_INIT(LOCATION_MAX);
	bool shown = op_location(c->id, http_path(c->request), id, &path);
	const char *location = shown ? arena_text(&c->arena, str_text(&path)) : NULL;
	str_release(&path);
	return location;
}

enum { USUAL_ANSWER = 1000 }; /* bytes: room taken at once */

void
reply_print(struct call *c, const void *out)
{
	c->status = c->op->status == 0 ? 200 : c->op->status;
	if (c->op->gives == SHAPE_none || c->op->lists || c->media != NULL)
		return;
	struct jsonw w = { .out = &c->out };
	(void)str_reserve(&c->out, USUAL_ANSWER);
	codec_write(&w, shape_fields(c->op->gives), out);
	c->version = version_of(c, out);
	if (c->status == 201)
		c->location = location_of(c, out);
}

static void
print_rules(struct call *c, struct jsonw *w)
{
	jsonw_open(w, '[');
	for (int i = 0; i < c->n_rules; i++) {
		if (c->rule_details[i] == NULL)
			c->rule_details[i] = details_of_rule(c, &c->rules[i]);
		jsonw_open(w, '{');
		jsonw_key(w, "code");
		jsonw_text(w, problem_code(c->rules[i].problem));
		jsonw_key(w, "message");
		jsonw_text(w, c->rules[i].text);
		jsonw_key(w, "details");
		jsonw_raw(w, c->rule_details[i] == NULL ? "{}" : c->rule_details[i]);
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
}

static void
print_caused(struct jsonw *w, const struct caused *caused)
{
	if (caused == NULL)
		return;
	print_caused(w, caused->next);
	jsonw_open(w, '{');
	jsonw_key(w, "type");
	jsonw_text(w, vocab_name(VOCAB_event, (int)caused->type));
	jsonw_key(w, "target_type");
	jsonw_text(w, caused->target_type);
	jsonw_key(w, "target_id");
	jsonw_text(w, caused->target_id);
	jsonw_key(w, "target_name");
	jsonw_text(w, caused->target_name);
	jsonw_key(w, "workspace_id");
	jsonw_text(w, caused->ws_id);
	jsonw_key(w, "workspace_name");
	jsonw_text(w, caused->ws_name);
	jsonw_key(w, "details");
	jsonw_raw(w, caused->details);
	jsonw_close(w, '}');
}

static void
print_foreseen(struct jsonw *w, const struct foreseen *foreseen)
{
	if (foreseen == NULL)
		return;
	print_foreseen(w, foreseen->next);
	jsonw_text(w, foreseen->text);
}

static void drop_secrets(const struct field *fields, void *out);

static void
drop_secrets_of_each(const struct field *field, const void *at)
{
	struct many_done many;
	memcpy(&many, at, sizeof(many)); /* every list has this layout */
	for (size_t i = 0; i < many.n; i++)
		drop_secrets(shape_fields(field->shape),
		    (char *)many.items + i * shape_row(field->shape)->size);
}

/* A secret that a dry run made will never be valid, so it is not shown. */
static void
drop_secrets(const struct field *fields, void *out)
{
	for (; fields->name != NULL; fields++) {
		char *at = (char *)out + fields->offset;
		if (fields->word == FIELD_once)
			*(const char **)(void *)at = NULL;
		else if (fields->word == FIELD_many)
			drop_secrets_of_each(fields, at);
	}
}

static void
print_result(struct call *c, struct jsonw *w, void *out)
{
	if (out != NULL && c->op->serves == NULL && !c->op->lists)
		drop_secrets(shape_fields(c->op->gives), out);
	jsonw_key(w, "result");
	if (c->n_rules > 0 || out == NULL)
		jsonw_null(w);
	else
		codec_write(w, shape_fields(c->op->gives), out);
}

void
reply_print_dry_run(struct call *c, void *out)
{
	str_clear(&c->out);
	struct jsonw w = { .out = &c->out };
	jsonw_open(&w, '{');
	jsonw_key(&w, "dry_run");
	jsonw_bool(&w, true);
	jsonw_key(&w, "problems");
	print_rules(c, &w);
	jsonw_key(&w, "events");
	jsonw_open(&w, '[');
	/* What would follow from a broken rule is no news. */
	print_caused(&w, c->n_rules > 0 ? NULL : c->caused);
	jsonw_close(&w, ']');
	jsonw_key(&w, "consequences");
	jsonw_open(&w, '[');
	print_foreseen(&w, c->n_rules > 0 ? NULL : c->foreseen);
	jsonw_close(&w, ']');
	print_result(c, &w, out);
	jsonw_close(&w, '}');
	c->status = 200;
}

static void
log_request(const struct call *c)
{
	enum log_level level = c->status >= 500 ? LOG_error : LOG_info;
	if (c->op != NULL && c->status < 400 && c->op->method == METHOD_GET)
		level = LOG_debug;
	log_line(level, "request", LOG_TEXT("method", http_method(c->request)),
	    LOG_TEXT("op", c->op == NULL ? "none" : c->op->id), LOG_NUMBER("status", c->status),
	    LOG_NUMBER("ms", clock_monotonic() - c->started_at),
	    LOG_TEXT("by", c->caller.id == NULL ? "nobody" : c->caller.id),
	    LOG_TEXT("request_id", c->request_id), LOG_END);
}

enum { HEADERS_MAX = 12 };

struct header_texts {
	char etag[32];
	char retry[24];
	char limit[24];
	char last_seq[24];
};

static int
add_retry(const struct call *c, struct header_texts *texts, struct http_header *headers, int n)
{
	if (c->retry_after_s == 0)
		return n;
	(void)snprintf(texts->retry, sizeof(texts->retry), "%" PRId64, c->retry_after_s);
	headers[n++] = (struct http_header){ "Retry-After", texts->retry };
	if (c->rate_limit == 0)
		return n;
	(void)snprintf(texts->limit, sizeof(texts->limit), "%d", c->rate_limit);
	headers[n++] = (struct http_header){ "X-RateLimit-Limit", texts->limit };
	headers[n++] = (struct http_header){ "X-RateLimit-Remaining", "0" };
	headers[n++] = (struct http_header){ "X-RateLimit-Reset", texts->retry };
	return n;
}

/* The headers of the answer; they end with a NULL name and live as long as texts and the call. */
static void
make_headers(struct call *c, struct header_texts *texts, struct http_header *headers)
{
	int n = 0;
	if (c->err.problem == PROBLEM_none && c->version > 0) {
		(void)snprintf(texts->etag, sizeof(texts->etag), "\"%" PRId64 "\"", c->version);
		headers[n++] = (struct http_header){ "ETag", texts->etag };
	}
	if (c->location != NULL)
		headers[n++] =
		    (struct http_header){ c->op == NULL ? "Allow" : "Location", c->location };
	if (c->status == 401)
		headers[n++] = (struct http_header){ "WWW-Authenticate", "Bearer" };
	n = add_retry(c, texts, headers, n);
	const char *media = c->op == NULL || c->media != NULL ? c->media : c->op->serves;
	if (media != NULL && c->err.problem == PROBLEM_none)
		headers[n++] = (struct http_header){ "Content-Type", media };
	if (c->op != NULL && c->op->also != NULL)
		headers[n++] = (struct http_header){ "Vary", "Accept" };
	if (c->last_seq > 0) {
		(void)snprintf(texts->last_seq, sizeof(texts->last_seq), "%" PRId64, c->last_seq);
		headers[n++] = (struct http_header){ "X-Last-Seq", texts->last_seq };
	}
	headers[n] = (struct http_header){ NULL, NULL };
}

static void
note_answer(const struct call *c)
{
	if (c->op != NULL)
		atomic_fetch_add_explicit(&c->daemon->n_requests[c->id], 1, memory_order_relaxed);
	if (c->status >= 500)
		atomic_fetch_add_explicit(&c->daemon->n_failures, 1, memory_order_relaxed);
	log_request(c);
}

/* On the HTTP thread. */
static void
answer(void *payload)
{
	struct call *c = payload;
	struct header_texts texts;
	struct http_header headers[HEADERS_MAX];
	if (c->err.problem != PROBLEM_none)
		print_failure(c);
	else if (c->prints_later)
		reply_print(c, c->result);
	note_answer(c);
	if (c->answer != NULL) {
		c->answer(c);
		return;
	}
	make_headers(c, &texts, headers);
	http_reply(c->request, c->status, headers, &c->out);
	request_free(c);
}

struct held {
	struct writer_job job;
	struct call *call;
};

static void
let_go(struct writer_job *job, const struct err *err)
{
	struct call *c = ((struct held *)job)->call;
	(void)err;
	http_answer(c->request, answer, c);
}

/* What it tells may have been read before it was on the disk.  A page reads on in c->answer(), and waits at its end. */
static bool
is_held(struct call *c)
{
	struct writer *writer = c->daemon->writer;
	if (c->settled || c->answer != NULL || writer_is_settled(writer))
		return false;
	struct held *held = arena_new(&c->arena, sizeof(*held));
	*held = (struct held){ .job = { .finish = let_go }, .call = c };
	if (!http_is_deferred(c->request))
		http_defer(c->request);
	return writer_holds(writer, &held->job);
}

void
reply_send(struct call *c)
{
	request_forget(c);
	if (!is_held(c))
		http_answer(c->request, answer, c);
}

struct http_stream *
reply_stream(struct call *c, http_wanted_fn *wanted, void *payload)
{
	struct header_texts texts;
	struct http_header headers[HEADERS_MAX];
	make_headers(c, &texts, headers);
	note_answer(c);
	return http_stream_open(c->request, c->status, headers, wanted, payload);
}
