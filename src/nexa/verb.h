/* What a command line asks for: argv to operation and arguments, by the tables alone. */
#ifndef VERB_H
#define VERB_H

#include <stdbool.h>
#include <stdint.h>

#include "codec.h"
#include "op.h"

struct arena;
struct special;
struct str;

enum { VERB_WORDS = 3, VERB_SECRETS = 4, VERB_NAME = 64 };

/* A value that is asked for instead of standing on the command line. */
struct verb_secret {
	const struct field *field;
	void *value;      /* the struct that has the field */
	const char *file; /* where it is read from; NULL: it is asked for */
};

struct verb {
	enum op_id op;                 /* OP_none: none, or not known */
	const struct special *special; /* NULL: an operation as it is */
	const char *noun;     /* what help is about when there is no verb; NULL: everything */
	const char *question; /* asked instead of the operation's; NULL: that one */
	bool help;
	bool dry_run;
	bool yes;
	bool all;
	int64_t if_match;
	const char *place; /* the organization or workspace when it stood first; NULL: it did not */
	void *args;        /* struct …_args; names still stand where ids belong */
	struct verb_secret secrets[VERB_SECRETS];
	int n_secrets;
	const char *words[VERB_WORDS]; /* what a special verb takes */
	int n_words;
};

/* Reads what config_load() left over.  Texts are borrowed from args or in the arena.  Returns
 * whether there was no fault; each is PROBLEM_usage, or of a value
 * that its kind does not have.  *out is filled as far as it was
 * understood. */
bool verb_read(
    int n, char *const *args, struct arena *arena, struct verb *out, struct faults *faults);

/* "member" and "set-role" of an operation's id. */
void verb_noun(enum op_id op, char out[VERB_NAME]);
void verb_word(enum op_id op, char out[VERB_NAME]);
/* Whether an operation is a verb: not hidden. */
/* Every noun once, in the order of operations.def and then of special.def; how many. */
enum { VERB_NOUNS = 80 };
int verb_nouns(char out[VERB_NOUNS][VERB_NAME]);
bool verb_is_shown(enum op_id op);
/* Whether the verb takes its place as a first argument: nexa workspace archive Production. */
bool verb_takes_place(enum op_id op);
/* Whether a positional argument may be left out: what only reads asks the default telephony provider then. */
bool verb_may_leave_out(enum op_id op, const struct field *param);
/* "--owner-user-id" of a parameter's name, or of a field inside one (inner NULL: the parameter). */
void verb_flag(const char *param, const char *inner, char out[VERB_NAME]);

#endif
