/* What handlers do all the time: refuse, match versions, ask the database. */
#include "call.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "jsonw.h"
#include "store_table.h"

enum { CURRENT_MAX = 8 << 20 };

int
call_refuse(struct call *c, enum problem problem, const char *subject, const char *format, ...)
{
	char text[sizeof(c->err.text)];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return fail(&c->err, problem, subject, "%s", text);
}

int
call_broken(struct call *c, enum problem problem, const char *subject, const char *format, ...)
{
	char text[sizeof(c->err.text)];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (!c->dry_run)
		return fail(&c->err, problem, subject, "%s", text);
	if (c->n_rules < CALL_RULES) {
		c->rule_details[c->n_rules] = c->details;
		(void)fail(&c->rules[c->n_rules++], problem, subject, "%s", text);
	}
	c->details = NULL;
	return 0;
}

void
call_foresee(struct call *c, const char *format, ...)
{
	va_list args;
	if (!c->dry_run)
		return;
	va_start(args, format);
	int len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	char *text = arena_new(&c->arena, (size_t)len + 1);
	va_start(args, format);
	(void)vsnprintf(text, (size_t)len + 1, format, args);
	va_end(args);
	struct foreseen *foreseen = arena_new(&c->arena, sizeof(*foreseen));
	*foreseen = (struct foreseen){ text, c->foreseen };
	c->foreseen = foreseen;
}

static bool
is_listed(const struct call *c, int64_t version)
{
	for (int i = 0; i < c->n_if_match; i++)
		if (c->if_match[i] == version)
			return true;
	return c->if_match == NULL;
}

int
call_match(struct call *c, int64_t version, enum shape shape, const void *current)
{
	if (is_listed(c, version))
		return 0;
	struct str text = STR_INIT(CURRENT_MAX);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '{');
	jsonw_key(&w, "current");
	codec_write(&w, shape_fields(shape), current);
	jsonw_close(&w, '}');
	c->details = call_keep(c, &text);
	if (c->n_if_match != 1 || c->if_match[0] == 0)
		return call_broken(c, PROBLEM_version_conflict, "version",
		    "it is at version %lld, which If-Match does not list", (long long)version);
	return call_broken(c, PROBLEM_version_conflict, "version",
	    "somebody changed it meanwhile: it is at version %lld, not %lld", (long long)version,
	    (long long)c->if_match[0]);
}

const char *
call_keep(struct call *c, struct str *text)
{
	const char *copy = arena_text(&c->arena, str_text(text));
	str_release(text);
	return copy;
}

int
call_run(struct call *c, enum query query, const struct value *values, int n)
{
	return db_run(c->db, query, values, n, NULL, &c->err);
}

int
call_get(
    struct call *c, enum query query, const struct value *values, int n, void *row, bool *found)
{
	return db_get(c->db, query, values, n, &c->arena, row, found, &c->err);
}

int
call_need(struct call *c, enum query query, const struct value *values, int n, void *row,
    const char *what)
{
	bool found;
	if (call_get(c, query, values, n, row, &found) != 0)
		return (int)c->err.problem;
	return found ? 0 : call_refuse(c, PROBLEM_not_found, what, "there is no such %s", what);
}

struct collected {
	struct arena *arena;
	const struct field *fields;
	size_t size;
	char *items;
	size_t n;
	size_t room;
};

/* The texts of a row are borrowed from the statement: keep copies. */
static void
keep_texts(struct arena *arena, const struct field *fields, char *row)
{
	for (; fields->name != NULL; fields++) {
		const char **at = (const char **)(row + fields->offset);
		enum kind_class class = kind_row(fields->kind)->class;
		if (fields->word == FIELD_embed)
			keep_texts(arena, shape_fields(fields->shape), row + fields->offset);
		else if (fields->word < FIELD_embed && (class == CLASS_text || class == CLASS_raw))
			*at = arena_text(arena, *at);
	}
}

static int
collect(const void *row, void *payload)
{
	struct collected *all = payload;
	if (all->n == all->room) {
		size_t room = all->room == 0 ? 16 : all->room * 2;
		char *items = arena_new(all->arena, room * all->size);
		if (all->n > 0)
			memcpy(items, all->items, all->n * all->size);
		all->items = items;
		all->room = room;
	}
	char *at = all->items + all->n++ * all->size;
	memcpy(at, row, all->size);
	keep_texts(all->arena, all->fields, at);
	return 0;
}

int
call_all(
    struct call *c, enum query query, const struct value *values, int n, void *items, size_t *count)
{
	const struct statement_row *statement = store_statement(query);
	struct collected all = {
		.arena = &c->arena, .fields = statement->fields(), .size = statement->row_size
	};
	if (db_each(c->db, query, values, n, collect, &all, &c->err) != 0)
		return (int)c->err.problem;
	*(void **)items = all.items;
	*count = all.n;
	return 0;
}

bool
call_is_operator(const struct call *c)
{
	return c->caller.type == PRINCIPAL_operator;
}

struct value
call_user(const struct call *c)
{
	return value_text(c->caller.user_id);
}

struct value
call_bound_org(const struct call *c)
{
	return value_text(c->caller.key == NULL ? c->caller.sso_org : c->caller.key->org_id);
}

struct value
call_key_workspace(const struct call *c)
{
	return value_text(c->caller.key == NULL ? NULL : c->caller.key->ws_id);
}
