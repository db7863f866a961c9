/* An API key goes to somebody else: who can have it, and what it can do then. */
#ifndef KEY_HEIR_H
#define KEY_HEIR_H

#include "vocab.h"

struct api_key;
struct call;
struct user;

/* Whether somebody can have a key of the call's place: only who has a role there and may do no more than the
 * caller, else one could lend oneself their rights.  0 or a problem. */
int key_heir_check(
    struct call *c, enum level level, const struct api_key *key, const struct user *heir);
/* Finds the heir, checks, tells in a dry run what the key cannot do any more, and writes the event; the
 * key's row is the caller's to change.  0 or a problem. */
int key_heir_take(struct call *c, enum level level, const struct api_key *before,
    const char *user_id, struct user *heir);

#endif
