/* Members of the workspace and pending invitations; roles and removals are staged here. */
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "clock.h"
#include "digits.h"
#include "mem.h"
#include "overlay.h"

enum { COLUMN_role = 2 };

static const struct pane_column columns[] = {
	{ "display_name", { .title = "name", .min = 12, .preferred = 16, .grow = 3 }, true },
	{ "email", { .title = "e-mail", .min = 14, .preferred = 34, .priority = 2, .grow = 1 },
	    true },
	{ "role", { .title = "role", .min = 16, .preferred = 16 }, true },
	{ "last_active_on", { .title = "last seen", .min = 10, .preferred = 10, .priority = 3 },
	    true },
};
static const struct pane_act acts[] = {
	{ UI_invite, OP_invitation_create, NULL, false },
	{ UI_add, OP_member_add, NULL, false },
	{ UI_transfer, OP_workspace_transfer_ownership, "user_id=user_id", true },
	{ UI_ACTION_COUNT, OP_none, NULL, false },
};
static const struct pane_act invitation_acts[] = {
	{ UI_inv_invite, OP_invitation_create, NULL, false },
	{ UI_inv_resend, OP_invitation_resend, "id=id -*", true },
	{ UI_inv_link, OP_invitation_resend, "id=id show_link='true -*", true },
	{ UI_inv_cancel, OP_invitation_cancel, "id=id", true },
	{ UI_ACTION_COUNT, OP_none, NULL, false },
};

/* `viewer → admin` where a change is staged, and what became of it. */
static void
show_staged(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct member *member = row;
	const struct staged *staged = stage_find(view->app, member->user_id);
	const char *arrow = "→";
	if (staged == NULL || column != COLUMN_role)
		return;
	cell->style = staged->problem != NULL ? STYLE_conflict : STYLE_staged;
	/* Somebody else's value and one's own. */
	if (staged->conflict)
		arrow = "≠";
	cell->text = arena_printf(arena, "%s %s %s", role_name(member->role), arrow,
	    staged->after == ROLE_unknown ? "removed" : role_name(staged->after));
}

/* ---- staging ---- */

/* What became of the rows that a role was given to. */
struct tally {
	enum role after;
	int staged;
	int already;
	int owners;
};

/* Names are not told apart by themselves. */
static void
mark_address(const struct view *view, const void *row, struct view_mark *mark)
{
	(void)view;
	mark->about = mem_text(((const struct member *)row)->email);
}

static bool
stage_one(struct view *view, const struct view_mark *mark, void *payload)
{
	struct app *app = view->app;
	struct tally *tally = payload;
	bool put = true;
	bool was_staged = stage_find(app, mark->id) != NULL;
	if (mark->role == ROLE_owner)
		tally->owners++;
	else if ((put = stage_put(app, STAGE_members,
	              &(struct stage_change){ .id = mark->id,
	                  .name = mark->name,
	                  .about = mark->about,
	                  .before = mark->role,
	                  .after = tally->after,
	                  .version = mark->version })))
		*(mark->role == tally->after && !was_staged ? &tally->already : &tally->staged) +=
		    1;
	return put;
}

/* "2 staged, 2 are member already, 1 is the Owner"; nothing when all were staged. */
static void
say_tally(struct app *app, const struct tally *tally)
{
	char already[80] = "";
	if (tally->already > 0)
		(void)snprintf(already, sizeof(already), "%d %s %s already", tally->already,
		    tally->already == 1 ? "is" : "are", role_name(tally->after));
	if (tally->already + tally->staged == 0 && tally->owners > 0)
		app_say(app, STYLE_error,
		    "the Owner can be neither demoted nor removed; T transfers the ownership");
	else if (tally->already + tally->owners > 0)
		app_say(app, STYLE_warning, "%d staged%s%s%s", tally->staged,
		    tally->already > 0 ? ", " : "", already,
		    tally->owners > 0 ? ", 1 is the Owner" : "");
	else if (app->stage.n > 0 && tally->staged > 0)
		app->status[0] = '\0';
}

