/* OpenAPI 3.1, printed by walking operations, shapes, kinds, words and problems. */
#include "openapi.h"

#include <stdio.h>
#include <string.h>

#include "err.h"
#include "jsonw.h"
#include "op.h"

static void
text_member(struct jsonw *w, const char *name, const char *text)
{
	jsonw_key(w, name);
	jsonw_text(w, text);
}

static void
reference(struct jsonw *w, const char *shape)
{
	char path[120];
	(void)snprintf(path, sizeof(path), "#/components/schemas/%s", shape);
	jsonw_open(w, '{');
	text_member(w, "$ref", path);
	jsonw_close(w, '}');
}

/* ---- schemas ---- */

static void
type_of(struct jsonw *w, const char *type, bool nullable)
{
	jsonw_key(w, "type");
	if (!nullable) {
		jsonw_text(w, type);
		return;
	}
	jsonw_open(w, '[');
	jsonw_text(w, type);
	jsonw_text(w, "null");
	jsonw_close(w, ']');
}

static void
words_schema(struct jsonw *w, enum vocab vocab, bool nullable)
{
	int count;
	const struct word *words = vocab_words(vocab, &count);
	type_of(w, "string", nullable);
	jsonw_key(w, "enum");
	jsonw_open(w, '[');
	for (int i = 1; i < count; i++)
		jsonw_text(w, words[i].name);
	if (nullable)
		jsonw_null(w);
	jsonw_close(w, ']');
}

static void
number_schema(struct jsonw *w, const struct field *field, bool nullable)
{
	type_of(w, "integer", nullable);
	jsonw_key(w, "minimum");
	jsonw_int(w, kind_row(field->kind)->least);
	jsonw_key(w, "maximum");
	jsonw_int(w, kind_row(field->kind)->limit);
}

/* A whole number of rupees may be sent as a number; answers have texts. */
static void
money_schema(struct jsonw *w, bool nullable, bool in_reply)
{
	jsonw_key(w, "type");
	jsonw_open(w, '[');
	jsonw_text(w, "string");
	if (!in_reply)
		jsonw_text(w, "integer");
	if (nullable)
		jsonw_text(w, "null");
	jsonw_close(w, ']');
	text_member(w, "pattern", "^-?[0-9]{1,12}([.][0-9]{1,4})?$");
}

static void
text_schema(struct jsonw *w, const struct field *field, bool nullable)
{
	type_of(w, "string", nullable);
	jsonw_key(w, "maxLength");
	jsonw_int(w, kind_row(field->kind)->limit);
	if (field->kind == KIND_day)
		text_member(w, "format", "date");
	if (field->kind == KIND_email)
		text_member(w, "format", "email");
	if (field->kind == KIND_password || field->kind == KIND_secret)
		text_member(w, "format", "password");
	if (field->kind == KIND_digest)
		text_member(w, "pattern", "^[0-9a-f]{64}$");
}

static void
scalar_schema(struct jsonw *w, const struct field *field, bool nullable, bool in_reply)
{
	const struct kind_row *kind = kind_row(field->kind);
	switch (kind->class) {
	case CLASS_text:
		text_schema(w, field, nullable);
		break;
	case CLASS_raw:
		type_of(w, "object", nullable);
		break;
	case CLASS_number:
		number_schema(w, field, nullable);
		break;
	case CLASS_money:
		money_schema(w, nullable, in_reply);
		break;
	case CLASS_flag:
		type_of(w, "boolean", nullable);
		break;
	case CLASS_time:
		type_of(w, "string", nullable);
		text_member(w, "format", "date-time");
		break;
	case CLASS_word:
		words_schema(w, kind->vocab, nullable);
		break;
	}
}

