/* The rules of an offboarding, and its steps. */
#include "leaving.h"

#include <string.h>

#include "batch.h"
#include "clock.h"
#include "event.h"
#include "invitation.h"
#include "key_heir.h"
#include "key_life.h"
#include "key_use.h"
#include "locate.h"
#include "people.h"
#include "seat.h"
#include "sso.h"
#include "utf8.h"

/* ---- places ---- */

/* Where the call was before it went into the place of a way in. */
struct whence {
	struct place_row place;
	struct standing standing;
};

static int
enter(struct call *c, const struct way_in *way, struct whence *whence)
{
	struct place_row place;
	struct standing standing;
	*whence = (struct whence){ c->place, c->standing };
	if (way->workspace_id == NULL)
		return 0;
	if (locate(c, true, way->workspace_id, &place, &standing) != 0)
		return (int)c->err.problem;
	c->place = place;
	c->standing = standing;
	return 0;
}

/* One step for one way in, in its place. */
typedef int (*step_fn)(struct leaving *leaving, struct way_in *way);

static int
run_there(struct leaving *leaving, struct way_in *way, step_fn step)
{
	struct call *c = leaving->call;
	struct whence whence;
	int problem = enter(c, way, &whence);
	if (problem == 0)
		problem = step(leaving, way);
	c->place = whence.place;
	c->standing = whence.standing;
	return problem;
}

static enum level
level_of(const struct way_in *way)
{
	return way->workspace_id == NULL ? LEVEL_organization : LEVEL_workspace;
}

/* ---- rules ---- */

static int
check_heir(struct leaving *leaving, const struct way_in *way)
{
	struct call *c = leaving->call;
	bool key = way->kind == WAY_api_key;
	if (leaving->heir.id == NULL)
		return call_broken(c, key ? PROBLEM_successor_required : PROBLEM_last_owner, "to",
		    "say who gets the %s %s%s%s", key ? "API key" : "workspace", way->name,
		    key ? "" : ", which always has an Owner",
		    leaving->args == NULL ? "" : "; send to with the person who takes over");
	if (strcmp(leaving->heir.id, leaving->person->user_id) == 0)
		return call_broken(c, PROBLEM_invalid_field, "to",
		    "%s is who goes; somebody else has to take over", leaving->heir.display_name);
	return 0;
}

/* The successor is of the organization, with or without a role in this workspace. */
static int
check_ownership(struct leaving *leaving, const struct way_in *way)
{
	struct call *c = leaving->call;
	if (!permit(&c->standing, ACTION_workspace_transfer))
		return call_broken(c, PROBLEM_permission_denied, "to",
		    "only its Owner or an Org Owner hands over the workspace %s", way->name);
	int broken = c->n_rules;
	if (check_heir(leaving, way) != 0)
		return (int)c->err.problem;
	return c->n_rules > broken ? 0 : people_check_active(c, leaving->heir.id);
}

static int
check_role(struct leaving *leaving, struct way_in *way)
{
	if (way->fate == WAY_FATE_keep)
		return 0;
	if (way->fate == WAY_FATE_hand_over && check_ownership(leaving, way) != 0)
		return (int)leaving->call->err.problem;
	return people_check_assignment(leaving->call, leaving->person->user_id);
}

static int
find_org_member(struct leaving *leaving, struct org_member *out)
{
	struct call *c = leaving->call;
	return call_need(c, QUERY_org_member_get,
	    WITH(V(c->place.org_id), V(leaving->person->user_id)), out, "member");
}

static int
check_org_role(struct leaving *leaving, struct way_in *way)
{
	struct org_member before;
	if (way->fate == WAY_FATE_keep)
		return 0;
	if (find_org_member(leaving, &before) != 0)
		return (int)leaving->call->err.problem;
	return seat_check_org(leaving->call, &before, ORG_ROLE_unknown);
}

/* The role that a key's place asks of its person; NULL: they have none. */
static const struct way_in *
role_of_key(const struct leaving *leaving, const struct way_in *key)
{
	for (size_t i = 0; i < leaving->ways->n; i++) {
		const struct way_in *way = &leaving->ways->items[i];
		bool same = key->workspace_id == NULL
		    ? way->kind == WAY_org_role
		    : way->kind == WAY_workspace_role && strcmp(way->id, key->workspace_id) == 0;
		if (same)
			return way;
	}
	return NULL;
}

static bool
is_org_owner(const struct leaving *leaving)
{
	const struct way_in *role = ways_of_kind(leaving->ways, WAY_org_role);
	return role != NULL && strcmp(role->role, org_role_name(ORG_ROLE_org_owner)) == 0;
}

