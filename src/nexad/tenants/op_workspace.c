/* Workspaces: from creation to deletion. */
#include <string.h>

#include "blockers.h"
#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "event.h"
#include "foresee.h"
#include "ident.h"
#include "page.h"
#include "people.h"
#include "plan.h"
#include "seat.h"
#include "settings.h"
#include "str.h"
#include "telephony.h"
#include "usage_period.h"
#include "utf8.h"

int
op_workspace_mine(struct call *c, const struct workspace_mine_args *args, struct page *page)
{
	(void)args;
	return page_list(page, LIST_my_workspaces,
	    WITH(call_user(c), call_bound_org(c), call_key_workspace(c)), NULL);
}

int
op_workspace_list(struct call *c, const struct workspace_list_args *args, struct page *page)
{
	(void)args;
	return page_list(
	    page, LIST_workspaces, WITH(V(c->place.org_id), V(usage_since(clock_now()))), NULL);
}

static int
get(struct call *c, const char *ws_id, struct workspace *out)
{
	if (call_need(c, QUERY_workspace_get, WITH(V(ws_id)), out, "workspace") != 0)
		return (int)c->err.problem;
	return 0;
}

static int
get_matching(struct call *c, struct workspace *out)
{
	if (get(c, c->place.ws_id, out) != 0)
		return (int)c->err.problem;
	return call_match(c, out->version, SHAPE_workspace, out);
}

int
op_workspace_get(struct call *c, const struct workspace_get_args *args, struct workspace *out)
{
	(void)args;
	return get(c, c->place.ws_id, out);
}

/* ---- creating ---- */

/* Names are unique in the organization, but for case and normal form. */
static int
check_name(struct call *c, const char *name, const char *own_id)
{
	struct blocker_row other;
	bool found;
	if (call_get(c, QUERY_workspace_named,
	        WITH(V(c->place.org_id), V(utf8_fold(&c->arena, name))), &other, &found) != 0)
		return (int)c->err.problem;
	if (!found || (own_id != NULL && strcmp(other.id, own_id) == 0))
		return 0;
	return call_broken(c, PROBLEM_name_taken, "name",
	    "a workspace of this organization is called '%s' already%s", other.name,
	    strcmp(other.name, name) == 0 ? ""
	                                  : "; case and invisible characters make no other name");
}

/* The one named, else the creating Org Owner, else an Org Owner; never an Org Admin themself. */
static int
find_owner(struct call *c, const struct workspace_create_args *args, struct user *out)
{
	struct text_row first;
	const char *id = args->has_owner_user_id ? args->owner_user_id : NULL;
	bool found = true;
	if (id == NULL && c->place.org_role == ORG_ROLE_org_owner)
		id = c->caller.user_id;
	if (id == NULL) {
		if (call_get(c, QUERY_org_first_owner, WITH(V(c->place.org_id)), &first, &found) !=
		    0)
			return (int)c->err.problem;
		id = first.text;
	}
	if (found && call_get(c, QUERY_user_get, WITH(V(id)), out, &found) != 0)
		return (int)c->err.problem;
	if (!found || out->status != USER_STATUS_active)
		return call_refuse(c, PROBLEM_invalid_field, "owner_user_id",
		    "owner_user_id must be an active user");
	if (people_granted_through(c) != NULL && strcmp(out->id, c->caller.user_id) == 0)
		return call_broken(c, PROBLEM_permission_denied, "owner_user_id",
		    "an Org Admin gives workspace roles to others only, never to themself");
	return 0;
}

static int
seat_members(struct call *c, const struct many_seat *seats, const char *ws_id, const char *owner_id)
{
	for (size_t i = 0; i < seats->n; i++) {
		const struct seat *seat = &seats->items[i];
		struct user user;
		struct member member;
		bool found;
		if (call_get(c, QUERY_user_get, WITH(V(seat->user_id)), &user, &found) != 0)
			return (int)c->err.problem;
		if (!found)
			return call_refuse(
			    c, PROBLEM_invalid_field, "members", "'%s' is no user", seat->user_id);
		if (people_check_role(c, seat->role) != 0 ||
		    people_check_assignment(c, user.id) != 0 ||
		    call_get(c, QUERY_member_get, WITH(V(ws_id), V(user.id)), &member, &found) != 0)
			return (int)c->err.problem;
		if (found)
			return call_refuse(c, PROBLEM_invalid_field, "members", "%s stands twice%s",
			    user.display_name,
			    strcmp(user.id, owner_id) == 0 ? ", once as the Owner" : "");
		if (people_seat(c, &user, seat->role, ws_id, NULL, NULL) != 0)
			return (int)c->err.problem;
	}
	return 0;
}