static void
field_schema(struct jsonw *w, const struct field *field, bool in_reply)
{
	jsonw_open(w, '{');
	if (field->text[0] != '\0')
		text_member(w, "description", field->text);
	switch (field->word) {
	case FIELD_embed:
	case FIELD_sub:
		jsonw_key(w, field->word == FIELD_sub ? "anyOf" : "allOf");
		jsonw_open(w, '[');
		reference(w, shape_row(field->shape)->name);
		if (field->word == FIELD_sub) {
			jsonw_open(w, '{');
			text_member(w, "type", "null");
			jsonw_close(w, '}');
		}
		jsonw_close(w, ']');
		break;
	case FIELD_many:
		text_member(w, "type", "array");
		jsonw_key(w, "items");
		reference(w, shape_row(field->shape)->name);
		break;
	case FIELD_texts:
		text_member(w, "type", "array");
		if (field->some) {
			jsonw_key(w, "minItems");
			jsonw_int(w, 1);
		}
		jsonw_key(w, "items");
		jsonw_open(w, '{');
		scalar_schema(w, field, false, in_reply);
		jsonw_close(w, '}');
		break;
	default:
		scalar_schema(w, field, field->word == FIELD_may, in_reply);
		break;
	}
	jsonw_close(w, '}');
}

static bool
is_required(const struct field *field, bool in_reply)
{
	if (in_reply)
		return field->word != FIELD_once;
	return field_is_required(field);
}

/* An object of fields; in a reply MAYs are there and may be null, in a request they may be absent. */
static void
object_schema(struct jsonw *w, const struct field *fields, const char *text, bool in_reply,
    const struct op *op)
{
	jsonw_open(w, '{');
	text_member(w, "type", "object");
	if (text != NULL)
		text_member(w, "description", text);
	jsonw_key(w, "additionalProperties");
	jsonw_bool(w, false);
	jsonw_key(w, "properties");
	jsonw_open(w, '{');
	for (const struct field *field = fields; field->name != NULL; field++)
		if (op == NULL || !op_in_path(op, field->name)) {
			jsonw_key(w, field->name);
			field_schema(w, field, in_reply);
		}
	jsonw_close(w, '}');
	jsonw_key(w, "required");
	jsonw_open(w, '[');
	for (const struct field *field = fields; field->name != NULL; field++)
		if ((op == NULL || !op_in_path(op, field->name)) && is_required(field, in_reply))
			jsonw_text(w, field->name);
	jsonw_close(w, ']');
	jsonw_close(w, '}');
}

/* Shapes that requests carry, where a MAY can be left out. */
static bool
is_request_shape(enum shape shape)
{
	for (int i = 1; i < OP_COUNT; i++)
		for (const struct field *field = op_params((enum op_id)i); field->name != NULL;
		     field++)
			if (field->shape == shape)
				return true;
	return false;
}

static void
list_schema(struct jsonw *w, const char *shape)
{
	jsonw_open(w, '{');
	text_member(w, "type", "object");
	jsonw_key(w, "additionalProperties");
	jsonw_bool(w, false);
	jsonw_key(w, "properties");
	jsonw_open(w, '{');
	jsonw_key(w, "data");
	jsonw_open(w, '{');
	text_member(w, "type", "array");
	jsonw_key(w, "items");
	reference(w, shape);
	jsonw_close(w, '}');
	jsonw_key(w, "meta");
	reference(w, "ListMeta");
	jsonw_close(w, '}');
	jsonw_key(w, "required");
	jsonw_raw(w, "[\"data\",\"meta\"]");
	jsonw_close(w, '}');
}

