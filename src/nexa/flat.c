/* Columns of shapes. */
#include "flat.h"

#include <assert.h>
#include <string.h>

#include "arena.h"
#include "before_after.h"
#include "codec.h"
#include "err.h"
#include "json.h"
#include "jsonw.h"

static bool
is_left_out(const struct field *field, enum flat_detail detail)
{
	enum kind kind = field->kind;
	return detail == FLAT_brief &&
	    (kind == KIND_json || kind == KIND_digest || kind == KIND_version ||
	        field->word == FIELD_once);
}

static bool
is_nested(const struct field *field)
{
	return field->word == FIELD_embed || field->word == FIELD_sub;
}

/* The fields that brief.def names for a shape; NULL: it has no row there. */
static const char *
brief_fields(enum shape shape)
{
	static const char *const lists[SHAPE_COUNT] = {
#define BRIEF(name, fields) [SHAPE_##name] = (fields),
#include "brief.def"
	};
	return lists[shape];
}

static void
add_column(struct flat_column *out, const struct field *outer, const struct field *field,
    enum flat_detail detail)
{
	bool titled = outer != NULL && field != NULL;
	const struct field *last = field != NULL ? field : outer;
	assert(last != NULL);
	bool many = last->word == FIELD_many && detail == FLAT_brief;
	bool count = many && brief_fields(last->shape) == NULL;
	out->outer = outer;
	out->field = field;
	out->told = last->kind == KIND_json && detail == FLAT_brief;
	out->items = (many && !count) || (last->word == FIELD_texts && detail == FLAT_brief);
	enum kind_class class = kind_row(last->kind)->class;
	out->number =
	    count || (last->word < FIELD_embed && (class == CLASS_number || class == CLASS_money));
	(void)snprintf(out->title, sizeof(out->title), "%s%s%s", titled ? outer->name : "",
	    titled ? "." : "", last->name);
}

static int
add_inner(struct flat_column *out, int n, const struct field *outer)
{
	for (const struct field *inner = shape_fields(outer->shape); inner->name != NULL; inner++)
		if (!is_nested(inner) && n < FLAT_MAX)
			add_column(&out[n++], outer, inner, FLAT_all);
	return n;
}

/* The fields of a row of brief.def, in its order; 0 when the shape has none. */
static int
listed_columns(enum shape shape, struct flat_column out[FLAT_MAX])
{
	char name[FLAT_TITLE];
	int n = 0;
	for (const char *at = brief_fields(shape); at != NULL && *at != '\0';
	     at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");
		(void)snprintf(name, sizeof(name), "%.*s", (int)len, at);
		const struct field *field = shape_field(shape_fields(shape), name);
		if (field != NULL && is_nested(field))
			add_column(&out[n++], field, NULL, FLAT_brief);
		else if (field != NULL)
			add_column(&out[n++], NULL, field, FLAT_brief);
		at += len;
	}
	return n;
}

int
flat_columns(enum shape shape, enum flat_detail detail, struct flat_column out[FLAT_MAX])
{
	int n = detail == FLAT_brief ? listed_columns(shape, out) : 0;
	if (n > 0)
		return n;
	for (const struct field *field = shape_fields(shape); field->name != NULL; field++) {
		if (is_left_out(field, detail) || n == FLAT_MAX)
			continue;
		if (!is_nested(field))
			add_column(&out[n++], NULL, field, detail);
		else if (detail == FLAT_all)
			n = add_inner(out, n, field);
		else
			add_column(&out[n++], field, NULL, detail);
	}
	return n;
}

/* ---- cells ---- */

static const char *
json_cell(const struct field *field, const void *value, struct arena *arena)
{
	const struct field only[2] = { *field, { .name = NULL } };
	struct str text = STR_INIT(1 << 20);
	struct jsonw w = { .out = &text };
	codec_write(&w, only, value);
	/* {"name":VALUE} without what stands around the value */
	size_t before = strlen(field->name) + 4;
	const char *cell =
	    text.failed ? "" : arena_text_n(arena, text.data + before, text.len - before - 1);
	str_release(&text);
	return cell;
}

