/* Organization: its profile, its people, its invitations, what new workspaces start with, single sign-on; and what one
 * has oneself, sessions too. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "pane_sessions.h"

static const struct pane_column people_columns[] = {
	{ "display_name", { .title = "name", .min = 12, .preferred = 16, .grow = 3 }, true },
	{ "email", { .title = "e-mail", .min = 14, .preferred = 34, .priority = 2, .grow = 1 },
	    true },
	{ "role", { .title = "role", .min = 10, .preferred = 12 }, true },
	{ "joined_at",
	    { .title = "since", .min = 11, .preferred = 16, .priority = 3, .whole = true }, true },
};
static const struct pane_act people_acts[] = {
	{ UI_org_role, OP_org_member_set_role, "user=user_id", true },
	{ UI_org_remove, OP_org_member_remove, "user=user_id", true },
	{ UI_org_transfer, OP_org_transfer_ownership, "user_id=user_id", true },
	{ UI_org_invite, OP_org_invitation_create, NULL, false },
	{ UI_ACTION_COUNT, OP_none, NULL, false },
};
static const struct pane_act invitation_acts[] = {
	{ UI_oinv_invite, OP_org_invitation_create, NULL, false },
	{ UI_oinv_resend, OP_org_invitation_resend, "id=id -*", true },
	{ UI_oinv_link, OP_org_invitation_resend, "id=id show_link='true -*", true },
	{ UI_oinv_cancel, OP_org_invitation_cancel, "id=id", true },
	{ UI_ACTION_COUNT, OP_none, NULL, false },
};
static const struct pane_act profile_acts[] = {
	{ UI_org_edit, OP_org_update, NULL, true },
	{ UI_ACTION_COUNT, OP_none, NULL, false },
};

static const struct pane_act defaults_acts[] = {
	{ UI_defaults_edit, OP_org_defaults_update, NULL, true },
	{ UI_ACTION_COUNT, OP_none, NULL, false },
};

static const struct pane_act session_acts[] = {
	{ UI_session_end, OP_session_revoke, "id=id", true },
	{ UI_sessions_end, OP_session_revoke_others, NULL, false },
	{ UI_ACTION_COUNT, OP_none, NULL, false },
};

static const struct pane_act sso_acts[] = {
	{ UI_sso_set, OP_sso_set, NULL, false },
	{ UI_sso_test, OP_sso_test, NULL, true },
	{ UI_sso_remove, OP_sso_remove, NULL, true },
	{ UI_ACTION_COUNT, OP_none, NULL, false },
};

static void
describe_sso(struct view *view, const void *row, struct str *out)
{
	const struct sso *sso = row;
	struct str domains = STR_INIT(16384);
	char people[40];
	(void)view;
	for (size_t i = 0; i < sso->allowed_domains.n; i++)
		str_addf(&domains, "%s%s", i > 0 ? ", " : "", sso->allowed_domains.items[i]);
	(void)snprintf(people, sizeof(people), "%lld", (long long)sso->identities);
	pane_line(out, "issuer", sso->issuer);
	pane_line(out, "client id", sso->client_id);
	pane_line(out, "secret", sso->has_secret ? "kept" : "none");
	pane_line(out, "domains", str_text(&domains));
	pane_line(out, "enforced",
	    sso->enforced ? "yes: passwords open it to Org Owners alone"
	                  : "no: passwords count, too");
	str_add(out, "\n");
	pane_line(out, "signed in", people);
	pane_line(out, "returns to",
	    sso->redirect_uri != NULL
	        ? sso->redirect_uri
	        : "nowhere: nexad has no base_url, so pages of invitations do not offer it");
	pane_time(out, "changed", sso->updated_at, NULL);
	str_release(&domains);
}

static void
add_default(struct str *out, const char *label, const char *value)
{
	str_addf(out, "%-38s  %s\n", label, value[0] == '\0' ? "as the platform has it" : value);
}

static void
defaults(struct view *view, const void *row, struct str *out)
{
	struct arena arena = { NULL };
	str_add(out,
	    "What new workspaces start with.  It is copied when one is created; those\n"
	    "that are there stay as they are.\n\n");
	add_default(out, "LLM", view_field(view, row, "llm", &arena));
	add_default(out, "transcriber", view_field(view, row, "transcriber", &arena));
	add_default(out, "recording", view_field(view, row, "recording_policy", &arena));
	add_default(out, "recordings and transcripts, days kept",
	    view_field(view, row, "retention_days", &arena));
	arena_release(&arena);
}

enum { LISTED = 8 };

static void
add_role(struct str *out, const char *where, enum vocab vocab, int role)
{
	int count;
	const struct word *words = vocab_words(vocab, &count);
	if (role == 0)
		str_addf(out, "%-24s  no role\n", where);
	else
		str_addf(
		    out, "%-24s  %s: %s\n", where, role_spoken(words[role].name), words[role].text);
}

/* What one is in the place that is entered. */
static void
add_standing(const struct app *app, struct str *out)
{
	const struct app_place *place = &app->place;
	if (place->standing.principal == PRINCIPAL_operator) {
		str_add(out, "\nAs the operator you may do everything, everywhere.\n");
		return;
	}
	str_add(out, "\nHere\n");
	if (place->org_name[0] != '\0')
		add_role(out, place->org_name, VOCAB_org_role, (int)place->standing.org_role);
	if (place->ws_name[0] != '\0')
		add_role(out, place->ws_name, VOCAB_role, (int)place->standing.role);
}

