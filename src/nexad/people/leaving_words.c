/* What an offboarding will do, by name: for whoever is asked whether to go on. */
#include "foresee.h"
#include "leaving.h"

/* Ways in of some kinds with one fate, as a sentence tells of them. */
struct part {
	const char *title;
	enum way_kind kinds[2]; /* unknown: no more */
	enum way_fate fate;
};

static const struct part parts[] = {
	{ "roles that end", { WAY_org_role, WAY_workspace_role }, WAY_FATE_end },
	{ "workspaces that are handed over", { WAY_workspace_role }, WAY_FATE_hand_over },
	{ "API keys that are handed over", { WAY_api_key }, WAY_FATE_hand_over },
	{ "API keys that are revoked", { WAY_api_key }, WAY_FATE_end },
	{ "forgotten", { WAY_sso_identity }, WAY_FATE_end },
	{ "invitations that are withdrawn", { WAY_invitation }, WAY_FATE_end },
	{ "invitations to others that are withdrawn", { WAY_sent_invitation }, WAY_FATE_end },
	{ "roles that stay", { WAY_org_role, WAY_workspace_role }, WAY_FATE_keep },
	{ "API keys that stay", { WAY_api_key }, WAY_FATE_keep },
	{ "invitations that stay", { WAY_invitation, WAY_sent_invitation }, WAY_FATE_keep },
};

static bool
is_of(const struct part *part, const struct way_in *way)
{
	return way->fate == part->fate &&
	    (way->kind == part->kinds[0] || way->kind == part->kinds[1]);
}

/* "admin in Production", "Dialler (Production)", "ada@example.org (Production)" */
static const char *
name_of(struct call *c, const struct way_in *way)
{
	const char *place = way->workspace_name != NULL ? way->workspace_name : c->place.org_name;
	switch (way->kind) {
	case WAY_org_role:
		return arena_printf(&c->arena, "%s of %s", role_spoken(way->role), way->name);
	case WAY_workspace_role:
		return way->fate == WAY_FATE_hand_over
		    ? way->name
		    : arena_printf(&c->arena, "%s in %s", way->role, way->name);
	case WAY_invitation:
		return arena_printf(&c->arena, "to %s as %s", way->name, role_spoken(way->role));
	case WAY_sso_identity:
		return way->name;
	default:
		return arena_printf(&c->arena, "%s (%s)", way->name, place);
	}
}

static void
tell_part(
    const struct leaving *leaving, const struct part *part, const struct text_row *names, size_t n)
{
	struct call *c = leaving->call;
	bool hands = part->fate == WAY_FATE_hand_over && leaving->heir.id != NULL;
	call_foresee(c, "%s%s%s: %s", part->title, hands ? " to " : "",
	    hands ? leaving->heir.display_name : "", foresee_names(c, names, n));
	if (hands && part->kinds[0] == WAY_api_key)
		call_foresee(c, "%s may still know %s; rotate %s",
		    leaving->person->user.display_name, n == 1 ? "its secret" : "their secrets",
		    n == 1 ? "it" : "them");
}

void
leaving_foresee(const struct leaving *leaving)
{
	struct call *c = leaving->call;
	const struct part *end = parts + sizeof(parts) / sizeof(parts[0]);
	struct text_row *names = arena_new(&c->arena, (leaving->ways->n + 1) * sizeof(*names));
	for (const struct part *part = parts; part < end; part++) {
		size_t n = 0;
		for (size_t i = 0; i < leaving->ways->n; i++)
			if (is_of(part, &leaving->ways->items[i]))
				names[n++].text = name_of(c, &leaving->ways->items[i]);
		if (n > 0)
			tell_part(leaving, part, names, n);
	}
}
