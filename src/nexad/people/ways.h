/* All by which a person reaches an organization. */
#ifndef WAYS_H
#define WAYS_H

#include <stdbool.h>

#include "shape.h"

struct call;

/* Who is meant. */
struct person {
	const char *user_id;    /* NULL: nobody has the address */
	const char *email_fold; /* NULL: nobody has the id */
	struct user user;       /* when user_id is not NULL */
	bool by_address;        /* named by it */
};

/* Finds whom a text means, an id or an address; that there is nobody is no failure. */
int ways_person(struct call *c, const char *text, struct person *out);
/* Fills *out with the ways in of a person to the call's organization, as they are ended when nothing else is
 * asked for.  Of a person who is not known there nothing is told but pending invitations to the address that the
 * caller named; the operator is told all.  0 or a problem. */
int ways_find(struct call *c, const struct person *person, struct person_access *out);
/* The first of a kind; NULL: there is none. */
const struct way_in *ways_of_kind(const struct many_way_in *ways, enum way_kind kind);

#endif
