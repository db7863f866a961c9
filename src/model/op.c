/* The table of operations in C: by id, by route. */
#include "op.h"

#include <string.h>

#define WORDS_AS_OP
#include "words.h"
const struct op ops[OP_COUNT] = {
	[OP_none] = { .id = "none", .path = "" },
#define OP(name, about, words)                                                                  \
	[OP_##name] = {                                                                         \
		.id = #name, .summary = (about), .args_size = sizeof(struct name##_args), words \
	},
#include "operations.def"
};
#undef WORDS_AS_OP

/* A function per operation, so that the words can say offsetof(self, …). */
#define WORDS_AS_FIELDS
#include "words.h"
#define OP(id, text, words)                                                               \
	static const struct field *id##_params(void)                                      \
	{                                                                                 \
		typedef struct id##_args self;                                            \
		static const struct field params[] = { words{ .offset = sizeof(self) } }; \
		return params;                                                            \
	}
#include "operations.def"
#undef WORDS_AS_FIELDS

static const struct field *(*const params_of[OP_COUNT])(void) = {
#define OP(id, text, words) [OP_##id] = id##_params,
#include "operations.def"
};

static const char *const method_names[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };

const struct field *
op_params(enum op_id id)
{
	return params_of[id]();
}

const char *
method_name(enum method method)
{
	return method_names[method];
}

bool
op_writes(const struct op *op)
{
	return op->method != METHOD_GET;
}

bool
op_in_path(const struct op *op, const char *param)
{
	size_t len = strlen(param);
	for (const char *at = strchr(op->path, '{'); at != NULL; at = strchr(at + 1, '{'))
		if (strncmp(at + 1, param, len) == 0 && at[1 + len] == '}')
			return true;
	return false;
}

enum op_id
op_find(const char *id)
{
	for (int i = 1; i < OP_COUNT; i++)
		if (strcmp(ops[i].id, id) == 0)
			return (enum op_id)i;
	return OP_none;
}

/* Whether path fits the pattern; fills out's values as it goes. */
static bool
path_fits(const char *pattern, const char *path, struct op_match *out)
{
	out->n = 0;
	while (*pattern != '\0') {
		if (*pattern != '{') {
			if (*pattern++ != *path++)
				return false;
			continue;
		}
		size_t name_len = strcspn(pattern, "}") - 1;
		size_t value_len = strcspn(path, "/");
		if (value_len == 0 || out->n == OP_PATH_VALUES)
			return false;
		out->values[out->n].name = pattern + 1;
		out->values[out->n].name_len = name_len;
		out->values[out->n].value = path;
		out->values[out->n++].value_len = value_len;
		pattern += name_len + 2;
		path += value_len;
	}
	return *path == '\0';
}

/* Literal paths win over patterns: /members/batch is no member called "batch". */
static bool
is_better(const struct op_match *found, const struct op_match *best)
{
	return best->id == OP_none || found->n < best->n;
}

void
op_route(const char *method, const char *path, struct op_match *out)
{
	*out = (struct op_match){ .id = OP_none };
	if (strcmp(method, "HEAD") == 0)
		method = "GET";
	unsigned allow = 0;
	struct op_match best = { .id = OP_none };
	for (int i = 1; i < OP_COUNT; i++) {
		struct op_match found = { .id = (enum op_id)i };
		if (!path_fits(ops[i].path, path, &found))
			continue;
		allow |= 1u << ops[i].method;
		if (strcmp(method_names[ops[i].method], method) == 0 && is_better(&found, &best))
			best = found;
	}
	*out = best;
	out->allow = allow;
}
