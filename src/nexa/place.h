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

/* The only workspace of the organization that is named in with->org, or that is open at all; PROBLEM_usage, which
 * names them, when there are several. */
int place_only_workspace(
    struct nexa *nexa, const struct client_with *with, const char **id, struct err *err);

#endif
