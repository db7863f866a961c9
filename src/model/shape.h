/* Resources as structs and as descriptions of their fields. */
#ifndef SHAPE_H
#define SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kind.h"

struct texts {
	const char **items;
	size_t n;
};

/* struct member, struct many_member …: the text members are borrowed from whoever made the value. */
#define WORDS_AS_MEMBERS
#include "words.h"
#define SHAPE(name, text, words)    \
	struct name {               \
		words               \
	};                          \
	struct many_##name {        \
		struct name *items; \
		size_t n;           \
	};
#include "shapes.def"
#undef WORDS_AS_MEMBERS

enum shape {
	SHAPE_none,
#define SHAPE(name, text, words) SHAPE_##name,
#include "shapes.def"
	SHAPE_COUNT
};

enum field_word {
	FIELD_must,
	FIELD_aim,
	FIELD_may,
	FIELD_once,
	FIELD_embed,
	FIELD_sub,
	FIELD_many,
	FIELD_texts
};

/* One member of a shape, or one parameter of an operation. */
struct field {
	const char *name; /* NULL after the last */
	size_t name_len;
	const char *text;
	enum kind kind;
	enum field_word word;
	enum shape shape; /* of an embed, sub or many */
	size_t offset;
	size_t has;  /* offset of has_NAME; 0 when the field has none */
	size_t null; /* offset of null_NAME, which says that null was given to a number; 0: none */
	bool either; /* one of several of which one is given; positional on a command line */
	bool some;   /* a list of texts that is not empty */
};

/* Whether a request that leaves it out is refused. */
bool field_is_required(const struct field *field);

struct shape_row {
	const char *name;
	const char *text;
	size_t size;
};

const struct shape_row *shape_row(enum shape shape);
/* Its fields, ended by one without a name. */
const struct field *shape_fields(enum shape shape);
/* The field with that name; NULL when the shape has none. */
const struct field *shape_field(const struct field *fields, const char *name);
/* What people read for a field: "e-mail" for email; labels.def.  Returns out. */
enum { FIELD_LABEL = 48 };
const char *field_label(const struct field *field, char out[FIELD_LABEL]);
/* The text of a field with that name as people read it: a role by its title. */
const char *field_spoken(const char *name, const char *text);
/* A field of a value as a short text for a table cell ("" for null), in the arena. */
struct arena;
const char *shape_cell(const struct field *field, const void *value, struct arena *arena);

#endif
