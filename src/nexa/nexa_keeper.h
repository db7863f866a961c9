/* The console's keeper of sign-ins: the chain of stores, without waiting for any. */
#ifndef NEXA_KEEPER_H
#define NEXA_KEEPER_H

#include "keeper.h"

struct nexa;

struct nexa_keeper;

/* nexa has been connected with asks_later.  Freed by nexa_keeper_free(). */
struct nexa_keeper *nexa_keeper_new(struct nexa *nexa, struct keeper *out);
/* What is under way is given up. */
void nexa_keeper_free(struct nexa_keeper *keeper);

#endif
