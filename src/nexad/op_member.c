/* Members of a workspace: list, add, change, remove, one by one or as a batch. */
#include <string.h>

#include "batch.h"
#include "call.h"
#include "event.h"
#include "ident.h"
#include "jsonw.h"
#include "key_life.h"
#include "page.h"
#include "people.h"

/* Members and Viewers see their own membership only. */
int
op_member_list(struct call *c, const struct member_list_args *args, struct page *page)
{
	(void)args;
	if (permit(&c->standing, ACTION_members_view))
		return page_list(page, LIST_members, WITH(V(c->place.ws_id)), NULL);
	return page_list(page, LIST_my_membership, WITH(V(c->place.ws_id), call_user(c)), NULL);
}

int
op_member_get(struct call *c, const struct member_get_args *args, struct member *out)
{
	bool own = c->caller.id != NULL && strcmp(args->user, c->caller.id) == 0;
	if (!own && !permit(&c->standing, ACTION_members_view))
		return call_refuse(c, PROBLEM_not_found, "member", "there is no such member");
	return call_need(
	    c, QUERY_member_get, WITH(V(c->place.ws_id), V(args->user)), out, "member");
}

static int
find_person(struct call *c, const struct member_add_args *args, struct user *user)
{
	bool found = false;
	bool by_id = args->has_user_id && args->user_id != NULL;
	bool by_email = args->has_email && args->email != NULL;
	if (by_id == by_email)
		return call_refuse(
		    c, PROBLEM_invalid_field, "user_id", "name the person by user_id or by email");
	if (by_id)
		return people_get(c, args->user_id, user);
	if (people_find(c, args->email, user, &found) != 0)
		return (int)c->err.problem;
	if (!found)
		return call_refuse(c, PROBLEM_not_found, "email",
		    "no one here uses '%s'; invite them instead", args->email);
	return 0;
}

int
op_member_add(struct call *c, const struct member_add_args *args, struct member *out)
{
	struct user user = { .id = NULL };
	bool found;
	if (find_person(c, args, &user) != 0 || people_check_role(c, args->role) != 0 ||
	    people_check_assignment(c, user.id) != 0)
		return (int)c->err.problem;
	if (call_get(c, QUERY_member_get, WITH(V(c->place.ws_id), V(user.id)), out, &found) != 0)
		return (int)c->err.problem;
	if (found)
		return call_broken(c, PROBLEM_already_member, "user_id",
		    "%s is a member here already, as %s", user.display_name, role_name(out->role));
	if (people_seat(c, &user, args->role, c->place.ws_id, args->reason, NULL) != 0)
		return (int)c->err.problem;
	return call_need(c, QUERY_member_get, WITH(V(c->place.ws_id), V(user.id)), out, "member");
}

/* What single changes and batches do alike; role unknown: remove. */
struct change {
	const char *user_id;
	enum role role;
	const char *reason;
	const char *batch_id;
	struct many_revoked_key *revoked; /* filled by a removal; NULL: nobody asks */
};

static int
emit_change(struct call *c, const struct change *change, const struct member *before)
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

/* The rules of a change to a present member. */
static int
check_change(struct call *c, const struct change *change, const struct member *before)
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

static int
apply_change(struct call *c, const struct change *change, const struct member *before)
{
	if (change->role == before->role)
		return 0;
	if (change->role == ROLE_unknown
	        ? remove_member(c, change->user_id) != 0
	        : call_run(c, QUERY_member_set_role,
	              WITH(V(c->place.ws_id), V(change->user_id), V(role_name(change->role)),
	                  V(people_granted_through(c)))) != 0)
		return (int)c->err.problem;
	if (emit_change(c, change, before) != 0)
		return (int)c->err.problem;
	if (change->role != ROLE_unknown)
		return 0;
	return keys_revoke_of(
	    c, LEVEL_workspace, change->user_id, change->batch_id, change->revoked);
}

/* One change, if the member is still as If-Match has it. */
static int
change_of_version(struct call *c, const struct change *change)
{
	struct member before;
	if (call_need(c, QUERY_member_get, WITH(V(c->place.ws_id), V(change->user_id)), &before,
	        "member") != 0 ||
	    call_match(c, before.version, SHAPE_member, &before) != 0 ||
	    check_change(c, change, &before) != 0)
		return (int)c->err.problem;
	return apply_change(c, change, &before);
}

