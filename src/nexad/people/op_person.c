/* A person's ways into an organization, and their end. */
#include <string.h>

#include "call.h"
#include "event.h"
#include "ident.h"
#include "jsonw.h"
#include "key_use.h"
#include "leaving.h"
#include "people.h"
#include "sso.h"
#include "ways.h"

int
op_person_get(struct call *c, const struct person_get_args *args, struct person_access *out)
{
	struct person person;
	struct leaving leaving = { .call = c, .person = &person, .ways = &out->ways };
	if (ways_person(c, args->person, &person) != 0 || ways_find(c, &person, out) != 0)
		return (int)c->err.problem;
	return leaving_judge(&leaving);
}

/* ---- offboarding ---- */

static int64_t
count(const struct many_way_in *ways, enum way_kind kind, bool kept)
{
	int64_t n = 0;
	for (size_t i = 0; i < ways->n; i++)
		n += ways->items[i].kind == kind && (ways->items[i].fate == WAY_FATE_keep) == kept;
	return n;
}

/* {"api_keys":2,"invitations":1,"org_roles":1,"sent_invitations":0,"workspace_roles":3} */
static const char *
numbers(struct call *c, const struct many_way_in *ways, bool kept)
{
	return arena_printf(&c->arena,
	    "{\"api_keys\":%lld,\"invitations\":%lld,\"org_roles\":%lld,\"sent_invitations\":%lld,"
	    "\"workspace_roles\":%lld}",
	    (long long)count(ways, WAY_api_key, kept), (long long)count(ways, WAY_invitation, kept),
	    (long long)count(ways, WAY_org_role, kept),
	    (long long)count(ways, WAY_sent_invitation, kept),
	    (long long)count(ways, WAY_workspace_role, kept));
}

static int
emit(struct call *c, const struct person_access *before)
{
	return event_emit(c, EVENT_person_offboarded,
	    &(struct event_about){ .target_type = "user",
	        .target_id = before->user_id,
	        .target_name = before->display_name != NULL ? before->display_name : before->email,
	        .before = numbers(c, &before->ways, false),
	        .after = numbers(c, &before->ways, true),
	        .level = LEVEL_organization });
}

/* Sessions are the person's, not an organization's: they open nothing here from the next request on, and end when
 * nothing is open to them anywhere any more. */
static int
end_sessions(struct call *c, const struct person *person, bool suspended, struct many_way_in *ways)
{
	struct number_row places;
	bool found;
	if (person->user_id == NULL)
		return 0;
	if (call_get(c, QUERY_person_places, WITH(V(person->user_id)), &places, &found) != 0)
		return (int)c->err.problem;
	bool ends = places.number == 0 || suspended;
	for (size_t i = 0; i < ways->n; i++)
		if (ways->items[i].kind == WAY_session && call_is_operator(c))
			ways->items[i].fate = ends ? WAY_FATE_end : WAY_FATE_lapse;
	/* Whether they end depends on what is open elsewhere: a dry run does not tell that either. */
	if (c->dry_run && !call_is_operator(c))
		return 0;
	int64_t ended;
	return ends ? people_end_sessions(c, &person->user, "", &ended) : 0;
}

static int
suspend(struct call *c, struct person *person)
{
	struct user after;
	if (!call_is_operator(c))
		return call_broken(c, PROBLEM_permission_denied, "suspend",
		    "only the operator of this installation suspends a user");
	if (person->user_id == NULL)
		return call_broken(
		    c, PROBLEM_invalid_field, "suspend", "nobody has this address yet");
	if (key_use_foresee_end(c, person->user_id, person->user.display_name) != 0)
		return (int)c->err.problem;
	if (people_update(
	        c, &person->user, person->user.display_name, USER_STATUS_suspended, &after) != 0)
		return (int)c->err.problem;
	person->user = after;
	return 0;
}

static bool
leaves(const struct many_way_in *ways)
{
	for (size_t i = 0; i < ways->n; i++)
		if (ways->items[i].fate == WAY_FATE_keep)
			return false;
	return true;
}