static void
add_places(const struct me *me, struct str *out)
{
	bool is_operator = me->principal.type == PRINCIPAL_operator;
	str_addf(out, "\n%s%s\n", is_operator ? "Workspaces" : "Your workspaces",
	    me->workspaces.n == 0 ? ": none" : "");
	for (size_t i = 0; i < me->workspaces.n && i < LISTED; i++) {
		const struct my_workspace *each = &me->workspaces.items[i];
		str_addf(out, "%-24s  %s\n", each->name,
		    is_operator                      ? ""
		        : each->role == ROLE_unknown ? "by your organization role"
		                                     : role_name(each->role));
	}
	if (me->workspaces.n > LISTED)
		str_addf(out, "and %zu more: 2 lists them\n", me->workspaces.n - LISTED);
}

/* What the matrix gives to one's roles in the place that is entered. */
static void
add_rights(const struct standing *standing, struct str *out)
{
	const char *between = "\nYou may ";
	/* Of whom may everything it was said. */
	if (standing->principal == PRINCIPAL_operator || standing->org_role == ORG_ROLE_org_owner)
		return;
	for (int i = ACTION_none + 1; i < ACTION_COUNT; i++)
		if (permit(standing, (enum action)i)) {
			str_addf(out, "%s%s", between, action_row((enum action)i)->text);
			between = "; ";
		}
	str_add(out, ".\n");
}

/* As whom one is signed in, and what one has: shown to everybody. */
static void
oneself(struct view *view, const void *row, struct str *out)
{
	const struct me *me = row;
	const struct app *app = view->app;
	str_addf(out, "%s", me->principal.name);
	if (me->principal.email != NULL)
		str_addf(out, " <%s>", me->principal.email);
	str_addf(out, ", %s via %s\n", vocab_name(VOCAB_principal, (int)me->principal.type),
	    app->settings.via);
	if (me->principal.type == PRINCIPAL_user && me->mfa_enabled)
		str_addf(out,
		    "Signs in with an authenticator; %" PRId64 " recovery codes are left\n",
		    me->recovery_codes_left);
	else if (me->principal.type == PRINCIPAL_user)
		str_add(out, "Signs in with a password alone\n");
	add_standing(app, out);
	add_places(me, out);
	str_add(out,
	    "\nCommands (:)  password  authenticator  sessions  sign-out  accept-invitation\n"
	    "              me update\n");
	add_rights(&app->place.standing, out);
}

static const struct section sections[] = {
	{ .title = "Profile",
	    .context = "profile",
	    .list = OP_none,
	    .get = OP_org_get,
	    .id = "id",
	    .acts = profile_acts,
	    .stale = "organization. workspace. member." },
	{ .title = "People",
	    .context = "people",
	    .list = OP_org_member_list,
	    .id = "user_id",
	    PANE_COLUMNS(people_columns),
	    .acts = people_acts,
	    .stale = "member. organization.",
	    .empty = "Nobody has an organization role.  i invites a person." },
	{ .title = "Invitations",
	    .context = "org_invitations",
	    .list = OP_org_invitation_list,
	    .id = "id",
	    .columns = pane_invitations,
	    .n_columns = PANE_INVITATIONS,
	    .acts = invitation_acts,
	    .cell = pane_invitation_cell,
	    .stale = "member.",
	    .empty = "Nobody is invited.  i invites a person.",
	    .filter = "status:pending" },
	{ .title = "Defaults",
	    .context = "defaults",
	    .list = OP_none,
	    .get = OP_org_defaults_get,
	    .acts = defaults_acts,
	    .stale = "organization.",
	    .detail = defaults },
	{ .title = "SSO",
	    .context = "sso",
	    .list = OP_none,
	    .get = OP_sso_show,
	    .acts = sso_acts,
	    .stale = "sso.",
	    .detail = describe_sso,
	    .empty = "Nobody signs in by single sign-on.  e says where to." },
	{ .title = "You",
	    .context = "oneself",
	    .list = OP_none,
	    .get = OP_me_get,
	    .stale = "organization. workspace. member. user.",
	    .detail = oneself },
	{ .title = "Sessions",
	    .context = "sessions",
	    .list = OP_session_list,
	    .id = "id",
	    .columns = pane_session_columns,
	    .n_columns = SESSION_COLUMNS_OWN,
	    .acts = session_acts,
	    .stale = "auth.",
	    .empty = "Nobody is signed in as you." },
};

const struct pane pane_organization = { .name = "organization", PANE_SECTIONS_OF(sections) };