int
op_member_set_role(struct call *c, const struct member_set_role_args *args, struct member *out)
{
	struct change change = {
		.user_id = args->user, .role = args->role, .reason = args->reason
	};
	if (change_of_version(c, &change) != 0)
		return (int)c->err.problem;
	return call_need(
	    c, QUERY_member_get, WITH(V(c->place.ws_id), V(args->user)), out, "member");
}

int
op_member_remove(struct call *c, const struct member_remove_args *args, struct member_removal *out)
{
	struct change change = { .user_id = args->user,
		.role = ROLE_unknown,
		.reason = args->reason,
		.revoked = &out->revoked_keys };
	if (change_of_version(c, &change) != 0)
		return (int)c->err.problem;
	out->removed = true;
	return 0;
}

/* ---- batches ---- */

static bool
stands_before(const struct many_member_change *changes, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (strcmp(changes->items[j].user_id, changes->items[i].user_id) == 0)
			return true;
	return false;
}

/* A change on version 0 is of a person without a place: undoing a removal gives it back. */
static int
add_one(struct batch *batch, const struct change *change, struct member *before)
{
	struct call *c = batch->call;
	struct user user;
	if (people_check_role(c, change->role) != 0 ||
	    people_check_assignment(c, change->user_id) != 0 ||
	    people_get(c, change->user_id, &user) != 0 || batch_judged(batch) != 0)
		return (int)c->err.problem;
	*before = (struct member){ .user_id = user.id, .role = ROLE_unknown };
	return people_seat(
	    c, &user, change->role, c->place.ws_id, change->reason, change->batch_id);
}

/* Makes one change, or tells why not in c->err. */
static int
change_one(struct batch *batch, const struct member_change *wanted, const struct change *change,
    struct member *before, bool *found)
{
	struct call *c = batch->call;
	if (call_get(c, QUERY_member_get, WITH(V(c->place.ws_id), V(wanted->user_id)), before,
	        found) != 0)
		return (int)c->err.problem;
	if (!*found && wanted->has_version && wanted->version == 0 && wanted->role != ROLE_unknown)
		return add_one(batch, change, before);
	if (!*found)
		return call_refuse(
		    c, PROBLEM_not_found, "user_id", "no such member is here (any more)");
	if (!wanted->has_role)
		return call_refuse(c, PROBLEM_invalid_field, "role",
		    "role is missing; null would remove the person");
	if (wanted->has_version && wanted->version != before->version)
		return call_refuse(c, PROBLEM_version_conflict, "version",
		    "somebody changed %s meanwhile: now %s", before->display_name,
		    role_name(before->role));
	if (check_change(c, change, before) != 0 || batch_judged(batch) != 0)
		return (int)c->err.problem;
	return apply_change(c, change, before);
}

static void
note_changed(
    struct member_changed *changed, const struct change *change, const struct member *before)
{
	*changed = (struct member_changed){ .user_id = change->user_id,
		.before = before->role,
		.has_before = before->role != ROLE_unknown,
		.role = change->role,
		.has_role = change->role != ROLE_unknown,
		.version = before->version + (change->role == before->role ? 0 : 1),
		.has_version = change->role != ROLE_unknown };
}

int
op_member_batch(struct call *c, const struct member_batch_args *args, struct member_batch *out)
{
	const struct many_member_change *wanted = &args->changes;
	struct batch batch;
	if (batch_begin(&batch, c, "user_id", SHAPE_member, wanted->n) != 0)
		return batch_end(&batch);
	out->batch_id = ident_new(&c->arena, "bat");
	out->changes.items = arena_new(&c->arena, wanted->n * sizeof(*out->changes.items));
	for (size_t i = 0; i < wanted->n; i++) {
		struct change change = { .user_id = wanted->items[i].user_id,
			.role = wanted->items[i].role,
			.reason = args->reason,
			.batch_id = out->batch_id };
		struct member before = { .user_id = NULL };
		bool found = false;
		batch_try(&batch);
		int problem = stands_before(wanted, i)
		    ? call_refuse(c, PROBLEM_invalid_field, "user_id", "the person stands twice")
		    : change_one(&batch, &wanted->items[i], &change, &before, &found);
		if (batch_tried(&batch, problem, change.user_id, found ? &before : NULL))
			note_changed(&out->changes.items[out->changes.n++], &change, &before);
	}
	return batch_end(&batch);
}
