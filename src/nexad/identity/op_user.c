/* The people of the installation; the operator's. */
#include "call.h"
#include "clock.h"
#include "event.h"
#include "key_use.h"
#include "mfa.h"
#include "page.h"
#include "password.h"
#include "password_ops.h"
#include "people.h"

int
op_user_list(struct call *c, const struct user_list_args *args, struct page *page)
{
	(void)c;
	(void)args;
	return page_list(page, LIST_users, WITH_NONE, NULL);
}

int
op_user_create(struct call *c, const struct user_create_args *args, struct user *out)
{
	bool found;
	if (people_find(c, args->email, out, &found) != 0)
		return (int)c->err.problem;
	if (found)
		return call_broken(
		    c, PROBLEM_name_taken, "email", "there is a user with this address already");
	return people_create(c, args->email, args->display_name, c->password_hash, out);
}

int
op_user_get(struct call *c, const struct user_get_args *args, struct user *out)
{
	return people_get(c, args->user, out);
}

static int
reset_mfa(struct call *c, const struct user *user)
{
	if (!user->mfa_enabled)
		return call_broken(c, PROBLEM_conflict, "mfa_reset", "%s has no authenticator",
		    user->display_name);
	if (mfa_forget(c, user->id) != 0 ||
	    call_run(c, QUERY_user_touch, WITH(V(user->id), V(clock_now()))) != 0)
		return (int)c->err.problem;
	return people_emit_everywhere(c, EVENT_security_mfa_disabled, user->id,
	    &(struct event_about){
	        .target_type = "user", .target_id = user->id, .target_name = user->display_name });
}

int
op_user_update(struct call *c, const struct user_update_args *args, struct user *out)
{
	struct user before;
	if (people_get(c, args->user, &before) != 0 ||
	    call_match(c, before.version, SHAPE_user, &before) != 0)
		return (int)c->err.problem;
	if (args->has_display_name && args->display_name == NULL)
		return call_refuse(
		    c, PROBLEM_invalid_field, "display_name", "display_name cannot be null");
	if (args->has_status && args->status == USER_STATUS_unknown)
		return call_refuse(c, PROBLEM_invalid_field, "status", "status cannot be null");
	const char *fault = args->has_password && args->password != NULL
	    ? password_own_fault(args->password, before.email)
	    : NULL;
	if (fault != NULL)
		return call_refuse(c, PROBLEM_invalid_field, "password", "password %s", fault);
	if (c->password_hash != NULL && password_set(c, &before, NULL) != 0)
		return (int)c->err.problem;
	if (args->has_mfa_reset && args->mfa_reset && reset_mfa(c, &before) != 0)
		return (int)c->err.problem;
	bool suspends = args->has_status && args->status == USER_STATUS_suspended &&
	    before.status != USER_STATUS_suspended;
	if (suspends && key_use_foresee_end(c, before.id, before.display_name) != 0)
		return (int)c->err.problem;
	return people_update(c, &before,
	    args->has_display_name ? args->display_name : before.display_name,
	    args->has_status ? args->status : before.status, out);
}
