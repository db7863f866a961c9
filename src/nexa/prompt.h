/* Asking the person at the terminal. */
#ifndef PROMPT_H
#define PROMPT_H

#include <stdbool.h>

#include "secret.h"

struct err;

/* Whether somebody is there to answer: standard input and standard error are a terminal. */
bool prompt_is_possible(void);
/* Asks on standard error and reads a line from standard input; without a terminal only reads.
 * PROBLEM_usage at the end of the input. */
int prompt_line(const char *question, struct secret *out, struct err *err);
/* The same without echo, and with the echo back whatever happens. */
int prompt_secret(const char *question, struct secret *out, struct err *err);
/* The same, typed twice where somebody types; PROBLEM_usage when the two differ. */
int prompt_new_secret(const char *question, struct secret *out, struct err *err);
/* Whether the answer is y or yes; no when nobody can answer. */
bool prompt_yes(const char *question);

#endif
