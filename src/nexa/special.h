/* Verbs that are more than one operation. */
#ifndef SPECIAL_H
#define SPECIAL_H

#include "op.h"

struct nexa;
struct verb;

struct special {
	const char *noun; /* NULL: none */
	const char *verb;
	enum op_id op;     /* whose parameters are its flags; OP_none */
	const char *takes; /* "FILE", "[EMAIL]" */
	const char *summary;
	/* Does it and returns the exit status. */
	int (*run)(struct nexa *nexa, const struct verb *verb);
};

enum special_id {
#define SPECIAL(id, noun_text, verb_text, operation, arguments, about) SPECIAL_##id,
#include "special.def"
	SPECIAL_COUNT
};

extern const struct special specials[SPECIAL_COUNT];

#define SPECIAL(id, noun_text, verb_text, operation, arguments, about) \
	int special_##id(struct nexa *nexa, const struct verb *line);
#include "special.def"

#endif
