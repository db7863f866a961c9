/* Invitations to a workspace or an organization, as whoever sends them sees them. */
#include <string.h>

#include "call.h"
#include "clock.h"
#include "event.h"
#include "ident.h"
#include "invitation.h"
#include "jsonw.h"
#include "page.h"
#include "people.h"
#include "sso.h"
#include "utf8.h"

static int
add_row(struct page *page, const void *row)
{
	struct invitation invitation;
	int problem = invitation_from_row(page->call, row, &invitation);
	if (problem == 0)
		page_add(page, &invitation);
	return problem;
}

int
op_invitation_list(struct call *c, const struct invitation_list_args *args, struct page *page)
{
	(void)args;
	return page_list(page, LIST_invitations, WITH(V(c->place.ws_id), V(clock_now())), add_row);
}

int
op_org_invitation_list(
    struct call *c, const struct org_invitation_list_args *args, struct page *page)
{
	(void)args;
	return page_list(page, LIST_invitations, WITH(V(c->place.org_id), V(clock_now())), add_row);
}

static int
show(struct call *c, const char *target_id, const char *id, struct invitation *out)
{
	struct invitation_row row;
	if (call_need(c, QUERY_invitation_get, WITH(V(target_id), V(id)), &row, "invitation") != 0)
		return (int)c->err.problem;
	return invitation_from_row(c, &row, out);
}

int
op_invitation_get(struct call *c, const struct invitation_get_args *args, struct invitation *out)
{
	return show(c, c->place.ws_id, args->id, out);
}

int
op_org_invitation_get(
    struct call *c, const struct org_invitation_get_args *args, struct invitation *out)
{
	return show(c, c->place.org_id, args->id, out);
}

/* ---- creating ---- */

/* Whoever has a place already needs no invitation, and whoever could not come in gets none. */
static int
check_invitee(struct call *c, const char *email, enum level level)
{
	struct user user;
	struct member member;
	struct org_member org_member;
	bool found;
	if (sso_check_invited(c, email) != 0 || people_find(c, email, &user, &found) != 0)
		return (int)c->err.problem;
	if (!found)
		return 0;
	if (level == LEVEL_workspace && people_check_assignment(c, user.id) != 0)
		return (int)c->err.problem;
	int problem = level == LEVEL_workspace
	    ? call_get(c, QUERY_member_get, WITH(V(c->place.ws_id), V(user.id)), &member, &found)
	    : call_get(c, QUERY_org_member_get, WITH(V(c->place.org_id), V(user.id)), &org_member,
	          &found);
	if (problem == 0 && found)
		return call_broken(c, PROBLEM_already_member, "email",
		    "%s has a place in %s already, as %s", email,
		    level == LEVEL_workspace ? c->place.ws_name : c->place.org_name,
		    level == LEVEL_workspace ? role_name(member.role)
		                             : org_role_name(org_member.role));
	return problem;
}

int
op_invitation_create(
    struct call *c, const struct invitation_create_args *args, struct invitation *out)
{
	if (people_check_role(c, args->role) != 0 ||
	    check_invitee(c, args->email, LEVEL_workspace) != 0)
		return (int)c->err.problem;
	return invitation_issue(c,
	    &(struct invitee){ .level = LEVEL_workspace,
	        .email = args->email,
	        .role = role_name(args->role),
	        .grants = "[]" },
	    out);
}

static int
check_grant(struct call *c, const struct grant *grant)
{
	struct workspace workspace;
	bool found;
	if (people_check_role(c, grant->role) != 0 ||
	    call_get(c, QUERY_workspace_get, WITH(V(grant->workspace_id)), &workspace, &found) != 0)
		return (int)c->err.problem;
	if (!found || strcmp(workspace.organization_id, c->place.org_id) != 0)
		return call_broken(c, PROBLEM_invalid_field, "workspaces",
		    "'%s' is no workspace of this organization", grant->workspace_id);
	if (workspace.status == WORKSPACE_STATUS_archived)
		return call_broken(c, PROBLEM_workspace_archived, "workspaces",
		    "%s is archived: nobody is given a role there", workspace.name);
	return 0;
}

