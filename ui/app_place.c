/* Who one is and where: organization, workspace, and where a run of the console begins. */
#include <stdio.h>
#include <string.h>

#include "act.h"
#include "app.h"
#include "app_internal.h"
#include "client.h"

static void
copy_text(char *out, size_t size, const char *text)
{
	/* Who stays in the same organization passes what stands here already. */
	if (text == out)
		return;
	if (text != out)
		(void)snprintf(out, size, "%s", text == NULL ? "" : text);
}

/* One's roles in the active place, from what the daemon said of the caller. */
static void
find_standing(struct app *app)
{
	const struct me *me = app->me == NULL ? NULL : app->me->value;
	struct standing *standing = &app->place.standing;
	*standing = (struct standing){ .principal = PRINCIPAL_unknown };
	if (me == NULL)
		return;
	standing->principal = me->principal.type;
	for (size_t i = 0; i < me->organizations.n; i++)
		if (strcmp(me->organizations.items[i].id, app->place.org_id) == 0)
			standing->org_role = me->organizations.items[i].role;
	for (size_t i = 0; i < me->workspaces.n; i++)
		if (strcmp(me->workspaces.items[i].id, app->place.ws_id) == 0)
			standing->role = me->workspaces.items[i].role;
}

static void
workspace_told(struct reply *reply, void *payload)
{
	struct app *app = payload;
	const struct workspace *workspace = reply->value;
	live_heard(app, reply);
	if (reply->err.problem == PROBLEM_none && strcmp(workspace->id, app->place.ws_id) == 0) {
		copy_text(app->place.ws_name, sizeof(app->place.ws_name), workspace->name);
		copy_text(app->place.region, sizeof(app->place.region), workspace->region);
		app->place.status = workspace->status;
		app->dirty = true;
	}
	reply_free(reply);
}

void
app_ask_workspace(struct app *app)
{
	struct client_with with = { .ws = app->place.ws_id };
	struct workspace_get_args args = { 0 };
	if (app->place.ws_id[0] != '\0')
		(void)nexa_workspace_get(app->client, &with, &args, workspace_told, app);
}

const struct app_been *
app_been_in(const struct app *app, const char *org_id)
{
	for (size_t i = 0; i < app->n_been; i++)
		if (strcmp(app->been[i].org_id, org_id) == 0)
			return &app->been[i];
	return NULL;
}

/* Puts where one is before the others; where there is no room the oldest goes. */
static void
note_been(struct app *app)
{
	const struct app_been *known = app_been_in(app, app->place.org_id);
	size_t at = known != NULL    ? (size_t)(known - app->been)
	    : app->n_been < APP_BEEN ? app->n_been++
	                             : APP_BEEN - 1;
	memmove(&app->been[1], &app->been[0], at * sizeof(app->been[0]));
	copy_text(app->been[0].org_id, sizeof(app->been[0].org_id), app->place.org_id);
	copy_text(app->been[0].ws_id, sizeof(app->been[0].ws_id), app->place.ws_id);
	copy_text(app->been[0].ws_name, sizeof(app->been[0].ws_name), app->place.ws_name);
}

void
app_say_place(struct app *app, const char *name)
{
	const char *filter = app_view(app)->rows.filter;
	bool kept = app_view(app)->section->list != OP_none && filter != NULL;
	app_say(app, kept ? STYLE_warning : STYLE_ok,
	    kept ? "now in %s; /%s is in force: esc shows all" : "now in %s", name, filter);
}

void
app_enter(struct app *app, const char *org_id, const char *org_name, enum plan plan,
    const char *ws_id, const char *ws_name)
{
	struct app_place *place = &app->place;
	bool other_org = strcmp(place->org_id, org_id) != 0;
	copy_text(place->org_id, sizeof(place->org_id), org_id);
	copy_text(place->org_name, sizeof(place->org_name), org_name);
	copy_text(place->ws_id, sizeof(place->ws_id), ws_id);
	copy_text(place->ws_name, sizeof(place->ws_name), ws_name);
	place->plan = plan;
	place->region[0] = '\0';
	place->status = WORKSPACE_STATUS_unknown;
	note_been(app);
	find_standing(app);
	for (int pane = 0; pane < PANE_COUNT; pane++)
		for (size_t i = 0; i < pane_get((enum pane_id)pane)->n_sections; i++)
			if (other_org || section_is_of_workspace(app->views[pane][i].section))
				view_enter(&app->views[pane][i]);
	/* What one waits for is asked for first: it gets the connection that is open. */
	view_show(app_view(app));
	app_ask_workspace(app);
	if (other_org || app->live.narrow)
		live_start(app);
	app->dirty = true;
}