static int
check_key_end(struct leaving *leaving, const struct way_in *way)
{
	struct call *c = leaving->call;
	enum action action =
	    way->workspace_id == NULL ? ACTION_org_keys_manage : ACTION_keys_revoke;
	/* It goes with its person's role, which whoever is here may take, but for an Org Owner's. */
	if (permit(&c->standing, action) || !is_org_owner(leaving))
		return 0;
	return call_broken(c, PROBLEM_permission_denied, "revoke",
	    "the API key %s is an Org Owner's; only an Org Owner ends it", way->name);
}

static int
check_key_heir(struct leaving *leaving, const struct way_in *way)
{
	struct call *c = leaving->call;
	struct api_key key;
	bool workspace = way->workspace_id != NULL;
	if (!permit(&c->standing, workspace ? ACTION_keys_create : ACTION_org_keys_manage))
		return call_broken(c, PROBLEM_permission_denied, "keys",
		    "you may not hand over the API key %s; it can be revoked", way->name);
	int broken = c->n_rules;
	if (check_heir(leaving, way) != 0)
		return (int)c->err.problem;
	if (c->n_rules > broken)
		return 0;
	if (keys_need(c, level_of(way), way->id, &key) != 0)
		return (int)c->err.problem;
	return key_heir_check(c, level_of(way), &key, &leaving->heir);
}

/* It goes with its person's roles, but for an Org Owner's. */
static int
check_identity(struct leaving *leaving, struct way_in *way)
{
	struct call *c = leaving->call;
	if (way->fate == WAY_FATE_keep || permit(&c->standing, ACTION_org_transfer) ||
	    !is_org_owner(leaving))
		return 0;
	return call_broken(c, PROBLEM_permission_denied, "person",
	    "only an Org Owner ends an Org Owner's single sign-on");
}

static int
check_key(struct leaving *leaving, struct way_in *way)
{
	const struct way_in *role = role_of_key(leaving, way);
	if (way->fate == WAY_FATE_hand_over)
		return check_key_heir(leaving, way);
	if (way->fate == WAY_FATE_end)
		return check_key_end(leaving, way);
	if (role == NULL || role->fate == WAY_FATE_keep)
		return 0;
	return call_broken(leaving->call, PROBLEM_conflict, "keep",
	    "the API key %s ends with its person's role in %s; hand it over, or keep the role",
	    way->name, role->name);
}

/* It is worth what its sender may do: without their role it is refused when it is used. */
static int
check_sent(struct leaving *leaving, struct way_in *way)
{
	if (way->fate != WAY_FATE_keep)
		return 0;
	for (size_t i = 0; i < leaving->ways->n; i++) {
		const struct way_in *role = &leaving->ways->items[i];
		bool counts = role->kind == WAY_org_role ||
		    (role->kind == WAY_workspace_role && way->workspace_id != NULL &&
		        strcmp(role->id, way->workspace_id) == 0);
		if (counts && role->fate == WAY_FATE_keep)
			return 0;
	}
	return call_broken(leaving->call, PROBLEM_conflict, "keep",
	    "the invitation of %s ends with its sender's role; send it again to make it yours",
	    way->name);
}

static int
check_nothing(struct leaving *leaving, struct way_in *way)
{
	(void)leaving;
	(void)way;
	return 0;
}

static const step_fn checks[WAY_COUNT] = {
	[WAY_org_role] = check_org_role,
	[WAY_workspace_role] = check_role,
	[WAY_api_key] = check_key,
	[WAY_sso_identity] = check_identity,
	[WAY_sent_invitation] = check_sent,
	[WAY_invitation] = check_nothing,
	[WAY_session] = check_nothing,
	[WAY_sso_session] = check_nothing,
};

int
leaving_judge(struct leaving *leaving)
{
	struct call *c = leaving->call;
	for (size_t i = 0; i < leaving->ways->n; i++) {
		struct way_in *way = &leaving->ways->items[i];
		int problem = run_there(leaving, way, checks[way->kind]);
		if (problem == PROBLEM_internal || problem == PROBLEM_storage_unavailable)
			return problem;
		if (problem != 0)
			way->blocker = arena_text(&c->arena, c->err.text);
		c->err = (struct err){ .problem = PROBLEM_none };
	}
	return 0;
}

/* ---- what is asked for ---- */

static const struct way_in *
find_way(const struct leaving *leaving, const char *id)
{
	for (size_t i = 0; i < leaving->ways->n; i++)
		if (strcmp(leaving->ways->items[i].id, id) == 0)
			return &leaving->ways->items[i];
	return NULL;
}

