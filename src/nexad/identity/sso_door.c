/* Whom an organization's single sign-on is for: who comes in by it, who has to, and who cannot come in at all. */
#include <string.h>

#include "call.h"
#include "daemon.h"
#include "foresee.h"
#include "ident.h"
#include "people.h"
#include "sso.h"
#include "utf8.h"

const char *
sso_domain_of(struct call *c, const char *email)
{
	return strrchr(utf8_fold(&c->arena, email), '@') + 1;
}

bool
sso_is_allowed(struct call *c, const struct sso_row *row, const char *email)
{
	struct texts domains;
	const char *domain = sso_domain_of(c, email);
	sso_domains_read(c, row->allowed_domains, &domains);
	for (size_t i = 0; i < domains.n; i++)
		if (strcmp(domains.items[i], domain) == 0)
			return true;
	return false;
}

/* *place: the organization, with the roles of whoever has the address; false: there is no single sign-on. */
static int
find(struct call *c, const char *org_id, const char *email, struct sso_row *row,
    struct place_row *place, bool *found)
{
	struct user user = { .id = NULL };
	bool known;
	if (call_get(c, QUERY_sso_get, WITH(V(org_id)), row, found) != 0)
		return (int)c->err.problem;
	if (!*found)
		return 0;
	if (people_find(c, email, &user, &known) != 0 ||
	    sso_place(c, org_id, known ? user.id : NULL, place, found) != 0)
		return (int)c->err.problem;
	*found = *found && place->plan == PLAN_enterprise;
	return 0;
}

int
sso_door(struct call *c, const char *org_id, const char *email, enum sso_door *out)
{
	struct sso_row row;
	struct place_row place = { .org_id = NULL };
	bool found;
	*out = SSO_DOOR_password;
	if (find(c, org_id, email, &row, &place, &found) != 0)
		return (int)c->err.problem;
	if (!found)
		return 0;
	bool bound = row.enforced && place.org_role != ORG_ROLE_org_owner;
	if (sso_is_allowed(c, &row, email))
		*out = bound ? SSO_DOOR_sso : SSO_DOOR_either;
	else if (bound)
		*out = SSO_DOOR_shut;
	return 0;
}

const char *
sso_why_shut(struct call *c, const char *org_name, const char *email)
{
	return arena_printf(&c->arena,
	    "%s is entered by single sign-on only, and its identity provider may not vouch for "
	    "addresses of %s",
	    org_name, sso_domain_of(c, email));
}

int
sso_check_invited(struct call *c, const char *email)
{
	enum sso_door door;
	if (sso_door(c, c->place.org_id, email, &door) != 0)
		return (int)c->err.problem;
	return door != SSO_DOOR_shut
	    ? 0
	    : call_broken(c, PROBLEM_conflict, "email", "%s could not come in: %s", email,
	          sso_why_shut(c, c->place.org_name, email));
}

int
sso_of_invitation(struct call *c, const char *token, struct sso_row *out, bool *found)
{
	struct invitation_row invitation;
	struct place_row place;
	if (call_get(c, QUERY_invitation_by_token, WITH(V(ident_hash(&c->arena, token))),
	        &invitation, found) != 0 ||
	    (*found && find(c, invitation.org_id, invitation.email, out, &place, found) != 0))
		return (int)c->err.problem;
	*found = *found && sso_is_allowed(c, out, invitation.email);
	return 0;
}

/* ---- told beforehand ---- */

int
sso_foresee_shut(struct call *c, bool enforced)
{
	struct text_row *names;
	size_t n;
	if (!c->dry_run)
		return 0;
	if (call_all(c, enforced ? QUERY_sso_outside : QUERY_sso_outside_bound,
	        WITH(V(c->place.org_id)), &names, &n) != 0)
		return (int)c->err.problem;
	if (n == 0)
		return 0;
	call_foresee(c,
	    "%zu %s, whose address is outside the allowed domains, cannot come in any more%s: %s",
	    n, n == 1 ? "person" : "people", enforced ? "" : ", having no password",
	    foresee_names(c, names, n));
	return 0;
}

int
sso_foresee_shut_to(struct call *c, const char *name, const char *email)
{
	enum sso_door door;
	if (!c->dry_run)
		return 0;
	if (sso_door(c, c->place.org_id, email, &door) != 0)
		return (int)c->err.problem;
	if (door == SSO_DOOR_shut)
		call_foresee(c, "%s cannot come in any more: %s", name,
		    sso_why_shut(c, c->place.org_name, email));
	return 0;
}
