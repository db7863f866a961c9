/* Answers decoded by the table: what an operation gives, and the one form of errors. */
#include "answer.h"

#include <string.h>

#include "json.h"

/* ---- errors ---- */

/* What a status means when its code is a newer daemon's and unknown here. */
static enum problem
problem_of_status(int status)
{
	switch (status) {
	case 401:
		return PROBLEM_unauthenticated;
	case 403:
		return PROBLEM_permission_denied;
	case 404:
		return PROBLEM_not_found;
	case 409:
		return PROBLEM_conflict;
	case 429:
		return PROBLEM_rate_limited;
	default:
		return status < 500 ? PROBLEM_invalid_request : PROBLEM_internal;
	}
}

static void
add_fault(struct reply *reply, enum problem problem, const char *subject, const char *text)
{
	struct err err;
	if (text == NULL)
		return;
	(void)fail(&err, problem, subject, "%s", text);
	faults_add(&reply->faults, &err);
}

/* details.fields has each field with a code and a message of its own. */
static void
read_fields(const struct json *fields, enum problem problem, struct reply *reply)
{
	const struct json *field = json_type(fields) == JSON_LIST ? json_first(fields) : NULL;
	for (; field != NULL; field = json_next(field)) {
		const char *code = json_text(json_get(field, "code"));
		enum problem own = code == NULL ? PROBLEM_none : problem_find(code);
		add_fault(reply, own == PROBLEM_none ? problem : own,
		    json_text(json_get(field, "field")), json_text(json_get(field, "message")));
	}
}

static void
read_messages(const struct json *body, enum problem problem, struct reply *reply)
{
	const struct json *message = json_get(body, "message");
	read_fields(json_get(json_get(body, "details"), "fields"), problem, reply);
	if (reply->faults.n > 0)
		return;
	add_fault(reply, problem, "", json_text(message));
	message = json_type(message) == JSON_LIST ? json_first(message) : NULL;
	for (; message != NULL; message = json_next(message))
		add_fault(reply, problem, "", json_text(message));
}

static void
read_error(const char *where, struct reply *reply)
{
	const char *code = json_text(json_get(reply->json, "code"));
	const struct json *message = json_get(reply->json, "message");
	if (code == NULL || message == NULL) {
		(void)fail(&reply->err, PROBLEM_bad_answer, "",
		    "%s answered with HTTP status %d and nothing that explains it; is it nexad?",
		    where, reply->status);
		return;
	}
	enum problem problem = problem_find(code);
	if (problem == PROBLEM_none || problem_http_status(problem) == 0)
		problem = problem_of_status(reply->status);
	read_messages(reply->json, problem, reply);
	if (faults_fail(&reply->faults, &reply->err) != 0)
		reply->err.problem = problem; /* the answer's own, not that of its first field */
	else
		(void)fail(&reply->err, problem, "", "%s", problem_meaning(problem));
	const char *id = json_text(json_get(reply->json, "request_id"));
	if (id != NULL)
		(void)snprintf(reply->request_id, sizeof(reply->request_id), "%s", id);
}

/* ---- what was given ---- */

static void
fill_texts(const struct field *fields, char *value)
{
	for (const struct field *field = fields; field->name != NULL; field++) {
		char *at = value + field->offset;
		bool required = field->word == FIELD_must || field->word == FIELD_aim;
		bool text = kind_row(field->kind)->class <= CLASS_raw;
		if (required && text && *(const char **)(void *)at == NULL)
			*(const char **)(void *)at = "";
		if (field->word == FIELD_embed)
			fill_texts(shape_fields(field->shape), at);
		if (field->word == FIELD_sub && *(void **)(void *)at != NULL)
			fill_texts(shape_fields(field->shape), *(void **)(void *)at);
		if (field->word != FIELD_many)
			continue;
		struct {
			char *items;
			size_t n;
		} many;
		memcpy(&many, at, sizeof(many));
		for (size_t i = 0; i < many.n; i++)
			fill_texts(shape_fields(field->shape),
			    many.items + i * shape_row(field->shape)->size);
	}
}

/* Reads one object; what a daemon of another version leaves out is empty rather than NULL. */
static void
read_value(const struct json *object, enum shape shape, struct reply *reply, void *value)
{
	struct faults passed_over;
	passed_over.n =
	    0; /* the 16 KB that it has room for need no clearing, for each row of a page */
	(void)codec_read(object, shape_fields(shape), false, &reply->arena, value, &passed_over);
	fill_texts(shape_fields(shape), value);
}

static void
read_meta(const struct json *meta, struct reply *reply)
{
	reply->next_cursor = json_text(json_get(meta, "next_cursor"));
	reply->prev_cursor = json_text(json_get(meta, "prev_cursor"));
	if (json_int(json_get(meta, "total"), &reply->total))
		return;
	reply->total_at_least = json_int(json_get(meta, "total_at_least"), &reply->total);
	if (!reply->total_at_least)
		reply->total = -1;
}

static bool
read_list(const struct json *list, enum shape shape, struct reply *reply)
{
	const struct json *data = json_get(list, "data");
	if (json_type(data) != JSON_LIST)
		return false;
	size_t size = shape_row(shape)->size;
	char *rows = arena_new(&reply->arena, json_count(data) * size);
	for (const struct json *row = json_first(data); row != NULL; row = json_next(row)) {
		if (json_type(row) != JSON_OBJECT)
			return false;
		read_value(row, shape, reply, rows + reply->n++ * size);
	}
	reply->value = rows;
	read_meta(json_get(list, "meta"), reply);
	return true;
}

/* A dry run says beside what would be broken and caused what the result would be, or null. */
static bool
read_given(const struct json *json, bool dry_run, struct reply *reply)
{
	const struct op *op = &ops[reply->op];
	bool rehearsal = dry_run && json_bool(json_get(json, "dry_run"));
	if (op->lists && !rehearsal)
		return read_list(json, op->gives, reply);
	if (rehearsal)
		json = json_get(json, "result");
	if (json_type(json) != JSON_OBJECT)
		return rehearsal;
	void *value = arena_new(&reply->arena, shape_row(op->gives)->size);
	read_value(json, op->gives, reply, value);
	reply->value = value;
	reply->n = 1;
	return true;
}

static void
bad_answer(const char *where, const char *what, struct reply *reply)
{
	reply->n = 0;
	reply->value = NULL;
	(void)fail(&reply->err, PROBLEM_bad_answer, "", "the answer of %s to %s %s", where,
	    ops[reply->op].id, what);
}

void
answer_read(const char *body, size_t len, bool dry_run, const char *where, struct reply *reply)
{
	struct json *json = NULL;
	struct err err = { .problem = PROBLEM_none };
	reply->body = arena_text_n(&reply->arena, body, len);
	reply->body_len = len;
	if (json_parse(reply->body, len, &json, &err) == 0)
		reply->json = json;
	if (reply->status >= 300 && reply->status < 400) {
		(void)fail(&reply->err, PROBLEM_bad_answer, "",
		    "%s sends elsewhere (HTTP status %d), which is not followed; is the URL right?",
		    where, reply->status);
	} else if (reply->status >= 400) {
		read_error(where, reply);
	} else if (ops[reply->op].gives == SHAPE_none) {
		return;
	} else if (json == NULL) {
		bad_answer(where, err.text, reply);
	} else if (!read_given(json, dry_run, reply)) {
		bad_answer(where, "is JSON of another shape than agreed", reply);
	}
}