/* What is named has to be there: it may have ended meanwhile, and then the list is to be read again. */
static int
check_named(struct leaving *leaving, const char *param, const struct texts *ids, bool keys)
{
	struct call *c = leaving->call;
	for (size_t i = 0; i < ids->n; i++) {
		const struct way_in *way = find_way(leaving, ids->items[i]);
		if (way == NULL)
			return call_broken(c, PROBLEM_conflict, param,
			    "'%s' is no way in of theirs (any more)", ids->items[i]);
		if (keys ? way->kind != WAY_api_key : way->kind >= WAY_session)
			return call_broken(c, PROBLEM_invalid_field, param, "'%s' is %s",
			    ids->items[i], keys ? "no API key" : "a session, which is not kept");
	}
	return 0;
}

static enum way_fate
fate_of(const struct leaving *leaving, const struct way_in *way)
{
	const struct person_offboard_args *args = leaving->args;
	if (key_use_has(&args->keep, way->id))
		return WAY_FATE_keep;
	/* Sessions by single sign-on end with the identity that they are of. */
	if (way->kind == WAY_sso_session) {
		const struct way_in *identity = ways_of_kind(leaving->ways, WAY_sso_identity);
		bool stays = identity != NULL && key_use_has(&args->keep, identity->id);
		return stays ? WAY_FATE_keep : WAY_FATE_end;
	}
	if (way->kind != WAY_api_key)
		return way->fate;
	if (key_use_has(&args->revoke, way->id))
		return WAY_FATE_end;
	bool handed = args->keys == KEYS_FATE_hand_over || key_use_has(&args->hand_over, way->id);
	return handed ? WAY_FATE_hand_over : WAY_FATE_end;
}

/* Somebody of the organization; of others not even the name is told. */
static int
find_heir(struct leaving *leaving)
{
	struct call *c = leaving->call;
	const char *to = leaving->args->has_to ? leaving->args->to : NULL;
	struct place_row place;
	bool found;
	if (to == NULL)
		return 0;
	if (call_get(c, QUERY_place_org, WITH(V(c->place.org_id), V(to)), &place, &found) != 0)
		return (int)c->err.problem;
	if (!found || place.reaches == 0)
		return call_broken(
		    c, PROBLEM_invalid_field, "to", "'%s' is nobody of this organization", to);
	return call_get(c, QUERY_user_get, WITH(V(to)), &leaving->heir, &found);
}

int
leaving_decide(struct leaving *leaving)
{
	const struct person_offboard_args *args = leaving->args;
	if (check_named(leaving, "keep", &args->keep, false) != 0 ||
	    check_named(leaving, "hand_over", &args->hand_over, true) != 0 ||
	    check_named(leaving, "revoke", &args->revoke, true) != 0 || find_heir(leaving) != 0)
		return (int)leaving->call->err.problem;
	for (size_t i = 0; i < leaving->ways->n; i++) {
		struct way_in *way = &leaving->ways->items[i];
		way->fate = fate_of(leaving, way);
		if (way->fate == WAY_FATE_hand_over)
			way->heir = leaving->heir.display_name;
	}
	return 0;
}

/* ---- steps ---- */

static int
hand_over_workspace(struct leaving *leaving, struct way_in *way)
{
	struct call *c = leaving->call;
	struct workspace before;
	struct member next;
	bool found;
	const char *ws = way->id;
	if (call_get(c, QUERY_member_get, WITH(V(ws), V(leaving->heir.id)), &next, &found) != 0)
		return (int)c->err.problem;
	if (!found &&
	    (people_seat(c, &leaving->heir, ROLE_admin, ws, NULL, NULL) != 0 ||
	        call_need(c, QUERY_member_get, WITH(V(ws), V(leaving->heir.id)), &next, "member") !=
	            0))
		return (int)c->err.problem;
	if (call_need(c, QUERY_workspace_get, WITH(V(ws)), &before, "workspace") != 0)
		return (int)c->err.problem;
	return seat_transfer(c, &before, &next, NULL);
}

static int
end_role(struct leaving *leaving, struct way_in *way)
{
	struct call *c = leaving->call;
	const struct seat_change change = { .user_id = leaving->person->user_id };
	struct member before;
	if (call_need(
	        c, QUERY_member_get, WITH(V(way->id), V(change.user_id)), &before, "member") != 0)
		return (int)c->err.problem;
	return seat_apply(c, &change, &before);
}

