/* The table of shapes. */
#include "shape.h"

#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "clock.h"
#include "money.h"

static const struct shape_row rows[SHAPE_COUNT] = {
	[SHAPE_none] = { "none", "nothing", 0 },
#define SHAPE(name, text, words) [SHAPE_##name] = { #name, (text), sizeof(struct name) },
#include "shapes.def"
};

/* A function per shape, so that the words can say offsetof(self, …). */
#define WORDS_AS_FIELDS
#include "words.h"
/* NOLINTBEGIN(bugprone-macro-parentheses): words are not an expression */
#define SHAPE(shape_name, shape_text, words)                                    \
	static const struct field *shape_name##_fields(void)                    \
	{                                                                       \
		typedef struct shape_name self;                                 \
		static const struct field fields[] = { words{ .name = NULL } }; \
		return fields;                                                  \
	}
/* NOLINTEND(bugprone-macro-parentheses) */
#include "shapes.def"
#undef WORDS_AS_FIELDS

static const struct field *(*const fields_of[SHAPE_COUNT])(void) = {
#define SHAPE(name, text, words) [SHAPE_##name] = name##_fields,
#include "shapes.def"
};

const struct shape_row *
shape_row(enum shape shape)
{
	return &rows[shape];
}

const struct field *
shape_fields(enum shape shape)
{
	return fields_of[shape]();
}

const struct field *
shape_field(const struct field *fields, const char *name)
{
	for (; fields->name != NULL; fields++)
		if (fields->name[0] == name[0] && strcmp(fields->name, name) == 0)
			return fields;
	return NULL;
}

bool
field_is_required(const struct field *field)
{
	return field->word == FIELD_must || field->word == FIELD_aim || field->some;
}

/* shape: the one that it is of; SHAPE_none: whichever has it. */
static const struct label {
	enum shape shape;
	const char *name;
	const char *label;
} labels[] = {
#define LABEL_IN(shape, name, label) { SHAPE_##shape, #name, (label) },
#define LABEL(name, label) { SHAPE_none, #name, (label) },
#include "labels.def"
};

static bool
is_of(const struct label *label, const struct field *field)
{
	return strcmp(label->name, field->name) == 0 &&
	    (label->shape == SHAPE_none ||
	        shape_field(shape_fields(label->shape), label->name) == field);
}

const char *
field_label(const struct field *field, char out[FIELD_LABEL])
{
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (is_of(&labels[i], field)) {
			(void)snprintf(out, FIELD_LABEL, "%s", labels[i].label);
			return out;
		}
	(void)snprintf(out, FIELD_LABEL, "%s", field->name);
	for (char *c = out; *c != '\0'; c++)
		if (*c == '_')
			*c = ' ';
	return out;
}

const char *
field_spoken(const char *name, const char *text)
{
	bool is_role = strcmp(name, "role") == 0 || strcmp(name, "org_role") == 0;
	return is_role ? role_spoken(text) : text;
}

const char *
shape_cell(const struct field *field, const void *value, struct arena *arena)
{
	const char *at = (const char *)value + field->offset;
	const struct kind_row *kind = kind_row(field->kind);
	if (field->word >= FIELD_embed)
		return "";
	if (field->has != 0 && !*((const bool *)((const char *)value + field->has)))
		return "";
	switch (kind->class) {
	case CLASS_text:
	case CLASS_raw:
		return *(const char *const *)at == NULL ? "" : *(const char *const *)at;
	case CLASS_number:
		return arena_printf(arena, "%lld", (long long)*(const int64_t *)at);
	case CLASS_money:
		return money_format(*(const int64_t *)at, arena_new(arena, MONEY_TEXT));
	case CLASS_flag:
		return *(const bool *)at ? "yes" : "no";
	case CLASS_word:
		return vocab_name(kind->vocab, *(const int *)at);
	case CLASS_time:
		break;
	}
	char *text = arena_new(arena, CLOCK_TEXT);
	if (*(const int64_t *)at != 0)
		clock_format(*(const int64_t *)at, text);
	return text;
}
