/* Signing in and out, and oneself. */
#include <string.h>

#include "call.h"
#include "clock.h"
#include "event.h"
#include "locate.h"
#include "people.h"
#include "session.h"
#include "throttle.h"
#include "utf8.h"

/* An Org Owner's password opens an organization that has single sign-on enforced: the glass is there to be broken,
 * and whoever does is seen. */
static int
tell_broken_glass(
    struct call *c, enum event type, const struct my_organization *org, struct event_about *each)
{
	struct sso_row row;
	bool found;
	each->after = NULL;
	if (type != EVENT_auth_login_succeeded || org->role != ORG_ROLE_org_owner)
		return 0;
	if (call_get(c, QUERY_sso_get, WITH(V(org->id)), &row, &found) != 0)
		return (int)c->err.problem;
	if (found && row.enforced)
		each->after = event_pair(
		    c, "break_glass", "single sign-on is enforced, and this was a password");
	return 0;
}

/* A sign-in concerns every organization that the person has something in; of nobody known, the
 * installation. */
static int
emit_everywhere(
    struct call *c, enum event type, const struct event_about *about, const char *user_id)
{
	struct my_organization *organizations;
	size_t n = 0;
	if (user_id != NULL &&
	    call_all(c, QUERY_my_organizations, WITH(V(user_id), call_bound_org(c)), &organizations,
	        &n) != 0)
		return (int)c->err.problem;
	struct event_about each = *about;
	each.ws_id = "";
	each.org_id = "";
	if (n == 0)
		return event_emit(c, type, &each);
	for (size_t i = 0; i < n; i++) {
		each.org_id = organizations[i].id;
		if (tell_broken_glass(c, type, &organizations[i], &each) != 0 ||
		    event_emit(c, type, &each) != 0)
			return (int)c->err.problem;
	}
	return 0;
}

/* The refusal is the same for everybody; its event stays although the call fails. */
static int
refuse_login(struct call *c, const struct auth_login_args *args, const struct credential_row *row)
{
	c->caller =
	    (struct caller){ .type = PRINCIPAL_user, .name = args->email, .email = args->email };
	if (emit_everywhere(c, EVENT_auth_login_failed,
	        &(struct event_about){ .target_type = "user",
	            .target_id = row == NULL ? NULL : row->user_id,
	            .target_name = args->email,
	            .outcome = OUTCOME_failure },
	        row == NULL ? NULL : row->user_id) != 0)
		return (int)c->err.problem;
	throttle_failed(c, utf8_fold(&c->arena, args->email));
	c->keep_on_failure = true;
	return call_refuse(c, PROBLEM_invalid_credentials, "", "e-mail and password do not match");
}

int
op_auth_login(struct call *c, const struct auth_login_args *args, struct session *out)
{
	struct credential_row row;
	bool found;
	if (c->dry_run)
		return call_broken(c, PROBLEM_invalid_credentials, "",
		    "whether e-mail and password match is told by signing in only");
	if (call_get(c, QUERY_credential_by_email, WITH(V(utf8_fold(&c->arena, args->email))), &row,
	        &found) != 0)
		return (int)c->err.problem;
	bool same = found && row.password_hash != NULL && c->password_hash != NULL &&
	    strcmp(row.password_hash, c->password_hash) == 0;
	if (!same || !c->password_ok || row.status != USER_STATUS_active)
		return refuse_login(c, args, found ? &row : NULL);
	c->caller = (struct caller){ .type = PRINCIPAL_user,
		.id = row.user_id,
		.name = row.display_name,
		.email = row.email,
		.user_id = row.user_id };
	if (session_begin(c, row.user_id, NULL, out) != 0)
		return (int)c->err.problem;
	throttle_succeeded(utf8_fold(&c->arena, row.email));
	return emit_everywhere(c, EVENT_auth_login_succeeded,
	    &(struct event_about){
	        .target_type = "user", .target_id = row.user_id, .target_name = row.display_name },
	    row.user_id);
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
	return emit_everywhere(c, EVENT_auth_logout,
	    &(struct event_about){
	        .target_type = "user", .target_id = c->caller.id, .target_name = c->caller.name },
	    c->caller.id);
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
	list_permissions(c, &standing, &out->permissions);
	if (call_all(c, QUERY_my_organizations, WITH(call_user(c), call_bound_org(c)),
	        &out->organizations.items, &out->organizations.n) != 0)
		return (int)c->err.problem;
	return call_all(c, QUERY_my_workspaces,
	    WITH(call_user(c), call_bound_org(c), call_key_workspace(c)), &out->workspaces.items,
	    &out->workspaces.n);
}

static int
need_user(struct call *c)
{
	if (c->caller.type == PRINCIPAL_user)
		return 0;
	return call_refuse(
	    c, PROBLEM_permission_denied, "", "only a user has this; the operator is none");
}

int
op_me_update(struct call *c, const struct me_update_args *args, struct user *out)
{
	struct user before;
	if (need_user(c) != 0 || people_get(c, c->caller.id, &before) != 0 ||
	    call_match(c, before.version, SHAPE_user, &before) != 0)
		return (int)c->err.problem;
	return people_update(c, &before, args->display_name, before.status, out);
}

int
op_me_password(struct call *c, const struct me_password_args *args, struct done *out)
{
	(void)args;
	out->done = true;
	if (need_user(c) != 0)
		return (int)c->err.problem;
	if (!c->password_ok) {
		throttle_failed(c, utf8_fold(&c->arena, c->caller.email));
		return call_refuse(c, PROBLEM_invalid_credentials, "current_password",
		    "the current password is not right");
	}
	if (call_run(c, QUERY_user_set_password,
	        WITH(V(c->caller.id), V(c->password_hash), V(clock_now()))) != 0 ||
	    call_run(c, QUERY_session_delete_others,
	        WITH(V(c->caller.id), V(c->caller.session_id))) != 0)
		return (int)c->err.problem;
	return emit_everywhere(c, EVENT_security_password_changed,
	    &(struct event_about){
	        .target_type = "user", .target_id = c->caller.id, .target_name = c->caller.name },
	    c->caller.id);
}
