/* Invitations to a workspace or an organization, and their acceptance. */
#include <string.h>

#include "call.h"
#include "clock.h"
#include "event.h"
#include "ident.h"
#include "invitation.h"
#include "jsonw.h"
#include "page.h"
#include "people.h"
#include "session.h"
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

/* ---- its holder ---- */

/* The four states of a living invitation, in the order of the page. */
static int
find_state(struct call *c, const struct invitation_row *row, enum invitation_state *state)
{
	struct member member;
	struct org_member org_member;
	bool found;
	if (c->caller.type != PRINCIPAL_user) {
		*state = INVITATION_STATE_sign_in_required;
		return 0;
	}
	if (strcmp(utf8_fold(&c->arena, c->caller.email), row->email_fold) != 0) {
		*state = INVITATION_STATE_wrong_account;
		return 0;
	}
	int problem = row->level == LEVEL_workspace
	    ? call_get(c, QUERY_member_get, WITH(V(row->ws_id), V(c->caller.id)), &member, &found)
	    : call_get(c, QUERY_org_member_get, WITH(V(row->org_id), V(c->caller.id)), &org_member,
	          &found);
	if (problem == 0)
		*state = found ? INVITATION_STATE_already_member : INVITATION_STATE_acceptable;
	return problem;
}

int
op_invitation_look_up(
    struct call *c, const struct invitation_look_up_args *args, struct invitation_view *out)
{
	struct invitation_row row;
	if (invitation_open(c, args->token, &row) != 0 || find_state(c, &row, &out->state) != 0)
		return (int)c->err.problem;
	out->level = row.level;
	out->target_name = row.target_name;
	out->organization_name = row.org_name;
	out->role = row.role;
	out->email = row.email;
	out->inviter = row.invited_by;
	out->expires_at = row.expires_at;
	return 0;
}

int
op_invitation_accept(
    struct call *c, const struct invitation_accept_args *args, struct acceptance *out)
{
	struct invitation_row row;
	enum invitation_state state;
	struct user user;
	if (invitation_open(c, args->token, &row) != 0 || find_state(c, &row, &state) != 0)
		return (int)c->err.problem;
	if (state == INVITATION_STATE_sign_in_required)
		return call_refuse(c, PROBLEM_permission_denied, "",
		    "an invitation is accepted by the invited person; sign in as %s", row.email);
	if (state == INVITATION_STATE_wrong_account)
		return call_broken(c, PROBLEM_wrong_account, "email",
		    "the invitation is for %s, and you are signed in as %s", row.email,
		    c->caller.email);
	if (c->caller.sso_org != NULL && strcmp(c->caller.sso_org, row.org_id) != 0)
		return call_broken(c, PROBLEM_permission_denied, "",
		    "a session by single sign-on reaches its organization only; sign in with your "
		    "password to accept this invitation");
	if (state == INVITATION_STATE_already_member)
		return call_broken(c, PROBLEM_already_member, "", "you have a place in %s already",
		    row.target_name);
	if (people_get(c, c->caller.id, &user) != 0)
		return (int)c->err.problem;
	return invitation_take(c, &row, &user, out);
}

/* Registering with an invitation accepts it: the token is the right to it, and proves the address if it was mailed. */
int
op_auth_register(struct call *c, const struct auth_register_args *args, struct session *out)
{
	struct invitation_row row;
	struct acceptance acceptance;
	struct user user;
	bool found;
	if (invitation_open(c, args->invitation_token, &row) != 0)
		return (int)c->err.problem;
	if (strcmp(utf8_fold(&c->arena, args->email), row.email_fold) != 0)
		return call_broken(
		    c, PROBLEM_wrong_account, "email", "the invitation is for another address");
	if (people_find(c, args->email, &user, &found) != 0)
		return (int)c->err.problem;
	if (found)
		return call_broken(c, PROBLEM_conflict, "email",
		    "there is a user with this address; sign in and accept the invitation");
	c->caller = (struct caller){
		.type = PRINCIPAL_user, .name = args->display_name, .email = row.email
	};
	if (people_create(c, row.email, args->display_name, c->password_hash, &user) != 0)
		return (int)c->err.problem;
	c->caller.id = c->caller.user_id = user.id;
	if (invitation_take(c, &row, &user, &acceptance) != 0 ||
	    session_begin(c, user.id, NULL, out) != 0)
		return (int)c->err.problem;
	return event_emit(c, EVENT_auth_login_succeeded,
	    &(struct event_about){ .target_type = "user",
	        .target_id = user.id,
	        .target_name = user.display_name,
	        .ws_id = "" });
}
