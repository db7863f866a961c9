/* A rate deck against the one that is there: what changes, and the change itself. */
#ifndef DECK_IMPORT_H
#define DECK_IMPORT_H

struct call;
struct deck;
struct deck_import_result;

/* Reads the body of a deck_import, before the writer's turn: c->prepared is the struct deck then. */
int deck_before(struct call *c);
/* Compares the deck with the provider's and fills *out; writes it unless the call is a dry run. */
int deck_import(
    struct call *c, const struct deck *deck, const char *provider, struct deck_import_result *out);

#endif
