/* What the index of the audit log has of an event: a token for each value that can be asked for, and the
 * words of names, targets and details; and how a question is put to it. */
#ifndef AUDIT_WORDS_H
#define AUDIT_WORDS_H

#include <stdbool.h>

#include "shape.h"

struct arena;
struct err;
struct db;
struct str;

enum { AUDIT_WORD_ROOM = 240 }; /* bytes of a word in the index */

/* Of an event: its type, outcome, workspace, actor, target and details count. */
void audit_words(struct arena *arena, const struct audit_event *event, struct str *out);
/* Whether a token can be found by its beginning: it is a word of a language, no code like an id or a
 * number of seven digits, and no filter's. */
bool audit_words_is_plain(const char *token);

/* What is asked for; NULL: anything. */
struct audit_question {
	const char *workspace_id;
	const char *actor;  /* id, address or name, without regard to case */
	const char *target; /* id or name */
	const char *types;  /* names with commas between and around */
	const char *outcome;
	const char *q; /* words, each of them or what it begins */
};

/* Whether anything is asked for. */
bool audit_question_asks(const struct audit_question *question);
/* Adds the question as the index wants it.  The vocabulary is asked for words by their beginning. */
int audit_question_match(struct arena *arena, struct db *db, const struct audit_question *question,
    struct str *out, struct err *err);

/* Whether an event that has these words, as audit_words() gives them, is one that the question asks for: what the
 * index would say of it. */
bool audit_words_fit(const char *question, const char *words);

/* Events stand in blocks of places, 2^10, 2^15 and 2^19 of them, each of which is a token: the index goes through
 * what is asked of a block and stops at its end, where it would else look for one more that matches. */
enum audit_block { AUDIT_BLOCK_small, AUDIT_BLOCK_middle, AUDIT_BLOCK_large, AUDIT_BLOCK_COUNT };
/* The first place of the block that has a place, and the first behind it. */
int64_t audit_block_start(enum audit_block block, int64_t place);
int64_t audit_block_end(enum audit_block block, int64_t place);
int64_t audit_block_size(enum audit_block block);
/* Adds the tokens of a place, a blank after each. */
void audit_words_of_place(int64_t place, struct str *out);
/* Whether it asks for one thing: then the index has no need to look for what meets all of several. */
bool audit_match_is_single(const char *match);
/* What the index is asked for the block that has a place; in the arena. */
const char *audit_block_token(struct arena *arena, enum audit_block block, int64_t place);

/* Adds the same to others of which an event may stand in any. */
void audit_block_or(struct str *tokens, struct arena *arena, enum audit_block block, int64_t place);

#endif
