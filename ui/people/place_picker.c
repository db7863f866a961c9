/* Switching the workspace and the organization. */
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "app_internal.h"
#include "arena.h"
#include "client.h"
#include "mem.h"
#include "overlay.h"
#include "place_search.h"

enum { TOLD_MAX = 200 }; /* of each, in the answer of me_get */

static const char *const workspaces_title = "Workspace: the first 200; `search` finds all";
static const char *const orgs_title = "Organization: the first 200; `search` finds all";

/* Where a choice leads: copies, because the answer they come from may be replaced meanwhile. */
struct target {
	char org_id[72];
	char org_name[404];
	enum plan plan;
	char ws_id[72]; /* "" : none */
	char ws_name[404];
	bool searches; /* none of these: look for others */
};

static const struct me *
me_of(struct app *app)
{
	if (app->me == NULL)
		app_say(app, STYLE_warning, "not yet: the daemon has not said where one may go");
	return app->me == NULL ? NULL : app->me->value;
}

static void
copy(char *out, size_t size, const char *text)
{
	(void)snprintf(out, size, "%s", text);
}

static void
enter(struct app *app, const struct target *to)
{
	bool nowhere = to->ws_id[0] == '\0';
	app_enter(app, to->org_id, to->org_name, to->plan, nowhere ? NULL : to->ws_id,
	    nowhere ? NULL : to->ws_name);
	app_say_place(app, nowhere ? to->org_name : to->ws_name);
}

/* ---- workspaces ---- */

static void
workspace_chosen(struct app *app, size_t index, void *payload)
{
	const struct target *targets = payload;
	if (targets[index].searches)
		place_search_open(app, true);
	else
		enter(app, &targets[index]);
}

static void
aim_at_workspace(struct target *target, const struct me *me, const struct my_workspace *workspace)
{
	const struct my_organization *org = place_organization(me, workspace->organization_id);
	copy(target->org_id, sizeof(target->org_id), workspace->organization_id);
	copy(target->ws_id, sizeof(target->ws_id), workspace->id);
	copy(target->ws_name, sizeof(target->ws_name), workspace->name);
	if (org == NULL)
		return;
	copy(target->org_name, sizeof(target->org_name), org->name);
	target->plan = org->plan;
}

static struct picker_choice
choice_of(struct arena *arena, const char *name, const char *where, const char *role, bool here)
{
	return (struct picker_choice){ .name = name,
		.detail = arena_printf(arena, "%s%s%s%s", where,
		    where[0] != '\0' && role[0] != '\0' ? ", " : "", role,
		    here ? "  <- you are here" : "") };
}

static struct picker_choice
search_choice(void)
{
	return (struct picker_choice){ .name = "search all by name",
		.detail = "only the first 200 stand here" };
}

static void
pick_workspace(struct app *app)
{
	const struct me *me = me_of(app);
	struct arena arena = { NULL };
	size_t current = 0;
	if (me == NULL)
		return;
	size_t n = me->workspaces.n;
	if (n == 0) {
		app_say(app, STYLE_warning, "there is no workspace that you may enter");
		return;
	}
	struct target *targets = mem_new(n + 1, sizeof(*targets));
	struct picker_choice *choices = arena_new(&arena, (n + 1) * sizeof(*choices));
	for (size_t i = 0; i < n; i++) {
		const struct my_workspace *each = &me->workspaces.items[i];
		bool here = strcmp(each->id, app->place.ws_id) == 0;
		aim_at_workspace(&targets[i], me, each);
		choices[i] =
		    choice_of(&arena, each->name, targets[i].org_name, role_name(each->role), here);
		current = here ? i : current;
	}
	if (n >= TOLD_MAX) {
		targets[n].searches = true;
		choices[n++] = search_choice();
	}
	overlay_pick(app, n > TOLD_MAX ? workspaces_title : "Workspace", choices, n, current,
	    workspace_chosen, targets);
	arena_release(&arena);
}

/* ---- organizations ---- */

static void
org_chosen(struct app *app, size_t index, void *payload)
{
	const struct target *targets = payload;
	if (targets[index].searches)
		place_search_open(app, false);
	else
		enter(app, &targets[index]);
}

/* Back to where one was in it, as far as is known that it is still there. */
static bool
aim_at_last(struct app *app, struct target *target, const struct me *me, const char *org_id)
{
	const struct app_been *been = app_been_in(app, org_id);
	bool there = been != NULL && been->ws_id[0] != '\0' && me->workspaces.n >= TOLD_MAX;
	for (size_t i = 0; been != NULL && !there && i < me->workspaces.n; i++)
		there = strcmp(me->workspaces.items[i].id, been->ws_id) == 0;
	if (!there)
		return false;
	copy(target->ws_id, sizeof(target->ws_id), been->ws_id);
	copy(target->ws_name, sizeof(target->ws_name), been->ws_name);
	return true;
}

static void
aim_at_org(
    struct app *app, struct target *target, const struct me *me, const struct my_organization *org)
{
	copy(target->org_id, sizeof(target->org_id), org->id);
	copy(target->org_name, sizeof(target->org_name), org->name);
	target->plan = org->plan;
	if (aim_at_last(app, target, me, org->id))
		return;
	/* Into its first workspace, as at the start. */
	for (size_t i = 0; i < me->workspaces.n; i++) {
		const struct my_workspace *each = &me->workspaces.items[i];
		if (strcmp(each->organization_id, org->id) != 0)
			continue;
		copy(target->ws_id, sizeof(target->ws_id), each->id);
		copy(target->ws_name, sizeof(target->ws_name), each->name);
		return;
	}
}

static void
pick_org(struct app *app)
{
	const struct me *me = me_of(app);
	struct arena arena = { NULL };
	size_t current = 0;
	if (me == NULL)
		return;
	size_t n = me->organizations.n;
	if (n == 0) {
		app_say(
		    app, STYLE_warning, "there is no organization yet; `: org create` makes one");
		return;
	}
	struct target *targets = mem_new(n + 1, sizeof(*targets));
	struct picker_choice *choices = arena_new(&arena, (n + 1) * sizeof(*choices));
	for (size_t i = 0; i < n; i++) {
		const struct my_organization *each = &me->organizations.items[i];
		bool here = strcmp(each->id, app->place.org_id) == 0;
		aim_at_org(app, &targets[i], me, each);
		choices[i] = choice_of(&arena, each->name, vocab_name(VOCAB_plan, (int)each->plan),
		    role_spoken(org_role_name(each->role)), here);
		current = here ? i : current;
	}
	if (n >= TOLD_MAX) {
		targets[n].searches = true;
		choices[n++] = search_choice();
	}
	overlay_pick(app, n > TOLD_MAX ? orgs_title : "Organization", choices, n, current,
	    org_chosen, targets);
	arena_release(&arena);
}

/* ---- both ---- */

/* Somebody may have made a place that no event here tells of: what is known stands at once, and is asked for anew. */
void
place_pick_workspace(struct app *app)
{
	pick_workspace(app);
	app_reload_me(app);
}

void
place_pick_org(struct app *app)
{
	pick_org(app);
	app_reload_me(app);
}

void
place_told(struct app *app)
{
	char typed[OVERLAY_PICK_TYPED];
	void (*again)(struct app *) = overlay_picks(app, org_chosen, typed) ? pick_org
	    : overlay_picks(app, workspace_chosen, typed)                   ? pick_workspace
	                                                                    : NULL;
	if (again == NULL)
		return;
	overlay_pop(app);
	again(app);
	overlay_pick_type(app, typed);
}
