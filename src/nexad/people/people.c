/* People, and the seats they are given. */
#include "people.h"

#include <string.h>

#include "call.h"
#include "clock.h"
#include "difference.h"
#include "event.h"
#include "ident.h"
#include "jsonw.h"
#include "throttle.h"
#include "utf8.h"

int
people_get(struct call *c, const char *user_id, struct user *out)
{
	return call_need(c, QUERY_user_get, WITH(V(user_id)), out, "user");
}

int
people_find(struct call *c, const char *email, struct user *out, bool *found)
{
	return call_get(c, QUERY_user_by_email, WITH(V(utf8_fold(&c->arena, email))), out, found);
}

int
people_create(struct call *c, const char *email, const char *display_name,
    const char *password_hash, struct user *out)
{
	const char *id = ident_new(&c->arena, "usr");
	if (call_run(c, QUERY_user_insert,
	        WITH(V(id), V(email), V(utf8_fold(&c->arena, email)), V(display_name),
	            V(utf8_sort_key(&c->arena, display_name)), V(password_hash), V(clock_now()))) !=
	        0 ||
	    people_get(c, id, out) != 0)
		return (int)c->err.problem;
	return event_emit(c, EVENT_user_created,
	    &(struct event_about){ .target_type = "user",
	        .target_id = id,
	        .target_name = display_name,
	        .after = event_pair(c, "email", email),
	        .org_id = "",
	        .ws_id = "" });
}

int
people_update(struct call *c, const struct user *before, const char *display_name,
    enum user_status status, struct user *out)
{
	static const char *const names[] = { "display_name", "status", NULL };
	const char *sort_key = utf8_sort_key(&c->arena, display_name);
	bool same = strcmp(before->display_name, display_name) == 0 && before->status == status;
	if (same)
		return people_get(c, before->id, out);
	if (call_run(c, QUERY_user_update,
	        WITH(V(before->id), V(display_name), V(sort_key),
	            V(vocab_name(VOCAB_user_status, (int)status)), V(clock_now()))) != 0 ||
	    call_run(c, QUERY_user_rename_members, WITH(V(before->id), V(sort_key))) != 0)
		return (int)c->err.problem;
	struct user after = *before;
	after.display_name = display_name;
	after.status = status;
	struct event_about about = { .target_type = "user",
		.target_id = before->id,
		.target_name = display_name,
		.org_id = "",
		.ws_id = "" };
	difference(c, shape_fields(SHAPE_user), names, before, &after, &about);
	/* Another name is told where it is shown; who may no longer come in, wherever they came in. */
	if ((before->status == status
	            ? event_emit(c, EVENT_user_updated, &about)
	            : people_emit_everywhere(c, EVENT_user_updated, before->id, &about)) != 0)
		return (int)c->err.problem;
	int64_t ended;
	if (status == USER_STATUS_suspended && people_end_sessions(c, before, "", &ended) != 0)
		return (int)c->err.problem;
	return people_get(c, before->id, out);
}

/* An Org Owner's password opens an organization that has single sign-on enforced: the glass is there to be broken,
 * and whoever does is seen. */
static int
tell_broken_glass(
    struct call *c, enum event type, const struct my_organization *org, struct event_about *each)
{
	struct sso_row row;
	bool found;
	if (type != EVENT_auth_login_succeeded || org->role != ORG_ROLE_org_owner)
		return 0;
	if (call_get(c, QUERY_sso_get, WITH(V(org->id)), &row, &found) != 0)
		return (int)c->err.problem;
	if (found && row.enforced)
		each->after = event_pair(
		    c, "break_glass", "single sign-on is enforced, and this was a password");
	return 0;
}

static int
emit_for(struct call *c, enum event type, const char *user_id, const struct event_about *about,
    bool installation)
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
	if ((n == 0 || installation) && event_emit(c, type, &each) != 0)
		return (int)c->err.problem;
	for (size_t i = 0; i < n; i++) {
		each.org_id = organizations[i].id;
		each.after = about->after;
		if (tell_broken_glass(c, type, &organizations[i], &each) != 0 ||
		    event_emit(c, type, &each) != 0)
			return (int)c->err.problem;
	}
	return 0;
}

int
people_emit(struct call *c, enum event type, const char *user_id, const struct event_about *about)
{
	return emit_for(c, type, user_id, about, false);
}

int
people_emit_everywhere(
    struct call *c, enum event type, const char *user_id, const struct event_about *about)
{
	return emit_for(c, type, user_id, about, true);
}

int
people_emit_self(struct call *c, enum event type, const char *after)
{
	return people_emit(c, type, c->caller.id,
	    &(struct event_about){ .target_type = "user",
	        .target_id = c->caller.id,
	        .target_name = c->caller.name,
	        .after = after });
}

int
people_refuse_self(struct call *c, enum event type, const char *subject, const char *sentence)
{
	throttle_failed(c, utf8_fold(&c->arena, c->caller.email));
	if (people_emit(c, type, c->caller.id,
	        &(struct event_about){ .target_type = "user",
	            .target_id = c->caller.id,
	            .target_name = c->caller.name,
	            .outcome = OUTCOME_failure }) != 0)
		return (int)c->err.problem;
	c->keep_on_failure = true;
	return call_refuse(c, PROBLEM_invalid_credentials, subject, "%s", sentence);
}

int
people_tell_session(struct call *c, const struct user *user, const char *before)
{
	return people_emit(c, EVENT_auth_session_ended, user->id,
	    &(struct event_about){ .target_type = "user",
	        .target_id = user->id,
	        .target_name = user->display_name,
	        .before = before });
}

