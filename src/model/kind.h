/* Kinds of value: the only statement of what is valid.  A form checks an address as it is typed with
 * the function that the daemon will use. */
#ifndef KIND_H
#define KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vocab.h"

struct arena;
struct err;

enum kind {
	KIND_none,
#define KIND(name, class, c_type, list, least, limit, example, text) KIND_##name,
#include "kinds.def"
	KIND_COUNT
};

#define KIND(name, class, c_type, list, least, limit, example, text) typedef c_type kind_##name;
#include "kinds.def"

enum kind_class {
	CLASS_text,
	CLASS_raw,
	CLASS_number,
	CLASS_money,
	CLASS_flag,
	CLASS_time,
	CLASS_word
};

struct kind_row {
	const char *name;
	enum kind_class class;
	enum vocab vocab; /* of a word */
	int64_t least;    /* the smallest number */
	int64_t
	    limit; /* bytes of a text, the largest number, or the last word that is not offered */
	const char *example;
	const char *text;
};

extern const struct kind_row kind_rows[KIND_COUNT];

/* Asked for each field of each row that is printed. */
static inline const struct kind_row *
kind_row(enum kind kind)
{
	return &kind_rows[kind];
}
/* The words to choose from for a kind of word; borrowed.  Others of its list are read, too, and refused by
 * a rule that says why. */
const struct word *kind_words(enum kind kind, int *count);
/* Whether no value of the class means null, so that only the flag has_NAME tells. */
static inline bool kind_needs_flag(enum kind_class class)
{
	return class == CLASS_number || class == CLASS_money || class == CLASS_flag;
}

/* How much of its example every id of a kind begins with ("ws_"); 0: it is no kind of id, or of several. */
size_t kind_id_prefix(enum kind kind);

/* Checks a text of a text kind and brings it into its stored form (NFC, blanks kept; of a link that has
 * a token, the token), in the arena.
 * The problem is invalid_field with field as the subject and a sentence that says what is wrong. */
int kind_check(enum kind kind, const char *field, const char *text, struct arena *arena,
    const char **out, struct err *err);

#endif
