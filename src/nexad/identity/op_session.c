/* Sessions: where a person is signed in, and the end of that from elsewhere.  Who came by single sign-on sees and ends
 * what came by the same, and nothing else: whoever owns the organization can come so, too. */
#include "call.h"
#include "clock.h"
#include "event.h"
#include "page.h"
#include "people.h"
#include "session.h"

/* The caller's own session, "" for whoever has none. */
static const char *
current(const struct call *c)
{
	return c->caller.session_id == NULL ? "" : c->caller.session_id;
}

static int
list(struct call *c, const char *user_id, struct page *page)
{
	return page_list(page, LIST_sessions,
	    WITH(V(user_id), V(current(c)), V(clock_now()), call_bound_org(c)), NULL);
}

static int
end_one(struct call *c, const char *user_id, const char *id)
{
	struct user user;
	struct text_row row;
	if (people_get(c, user_id, &user) != 0 ||
	    call_need(c, QUERY_session_of,
	        WITH(V(user_id), V(id), V(clock_now()), call_bound_org(c)), &row, "session") != 0 ||
	    call_run(c, QUERY_session_delete, WITH(V(id))) != 0)
		return (int)c->err.problem;
	return people_tell_session(c, &user, event_pair(c, "session_id", row.text));
}

/* All but the caller's own. */
static int
end_others(struct call *c, const char *user_id, struct sessions_ended *out)
{
	struct user user;
	if (people_get(c, user_id, &user) != 0)
		return (int)c->err.problem;
	return people_end_sessions_by(c, &user, current(c), c->caller.sso_org, &out->ended);
}

/* ---- one's own ---- */

static int
need_person(struct call *c)
{
	return c->caller.sso_org != NULL ? 0 : session_need_user(c);
}

int
op_session_list(struct call *c, const struct session_list_args *args, struct page *page)
{
	(void)args;
	if (need_person(c) != 0)
		return (int)c->err.problem;
	return list(c, c->caller.id, page);
}

int
op_session_revoke(struct call *c, const struct session_revoke_args *args, struct done *out)
{
	out->done = true;
	if (need_person(c) != 0)
		return (int)c->err.problem;
	return end_one(c, c->caller.id, args->id);
}

int
op_session_revoke_others(
    struct call *c, const struct session_revoke_others_args *args, struct sessions_ended *out)
{
	(void)args;
	if (need_person(c) != 0)
		return (int)c->err.problem;
	return end_others(c, c->caller.id, out);
}

/* ---- another's, for the operator ---- */

int
op_user_session_list(struct call *c, const struct user_session_list_args *args, struct page *page)
{
	struct user user;
	if (people_get(c, args->user, &user) != 0)
		return (int)c->err.problem;
	return list(c, user.id, page);
}

int
op_user_session_revoke(
    struct call *c, const struct user_session_revoke_args *args, struct done *out)
{
	out->done = true;
	return end_one(c, args->user, args->id);
}

int
op_user_session_revoke_all(
    struct call *c, const struct user_session_revoke_all_args *args, struct sessions_ended *out)
{
	return end_others(c, args->user, out);
}
