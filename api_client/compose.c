/* Arguments into path, query and body, by walking the operation's parameters. */
#include "compose.h"

#include <string.h>

#include "clock.h"
#include "jsonw.h"

enum { TARGET_MAX = 16384, BODY_MAX = 64 << 20, BODY_FIRST = 8192, PARAMS_MAX = 64 };
enum { SLOWEST_BYTES_MS = 256 }; /* at which a body may still travel */

/* Whether a parameter goes along: all that is required, and what its has_ flag says of the rest. */
static bool
is_given(const struct field *param, const void *args)
{
	return param->has == 0 || *(const bool *)((const char *)args + param->has);
}

/* A single value as text for a path or a query, in the arena; NULL when it is none. */
static const char *
value_text(const struct field *param, const void *args, struct arena *arena)
{
	const char *at = (const char *)args + param->offset;
	enum kind_class class = kind_row(param->kind)->class;
	if (class == CLASS_flag)
		return *(const bool *)at ? "true" : "false";
	if ((class == CLASS_text || class == CLASS_raw) && *(const char *const *)at == NULL)
		return NULL;
	/* The first instant of 1970 is an instant, too: nothing in an address means never. */
	if (class == CLASS_time) {
		char *text = arena_new(arena, CLOCK_TEXT);
		clock_format(*(const int64_t *)(const void *)at, text);
		return text;
	}
	const char *text = shape_cell(param, args, arena);
	return class == CLASS_word && text[0] == '\0' ? NULL : text;
}

/* ---- the path ---- */

static int
no_place(const char *name, struct err *err)
{
	if (strcmp(name, "org") == 0)
		return fail(err, PROBLEM_invalid_field, "org", "no organization was named");
	return fail(err, PROBLEM_workspace_context_required, "workspace", "no workspace was named");
}

static int
add_path_value(struct str *out, enum op_id op, const char *name, const struct client_with *with,
    const void *args, struct err *err)
{
	struct arena arena = { 0 };
	const struct field *param = shape_field(op_params(op), name);
	const char *value = NULL;
	if (param != NULL)
		value = value_text(param, args, &arena);
	else if (strcmp(name, "org") == 0)
		value = with->org;
	else if (strcmp(name, "ws") == 0)
		value = with->ws;
	int problem = 0;
	if (value != NULL && value[0] != '\0')
		codec_escape(out, value);
	else if (param != NULL)
		problem = fail(err, PROBLEM_invalid_field, name, "%s is missing", name);
	else
		problem = no_place(name, err);
	arena_release(&arena);
	return problem;
}

static int
add_path(struct str *out, enum op_id op, const struct client_with *with, const void *args,
    struct err *err)
{
	char name[32];
	for (const char *at = ops[op].path; *at != '\0';) {
		size_t run = strcspn(at, "{");
		str_add_n(out, at, run);
		at += run;
		if (*at == '\0')
			break;
		size_t len = strcspn(at, "}") - 1;
		(void)snprintf(name, sizeof(name), "%.*s", (int)len, at + 1);
		int problem = add_path_value(out, op, name, with, args, err);
		if (problem != 0)
			return problem;
		at += len + 2;
	}
	return 0;
}

/* ---- the query ---- */

static void
add_query(struct str *out, const char *name, const char *value)
{
	str_add_char(out, strchr(str_text(out), '?') == NULL ? '?' : '&');
	str_add(out, name);
	str_add_char(out, '=');
	codec_escape(out, value);
}

static void
add_query_texts(struct str *out, const struct field *param, const void *args)
{
	const struct texts *texts = (const void *)((const char *)args + param->offset);
	for (size_t i = 0; i < texts->n; i++)
		add_query(out, param->name, texts->items[i]);
}

static void
add_query_params(struct str *out, enum op_id op, const void *args)
{
	struct arena arena = { 0 };
	for (const struct field *param = op_params(op); param->name != NULL; param++) {
		if (op_in_path(&ops[op], param->name) || !is_given(param, args))
			continue;
		if (param->word == FIELD_texts)
			add_query_texts(out, param, args);
		if (param->word >= FIELD_embed)
			continue;
		const char *value = value_text(param, args, &arena);
		if (value != NULL)
			add_query(out, param->name, value);
	}
	arena_release(&arena);
}

/* ---- the body ---- */

static void
add_body(struct composed *out, enum op_id op, const void *args)
{
	struct field fields[PARAMS_MAX + 1];
	size_t n = 0;
	for (const struct field *param = op_params(op); param->name != NULL; param++)
		if (!op_in_path(&ops[op], param->name) && n < PARAMS_MAX)
			fields[n++] = *param;
	fields[n] = (struct field){ .name = NULL };
	struct jsonw w = { .out = &out->json };
	/* Room enough from the start that a password leaves no copy behind when the text grows. */
	(void)str_reserve(&out->json, BODY_FIRST);
	codec_write_given(&w, fields, args);
	out->body = str_text(&out->json);
	out->body_len = out->json.len;
	out->content_type = "application/json";
}

static long
wait_of(enum op_id op, const void *args)
{
	const struct field *param = shape_field(op_params(op), "wait");
	if (!ops[op].waits || param == NULL || !is_given(param, args))
		return 0;
	return (long)*(const int64_t *)(const void *)((const char *)args + param->offset) * 1000;
}

int
compose(enum op_id op, const struct client_with *with, const void *args, struct composed *out,
    struct err *err)
{
	*out = (struct composed){ .target = STR_INIT(TARGET_MAX), .json = STR_INIT(BODY_MAX) };
	int problem = add_path(&out->target, op, with, args, err);
	if (problem != 0)
		return problem;
	if (op_in_query(&ops[op]))
		add_query_params(&out->target, op, args);
	else
		add_body(out, op, args);
	if (with->dry_run)
		add_query(&out->target, "dry_run", "true");
	if (ops[op].csv) {
		out->body = with->body == NULL ? "" : with->body;
		out->body_len = with->body_len;
		out->content_type = "text/csv";
	}
	out->wait_ms = wait_of(op, args) + (long)(out->body_len / SLOWEST_BYTES_MS);
	if (out->target.failed)
		return fail(
		    err, PROBLEM_uri_too_long, "", "the arguments are too long for an address");
	if (out->json.failed)
		return fail(err, PROBLEM_body_too_large, "", "the arguments are longer than %d MiB",
		    BODY_MAX >> 20);
	return 0;
}

void
compose_release(struct composed *composed)
{
	if (composed->json.data != NULL)
		explicit_bzero(composed->json.data, composed->json.cap);
	str_release(&composed->json);
	str_release(&composed->target);
}
