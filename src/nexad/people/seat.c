/* Places of people, changed and taken. */
#include "seat.h"

#include "call.h"
#include "clock.h"
#include "event.h"
#include "invitation.h"
#include "key_life.h"
#include "people.h"

/* ---- in a workspace ---- */

static int
emit(struct call *c, const struct seat_change *change, const struct member *before)
{
	bool removes = change->role == ROLE_unknown;
	return event_emit(c, removes ? EVENT_member_removed : EVENT_member_role_changed,
	    &(struct event_about){ .target_type = "user",
	        .target_id = before->user_id,
	        .target_name = before->display_name,
	        .before = event_pair(c, "role", role_name(before->role)),
	        .after = removes ? NULL : event_pair(c, "role", role_name(change->role)),
	        .reason = change->reason,
	        .batch_id = change->batch_id,
	        .level = LEVEL_workspace,
	        .granted_through = people_granted_through(c) });
}

int
seat_check(struct call *c, const struct seat_change *change, const struct member *before)
{
	if (people_check_role(c, change->role) != 0 ||
	    people_check_assignment(c, change->user_id) != 0)
		return (int)c->err.problem;
	if (before->role == ROLE_owner)
		return call_broken(c, PROBLEM_last_owner, "user_id",
		    "%s is the Owner, who can be neither demoted nor removed; transfer the ownership first",
		    before->display_name);
	return 0;
}

static int
remove_member(struct call *c, const char *user_id)
{
	if (call_run(c, QUERY_member_delete, WITH(V(c->place.ws_id), V(user_id))) != 0)
		return (int)c->err.problem;
	return call_run(c, QUERY_workspace_count, WITH(V(c->place.ws_id), V(-1)));
}

static bool
invites(enum role role)
{
	const struct standing standing = { .principal = PRINCIPAL_user, .role = role };
	return permit(&standing, ACTION_members_invite);
}

int
seat_apply(struct call *c, const struct seat_change *change, const struct member *before)
{
	if (change->role == before->role)
		return 0;
	if (change->role == ROLE_unknown
	        ? remove_member(c, change->user_id) != 0
	        : call_run(c, QUERY_member_set_role,
	              WITH(V(c->place.ws_id), V(change->user_id), V(role_name(change->role)),
	                  V(people_granted_through(c)))) != 0)
		return (int)c->err.problem;
	if (emit(c, change, before) != 0)
		return (int)c->err.problem;
	if (change->role == ROLE_unknown &&
	    keys_revoke_of(
	        c, LEVEL_workspace, change->user_id, change->batch_id, change->revoked) != 0)
		return (int)c->err.problem;
	/* What somebody sent by another right than this role's stays as it is. */
	return invites(before->role) && !invites(change->role)
	    ? invitation_end_sent(c, change->user_id, change->batch_id)
	    : 0;
}

int
seat_transfer(
    struct call *c, const struct workspace *before, const struct member *next, const char *reason)
{
	const char *ws = c->place.ws_id;
	/* The former Owner steps down first: there is exactly one at any time. */
	if (call_run(c, QUERY_member_set_role,
	        WITH(V(ws), V(before->owner_user_id), V(role_name(ROLE_admin)),
	            value_text(NULL))) != 0 ||
	    call_run(c, QUERY_member_set_role,
	        WITH(V(ws), V(next->user_id), V(role_name(ROLE_owner)), value_text(NULL))) != 0 ||
	    call_run(c, QUERY_workspace_set_status,
	        WITH(V(ws), V(vocab_name(VOCAB_workspace_status, (int)before->status)),
	            V(clock_now()))) != 0)
		return (int)c->err.problem;
	return event_emit(c, EVENT_workspace_ownership_transferred,
	    &(struct event_about){ .target_type = "user",
	        .target_id = next->user_id,
	        .target_name = next->display_name,
	        .before = event_pair(c, "owner", before->owner_user_id),
	        .after = event_pair(c, "owner", next->user_id),
	        .reason = reason });
}

/* ---- in an organization ---- */

int
seat_check_org(struct call *c, const struct org_member *before, enum org_role role)
{
	struct number_row owners;
	bool found;
	bool was = before->role == ORG_ROLE_org_owner;
	bool is = role == ORG_ROLE_org_owner;
	if ((was || is) && !permit(&c->standing, ACTION_org_transfer) &&
	    call_broken(c, PROBLEM_permission_denied, "role",
	        "only an Org Owner makes, changes or removes Org Owners") != 0)
		return (int)c->err.problem;
	if (!was || is)
		return 0;
	if (call_get(c, QUERY_org_owner_count, WITH(V(c->place.org_id)), &owners, &found) != 0)
		return (int)c->err.problem;
	if (owners.number > 1)
		return 0;
	return call_broken(c, PROBLEM_last_owner, "user_id",
	    "%s is the last Org Owner, who can be neither demoted nor removed; promote another one first",
	    before->display_name);
}

static int
emit_org(struct call *c, enum event type, const struct org_member *before, enum org_role after,
    const char *reason)
{
	return event_emit(c, type,
	    &(struct event_about){ .target_type = "user",
	        .target_id = before->user_id,
	        .target_name = before->display_name,
	        .before = event_pair(c, "role", org_role_name(before->role)),
	        .after =
	            after == ORG_ROLE_unknown ? NULL : event_pair(c, "role", org_role_name(after)),
	        .reason = reason,
	        .level = LEVEL_organization });
}

int
seat_set_org(
    struct call *c, const struct org_member *before, enum org_role role, const char *reason)
{
	if (call_run(c, QUERY_org_member_set_role,
	        WITH(V(c->place.org_id), V(before->user_id), V(org_role_name(role)))) != 0 ||
	    emit_org(c, EVENT_member_role_changed, before, role, reason) != 0)
		return (int)c->err.problem;
	return invitation_end_sent(c, before->user_id, NULL);
}

int
seat_take_org(struct call *c, const struct org_member *before, const char *reason,
    struct many_revoked_key *revoked)
{
	if (call_run(c, QUERY_org_member_delete, WITH(V(c->place.org_id), V(before->user_id))) !=
	        0 ||
	    emit_org(c, EVENT_member_removed, before, ORG_ROLE_unknown, reason) != 0 ||
	    keys_revoke_of(c, LEVEL_organization, before->user_id, NULL, revoked) != 0)
		return (int)c->err.problem;
	return invitation_end_sent(c, before->user_id, NULL);
}
