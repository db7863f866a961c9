/* Offers: pending invitations, and the roles in them. */
#include "offers.h"

#include <string.h>

#include "call.h"
#include "clock.h"
#include "invitation.h"

int
offers_find(struct call *c, const char *email_fold, struct offers *out)
{
	size_t n;
	if (call_all(c, QUERY_invitations_to,
	        WITH(V(c->place.org_id), V(email_fold), V(clock_now())), &out->items, &n) != 0)
		return (int)c->err.problem;
	out->n = 0;
	for (size_t i = 0; i < n; i++) {
		bool counts;
		if (invitation_counts(c, &out->items[i], &counts) != 0)
			return (int)c->err.problem;
		if (counts)
			out->items[out->n++] = out->items[i];
	}
	return 0;
}

/* The workspace role that an invitation to the organization brings along. */
static enum role
granted(const struct invitation *offer, const char *ws_id)
{
	for (size_t i = 0; i < offer->workspaces.n; i++)
		if (strcmp(offer->workspaces.items[i].workspace_id, ws_id) == 0)
			return offer->workspaces.items[i].role;
	return ROLE_unknown;
}

int
offers_add(struct call *c, const struct invitation_row *offer, const char *ws_id,
    struct standing *standing)
{
	struct invitation invitation;
	enum role role = ROLE_unknown;
	if (invitation_from_row(c, offer, &invitation) != 0)
		return (int)c->err.problem;
	if (offer->level == LEVEL_organization) {
		role = ws_id == NULL ? ROLE_unknown : granted(&invitation, ws_id);
		if (standing->org_role == ORG_ROLE_unknown)
			standing->org_role = (enum org_role)vocab_find(VOCAB_org_role, offer->role);
	} else if (ws_id != NULL && strcmp(offer->ws_id, ws_id) == 0) {
		role = (enum role)vocab_find(VOCAB_role, offer->role);
	}
	if (standing->role == ROLE_unknown)
		standing->role = role;
	return 0;
}

const char *
offers_sent_by(struct call *c, const struct invitation_row *offer)
{
	char day[CLOCK_DAY_TEXT];
	clock_format_day(offer->expires_at, day);
	return arena_printf(&c->arena, "%s, until %s", offer->invited_by, day);
}
