/* Filling arguments. */
#include "args.h"

#include <string.h>

#include "arena.h"
#include "codec.h"
#include "digits.h"
#include "err.h"

void *
args_new(struct arena *arena, enum op_id op)
{
	return arena_new(arena, ops[op].args_size);
}

static int
set(const struct field *field, const char *name, const char *text, struct arena *arena, void *value,
    struct err *err)
{
	struct faults faults = { .n = 0 };
	if (field == NULL || field->word >= FIELD_embed)
		return fail(err, PROBLEM_usage, name, "there is nothing called '%s' here", name);
	if (codec_read_text(field, text, arena, value, &faults))
		return 0;
	*err = faults.items[0];
	return (int)err->problem;
}

int
args_set(enum op_id op, void *args, const char *name, const char *text, struct arena *arena,
    struct err *err)
{
	return set(shape_field(op_params(op), name), name, text, arena, args, err);
}

int
args_set_member(enum op_id op, void *args, const char *path, const char *text, struct arena *arena,
    struct err *err)
{
	const char *dot = strchr(path, '.');
	if (dot == NULL)
		return args_set(op, args, path, text, arena, err);
	const char *outer = arena_text_n(arena, path, (size_t)(dot - path));
	const struct field *field = shape_field(op_params(op), outer);
	if (field == NULL || field->word != FIELD_sub)
		return fail(err, PROBLEM_usage, path, "there is nothing called '%s' here", path);
	void **at = (void **)((char *)args + field->offset);
	if (*at == NULL)
		*at = arena_new(arena, shape_row(field->shape)->size);
	*((bool *)((char *)args + field->has)) = true;
	return set(shape_field(shape_fields(field->shape), dot + 1), path, text, arena, *at, err);
}

/* A field of a row, or of a member of it, which *row then is; NULL: there is none. */
static const struct field *
find_field(enum shape shape, const void **row, const char *name, struct arena *arena)
{
	const char *dot = strchr(name, '.');
	const struct field *fields = shape_fields(shape);
	if (dot == NULL)
		return shape_field(fields, name);
	const struct field *outer =
	    shape_field(fields, arena_text_n(arena, name, (size_t)(dot - name)));
	if (outer == NULL || outer->word != FIELD_embed)
		return NULL;
	*row = (const char *)*row + outer->offset;
	return find_field(outer->shape, row, dot + 1, arena);
}

const char *
args_field(enum shape shape, const void *row, const char *name, struct arena *arena)
{
	const struct field *field = find_field(shape, &row, name, arena);
	return field == NULL ? "" : shape_cell(field, row, arena);
}

const char *
args_field_shown(enum shape shape, const void *row, const char *name, struct arena *arena)
{
	const struct field *field = find_field(shape, &row, name, arena);
	return field == NULL ? "" : args_shown(field, row, arena);
}

const char *
args_shown(const struct field *field, const void *value, struct arena *arena)
{
	const char *text = shape_cell(field, value, arena);
	if (field->kind != KIND_count || text[0] == '\0')
		return text;
	return digits_new(
	    arena, *(const int64_t *)(const void *)((const char *)value + field->offset));
}