static int
check_creation(struct call *c, const struct workspace_create_args *args)
{
	if (!daemon_has_region(c->daemon, args->region) &&
	    call_broken(c, PROBLEM_invalid_field, "region", "region must be one of: %s",
	        c->daemon->settings.regions) != 0)
		return (int)c->err.problem;
	if (check_name(c, args->name, NULL) != 0)
		return (int)c->err.problem;
	return plan_check_room(c, c->place.org_id, c->place.plan, 1);
}

int
op_workspace_create(struct call *c, const struct workspace_create_args *args, struct workspace *out)
{
	struct user owner = { .id = "" };
	const char *id = ident_new(&c->arena, "ws");
	if (check_creation(c, args) != 0 || find_owner(c, args, &owner) != 0)
		return (int)c->err.problem;
	if (call_run(c, QUERY_workspace_insert,
	        WITH(V(id), V(c->place.org_id), V(args->name), V(utf8_fold(&c->arena, args->name)),
	            V(args->description), V(args->region), V(clock_now()),
	            V(utf8_sort_key(&c->arena, args->name)))) != 0 ||
	    event_emit(c, EVENT_workspace_created,
	        &(struct event_about){ .target_type = "workspace",
	            .target_id = id,
	            .target_name = args->name,
	            .after = event_pair(c, "region", args->region),
	            .ws_id = id }) != 0 ||
	    people_seat(c, &owner, ROLE_owner, id, NULL, NULL) != 0 ||
	    seat_members(c, &args->members, id, owner.id) != 0 || settings_start(c, id) != 0 ||
	    telephony_start(c, id) != 0)
		return (int)c->err.problem;
	return get(c, id, out);
}

/* ---- changing ---- */

/* One name is told in all events of a change: the new one. */
static int
tell_new_name(struct call *c, const struct workspace *before, const char *name)
{
	if (strcmp(before->name, name) == 0)
		return 0;
	if (check_name(c, name, before->id) != 0)
		return (int)c->err.problem;
	return event_emit(c, EVENT_workspace_renamed,
	    &(struct event_about){ .target_type = "workspace",
	        .target_id = before->id,
	        .target_name = name,
	        .before = event_pair(c, "name", before->name),
	        .after = event_pair(c, "name", name) });
}

static int
tell_new_description(
    struct call *c, const struct workspace *before, const char *name, const char *description)
{
	if (str_same(before->description, description))
		return 0;
	return event_emit(c, EVENT_workspace_settings_updated,
	    &(struct event_about){ .target_type = "workspace",
	        .target_id = before->id,
	        .target_name = name,
	        .before = event_pair(c, "description", before->description),
	        .after = event_pair(c, "description", description) });
}

int
op_workspace_update(struct call *c, const struct workspace_update_args *args, struct workspace *out)
{
	struct workspace before;
	if (get_matching(c, &before) != 0)
		return (int)c->err.problem;
	if (args->has_region &&
	    call_broken(c, PROBLEM_immutable_field, "region",
	        "region is chosen at creation and never changes") != 0)
		return (int)c->err.problem;
	if (args->has_name && args->name == NULL)
		return call_refuse(c, PROBLEM_invalid_field, "name", "name cannot be null");
	const char *name = args->has_name ? args->name : before.name;
	const char *description = args->has_description ? args->description : before.description;
	if (strcmp(name, before.name) == 0 && str_same(description, before.description))
		return get(c, before.id, out);
	if (tell_new_name(c, &before, name) != 0 ||
	    tell_new_description(c, &before, name, description) != 0 ||
	    call_run(c, QUERY_workspace_update,
	        WITH(V(before.id), V(name), V(utf8_fold(&c->arena, name)), V(description),
	            V(clock_now()), V(utf8_sort_key(&c->arena, name)))) != 0)
		return (int)c->err.problem;
	return get(c, before.id, out);
}