static int
check_grant_is_new(struct call *c, const struct many_grant *grants, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (strcmp(grants->items[j].workspace_id, grants->items[i].workspace_id) == 0)
			return call_broken(c, PROBLEM_invalid_field, "workspaces",
			    "the workspace '%s' stands twice", grants->items[i].workspace_id);
	return 0;
}

static const char *
grants_text(struct call *c, const struct many_grant *grants)
{
	struct str text = STR_INIT(1u << 20);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '[');
	for (size_t i = 0; i < grants->n; i++)
		codec_write(&w, shape_fields(SHAPE_grant), &grants->items[i]);
	jsonw_close(&w, ']');
	return call_keep(c, &text);
}

int
op_org_invitation_create(
    struct call *c, const struct org_invitation_create_args *args, struct invitation *out)
{
	if (args->role == ORG_ROLE_org_owner &&
	    call_broken(c, PROBLEM_invalid_field, "role",
	        "org_owner is never given by invitation; promote a member or transfer the ownership") !=
	        0)
		return (int)c->err.problem;
	if (check_invitee(c, args->email, LEVEL_organization) != 0)
		return (int)c->err.problem;
	for (size_t i = 0; i < args->workspaces.n; i++)
		if (check_grant(c, &args->workspaces.items[i]) != 0 ||
		    check_grant_is_new(c, &args->workspaces, i) != 0)
			return (int)c->err.problem;
	return invitation_issue(c,
	    &(struct invitee){ .level = LEVEL_organization,
	        .email = args->email,
	        .role = org_role_name(args->role),
	        .grants = grants_text(c, &args->workspaces) },
	    out);
}

/* ---- again, or no more ---- */

static int
need_pending(struct call *c, const char *target_id, const char *id, bool also_expired,
    struct invitation_row *row)
{
	struct invitation current;
	if (call_need(c, QUERY_invitation_get, WITH(V(target_id), V(id)), row, "invitation") != 0 ||
	    invitation_from_row(c, row, &current) != 0 ||
	    call_match(c, row->version, SHAPE_invitation, &current) != 0)
		return (int)c->err.problem;
	bool ok = row->status == INVITATION_STATUS_pending ||
	    (also_expired && row->status == INVITATION_STATUS_expired);
	return ok ? 0
	          : call_broken(c, PROBLEM_conflict, "status", "the invitation is %s",
	                vocab_name(VOCAB_invitation_status, (int)row->status));
}

/* New token, new seven days; the old token is dead. */
static int
resend(struct call *c, enum level level, const char *target_id, const char *id, bool by_link,
    struct invitation *out)
{
	struct invitation_row row;
	struct invitation_row other;
	bool found;
	if (need_pending(c, target_id, id, true, &row) != 0 ||
	    check_invitee(c, row.email, level) != 0)
		return (int)c->err.problem;
	if (call_get(c, QUERY_invitation_pending, WITH(V(target_id), V(row.email_fold)), &other,
	        &found) != 0)
		return (int)c->err.problem;
	if (found && strcmp(other.id, id) != 0)
		return call_broken(c, PROBLEM_conflict, "email",
		    "a newer invitation for %s is pending", row.email);
	return invitation_renew(c, &row, target_id, by_link, out);
}

int
op_invitation_resend(
    struct call *c, const struct invitation_resend_args *args, struct invitation *out)
{
	return resend(c, LEVEL_workspace, c->place.ws_id, args->id, args->show_link, out);
}

int
op_org_invitation_resend(
    struct call *c, const struct org_invitation_resend_args *args, struct invitation *out)
{
	return resend(c, LEVEL_organization, c->place.org_id, args->id, args->show_link, out);
}

static int
cancel(struct call *c, const char *target_id, const char *id, struct invitation *out)
{
	struct invitation_row row;
	if (need_pending(c, target_id, id, false, &row) != 0 || invitation_end(c, &row) != 0)
		return (int)c->err.problem;
	return show(c, target_id, id, out);
}

int
op_invitation_cancel(
    struct call *c, const struct invitation_cancel_args *args, struct invitation *out)
{
	return cancel(c, c->place.ws_id, args->id, out);
}

int
op_org_invitation_cancel(
    struct call *c, const struct org_invitation_cancel_args *args, struct invitation *out)
{
	return cancel(c, c->place.org_id, args->id, out);
}