static int
end_org_role(struct leaving *leaving, struct way_in *way)
{
	struct org_member before;
	(void)way;
	if (find_org_member(leaving, &before) != 0)
		return (int)leaving->call->err.problem;
	return seat_take_org(leaving->call, &before, NULL, NULL);
}

static int
hand_over_key(struct leaving *leaving, const struct way_in *way, const struct api_key *key)
{
	struct call *c = leaving->call;
	struct user heir;
	if (key_heir_take(c, level_of(way), key, leaving->heir.id, &heir) != 0)
		return (int)c->err.problem;
	return call_run(c, QUERY_key_update,
	    WITH(V(key->id), V(key->name), V(utf8_sort_key(&c->arena, key->name)), V(heir.id),
	        V(heir.display_name)));
}

static int
end_key(struct leaving *leaving, struct way_in *way)
{
	struct call *c = leaving->call;
	struct api_key key;
	if (keys_need(c, level_of(way), way->id, &key) != 0)
		return (int)c->err.problem;
	if (way->fate == WAY_FATE_hand_over)
		return hand_over_key(leaving, way, &key);
	if (call_run(c, QUERY_key_revoke, WITH(V(key.id), V(clock_now()), V(c->reason))) != 0)
		return (int)c->err.problem;
	return keys_emit(c, EVENT_api_key_revoked, &key, (struct event_about){ .reason = NULL });
}

static int
end_invitation(struct leaving *leaving, struct way_in *way)
{
	struct call *c = leaving->call;
	struct invitation_row row;
	const char *target = way->workspace_id == NULL ? c->place.org_id : way->workspace_id;
	if (call_need(c, QUERY_invitation_get, WITH(V(target), V(way->id)), &row, "invitation") !=
	    0)
		return (int)c->err.problem;
	return invitation_end(c, &row);
}

static int
end_identity(struct leaving *leaving, struct way_in *way)
{
	(void)way;
	return sso_forget(leaving->call, &leaving->person->user);
}

/* A workspace has another Owner before its former one goes, a key another person before the role that it
 * hangs on, and what was sent ends as such before the role that it is worth; the organization's role is the last, since it may be the caller's own. */
static const struct step {
	enum way_kind kind;
	bool judges;        /* the rules are checked before it */
	enum way_fate only; /* unknown: whatever becomes of it, but what is kept */
	step_fn run;
} steps[] = {
	{ WAY_workspace_role, true, WAY_FATE_hand_over, hand_over_workspace },
	{ WAY_api_key, true, WAY_FATE_unknown, end_key },
	{ WAY_sent_invitation, true, WAY_FATE_unknown, end_invitation },
	{ WAY_workspace_role, false, WAY_FATE_unknown, end_role },
	{ WAY_sso_identity, true, WAY_FATE_unknown, end_identity },
	{ WAY_invitation, true, WAY_FATE_unknown, end_invitation },
	{ WAY_org_role, true, WAY_FATE_unknown, end_org_role },
};

static int
take(struct batch *batch, struct leaving *leaving, const struct step *step, struct way_in *way)
{
	/* An ordinary role is judged where it ends, an Owner's where it is handed over. */
	bool judges = step->judges || way->fate != WAY_FATE_hand_over;
	if (judges && run_there(leaving, way, checks[way->kind]) != 0)
		return (int)leaving->call->err.problem;
	if (batch_judged(batch) != 0)
		return (int)leaving->call->err.problem;
	return way->fate == WAY_FATE_keep ? 0 : run_there(leaving, way, step->run);
}

int
leaving_apply(struct leaving *leaving)
{
	const struct step *end = steps + sizeof(steps) / sizeof(steps[0]);
	struct batch batch;
	if (leaving->ways->n == 0)
		return 0;
	if (batch_begin(&batch, leaving->call, "id", SHAPE_way_in, leaving->ways->n) != 0)
		return batch_end(&batch);
	for (const struct step *step = steps; step < end; step++)
		for (size_t i = 0; i < leaving->ways->n; i++) {
			struct way_in *way = &leaving->ways->items[i];
			bool its = way->kind == step->kind && way->blocker == NULL &&
			    (step->only == WAY_FATE_unknown || way->fate == step->only);
			if (!its)
				continue;
			batch_try(&batch);
			int problem = take(&batch, leaving, step, way);
			if (problem != 0)
				way->blocker =
				    arena_text(&leaving->call->arena, leaving->call->err.text);
			(void)batch_tried(&batch, problem, way->id, way);
		}
	return batch_end(&batch);
}
