/* A rate deck taken over: compared and written beside the one in force before the writer's turn, put in its place
 * within it. */
#ifndef DECK_IMPORT_H
#define DECK_IMPORT_H

struct call;
struct daemon;
struct deck_plan;

/* Reads the body of a deck_import, before the writer's turn: c->prepared is the struct deck_plan then. */
int deck_before(struct call *c);
/* Writes what the plan changes; decisions follow it after the commit. */
int deck_apply(struct call *c, struct deck_plan *plan);
/* Clears decks away that are in force nowhere, in small pieces between other changes: what was in force until now,
 * what an import left that did not come to its end. */
void deck_sweep(struct daemon *daemon);

#endif