/* Stages for all marked rows, else for the one under the cursor. */
static void
stage_rows(struct app *app, enum role after)
{
	struct view *view = app_view(app);
	struct tally tally = { .after = after };
	/* Else why not has been said. */
	if (view_each_chosen(view, stage_one, &tally))
		say_tally(app, &tally);
	if (tally.staged > 0)
		view_unmark_all(view);
}

static void
role_picked(struct app *app, size_t index, void *payload)
{
	static const enum role roles[] = { ROLE_admin, ROLE_member, ROLE_viewer };
	const char *id = payload;
	/* Another row stands there when the one that was meant has gone meanwhile. */
	if (id != NULL && !view_is_at(app_view(app), id))
		app_say(app, STYLE_warning, "nothing staged: whom you meant has gone meanwhile");
	else
		stage_rows(app, roles[index]);
}

static void
pick_role(struct app *app)
{
	const struct view *view = app_view(app);
	const struct member *row = view->n_marks > 0 ? NULL : view_row(view);
	struct str title = STR_INIT(1024);
	char marked[DIGITS_TEXT];
	int count;
	const struct word *words = vocab_words(VOCAB_role, &count);
	const struct picker_choice choices[] = {
		{ .key = 'a', .name = "admin", .detail = words[ROLE_admin].text },
		{ .key = 'm', .name = "member", .detail = words[ROLE_member].text },
		{ .key = 'v', .name = "viewer", .detail = words[ROLE_viewer].text },
	};
	if (row == NULL)
		str_addf(
		    &title, "New role for %s marked", digits_text((int64_t)view->n_marks, marked));
	else
		str_addf(&title, "New role for %s", row->display_name);
	overlay_pick(app, str_text(&title), choices, 3, 0, role_picked,
	    row == NULL ? NULL : mem_text(row->user_id));
	str_release(&title);
}

static bool
run(struct view *view, enum ui_action action, const void *row)
{
	struct app *app = view->app;
	bool some = row != NULL || view->n_marks > 0;
	switch (action) {
	case UI_role:
		if (some)
			pick_role(app);
		return true;
	case UI_remove:
		if (some)
			stage_rows(app, ROLE_unknown);
		return true;
	case UI_unstage:
		if (row != NULL)
			stage_take_back(app, ((const struct member *)row)->user_id);
		return true;
	case UI_import:
		import_open(app);
		return true;
	default:
		return false;
	}
}

/* ---- detail ---- */

static void
detail(struct view *view, const void *row, struct str *out)
{
	const struct member *member = row;
	struct standing standing = { .principal = PRINCIPAL_user, .role = member->role };
	char joined[CLOCK_TEXT];
	(void)view;
	clock_format(member->joined_at, joined);
	str_addf(out,
	    "%s\n%s\n\nrole       %s\njoined     %.10s\nlast seen  %s\nversion    %lld\nid         %s\n",
	    member->display_name, member->email, role_name(member->role), joined,
	    member->last_active_on == NULL ? "never" : member->last_active_on,
	    (long long)member->version, member->user_id);
	if (member->granted_through != NULL)
		str_addf(out, "given by   the %s, not here\n", member->granted_through);
	str_addf(out, "\nAs %s they may:\n", role_name(member->role));
	for (int i = ACTION_none + 1; i < ACTION_COUNT; i++)
		if (permit(&standing, (enum action)i))
			str_addf(out, "  %s\n", action_row((enum action)i)->text);
}

static const struct section sections[] = {
	{ .title = "Members",
	    .context = "members",
	    .list = OP_member_list,
	    .mark = mark_address,
	    .id = "user_id",
	    PANE_COLUMNS(columns),
	    .acts = acts,
	    .stale = "member. workspace.ownership user.",
	    .cell = show_staged,
	    .run = run,
	    .detail = detail,
	    .empty = "Nobody here yet.  i invites a person, I brings in a file." },
	{ .title = "Invitations",
	    .context = "invitations",
	    .list = OP_invitation_list,
	    .id = "id",
	    .columns = pane_invitations,
	    .n_columns = PANE_INVITATIONS,
	    .acts = invitation_acts,
	    .cell = pane_invitation_cell,
	    .stale = "member.",
	    .empty = "Nobody is invited.  i invites a person.",
	    .filter = "status:pending" },
};

const struct pane pane_members = { .name = "members", PANE_SECTIONS_OF(sections) };
