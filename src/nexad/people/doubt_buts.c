/* What keeps somebody from what their roles allow. */
#include "doubt.h"
#include "key_life.h"
#include "mfa.h"
#include "sso.h"

enum { BUTS_MAX = 8 };

static void
add_but(struct doubt *doubt, const char *text)
{
	doubt->out->but.items[doubt->out->but.n++] = text;
	doubt->stopped = true;
}

/* Where single sign-on is enforced nobody else signs in, and the provider has its own second factor. */
static bool
is_sso_only(const struct doubt *doubt)
{
	const struct place_row *place = &doubt->place;
	return doubt->key == NULL && place->sso_enforced != 0 && place->plan == PLAN_enterprise &&
	    place->org_role != ORG_ROLE_org_owner;
}

static int
add_mfa(struct doubt *doubt)
{
	bool enabled = true;
	bool wanted = doubt->key == NULL && doubt->address == NULL && doubt->place.mfa_required &&
	    !is_sso_only(doubt);
	if (wanted && mfa_is_enabled(doubt->call, doubt->user.id, &enabled) != 0)
		return (int)doubt->call->err.problem;
	if (!enabled)
		add_but(doubt, "the organization wants an authenticator, and none is set up");
	return 0;
}

/* By single sign-on alone, which stops nobody and stands behind what does; or not at all, when the provider may not
 * vouch for them. */
static int
add_sso(struct doubt *doubt)
{
	struct call *c = doubt->call;
	const char *email = doubt->address != NULL ? doubt->address : doubt->user.email;
	enum sso_door door;
	if (!is_sso_only(doubt))
		return 0;
	if (sso_door(c, doubt->place.org_id, email, &door) != 0)
		return (int)c->err.problem;
	if (door == SSO_DOOR_shut)
		add_but(doubt, sso_why_shut(c, doubt->place.org_name, email));
	else
		doubt->out->but.items[doubt->out->but.n++] =
		    "signed in by single sign-on only: a password is not let in";
	return 0;
}

/* Whether an archived workspace closes all that the action allows. */
static bool
is_change_only(enum action action)
{
	bool writes = false;
	for (int i = 1; i < OP_COUNT; i++) {
		if (ops[i].needs != action)
			continue;
		if (!op_writes(&ops[i]) || ops[i].even_archived)
			return false;
		writes = true;
	}
	return writes;
}

static bool
needs_layer(enum action action)
{
	bool any = false;
	for (int i = 1; i < OP_COUNT; i++) {
		if (ops[i].needs != action)
			continue;
		if (ops[i].layer == LAYER_not_needed)
			return false;
		any = true;
	}
	return any;
}

static void
add_states(struct doubt *doubt)
{
	struct call *c = doubt->call;
	const struct place_row *place = &doubt->place;
	const struct api_key *key = doubt->key;
	bool archived = doubt->in_workspace && place->ws_status == WORKSPACE_STATUS_archived;
	doubt->out->but.items = arena_new(&c->arena, BUTS_MAX * sizeof(*doubt->out->but.items));
	if (key != NULL && !key->usable)
		add_but(doubt, arena_printf(&c->arena, "the key is refused: %s", key->reason));
	else if (key == NULL && doubt->address == NULL && doubt->user.status != USER_STATUS_active)
		add_but(
		    doubt, arena_printf(&c->arena, "%s is suspended", doubt->user.display_name));
	if (place->org_status == ORG_STATUS_suspended)
		add_but(doubt, "the organization is suspended");
	if (archived && key != NULL && key->usable)
		add_but(doubt, "the workspace is archived and its API keys rest");
	if (archived && key == NULL && is_change_only(doubt->action))
		add_but(doubt, "the workspace is archived and read-only");
	if (place->plan != PLAN_enterprise && needs_layer(doubt->action))
		add_but(doubt,
		    arena_printf(&c->arena, "the %s plan has no organization layer",
		        vocab_name(VOCAB_plan, (int)place->plan)));
}

int
doubt_add_buts(struct doubt *doubt)
{
	add_states(doubt);
	if (add_mfa(doubt) != 0)
		return (int)doubt->call->err.problem;
	return add_sso(doubt);
}

int
doubt_stop(struct doubt *doubt, const char **out)
{
	struct why scratch = { .id = NULL };
	doubt->out = &scratch;
	doubt->stopped = false;
	int problem = doubt_add_buts(doubt);
	*out = doubt->stopped ? scratch.but.items[0] : NULL;
	doubt->out = NULL;
	return problem;
}
