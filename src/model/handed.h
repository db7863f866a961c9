/* What an offboarding leaves to others. */
#ifndef HANDED_H
#define HANDED_H

#include "shape.h"

/* Whether it is an API key that somebody else has now. */
bool handed_key(const struct way_in *way);
/* How many API keys were handed over: whoever had them may still know their secrets, until they are rotated. */
size_t handed_keys(const struct offboarding *done);
/* What becomes of each other organization, behind its name: "is open to them as before". */
const char *handed_elsewhere(const struct offboarding *done);

#endif
