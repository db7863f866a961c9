/* Members of a workspace: list, add, change, remove, one by one or as a batch. */
#include <string.h>

#include "batch.h"
#include "call.h"
#include "ident.h"
#include "jsonw.h"
#include "page.h"
#include "people.h"
#include "seat.h"
#include "sso.h"

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
	    people_check_assignment(c, user.id) != 0 || sso_check_invited(c, user.email) != 0)
		return (int)c->err.problem;
	if (call_get(c, QUERY_member_get, WITH(V(c->place.ws_id), V(user.id)), out, &found) != 0)
		return (int)c->err.problem;
	if (found)
		return call_broken(c, PROBLEM_already_member, "user_id",
		    "%s is a member of %s already, as %s", user.display_name, c->place.ws_name,
		    role_name(out->role));
	if (people_seat(c, &user, args->role, c->place.ws_id, args->reason, NULL) != 0)
		return (int)c->err.problem;
	return call_need(c, QUERY_member_get, WITH(V(c->place.ws_id), V(user.id)), out, "member");
}

/* One change, if the member is still as If-Match has it. */
static int
change_of_version(struct call *c, const struct seat_change *change, struct member *before)
{
	if (call_need(c, QUERY_member_get, WITH(V(c->place.ws_id), V(change->user_id)), before,
	        "member") != 0 ||
	    call_match(c, before->version, SHAPE_member, before) != 0 ||
	    seat_check(c, change, before) != 0)
		return (int)c->err.problem;
	return seat_apply(c, change, before);
}

int
op_member_set_role(struct call *c, const struct member_set_role_args *args, struct member *out)
{
	struct seat_change change = {
		.user_id = args->user, .role = args->role, .reason = args->reason
	};
	if (change_of_version(c, &change, out) != 0 || out->role == args->role)
		return (int)c->err.problem;
	out->role = args->role;
	out->granted_through = people_granted_through(c);
	out->has_granted_through = out->granted_through != NULL;
	out->version++;
	return 0;
}

int
op_member_remove(struct call *c, const struct member_remove_args *args, struct member_removal *out)
{
	struct seat_change change = { .user_id = args->user,
		.role = ROLE_unknown,
		.reason = args->reason,
		.revoked = &out->revoked_keys };
	struct member before;
	if (change_of_version(c, &change, &before) != 0)
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
add_one(struct batch *batch, const struct seat_change *change, struct member *before)
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
change_one(struct batch *batch, const struct member_change *wanted,
    const struct seat_change *change, struct member *before, bool *found)
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
		    "somebody changed %s meanwhile: now %s", before->email,
		    role_name(before->role));
	if (seat_check(c, change, before) != 0 || batch_judged(batch) != 0)
		return (int)c->err.problem;
	return seat_apply(c, change, before);
}

static void
note_changed(
    struct member_changed *changed, const struct seat_change *change, const struct member *before)
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
		struct seat_change change = { .user_id = wanted->items[i].user_id,
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
