/* Organization: its profile, its people, its invitations. */
#include <string.h>

#include "app.h"
#include "arena.h"

static const struct pane_column people_columns[] = {
	{ "display_name", { .title = "name", .min = 12, .preferred = 28, .grow = 2 }, true },
	{ "email", { .title = "e-mail", .min = 14, .preferred = 34, .priority = 2, .grow = 2 },
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
static const struct pane_column invitation_columns[] = {
	{ "email", { .title = "e-mail", .min = 16, .preferred = 36, .grow = 2 }, true },
	{ "role", { .title = "role", .min = 8, .preferred = 12 }, false },
	{ "status", { .title = "status", .min = 8, .preferred = 10 }, false },
	{ "expires_at",
	    { .title = "expires", .min = 11, .preferred = 16, .priority = 2, .whole = true },
	    true },
	{ "invited_by", { .title = "invited by", .min = 10, .preferred = 20, .priority = 3 },
	    false },
};
static const struct pane_act invitation_acts[] = {
	{ UI_oinv_invite, OP_org_invitation_create, NULL, false },
	{ UI_oinv_resend, OP_org_invitation_resend, "id=id", true },
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

static const struct section sections[] = {
	{ .title = "Organization",
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
	    PANE_COLUMNS(invitation_columns),
	    .acts = invitation_acts,
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
};

const struct pane pane_organization = { .name = "organization", PANE_SECTIONS_OF(sections) };
