/* People with an organization role. */
#include <string.h>

#include "call.h"
#include "clock.h"
#include "event.h"
#include "foresee.h"
#include "page.h"
#include "people.h"
#include "plan.h"
#include "seat.h"
#include "sso.h"

int
op_org_member_list(struct call *c, const struct org_member_list_args *args, struct page *page)
{
	(void)args;
	return page_list(page, LIST_org_members, WITH(V(c->place.org_id)), NULL);
}

static int
need_member(struct call *c, const char *user_id, struct org_member *out)
{
	return call_need(
	    c, QUERY_org_member_get, WITH(V(c->place.org_id), V(user_id)), out, "member");
}

/* An Org Owner's password opens the organization whatever its single sign-on says; nobody else's does. */
static int
foresee_shut(struct call *c, const struct org_member *before)
{
	return before->role != ORG_ROLE_org_owner
	    ? 0
	    : sso_foresee_shut_to(c, before->display_name, before->email);
}

int
op_org_member_set_role(
    struct call *c, const struct org_member_set_role_args *args, struct org_member *out)
{
	struct org_member before;
	if (need_member(c, args->user, &before) != 0 ||
	    call_match(c, before.version, SHAPE_org_member, &before) != 0 ||
	    seat_check_org(c, &before, args->role) != 0)
		return (int)c->err.problem;
	if (before.role != args->role &&
	    (seat_set_org(c, &before, args->role, args->reason) != 0 ||
	        foresee_shut(c, &before) != 0))
		return (int)c->err.problem;
	return need_member(c, args->user, out);
}

/* Which workspaces stay open to the person: the roles there are not the organization's. */
static void
foresee_removal(
    struct call *c, const struct org_member *before, const struct org_member_removal *removal)
{
	const struct many_remaining_workspace *stay = &removal->remaining_workspaces;
	struct text_row *names = arena_new(&c->arena, (stay->n + 1) * sizeof(*names));
	for (size_t i = 0; i < stay->n; i++)
		names[i].text = arena_printf(
		    &c->arena, "%s (%s)", stay->items[i].name, role_name(stay->items[i].role));
	if (stay->n == 0)
		call_foresee(c, "%s can enter no workspace then", before->display_name);
	else
		call_foresee(c, "%s keeps a role in %zu workspace%s: %s", before->display_name,
		    stay->n, stay->n == 1 ? "" : "s", foresee_names(c, names, stay->n));
}

int
op_org_member_remove(
    struct call *c, const struct org_member_remove_args *args, struct org_member_removal *out)
{
	struct org_member before;
	out->removed = true;
	if (need_member(c, args->user, &before) != 0 ||
	    call_match(c, before.version, SHAPE_org_member, &before) != 0 ||
	    seat_check_org(c, &before, ORG_ROLE_unknown) != 0 ||
	    seat_take_org(c, &before, args->reason, &out->revoked_keys) != 0)
		return (int)c->err.problem;
	if (call_all(c, QUERY_org_remaining, WITH(V(c->place.org_id), V(args->user)),
	        &out->remaining_workspaces.items, &out->remaining_workspaces.n) != 0)
		return (int)c->err.problem;
	foresee_removal(c, &before, out);
	return out->remaining_workspaces.n == 0 ? 0 : foresee_shut(c, &before);
}

/* Who steps down: the caller, or for the operator the Org Owner of longest standing. */
static int
find_former(struct call *c, struct org_member *former)
{
	struct text_row first;
	if (c->place.org_role == ORG_ROLE_org_owner)
		return need_member(c, c->caller.user_id, former);
	if (call_need(c, QUERY_org_first_owner, WITH(V(c->place.org_id)), &first, "Org Owner") != 0)
		return (int)c->err.problem;
	return need_member(c, first.text, former);
}

int
op_org_transfer_ownership(
    struct call *c, const struct org_transfer_ownership_args *args, struct organization *out)
{
	struct org_member former = { .user_id = NULL };
	struct org_member next = { .user_id = NULL };
	const char *org = c->place.org_id;
	if (plan_organization(c, org, out) != 0 ||
	    call_match(c, out->version, SHAPE_organization, out) != 0)
		return (int)c->err.problem;
	if (find_former(c, &former) != 0 || need_member(c, args->user_id, &next) != 0)
		return (int)c->err.problem;
	if (people_check_active(c, next.user_id) != 0)
		return (int)c->err.problem;
	if (next.role == ORG_ROLE_org_owner)
		return call_broken(c, PROBLEM_conflict, "user_id", "%s is an Org Owner already",
		    next.display_name);
	if (call_run(c, QUERY_org_member_set_role,
	        WITH(V(org), V(next.user_id), V(org_role_name(ORG_ROLE_org_owner)))) != 0 ||
	    call_run(c, QUERY_org_member_set_role,
	        WITH(V(org), V(former.user_id), V(org_role_name(ORG_ROLE_org_admin)))) != 0 ||
	    call_run(c, QUERY_org_touch, WITH(V(org), V(clock_now()))) != 0 ||
	    event_emit(c, EVENT_organization_ownership_transferred,
	        &(struct event_about){ .target_type = "user",
	            .target_id = next.user_id,
	            .target_name = next.display_name,
	            .before = event_pair(c, "owner", former.user_id),
	            .after = event_pair(c, "owner", next.user_id),
	            .reason = args->reason,
	            .level = LEVEL_organization }) != 0 ||
	    foresee_shut(c, &former) != 0)
		return (int)c->err.problem;
	return plan_organization(c, org, out);
}