static void
error_schema(struct jsonw *w)
{
	jsonw_key(w, "Error");
	jsonw_raw(w,
	    "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"statusCode\",\"error\","
	    "\"message\",\"code\",\"request_id\",\"details\"],\"properties\":{\"statusCode\":{\"type\":"
	    "\"integer\"},\"error\":{\"type\":\"string\"},\"message\":{\"anyOf\":[{\"type\":\"string\"},"
	    "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}]},\"request_id\":{\"type\":\"string\"},"
	    "\"details\":{\"type\":\"object\"},\"code\":{\"type\":\"string\",\"enum\":[");
	w->comma = false;
	for (int i = 1; i < PROBLEM_COUNT; i++)
		if (problem_http_status((enum problem)i) != 0)
			jsonw_text(w, problem_code((enum problem)i));
	str_add(w->out, "]}}}");
	w->comma = true;
	jsonw_key(w, "ListMeta");
	jsonw_raw(w,
	    "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"limit\",\"next_cursor\","
	    "\"prev_cursor\",\"total\"],\"properties\":{\"limit\":{\"type\":\"integer\"},\"next_cursor\":"
	    "{\"type\":[\"string\",\"null\"]},\"prev_cursor\":{\"type\":[\"string\",\"null\"]},\"total\":"
	    "{\"type\":[\"integer\",\"null\"]},\"total_at_least\":{\"type\":\"integer\"}}}");
	jsonw_key(w, "DryRun");
	jsonw_raw(w,
	    "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"dry_run\",\"problems\","
	    "\"events\",\"consequences\",\"result\"],\"properties\":{\"dry_run\":{\"const\":true},\"problems\":{\"type\":"
	    "\"array\",\"description\":\"every rule that the change would break\",\"items\":{\"type\":"
	    "\"object\"}},\"events\":{\"type\":\"array\",\"description\":\"the audit events it would "
	    "cause\",\"items\":{\"type\":\"object\"}},\"consequences\":{\"type\":\"array\","
	    "\"description\":\"what else comes of it, a sentence each\",\"items\":{\"type\":\"string\"}},"
	    "\"result\":{\"type\":[\"object\",\"null\"],"
	    "\"description\":\"the answer it would give\"}}}");
}

static void
components(struct jsonw *w)
{
	jsonw_open(w, '{');
	jsonw_key(w, "schemas");
	jsonw_open(w, '{');
	for (int i = 1; i < SHAPE_COUNT; i++) {
		const struct shape_row *row = shape_row((enum shape)i);
		jsonw_key(w, row->name);
		object_schema(w, shape_fields((enum shape)i), row->text,
		    !is_request_shape((enum shape)i), NULL);
	}
	error_schema(w);
	jsonw_close(w, '}');
	jsonw_key(w, "securitySchemes");
	jsonw_raw(w,
	    "{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":\"a session token or an "
	    "API key; none is needed by the operator on the Unix socket\"}}");
	jsonw_close(w, '}');
}

/* ---- operations ---- */

static void
parameter(struct jsonw *w, const struct field *field, const char *name, const char *in)
{
	jsonw_open(w, '{');
	text_member(w, "name", name);
	text_member(w, "in", in);
	bool required = strcmp(in, "path") == 0 || (field != NULL && field_is_required(field));
	jsonw_key(w, "required");
	jsonw_bool(w, required);
	if (field != NULL)
		text_member(w, "description", field->text);
	jsonw_key(w, "schema");
	jsonw_open(w, '{');
	if (field == NULL)
		text_member(w, "type", strcmp(name, "dry_run") == 0 ? "boolean" : "string");
	else
		scalar_schema(w, field, false, false);
	jsonw_close(w, '}');
	jsonw_close(w, '}');
}

static void
parameters(struct jsonw *w, enum op_id id)
{
	const struct op *op = &ops[id];
	jsonw_key(w, "parameters");
	jsonw_open(w, '[');
	if (strstr(op->path, "{org}") != NULL)
		parameter(w, NULL, "org", "path");
	if (strstr(op->path, "{ws}") != NULL)
		parameter(w, NULL, "ws", "path");
	if (op->place == PLACE_context)
		parameter(w, NULL, "X-Workspace-Id", "header");
	for (const struct field *field = op_params(id); field->name != NULL; field++)
		if (op_in_path(op, field->name))
			parameter(w, field, field->name, "path");
		else if (op_in_query(op) && field->word < FIELD_embed)
			parameter(w, field, field->name, "query");
	if (op_writes(op)) {
		parameter(w, NULL, "dry_run", "query");
		parameter(w, NULL, "If-Match", "header");
	}
	if (op->method == METHOD_POST && op_writes(op) && !op->open)
		parameter(w, NULL, "Idempotency-Key", "header");
	jsonw_close(w, ']');
}