const struct my_organization *
place_organization(const struct me *me, const char *id)
{
	for (size_t i = 0; i < me->organizations.n; i++)
		if (strcmp(me->organizations.items[i].id, id) == 0)
			return &me->organizations.items[i];
	return NULL;
}

static bool
is_called(const char *wanted, const char *id, const char *name)
{
	return wanted != NULL && (strcmp(wanted, id) == 0 || strcasecmp(wanted, name) == 0);
}

/* Asked for on the command line or in the settings, and not there: said, and no other entered in its
 * stead, where what is done would be done in the wrong place.  What the last run left may be gone. */
static bool
is_missed(struct app *app, const char *wanted, const char *left, const char *what)
{
	if (wanted == NULL || wanted == left)
		return false;
	app_say(app, STYLE_error,
	    "there is no %s '%.100s' that you may enter; %s lists those that are", what, wanted,
	    strcmp(what, "workspace") == 0 ? "W" : "O");
	return true;
}

static const struct my_organization *
org_wanted(const struct app *app, const struct me *me)
{
	for (size_t i = 0; i < me->organizations.n; i++)
		if (is_called(app->settings.org, me->organizations.items[i].id,
		        me->organizations.items[i].name))
			return &me->organizations.items[i];
	return NULL;
}

/* The one that is called so, NULL for the first of the organization. */
static const struct my_workspace *
workspace_of(const struct me *me, const struct my_organization *org, const char *wanted)
{
	for (size_t i = 0; i < me->workspaces.n; i++) {
		const struct my_workspace *each = &me->workspaces.items[i];
		if ((org == NULL || strcmp(each->organization_id, org->id) == 0) &&
		    (wanted == NULL || is_called(wanted, each->id, each->name)))
			return each;
	}
	return NULL;
}

/* Whether /v1/me may have left a workspace out: it lists so many. */
enum { ME_WORKSPACES = 200 };

static void
wanted_told(struct reply *reply, void *payload)
{
	struct app *app = payload;
	const char *wanted = app->settings.workspace;
	const struct me *me = app->me == NULL ? NULL : app->me->value;
	const struct my_organization *org = me == NULL ? NULL : org_wanted(app, me);
	const struct workspace *found = NULL;
	live_heard(app, reply);
	for (size_t i = 0; i < reply->n && found == NULL; i++) {
		const struct workspace *each = (const struct workspace *)reply->value + i;
		if (is_called(wanted, each->id, each->name) &&
		    (org == NULL || strcmp(each->organization_id, org->id) == 0))
			found = each;
	}
	if (found != NULL && me != NULL)
		org = place_organization(me, found->organization_id);
	if (found != NULL && org != NULL)
		app_enter(app, org->id, org->name, org->plan, found->id, found->name);
	else
		(void)is_missed(app, wanted, app->workspace_left, "workspace");
	reply_free(reply);
}

/* Among all that one may enter, by its name; false when all are known already. */
static bool
ask_for_wanted(struct app *app, const struct me *me)
{
	const char *wanted = app->settings.workspace;
	struct client_with with = { .org = NULL };
	struct workspace_mine_args args = {
		.q = wanted, .has_q = true, .limit = ME_WORKSPACES, .has_limit = true
	};
	if (wanted == NULL || me->workspaces.n < ME_WORKSPACES)
		return false;
	(void)nexa_workspace_mine(app->client, &with, &args, wanted_told, app);
	return true;
}

/* Where one begins; NULL: none. */
struct start {
	const struct my_organization *org;
	const struct my_workspace *workspace;
	bool missed; /* what was asked for is not there, which was said, or is still looked for */
};

/* What was asked for, else where it was left. */
static struct start
start_wanted(struct app *app, const struct me *me)
{
	const char *wanted = app->settings.workspace;
	struct start start = { .org = org_wanted(app, me) };
	if (wanted != NULL)
		start.workspace = workspace_of(me, start.org, wanted);
	if (start.org == NULL)
		start.missed = is_missed(app, app->settings.org, app->org_left, "organization");
	if (start.workspace == NULL && !start.missed)
		start.missed = ask_for_wanted(app, me) ||
		    is_missed(app, wanted, app->workspace_left, "workspace");
	if (start.org == NULL && start.workspace != NULL)
		start.org = place_organization(me, start.workspace->organization_id);
	return start;
}