static void
foresee(const struct leaving *leaving, const struct person_access *before, bool suspends)
{
	struct call *c = leaving->call;
	bool shut = suspends || before->status == USER_STATUS_suspended;
	const char *name = before->display_name != NULL ? before->display_name : before->email;
	if (name != NULL && leaves(&before->ways))
		call_foresee(c, "%s leaves %s", name, c->place.org_name);
	leaving_foresee(leaving);
	if (suspends && before->status == USER_STATUS_active)
		call_foresee(c, "%s is suspended in the whole installation, and signs in nowhere",
		    before->display_name);
	for (size_t i = 0; i < before->elsewhere.n; i++)
		call_foresee(c, "%s %s %s%s", before->elsewhere.items[i].name,
		    shut ? "keeps" : "stays open to", before->display_name,
		    shut ? ", closed while they are suspended" : "");
	int64_t sessions = 0;
	for (size_t i = 0; i < before->ways.n; i++)
		sessions += before->ways.items[i].kind == WAY_session;
	if (sessions > 0)
		call_foresee(c,
		    "%s is signed in: that opens nothing in %s from the next request on",
		    before->display_name, c->place.org_name);
}

/* Whether anything is there to be ended; being signed in opens nothing by itself. */
static bool
leads_in(const struct many_way_in *ways)
{
	for (size_t i = 0; i < ways->n; i++)
		if (ways->items[i].kind < WAY_session)
			return true;
	return false;
}

/* Whoever has nothing here is told apart from nobody as little as ever. */
static int
check_something(struct call *c, const struct person_access *before, bool suspends)
{
	if (suspends || leads_in(&before->ways))
		return 0;
	return call_broken(
	    c, PROBLEM_not_found, "person", "nothing of theirs leads into %s", c->place.org_name);
}

/* An Org Owner's password opened what they keep in a workspace, too. */
static int
foresee_shut(struct call *c, const struct person *person, const struct person_access *before,
    const struct many_way_in *left)
{
	const struct way_in *role = ways_of_kind(&before->ways, WAY_org_role);
	bool owned = role != NULL && strcmp(role->role, org_role_name(ORG_ROLE_org_owner)) == 0;
	return !owned || ways_of_kind(left, WAY_workspace_role) == NULL
	    ? 0
	    : sso_foresee_shut_to(c, person->user.display_name, person->user.email);
}

/* What was ended and handed over, as it was decided. */
static void
note_done(struct call *c, const struct many_way_in *ways, struct many_way_in *out)
{
	out->items = arena_new(&c->arena, (ways->n + 1) * sizeof(*out->items));
	for (size_t i = 0; i < ways->n; i++)
		if (ways->items[i].fate == WAY_FATE_end ||
		    ways->items[i].fate == WAY_FATE_hand_over)
			out->items[out->n++] = ways->items[i];
}

static int
note_left(struct call *c, const struct person *person, struct offboarding *out)
{
	struct person_access after;
	if (ways_find(c, person, &after) != 0)
		return (int)c->err.problem;
	for (size_t i = 0; i < after.ways.n; i++) {
		struct way_in *way = &after.ways.items[i];
		if (way->kind != WAY_session)
			way->fate = WAY_FATE_keep; /* what was not ended */
	}
	out->left = after.ways;
	out->elsewhere = after.elsewhere;
	out->status = after.status;
	out->has_status = after.has_status;
	out->version = after.version;
	return 0;
}

int
op_person_offboard(struct call *c, const struct person_offboard_args *args, struct offboarding *out)
{
	struct person person;
	struct person_access before;
	struct leaving leaving = {
		.call = c, .person = &person, .ways = &before.ways, .args = args
	};
	if (strncmp(args->person, "key_", 4) == 0)
		return call_refuse(
		    c, PROBLEM_invalid_field, "person", "an API key is revoked, not offboarded");
	if (ways_person(c, args->person, &person) != 0 || ways_find(c, &person, &before) != 0 ||
	    call_match(c, before.version, SHAPE_person_access, &before) != 0 ||
	    leaving_decide(&leaving) != 0 ||
	    check_something(c, &before, args->has_suspend && args->suspend) != 0)
		return (int)c->err.problem;
	c->batch_id = out->batch_id = ident_new(&c->arena, "bat");
	c->reason = args->reason;
	bool suspends = args->has_suspend && args->suspend;
	foresee(&leaving, &before, suspends);
	if (leaving_apply(&leaving) != 0 || (before.ways.n > 0 && emit(c, &before) != 0) ||
	    (suspends && suspend(c, &person) != 0) ||
	    end_sessions(c, &person, suspends, &before.ways) != 0)
		return (int)c->err.problem;
	out->user_id = before.user_id;
	out->display_name = before.display_name;
	out->email = before.email;
	note_done(c, &before.ways, &out->done);
	if (note_left(c, &person, out) != 0)
		return (int)c->err.problem;
	return foresee_shut(c, &person, &before, &out->left);
}