static bool
has_body_fields(enum op_id id)
{
	for (const struct field *field = op_params(id); field->name != NULL; field++)
		if (!op_in_path(&ops[id], field->name))
			return true;
	return false;
}

static void
request_body(struct jsonw *w, enum op_id id)
{
	const struct op *op = &ops[id];
	if (!op->csv && (op_in_query(op) || !has_body_fields(id)))
		return;
	jsonw_key(w, "requestBody");
	jsonw_open(w, '{');
	jsonw_key(w, "content");
	jsonw_open(w, '{');
	jsonw_key(w, op->csv ? "text/csv" : "application/json");
	jsonw_open(w, '{');
	jsonw_key(w, "schema");
	if (op->csv)
		jsonw_raw(w, "{\"type\":\"string\"}");
	else
		object_schema(w, op_params(id), NULL, false, op);
	jsonw_close(w, '}');
	jsonw_close(w, '}');
	jsonw_close(w, '}');
}

static void
answer_schema(struct jsonw *w, const struct op *op)
{
	const char *shape = shape_row(op->gives)->name;
	if (op->serves != NULL) {
		jsonw_raw(w,
		    strcmp(op->serves, "application/json") == 0 ? "{\"type\":\"object\"}"
		                                                : "{\"type\":\"string\"}");
	} else if (op->lists) {
		list_schema(w, shape);
	} else if (op_writes(op) && op->status == 0) {
		jsonw_open(w, '{');
		jsonw_key(w, "anyOf");
		jsonw_open(w, '[');
		reference(w, shape);
		reference(w, "DryRun");
		jsonw_close(w, ']');
		jsonw_close(w, '}');
	} else {
		reference(w, shape);
	}
}

/* {"text/csv":{"schema":{"type":"string"}},…}, without the braces; blanks or commas between. */
static void
also_served(struct jsonw *w, const char *also)
{
	char media[64];
	for (also += strspn(also, ", "); *also != '\0'; also += strspn(also, ", ")) {
		size_t len = strcspn(also, ", ");
		(void)snprintf(media, sizeof(media), "%.*s", (int)len, also);
		jsonw_key(w, media);
		jsonw_raw(w, "{\"schema\":{\"type\":\"string\"}}");
		also += len;
	}
}

static void
answer(struct jsonw *w, const char *status, const char *text, const char *media,
    const struct op *op, const char *shape)
{
	jsonw_key(w, status);
	jsonw_open(w, '{');
	text_member(w, "description", text);
	jsonw_key(w, "content");
	jsonw_open(w, '{');
	jsonw_key(w, media);
	jsonw_open(w, '{');
	jsonw_key(w, "schema");
	if (shape != NULL)
		reference(w, shape);
	else
		answer_schema(w, op);
	jsonw_close(w, '}');
	if (shape == NULL && op->also != NULL)
		also_served(w, op->also);
	if (shape == NULL && op->serves != NULL && strchr(op->serves, ',') != NULL)
		also_served(w, strchr(op->serves, ','));
	jsonw_close(w, '}');
	jsonw_close(w, '}');
}

static void
answers(struct jsonw *w, const struct op *op)
{
	char media[64] = "application/json";
	if (op->serves != NULL)
		(void)snprintf(
		    media, sizeof(media), "%.*s", (int)strcspn(op->serves, ";,"), op->serves);
	jsonw_key(w, "responses");
	jsonw_open(w, '{');
	if (op->status == 201)
		answer(w, "200", "a dry run: what would change", "application/json", op, "DryRun");
	answer(w, op->status == 201 ? "201" : "200", op->summary, media, op, NULL);
	answer(w, "4XX", "refused; code and message tell why", "application/json", op, "Error");
	answer(w, "5XX", "failed; nothing was changed", "application/json", op, "Error");
	jsonw_close(w, '}');
}