static const char *
texts_cell(const struct flat_column *column, const void *value, struct arena *arena)
{
	enum { TEXTS_TOLD = 2 };
	const struct texts *texts = (const void *)((const char *)value + column->field->offset);
	struct str text = STR_INIT(1 << 20);
	size_t told = column->items && texts->n > TEXTS_TOLD + 1 ? TEXTS_TOLD : texts->n;
	for (size_t i = 0; i < told; i++)
		str_addf(&text, "%s%s", i > 0 ? " " : "", texts->items[i]);
	if (told < texts->n)
		str_addf(&text, ", %zu more", texts->n - told);
	const char *cell = arena_text(arena, str_text(&text));
	str_release(&text);
	return cell;
}

/* The details of an event in a line: what changed, and why. */
static const char *
told_cell(const char *text, struct arena *arena)
{
	struct json *details = NULL;
	struct err err;
	struct str out = STR_INIT(1 << 16);
	if (text == NULL || json_parse(text, strlen(text), &details, &err) != 0)
		return "";
	const char *reason = json_text(json_get(details, "reason"));
	before_after_add(details, true, &out);
	if (reason != NULL)
		str_addf(&out, "%s(%s)", out.len > 0 ? " " : "", reason);
	const char *cell = arena_text(arena, str_text(&out));
	str_release(&out);
	json_free(details);
	return cell;
}

/* "Production admin, Staging viewer, 4 more": of each item what brief.def names. */
static const char *
items_cell(const struct field *field, const struct many_done *many, struct arena *arena)
{
	enum { ITEMS_TOLD = 4 };
	struct flat_column columns[FLAT_MAX];
	struct str text = STR_INIT(1 << 16);
	int n = flat_columns(field->shape, FLAT_brief, columns);
	size_t size = shape_row(field->shape)->size;
	size_t told = many->n > ITEMS_TOLD + 1 ? ITEMS_TOLD : many->n;
	for (size_t i = 0; i < told; i++)
		for (int column = 0; column < n; column++)
			str_addf(&text, "%s%s",
			    column > 0  ? " "
			        : i > 0 ? ", "
			                : "",
			    flat_cell(
			        &columns[column], (const char *)many->items + i * size, arena));
	if (told < many->n)
		str_addf(&text, ", %zu more", many->n - told);
	const char *cell = arena_text(arena, str_text(&text));
	str_release(&text);
	return cell;
}

static const char *
field_cell(const struct flat_column *column, const void *value, struct arena *arena)
{
	const struct field *field = column->field;
	assert(field != NULL);
	if (column->told)
		return told_cell(
		    *(const char *const *)(const void *)((const char *)value + field->offset),
		    arena);
	if (field->word == FIELD_texts)
		return texts_cell(column, value, arena);
	if (field->word != FIELD_many)
		return shape_cell(field, value, arena);
	/* Every list of a shape has the layout of this one. */
	const struct many_done *many = (const void *)((const char *)value + field->offset);
	if (column->items)
		return items_cell(field, many, arena);
	return column->number ? arena_printf(arena, "%zu", many->n)
	                      : json_cell(field, value, arena);
}

/* Of something embedded its name, else the first text that it has. */
static const char *
brief_cell(const struct field *outer, const void *value, struct arena *arena)
{
	const struct field *fields = shape_fields(outer->shape);
	const struct field *name = shape_field(fields, "name");
	const char *cell = name == NULL ? "" : shape_cell(name, value, arena);
	for (; fields->name != NULL && cell[0] == '\0'; fields++)
		cell = shape_cell(fields, value, arena);
	return cell;
}

const char *
flat_cell(const struct flat_column *column, const void *row, struct arena *arena)
{
	const void *value = row;
	if (column->outer != NULL) {
		const void *at = (const char *)row + column->outer->offset;
		value = column->outer->word == FIELD_sub ? *(const void *const *)at : at;
	}
	if (value == NULL)
		return "";
	if (column->field == NULL && column->outer != NULL)
		return brief_cell(column->outer, value, arena);
	return field_cell(column, value, arena);
}