static const char *
sessions_pair(struct call *c, int64_t n)
{
	return arena_printf(&c->arena, "{\"sessions\":%lld}", (long long)n);
}

int
people_end_sessions_by(
    struct call *c, const struct user *user, const char *but, const char *sso_org, int64_t *n)
{
	struct number_row row;
	bool found;
	if (call_get(c, QUERY_session_count_others,
	        WITH(V(user->id), V(but), V(clock_now()), value_text(sso_org)), &row,
	        &found) != 0 ||
	    call_run(c, QUERY_session_delete_others,
	        WITH(V(user->id), V(but), value_text(sso_org))) != 0)
		return (int)c->err.problem;
	*n = row.number;
	if (row.number == 0)
		return 0;
	return people_tell_session(c, user, sessions_pair(c, row.number));
}

int
people_end_sessions(struct call *c, const struct user *user, const char *but, int64_t *n)
{
	return people_end_sessions_by(c, user, but, NULL, n);
}

/* Of a person, by an organization's single sign-on: nobody else is told, as it opens nothing else. */
static int
end_sso_sessions(struct call *c, const char *org_id, const struct sso_sessions_row *row)
{
	if (call_run(c, QUERY_sso_sessions_end, WITH(V(org_id), V(row->user_id))) != 0)
		return (int)c->err.problem;
	if (row->n == 0)
		return 0;
	return event_emit(c, EVENT_auth_session_ended,
	    &(struct event_about){ .target_type = "user",
	        .target_id = row->user_id,
	        .target_name = row->display_name,
	        .before = sessions_pair(c, row->n),
	        .org_id = org_id,
	        .ws_id = "" });
}

int
people_end_sso_sessions(struct call *c, const char *org_id, const char *user_id)
{
	struct sso_sessions_row *rows;
	size_t n;
	do {
		if (call_all(c, QUERY_sso_sessions,
		        WITH(V(org_id), value_text(user_id), V(clock_now())), &rows, &n) != 0)
			return (int)c->err.problem;
		for (size_t i = 0; i < n; i++)
			if (end_sso_sessions(c, org_id, &rows[i]) != 0)
				return (int)c->err.problem;
	} while (n > 0);
	return 0;
}

int
people_end_own_others(struct call *c)
{
	const struct user self = { .id = c->caller.id, .display_name = c->caller.name };
	int64_t ended;
	return people_end_sessions(c, &self, c->caller.session_id, &ended);
}

int
people_check_active(struct call *c, const char *user_id)
{
	struct user user;
	if (people_get(c, user_id, &user) != 0)
		return (int)c->err.problem;
	if (user.status == USER_STATUS_active)
		return 0;
	return call_broken(c, PROBLEM_conflict, "user_id", "%s is suspended", user.display_name);
}

static bool
acts_as_org_admin(const struct call *c)
{
	const char *through = permit_through(&c->standing, c->op->needs);
	return through != NULL && strcmp(through, org_role_name(ORG_ROLE_org_admin)) == 0;
}

const char *
people_granted_through(const struct call *c)
{
	if (c->granted_through != NULL)
		return c->granted_through;
	return acts_as_org_admin(c) ? "organization" : NULL;
}

int
people_check_assignment(struct call *c, const char *user_id)
{
	if (!acts_as_org_admin(c))
		return 0;
	if (strcmp(user_id, c->caller.user_id) == 0)
		return call_broken(c, PROBLEM_permission_denied, "user_id",
		    "an Org Admin gives workspace roles to others only, never to themself");
	struct org_member member;
	bool found;
	if (call_get(c, QUERY_org_member_get, WITH(V(c->place.org_id), V(user_id)), &member,
	        &found) != 0)
		return (int)c->err.problem;
	if (found && member.role == ORG_ROLE_org_owner)
		return call_broken(c, PROBLEM_permission_denied, "user_id",
		    "an Org Admin cannot change an Org Owner's place");
	return 0;
}

int
people_check_role(struct call *c, enum role role)
{
	if (role != ROLE_owner)
		return 0;
	return call_broken(c, PROBLEM_invalid_field, "role",
	    "owner is never given like another role; transfer the ownership instead");
}

int
people_seat(struct call *c, const struct user *user, enum role role, const char *ws_id,
    const char *reason, const char *batch_id)
{
	if (call_run(c, QUERY_member_insert,
	        WITH(V(ws_id), V(user->id), V(role_name(role)), V(clock_now()),
	            V(people_granted_through(c)))) != 0 ||
	    call_run(c, QUERY_workspace_count, WITH(V(ws_id), V(1))) != 0)
		return (int)c->err.problem;
	return event_emit(c, EVENT_member_added,
	    &(struct event_about){ .target_type = "user",
	        .target_id = user->id,
	        .target_name = user->display_name,
	        .after = event_pair(c, "role", role_name(role)),
	        .reason = reason,
	        .batch_id = batch_id,
	        .level = LEVEL_workspace,
	        .granted_through = people_granted_through(c),
	        .ws_id = ws_id });
}

int
people_org_seat(struct call *c, const struct user *user, enum org_role role, const char *org_id)
{
	if (call_run(c, QUERY_org_member_insert,
	        WITH(V(org_id), V(user->id), V(org_role_name(role)), V(clock_now()))) != 0)
		return (int)c->err.problem;
	return event_emit(c, EVENT_member_added,
	    &(struct event_about){ .target_type = "user",
	        .target_id = user->id,
	        .target_name = user->display_name,
	        .after = event_pair(c, "role", org_role_name(role)),
	        .level = LEVEL_organization,
	        .org_id = org_id,
	        .ws_id = "" });
}
