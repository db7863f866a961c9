/* Signing in and out, and oneself. */
#include <string.h>

#include "call.h"
#include "clock.h"
#include "event.h"
#include "locate.h"
#include "mfa.h"
#include "people.h"
#include "session.h"
#include "throttle.h"
#include "utf8.h"

/* The refusal is the same for everybody whose password is wrong; its event stays although the call fails. */
static int
refuse_login(struct call *c, const struct auth_login_args *args, const struct credential_row *row,
    const char *fault)
{
	c->caller =
	    (struct caller){ .type = PRINCIPAL_user, .name = args->email, .email = args->email };
	if (people_emit(c, EVENT_auth_login_failed, row == NULL ? NULL : row->user_id,
	        &(struct event_about){ .target_type = "user",
	            .target_id = row == NULL ? NULL : row->user_id,
	            .target_name = args->email,
	            .after = fault == NULL ? NULL : event_pair(c, "factor", "code"),
	            .outcome = OUTCOME_failure }) != 0)
		return (int)c->err.problem;
	throttle_failed(c, utf8_fold(&c->arena, args->email));
	c->keep_on_failure = true;
	if (fault != NULL) {
		c->details = event_pair(c, "factor", "code");
		return call_refuse(c, PROBLEM_invalid_credentials, "totp", "%s", fault);
	}
	return call_refuse(c, PROBLEM_invalid_credentials, "", "e-mail and password do not match");
}

/* Whose password is right and who has an authenticator shows a code, too. */
static int
check_code(struct call *c, const struct auth_login_args *args, const struct credential_row *row)
{
	bool enabled;
	const char *fault = NULL;
	if (mfa_is_enabled(c, row->user_id, &enabled) != 0)
		return (int)c->err.problem;
	if (!enabled)
		return 0;
	if (!args->has_totp || args->totp == NULL || args->totp[0] == '\0')
		return call_refuse(c, PROBLEM_mfa_required, "totp",
		    "the code from your authenticator, or a recovery code, is needed, too");
	if (mfa_check(c, row->user_id, args->totp, &fault) != 0)
		return (int)c->err.problem;
	return fault == NULL ? 0 : refuse_login(c, args, row, fault);
}

int
op_auth_login(struct call *c, const struct auth_login_args *args, struct session *out)
{
	struct credential_row row;
	bool found;
	const char *account = utf8_fold(&c->arena, args->email);
	if (c->dry_run)
		return call_broken(c, PROBLEM_invalid_credentials, "",
		    "whether e-mail and password match is told by signing in only");
	/* Once more, in turn: of many at the same time no more are let through than one after the other. */
	if (throttle_check(c, account) != 0 ||
	    call_get(c, QUERY_credential_by_email, WITH(V(account)), &row, &found) != 0)
		return (int)c->err.problem;
	bool same = found && row.password_hash != NULL && c->password_hash != NULL &&
	    strcmp(row.password_hash, c->password_hash) == 0;
	if (!same || !c->password_ok || row.status != USER_STATUS_active)
		return refuse_login(c, args, found ? &row : NULL, NULL);
	c->caller = (struct caller){ .type = PRINCIPAL_user,
		.id = row.user_id,
		.name = row.display_name,
		.email = row.email,
		.user_id = row.user_id };
	if (check_code(c, args, &row) != 0 || session_begin(c, row.user_id, NULL, out) != 0)
		return (int)c->err.problem;
	throttle_succeeded(account);
	return people_emit(c, EVENT_auth_login_succeeded, row.user_id,
	    &(struct event_about){
	        .target_type = "user", .target_id = row.user_id, .target_name = row.display_name });
}

int
op_auth_logout(struct call *c, const struct auth_logout_args *args, struct done *out)
{
	(void)args;
	out->done = true;
	if (c->caller.type != PRINCIPAL_user)
		return 0;
	if (call_run(c, QUERY_session_delete, WITH(V(c->caller.session_id))) != 0)
		return (int)c->err.problem;
	return people_emit_self(c, EVENT_auth_logout, NULL);
}

/* ---- oneself ---- */

/* What the caller is in the place asked for. */
static int
standing_there(struct call *c, const struct me_get_args *args, struct standing *standing)
{
	struct place_row place;
	bool workspace = args->has_workspace_id && args->workspace_id != NULL;
	if (workspace)
		return locate(c, true, args->workspace_id, &place, standing);
	if (args->has_organization_id && args->organization_id != NULL)
		return locate(c, false, args->organization_id, &place, standing);
	*standing = locate_nowhere(c);
	return 0;
}

static void
list_permissions(struct call *c, const struct standing *standing, struct texts *out)
{
	out->items = arena_new(&c->arena, ACTION_COUNT * sizeof(*out->items));
	for (int i = ACTION_none + 1; i < ACTION_COUNT; i++)
		if (permit(standing, (enum action)i))
			out->items[out->n++] = action_row((enum action)i)->name;
}

/* Who came by single sign-on, by a key or as the operator is let in all the same. */
static int
list_organizations(struct call *c, struct many_my_organization *out)
{
	bool password = c->caller.type == PRINCIPAL_user && c->caller.sso_org == NULL;
	if (call_all(c, QUERY_my_organizations, WITH(call_user(c), call_bound_org(c)), &out->items,
	        &out->n) != 0)
		return (int)c->err.problem;
	for (size_t i = 0; i < out->n; i++)
		out->items[i].sso_required = out->items[i].sso_required && password;
	return 0;
}

int
op_me_get(struct call *c, const struct me_get_args *args, struct me *out)
{
	struct standing standing;
	if (standing_there(c, args, &standing) != 0)
		return (int)c->err.problem;
	out->principal = (struct identity){ .type = c->caller.type,
		.id = c->caller.id,
		.has_id = true,
		.name = c->caller.name,
		.email = c->caller.email,
		.has_email = c->caller.email != NULL };
	out->mfa_enabled = c->caller.mfa_enabled;
	if (out->mfa_enabled && mfa_codes_left(c, c->caller.id, &out->recovery_codes_left) != 0)
		return (int)c->err.problem;
	list_permissions(c, &standing, &out->permissions);
	if (list_organizations(c, &out->organizations) != 0)
		return (int)c->err.problem;
	return call_all(c, QUERY_my_workspaces,
	    WITH(call_user(c), call_bound_org(c), call_key_workspace(c)), &out->workspaces.items,
	    &out->workspaces.n);
}

int
op_me_update(struct call *c, const struct me_update_args *args, struct user *out)
{
	struct user before;
	if (session_need_user(c) != 0 || people_get(c, c->caller.id, &before) != 0 ||
	    call_match(c, before.version, SHAPE_user, &before) != 0)
		return (int)c->err.problem;
	return people_update(c, &before, args->display_name, before.status, out);
}

int
op_me_password(struct call *c, const struct me_password_args *args, struct done *out)
{
	(void)args;
	out->done = true;
	if (session_need_user(c) != 0)
		return (int)c->err.problem;
	if (!c->password_ok)
		return people_refuse_self(c, EVENT_security_password_changed, "current_password",
		    "the current password is not right");
	if (call_run(c, QUERY_user_set_password,
	        WITH(V(c->caller.id), V(c->password_hash), V(clock_now()))) != 0 ||
	    people_emit_self(c, EVENT_security_password_changed, NULL) != 0)
		return (int)c->err.problem;
	return people_end_own_others(c);
}