static int
set_status(struct call *c, enum workspace_status status, enum event type, struct workspace *out)
{
	struct workspace before;
	const char *name = vocab_name(VOCAB_workspace_status, (int)status);
	if (get_matching(c, &before) != 0)
		return (int)c->err.problem;
	if (before.status == status)
		return call_broken(
		    c, PROBLEM_conflict, "status", "the workspace is %s already", name);
	if (status == WORKSPACE_STATUS_active &&
	    plan_check_room(c, c->place.org_id, c->place.plan, 1) != 0)
		return (int)c->err.problem;
	if ((status == WORKSPACE_STATUS_archived &&
	        foresee_workspace_archived(c, before.id) != 0) ||
	    call_run(c, QUERY_workspace_set_status, WITH(V(before.id), V(name), V(clock_now()))) !=
	        0 ||
	    event_emit(c, type,
	        &(struct event_about){ .target_type = "workspace",
	            .target_id = before.id,
	            .target_name = before.name }) != 0)
		return (int)c->err.problem;
	return get(c, before.id, out);
}

int
op_workspace_archive(
    struct call *c, const struct workspace_archive_args *args, struct workspace *out)
{
	(void)args;
	return set_status(c, WORKSPACE_STATUS_archived, EVENT_workspace_archived, out);
}

int
op_workspace_unarchive(
    struct call *c, const struct workspace_unarchive_args *args, struct workspace *out)
{
	(void)args;
	return set_status(c, WORKSPACE_STATUS_active, EVENT_workspace_unarchived, out);
}

int
op_workspace_delete(struct call *c, const struct workspace_delete_args *args, struct done *out)
{
	struct workspace before;
	struct blocker_row *blockers;
	size_t n;
	out->done = true;
	if (get_matching(c, &before) != 0 ||
	    call_all(c, QUERY_workspace_blockers, WITH(V(before.id)), &blockers, &n) != 0)
		return (int)c->err.problem;
	if (strcmp(args->confirm, before.name) != 0 &&
	    call_broken(c, PROBLEM_confirmation_mismatch, "confirm",
	        "confirm must be the workspace's exact name") != 0)
		return (int)c->err.problem;
	if (blockers_refuse(c, blockers, n,
	        before.status == WORKSPACE_STATUS_archived
	            ? "the archived workspace still has active agents, phone numbers or calls under "
	              "way; unarchive it, delete or unpublish the agents and release the numbers first"
	            : "the workspace still has active agents, phone numbers or calls under way; delete "
	              "or unpublish the agents and release the numbers first") != 0)
		return (int)c->err.problem;
	if (foresee_workspace_end(c, before.id) != 0 ||
	    event_emit(c, EVENT_workspace_deleted,
	        &(struct event_about){ .target_type = "workspace",
	            .target_id = before.id,
	            .target_name = before.name,
	            .before = event_pair(c, "region", before.region) }) != 0)
		return (int)c->err.problem;
	return call_run(c, QUERY_workspace_delete, WITH(V(before.id)));
}

/* ---- ownership ---- */

int
op_workspace_transfer_ownership(
    struct call *c, const struct workspace_transfer_ownership_args *args, struct workspace *out)
{
	struct workspace before;
	struct member next;
	const char *ws = c->place.ws_id;
	if (get_matching(c, &before) != 0 ||
	    call_need(c, QUERY_member_get, WITH(V(ws), V(args->user_id)), &next, "member") != 0)
		return (int)c->err.problem;
	if (next.role == ROLE_owner)
		return call_broken(
		    c, PROBLEM_conflict, "user_id", "%s is the Owner already", next.display_name);
	if (people_check_active(c, next.user_id) != 0)
		return (int)c->err.problem;
	if (seat_transfer(c, &before, &next, args->reason) != 0)
		return (int)c->err.problem;
	return get(c, ws, out);
}