static void
operation(struct jsonw *w, enum op_id id)
{
	const struct op *op = &ops[id];
	char tag[40];
	(void)snprintf(tag, sizeof(tag), "%.*s", (int)strcspn(op->id, "_"), op->id);
	jsonw_open(w, '{');
	text_member(w, "operationId", op->id);
	text_member(w, "summary", op->summary);
	jsonw_key(w, "tags");
	jsonw_open(w, '[');
	jsonw_text(w, tag);
	jsonw_close(w, ']');
	if (op->needs != ACTION_none) {
		const struct action_row *action = action_row(op->needs);
		struct str needs = STR_INIT(400);
		str_addf(&needs,
		    "Needs the permission `%s`: workspace roles %s, organization roles %s.",
		    action->name, action->workspace, action->org);
		if (op->without_layer != ACTION_none)
			str_addf(&needs,
			    " Without the organization layer, `%s` in one of its workspaces is enough, too.",
			    action_row(op->without_layer)->name);
		text_member(w, "description", str_text(&needs));
		str_release(&needs);
	}
	jsonw_key(w, "security");
	jsonw_raw(w, op->open ? "[]" : "[{},{\"bearer\":[]}]");
	parameters(w, id);
	request_body(w, id);
	answers(w, op);
	jsonw_close(w, '}');
}

static void
method_name_lower(enum method method, char out[8])
{
	const char *name = method_name(method);
	size_t i = 0;
	for (; name[i] != '\0'; i++)
		out[i] = (char)(name[i] + ('a' - 'A'));
	out[i] = '\0';
}

static bool
is_first_of_path(int id)
{
	for (int i = 1; i < id; i++)
		if (strcmp(ops[i].path, ops[id].path) == 0)
			return false;
	return true;
}

static void
paths(struct jsonw *w)
{
	jsonw_open(w, '{');
	for (int i = 1; i < OP_COUNT; i++) {
		if (!is_first_of_path(i))
			continue;
		jsonw_key(w, ops[i].path);
		jsonw_open(w, '{');
		for (int j = i; j < OP_COUNT; j++) {
			char method[8];
			if (strcmp(ops[j].path, ops[i].path) != 0)
				continue;
			method_name_lower(ops[j].method, method);
			jsonw_key(w, method);
			operation(w, (enum op_id)j);
		}
		jsonw_close(w, '}');
	}
	jsonw_close(w, '}');
}

static void
tags(struct jsonw *w)
{
	char last[40] = "";
	jsonw_open(w, '[');
	for (int i = 1; i < OP_COUNT; i++) {
		char tag[40];
		(void)snprintf(tag, sizeof(tag), "%.*s", (int)strcspn(ops[i].id, "_"), ops[i].id);
		if (strcmp(tag, last) == 0)
			continue;
		(void)snprintf(last, sizeof(last), "%s", tag);
		jsonw_open(w, '{');
		text_member(w, "name", tag);
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
}

void
openapi_print(struct str *out)
{
	struct jsonw w = { .out = out };
	jsonw_open(&w, '{');
	text_member(&w, "openapi", "3.1.0");
	jsonw_key(&w, "info");
	jsonw_raw(&w,
	    "{\"title\":\"nexad\",\"version\":\"" NEXA_VERSION "\",\"summary\":\"Tenancy control "
	    "plane for a voice-AI platform\",\"license\":{\"name\":\"Proprietary\",\"identifier\":"
	    "\"LicenseRef-Proprietary\"}}");
	jsonw_key(&w, "servers");
	jsonw_raw(&w, "[{\"url\":\"/\"}]");
	jsonw_key(&w, "tags");
	tags(&w);
	jsonw_key(&w, "paths");
	paths(&w);
	jsonw_key(&w, "components");
	components(&w);
	jsonw_close(&w, '}');
}
