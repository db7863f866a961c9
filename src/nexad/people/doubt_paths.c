/* The roles and scopes that answer whether somebody may do something, and those that they are invited to. */
#include "doubt.h"
#include "key_life.h"

enum { PATHS_MAX = 4 };

const char *
doubt_place_name(const struct doubt *doubt)
{
	return doubt->in_workspace ? doubt->place.ws_name : doubt->place.org_name;
}

static void
add_path(struct doubt *doubt, const char *through, const char *place, bool grants, const char *text)
{
	struct many_grant_path *paths = &doubt->out->paths;
	paths->items[paths->n++] = (struct grant_path){
		.through = through, .place = place, .grants = grants, .text = text
	};
}

static void
add_scope_path(struct doubt *doubt)
{
	enum scope scope = action_row(doubt->action)->scope;
	const char *of = doubt->key->workspace_id;
	bool has = permit_scope(&doubt->standing, doubt->action);
	if (scope != SCOPE_none && has)
		add_path(doubt, scope_name(scope),
		    of == NULL             ? doubt->place.org_name
		        : doubt->elsewhere ? "another workspace"
		                           : doubt->place.ws_name,
		    !doubt->elsewhere, "a scope of the key");
	if (doubt->standing.by_operator)
		add_path(doubt, "operator", doubt_place_name(doubt), has,
		    "the operator made the key, so its scopes alone bound it");
}

static void
add_held(struct doubt *doubt)
{
	struct call *c = doubt->call;
	const struct standing *standing = &doubt->standing;
	const struct action_row *row = action_row(doubt->action);
	int count;
	doubt->out->paths.items =
	    arena_new(&c->arena, (PATHS_MAX + doubt->offers.n) * sizeof(struct grant_path));
	if (doubt->key != NULL)
		add_scope_path(doubt);
	const char *whose = doubt->key == NULL
	    ? NULL
	    : arena_printf(
	          &c->arena, "of %s, whose rights bound the key", doubt->key->created_by_name);
	if (standing->role != ROLE_unknown)
		add_path(doubt, role_name(standing->role), doubt->place.ws_name,
		    row->workspace[standing->role - 1] != '-',
		    whose != NULL ? whose : vocab_words(VOCAB_role, &count)[standing->role].text);
	if (standing->org_role != ORG_ROLE_unknown)
		add_path(doubt, org_role_name(standing->org_role), doubt->place.org_name,
		    row->org[standing->org_role - 1] != '-',
		    whose != NULL ? whose
		                  : vocab_words(VOCAB_org_role, &count)[standing->org_role].text);
	doubt->n_held = doubt->out->paths.n;
}

/* What they are invited to counts once it is accepted; whether it would be enough then. */
static int
add_offers(struct doubt *doubt)
{
	struct call *c = doubt->call;
	const char *ws_id = doubt->in_workspace ? doubt->place.ws_id : NULL;
	for (size_t i = 0; i < doubt->offers.n; i++) {
		const struct invitation_row *offer = &doubt->offers.items[i];
		struct standing then = doubt->standing;
		if (offers_add(c, offer, ws_id, &then) != 0)
			return (int)c->err.problem;
		bool enough = permit(&then, doubt->action);
		if (enough && doubt->enough == NULL)
			doubt->enough = offer;
		add_path(doubt, offer->role, offer->target_name, false,
		    arena_printf(&c->arena, "invited by %s: %s once it is accepted",
		        offers_sent_by(c, offer), enough ? "enough" : "not enough either"));
	}
	return 0;
}

int
doubt_add_paths(struct doubt *doubt)
{
	add_held(doubt);
	return add_offers(doubt);
}
