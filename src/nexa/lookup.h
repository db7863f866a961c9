/* Names where ids belong: what a person typed, looked up by the operations that list such
 * things. */
#ifndef LOOKUP_H
#define LOOKUP_H

#include "nexa.h"
#include "verb.h"

/* The id of what a text names: itself when it starts like an id of the kind, else the one whose
 * name or e-mail address it is, without regard to case, as far as the caller can see at the
 * place `with`.  In the run's arena.  PROBLEM_usage when there is none or more than one, with
 * those that come near. */
int lookup_id(struct nexa *nexa, enum kind kind, const char *text, const struct client_with *with,
    const char **id, struct err *err);
/* Puts ids in place of all names among the arguments of a verb. */
int lookup_arguments(
    struct nexa *nexa, const struct verb *verb, const struct client_with *with, struct err *err);

#endif
