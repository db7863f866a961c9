/* The table of special verbs. */
#include "special.h"

const struct special specials[SPECIAL_COUNT] = {
#define SPECIAL(id, noun_text, verb_text, operation, arguments, about) \
	[SPECIAL_##id] = { noun_text, verb_text, OP_##operation, arguments, about, special_##id },
#include "special.def"
};