/* The first that this sign-in opens, or the first. */
static const struct my_organization *
first_open(const struct me *me)
{
	for (size_t i = 0; i < me->organizations.n; i++)
		if (!me->organizations.items[i].sso_required)
			return &me->organizations.items[i];
	return me->organizations.n > 0 ? &me->organizations.items[0] : NULL;
}

/* Else the first there is. */
static void
enter_first(struct app *app, const struct me *me)
{
	struct start start = start_wanted(app, me);
	if (start.org == NULL)
		start.org = first_open(me);
	if (start.org == NULL) {
		if (!start.missed)
			app_say(app, STYLE_warning,
			    "there is no organization yet; : then `org create` makes one");
		return;
	}
	if (start.workspace == NULL && !start.missed)
		start.workspace = workspace_of(me, start.org, NULL);
	const struct my_workspace *workspace = start.workspace;
	app_enter(app, start.org->id, start.org->name, start.org->plan,
	    workspace == NULL ? NULL : workspace->id, workspace == NULL ? NULL : workspace->name);
}

static void
version_told(struct reply *reply, void *payload)
{
	struct app *app = payload;
	live_heard(app, reply);
	if (reply->err.problem == PROBLEM_none && app->version == NULL)
		app->version = reply;
	else
		reply_free(reply);
}

/* Once: what the daemon offers does not change while it runs. */
static void
ask_version(struct app *app)
{
	struct client_with with = { .org = NULL };
	struct system_version_args args = { 0 };
	if (app->version == NULL)
		(void)nexa_system_version(app->client, &with, &args, version_told, app);
}

/* The list that one begins with has something to see, where any has. */
static void
begin_somewhere(struct app *app)
{
	char why[ACT_REFUSAL];
	app_settle(app);
	if (act_refusal_to_see(app, app_view(app)->section, why)[0] != '\0' &&
	    !act_hides_pane(app, PANE_workspaces))
		(void)app_go(app, PANE_workspaces);
}

/* Whether two answers name the same places. */
static bool
same_places(const struct me *a, const struct me *b)
{
	bool same = a->organizations.n == b->organizations.n && a->workspaces.n == b->workspaces.n;
	for (size_t i = 0; same && i < a->organizations.n; i++)
		same = strcmp(a->organizations.items[i].id, b->organizations.items[i].id) == 0 &&
		    strcmp(a->organizations.items[i].name, b->organizations.items[i].name) == 0;
	for (size_t i = 0; same && i < a->workspaces.n; i++)
		same = strcmp(a->workspaces.items[i].id, b->workspaces.items[i].id) == 0 &&
		    strcmp(a->workspaces.items[i].name, b->workspaces.items[i].name) == 0;
	return same;
}

static void
me_told(struct reply *reply, void *payload)
{
	struct app *app = payload;
	app->me_call = NULL;
	live_heard(app, reply);
	if (reply->err.problem != PROBLEM_none) {
		if (reply->err.problem == PROBLEM_unauthenticated)
			sign_in_again(app);
		else if (reply->err.problem != PROBLEM_unreachable)
			app_say_problem(app, reply);
		reply_free(reply);
		return;
	}
	const struct me *me = reply->value;
	bool first = app->me == NULL;
	bool others = !first && !same_places(app->me->value, me);
	if (app->signed_out && me->principal.type == PRINCIPAL_operator)
		app_say(app, STYLE_ok,
		    "signed out; you are the operator here now, by the socket's peer credentials");
	app->signed_out = false;
	sign_in_close(app);
	reply_free(app->me);
	app->me = reply;
	state_meet(app, me->principal.id);
	if (app->place.org_id[0] == '\0')
		enter_first(app, reply->value);
	else
		find_standing(app);
	if (first)
		begin_somewhere(app);
	if (others)
		place_told(app);
	ask_version(app);
	/* What could not be seen until now may be there to be seen. */
	view_show(app_view(app));
	app->dirty = true;
}

void
app_reload_me(struct app *app)
{
	struct me_get_args args = { 0 };
	/* A copy that could not say it the first time is not to stand before the daemon for ever. */
	bool told_nothing = app->me == NULL && app->live.state == LIVE_offline;
	struct client_with with = { .daemon_only = told_nothing };
	if (app->me_call == NULL)
		app->me_call = nexa_me_get(app->client, &with, &args, me_told, app);
}
