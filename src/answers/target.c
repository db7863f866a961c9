/* Reading targets. */
#include "target.h"

#include <string.h>

#include "call.h"
#include "utf8.h"

/* ---- path ---- */

static void
take_path_value(struct call *c, const char *name, char *value)
{
	if (strcmp(name, "org") == 0) {
		c->org = value;
	} else if (strcmp(name, "ws") == 0) {
		c->ws = value;
	} else {
		struct faults faults;
		faults.n = 0;
		const struct field *field = shape_field(op_params(c->id), name);
		/* A malformed id is the id of nothing. */
		if (value == NULL || !codec_read_text(field, value, &c->arena, c->args, &faults))
			*(const char **)((char *)c->args + field->offset) = "";
	}
}

void
target_take_path(struct call *c, const struct op_match *match)
{
	for (int i = 0; i < match->n; i++) {
		const char *name =
		    arena_text_n(&c->arena, match->values[i].name, match->values[i].name_len);
		char *value = codec_unescape(
		    &c->arena, match->values[i].value, match->values[i].value_len, false);
		take_path_value(c, name, value);
	}
}

/* ---- query ---- */

bool
target_has_params(const struct call *c)
{
	return op_in_query(c->op);
}

static void
take_dry_run(struct call *c, const char *value)
{
	c->dry_run = strcmp(value, "true") == 0;
	if (!c->dry_run && strcmp(value, "false") != 0)
		(void)faults_addf(
		    &c->faults, PROBLEM_invalid_query, "dry_run", "dry_run must be true or false");
}

/* What a list is to be narrowed to has to be an id of the kind: nothing would be found by another. */
static void
check_id(struct call *c, const struct field *field, const char *value)
{
	const struct kind_row *kind = kind_row(field->kind);
	size_t prefix = kind_id_prefix(field->kind);
	if (strncmp(value, kind->example, prefix) != 0)
		(void)faults_addf(&c->faults, PROBLEM_invalid_query, field->name,
		    "%s has to be an id that begins with %.*s", field->name, (int)prefix,
		    kind->example);
}

static void
take_query_pair(struct call *c, const char *name, const char *value, bool *given)
{
	const struct field *params = op_params(c->id);
	const struct field *field = target_has_params(c) ? shape_field(params, name) : NULL;
	if (field != NULL && op_in_path(c->op, name))
		field = NULL;
	if (op_writes(c->op) && strcmp(name, "dry_run") == 0) {
		take_dry_run(c, value);
		return;
	}
	if (field == NULL) {
		(void)faults_addf(&c->faults, PROBLEM_invalid_query, name,
		    "there is no query parameter '%s' here", name);
		return;
	}
	if (given[field - params]) {
		(void)faults_addf(
		    &c->faults, PROBLEM_invalid_query, name, "'%s' stands twice", name);
		return;
	}
	given[field - params] = true;
	size_t before = c->faults.n;
	if (codec_read_text(field, value, &c->arena, c->args, &c->faults))
		check_id(c, field, value);
	for (size_t i = before; i < c->faults.n; i++)
		c->faults.items[i].problem = PROBLEM_invalid_query;
}

void
target_take_query(struct call *c, const char *query, bool *given)
{
	while (*query != '\0') {
		size_t len = strcspn(query, "&");
		size_t name_len = strcspn(query, "=&");
		size_t value_at = name_len < len ? name_len + 1 : len;
		const char *name = codec_unescape(&c->arena, query, name_len, true);
		const char *value =
		    codec_unescape(&c->arena, query + value_at, len - value_at, true);
		if (name == NULL || value == NULL || !utf8_valid(name, strlen(name)) ||
		    !utf8_valid(value, strlen(value)))
			(void)faults_addf(&c->faults, PROBLEM_invalid_query, "",
			    "the query is not proper percent-encoded UTF-8");
		else if (len > 0)
			take_query_pair(c, name, value, given);
		query += len + (query[len] == '&');
	}
}

void
target_mark_path(const struct call *c, bool *given)
{
	const struct field *params = op_params(c->id);
	for (size_t i = 0; params[i].name != NULL; i++)
		given[i] = given[i] || op_in_path(c->op, params[i].name);
}
