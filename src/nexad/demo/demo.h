/* A lively made-up tenant to try everything on. */
#ifndef DEMO_H
#define DEMO_H

#include <stdint.h>

struct err;

/* Fills the database: an Enterprise organization with 6 workspaces, 240 members in all roles, pending
 * invitations and 20,000 audit events over the last 365 days, 2,000 calls and what was paid for them in
 * the last 90, and a small Starter organization.  More events than that: about so many in the log of the
 * large organization, then in several transactions.  A database that has an organization is refused. */
int demo_fill(const char *database, int64_t events, struct err *err);

/* The rate deck of twelve countries that it begins with, CSV. */
extern const char demo_deck[];

#endif
