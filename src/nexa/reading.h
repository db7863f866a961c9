/* A command line while it is being read; between verb.c and reading.c. */
#ifndef READING_H
#define READING_H

#include "verb.h"

struct nearest;

enum { POSITIONALS_MAX = 64, PARAMS_MAX = 64 };

struct reading {
	int n;
	char *const *args;
	int word_at[2]; /* where noun and verb stand; -1: nowhere */
	struct verb *verb;
	struct arena *arena;
	struct faults *faults;
	const char *positionals[POSITIONALS_MAX];
	int n_positionals;
	bool given[PARAMS_MAX];
};

/* Notes a fault of the command line. */
void reading_fault(struct reading *reading, const char *subject, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* "; do you mean 'x'?" or nothing. */
const char *reading_hint(const struct reading *reading, const struct nearest *nearest);
/* Notes the switches (flags without a value) among all arguments. */
void reading_switches(struct reading *reading);
bool reading_is_switch(const char *arg);
/* Adds the switches to what an unknown flag may have meant. */
void reading_consider_switches(struct nearest *nearest);
/* Finds noun and verb and what they mean: the operation or special of reading->verb.  False, and
 * usually a fault, when they mean nothing. */
bool reading_find_verb(struct reading *reading);

#endif
