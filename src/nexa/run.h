/* Doing what a verb asks for. */
#ifndef RUN_H
#define RUN_H

#include "nexa.h"
#include "verb.h"

/* Runs an operation of the table: place, names, question, request, print.  The exit status. */
int run_verb(struct nexa *nexa, struct verb *verb);
/* Connects, finds the place and puts ids in place of names; for special verbs too. */
int run_prepare(
    struct nexa *nexa, const struct verb *verb, struct client_with *with, struct err *err);
/* On standard error: what the answer is of, when that is no daemon. */
void run_tell_copy(const struct reply *reply);

#endif
