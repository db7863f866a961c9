/* Invitations as whoever holds one sees it: looked up, accepted, registered with. */
#include <string.h>

#include "call.h"
#include "event.h"
#include "invitation.h"
#include "password_ops.h"
#include "people.h"
#include "session.h"
#include "sso.h"
#include "utf8.h"

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

/* Whoever holds what was mailed to the address of an account that nobody can enter may choose its password.  A link
 * that was shown to whoever sent it proves nothing. */
static int
ask_first_password(
    struct call *c, const struct invitation_row *row, const struct user *user, bool *may)
{
	struct sso_identity_row identity;
	bool bound = false;
	*may = row->delivery == DELIVERY_mail && !user->has_password && !user->mfa_enabled &&
	    user->status == USER_STATUS_active;
	if (*may && call_get(c, QUERY_sso_identity_any, WITH(V(user->id)), &identity, &bound) != 0)
		return (int)c->err.problem;
	*may = *may && !bound;
	return 0;
}

/* Why somebody does not come in, or not by a password; NULL: they do. */
static int
ask_door(struct call *c, const struct invitation_row *row, enum sso_door *door, const char **why)
{
	*why = NULL;
	if (sso_door(c, row->org_id, row->email, door) != 0)
		return (int)c->err.problem;
	if (*door == SSO_DOOR_shut)
		*why = arena_printf(&c->arena, "%s; ask %s for an invitation to another address",
		    sso_why_shut(c, row->org_name, row->email), row->invited_by);
	else if (*door == SSO_DOOR_sso)
		*why = arena_printf(&c->arena,
		    "%s is entered by single sign-on only: open the invitation's link in a browser "
		    "and continue with single sign-on there",
		    row->org_name);
	return 0;
}

static int
find_entry(struct call *c, const struct invitation_row *row, struct invitation_view *out)
{
	struct user user;
	enum sso_door door;
	bool first = false;
	bool found;
	if (ask_door(c, row, &door, &out->entry_why) != 0 ||
	    people_find(c, row->email, &user, &found) != 0 ||
	    (found && ask_first_password(c, row, &user, &first) != 0))
		return (int)c->err.problem;
	out->entry = door == SSO_DOOR_shut ? INVITATION_ENTRY_shut
	    : door == SSO_DOOR_sso         ? INVITATION_ENTRY_sso
	    : first                        ? INVITATION_ENTRY_first_password
	                                   : INVITATION_ENTRY_open;
	if (out->entry == INVITATION_ENTRY_first_password)
		out->entry_why = "there is an account with this address that has no password yet";
	return 0;
}

int
op_invitation_look_up(
    struct call *c, const struct invitation_look_up_args *args, struct invitation_view *out)
{
	struct invitation_row row;
	if (invitation_open(c, args->token, &row) != 0 || find_state(c, &row, &out->state) != 0 ||
	    find_entry(c, &row, out) != 0)
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
	enum sso_door door;
	const char *why;
	struct user user;
	if (invitation_open(c, args->token, &row) != 0 || find_state(c, &row, &state) != 0 ||
	    ask_door(c, &row, &door, &why) != 0)
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
	if (door == SSO_DOOR_shut)
		return call_broken(c, PROBLEM_sso_required, "email", "%s", why);
	if (people_get(c, c->caller.id, &user) != 0)
		return (int)c->err.problem;
	return invitation_take(c, &row, &user, out);
}

/* ---- registering ---- */

static int
choose_password(struct call *c, const struct invitation_row *row, const struct user *user)
{
	bool may;
	if (user->has_password)
		return call_broken(c, PROBLEM_conflict, "email",
		    "there is a user with this address; sign in and accept the invitation");
	if (ask_first_password(c, row, user, &may) != 0)
		return (int)c->err.problem;
	if (!may)
		return call_broken(c, PROBLEM_permission_denied, "email",
		    "there is a user with this address who has no password, and %s; the operator of "
		    "this installation can set one",
		    user->status != USER_STATUS_active ? "is suspended"
		        : row->delivery != DELIVERY_mail
		        ? "this link was not mailed to the address, so it does not prove whose it is"
		        : "who signs in by single sign-on alone");
	c->caller = (struct caller){ .type = PRINCIPAL_user,
		.id = user->id,
		.user_id = user->id,
		.name = user->display_name,
		.email = user->email };
	return password_set(c, user, event_pair(c, "by", "invitation"));
}

static int
make_person(struct call *c, const struct auth_register_args *args, const struct invitation_row *row,
    struct user *user)
{
	c->caller = (struct caller){
		.type = PRINCIPAL_user, .name = args->display_name, .email = row->email
	};
	if (people_create(c, row->email, args->display_name, c->password_hash, user) != 0)
		return (int)c->err.problem;
	c->caller.id = c->caller.user_id = user->id;
	return 0;
}

/* Registering with an invitation accepts it: the token is the right to it, and proves the address if it was mailed.
 * Whoever has an account already that has no password is given that one. */
int
op_auth_register(struct call *c, const struct auth_register_args *args, struct session *out)
{
	struct invitation_row row;
	struct acceptance acceptance;
	struct user user;
	enum sso_door door;
	const char *why;
	bool found;
	if (invitation_open(c, args->invitation_token, &row) != 0)
		return (int)c->err.problem;
	if (strcmp(utf8_fold(&c->arena, args->email), row.email_fold) != 0)
		return call_broken(
		    c, PROBLEM_wrong_account, "email", "the invitation is for another address");
	if (ask_door(c, &row, &door, &why) != 0)
		return (int)c->err.problem;
	if (why != NULL)
		return call_broken(c, PROBLEM_sso_required, "email", "%s", why);
	if (people_find(c, args->email, &user, &found) != 0 ||
	    (found ? choose_password(c, &row, &user) : make_person(c, args, &row, &user)) != 0)
		return (int)c->err.problem;
	if (invitation_take(c, &row, &user, &acceptance) != 0 ||
	    session_begin(c, user.id, NULL, out) != 0)
		return (int)c->err.problem;
	return event_emit(c, EVENT_auth_login_succeeded,
	    &(struct event_about){ .target_type = "user",
	        .target_id = user.id,
	        .target_name = user.display_name,
	        .ws_id = "" });
}
