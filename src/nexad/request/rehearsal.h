/* Rules that arguments break beside others that could not be read, so that both are told at once. */
#ifndef REHEARSAL_H
#define REHEARSAL_H

#include <stdbool.h>

struct call;

/* Whether the handler can be run without what could not be read: the call changes something, and all its faults are
 * of fields that may be left out.  Not where secrets are tried. */
bool rehearsal_makes_sense(const struct call *c);
/* Runs the handler as a dry run and adds to c->faults the rules that it found broken, about fields that could be
 * read.  What it did is the caller's to roll back. */
void rehearsal_run(struct call *c, int (*handler)(struct call *c, void *out), void *out);

#endif
