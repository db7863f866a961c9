/* Changes of places that exist: roles changed, taken, and owners who step down, with their events. */
#ifndef SEAT_H
#define SEAT_H

#include "vocab.h"

struct call;
struct many_revoked_key;
struct member;
struct org_member;
struct workspace;

/* A change of a place in the call's workspace; role unknown: it is taken. */
struct seat_change {
	const char *user_id;
	enum role role;
	const char *reason;
	const char *batch_id;
	struct many_revoked_key *revoked; /* filled by a removal; NULL: nobody asks */
};

/* The rules of a change to a present member.  0 or a problem. */
int seat_check(struct call *c, const struct seat_change *change, const struct member *before);
/* Makes it, with its event and the end of the keys and sent invitations that go with a place.  0 or a problem. */
int seat_apply(struct call *c, const struct seat_change *change, const struct member *before);
/* Makes a member of the call's workspace its Owner, and the Owner until now an Admin; the rules are the
 * caller's to check.  0 or a problem. */
int seat_transfer(
    struct call *c, const struct workspace *before, const struct member *next, const char *reason);

/* The rules of a change to an Org Owner, or into one (role unknown: taken): Org Owners are touched by Org
 * Owners and the operator only, and one always stays.  0 or a problem. */
int seat_check_org(struct call *c, const struct org_member *before, enum org_role role);
/* Gives another organization role, with its event and the end of invitations that went with the one until now.
 * 0 or a problem. */
int seat_set_org(
    struct call *c, const struct org_member *before, enum org_role role, const char *reason);
/* Takes an organization role, the organization's keys that the person made and the invitations that they may not
 * send any more, with the events; *revoked as in seat_change.  0 or a problem. */
int seat_take_org(struct call *c, const struct org_member *before, const char *reason,
    struct many_revoked_key *revoked);

#endif
