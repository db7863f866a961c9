/* Whether somebody may do something somewhere: what is known, and what the answer is made of. */
#ifndef DOUBT_H
#define DOUBT_H

#include "call.h"
#include "offers.h"

/* Somebody, something, somewhere. */
struct doubt {
	struct call *call;
	enum action action;
	struct standing standing;  /* what they are there */
	struct place_row place;    /* with the roles of whoever bounds them */
	const struct api_key *key; /* NULL: a person */
	struct user
	    user; /* the person, or whose key it is; id NULL: the operator's, or nobody here yet */
	const char *address;                 /* of a person who is only invited; else NULL */
	struct offers offers;                /* to a person, and not accepted yet */
	const struct invitation_row *enough; /* the first of them that would do; NULL: none */
	size_t n_held;                       /* the paths that are no offers */
	bool in_workspace;                   /* the action is one of workspaces */
	bool elsewhere;                      /* the key does not work there at all */
	bool stopped;                        /* something stands against it */
	struct why *out;
};

/* The name of the workspace or organization that it is about. */
const char *doubt_place_name(const struct doubt *doubt);
/* The roles and scopes that count, and what is offered to them, into out->paths.  0 or a problem. */
int doubt_add_paths(struct doubt *doubt);
/* What would be enough, the nearest first, into out->missing; nothing when they have it.  0 or a problem. */
int doubt_add_missing(struct doubt *doubt);
/* What stands against it whatever the roles, and what they have to do all the same, into out->but.  0 or a problem. */
int doubt_add_buts(struct doubt *doubt);
/* The first of what stops them whatever their roles; NULL: nothing does.  0 or a problem. */
int doubt_stop(struct doubt *doubt, const char **out);

#endif
