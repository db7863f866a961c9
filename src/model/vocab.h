/* The closed lists of words that the wire and the database carry. */
#ifndef VOCAB_H
#define VOCAB_H

/* clang-format off */
#define WORD(set, id, wire, text) set##_##id,
#define VOCAB(name, set, text, words) enum name { set##_unknown, words set##_COUNT };
#include "vocab.def"
#undef WORD

enum vocab {
	VOCAB_none,
#define VOCAB(name, set, text, words) VOCAB_##name,
#include "vocab.def"
	VOCAB_COUNT
};
/* clang-format on */

struct word {
	const char *name; /* as on the wire; NULL in row 0 */
	const char *text; /* what it means, for pickers and manuals */
};

/* The words of a list: rows 1 to *count - 1; borrowed. */
const struct word *vocab_words(enum vocab vocab, int *count);
/* What the list is of. */
const char *vocab_meaning(enum vocab vocab);
/* The wire name of a word; "" for unknown. */
const char *vocab_name(enum vocab vocab, int word);
/* The word with a wire name; 0 when the list has none such. */
int vocab_find(enum vocab vocab, const char *name);
/* The same for what a person wrote: Viewer and VIEWER are viewer. */
int vocab_find_any_case(enum vocab vocab, const char *name);

/* A role's name as people read it: "Org Viewer" for "org_viewer"; any other text as it is.  Borrowed. */
const char *role_spoken(const char *name);
/* A name of the wire as people read it: the same, and "call charge" for "call_charge"; in the arena. */
struct arena;
const char *vocab_spoken(struct arena *arena, const char *name);

#define role_name(role) vocab_name(VOCAB_role, (int)(role))
#define org_role_name(role) vocab_name(VOCAB_org_role, (int)(role))

#endif
