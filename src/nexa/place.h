/* Where a verb happens: the organization and workspace that were named, or the only ones there
 * are. */
#ifndef PLACE_H
#define PLACE_H

#include "nexa.h"
#include "verb.h"

/* Fills with->org and with->ws as far as the operation needs them, by what stands first on the
 * command line, by flags, environment and settings, or because there is only one.  PROBLEM_usage
 * when that is not so. */
int place_find(
    struct nexa *nexa, const struct verb *verb, struct client_with *with, struct err *err);

#endif
