/* Why an operation cannot be done here: known before it is tried, so that it can be dimmed. */
#include <stdio.h>
#include <string.h>

#include "act.h"
#include "app.h"
#include "arena.h"
#include "audit_undo.h"
#include "client.h"
#include "keys.h"

/* The caller's standing in a workspace. */
static struct standing
standing_in(const struct app *app, const char *ws_id)
{
	struct standing standing = app->place.standing;
	const struct me *me = app->me == NULL ? NULL : app->me->value;
	if (ws_id == NULL || strcmp(ws_id, app->place.ws_id) == 0 || me == NULL)
		return standing;
	standing.role = ROLE_unknown;
	for (size_t i = 0; i < me->workspaces.n; i++)
		if (strcmp(me->workspaces.items[i].id, ws_id) == 0)
			standing.role = me->workspaces.items[i].role;
	return standing;
}

static const char *
role_in_words(const struct standing *standing)
{
	if (standing->role != ROLE_unknown)
		return role_name(standing->role);
	if (standing->org_role != ORG_ROLE_unknown)
		return role_spoken(org_role_name(standing->org_role));
	return "a stranger";
}

/* "no workspace is entered: W chooses one" */
static const char *
place_missing(const struct app *app, const struct op *op, const char *ws_id, char out[ACT_REFUSAL])
{
	char key[KEYS_NAME_SIZE];
	const struct me *me = app->me->value;
	bool wants_ws = op_in_workspace(op) && ws_id == NULL && app->place.ws_id[0] == '\0';
	bool wants_org = op->place == PLACE_organization && app->place.org_id[0] == '\0';
	enum ui_action chooses = wants_ws ? UI_switch_place : UI_switch_org;
	if (!wants_ws && !wants_org)
		return NULL;
	/* Who assigns people to workspaces is in none of them. */
	if (wants_ws && me->workspaces.n == 0 &&
	    app->place.standing.org_role == ORG_ROLE_org_admin &&
	    permit(&app->place.standing, op->needs))
		return "no workspace is chosen: enter does that in the list of workspaces";
	if (wants_ws && me->workspaces.n == 0)
		return "there is no workspace that you may enter";
	if (wants_org && me->organizations.n == 0)
		return "there is no organization yet: the command `org create` makes one";
	keys_name(keymap_key(&app->keymap, (size_t)chooses), key);
	(void)snprintf(out, ACT_REFUSAL, "no %s is entered: %s chooses one",
	    wants_ws ? "workspace" : "organization",
	    key[0] == '\0' ? action_bindings[chooses].action : key);
	return out;
}

/* What the plan or the state of the place forbids. */
static const char *
place_forbids(const struct app *app, const struct op *op, enum workspace_status status)
{
	bool is_operator = app->place.standing.principal == PRINCIPAL_operator;
	bool needs_layer =
	    op->layer == LAYER_for_all || (op->layer == LAYER_for_users && !is_operator);
	if (needs_layer && app->place.plan != PLAN_enterprise)
		return "needs the organization layer, which comes with the plan enterprise";
	if (op_in_workspace(op) && op_writes(op) && !op->even_archived &&
	    status == WORKSPACE_STATUS_archived)
		return "the workspace is archived and read-only";
	return NULL;
}

/* "as viewer you may not …"; NULL when the standing includes the action. */
static const char *
lacks(const struct standing *standing, enum action action, char out[ACT_REFUSAL])
{
	if (action == ACTION_none || permit(standing, action))
		return NULL;
	(void)snprintf(out, ACT_REFUSAL, "as %s you may not %s", role_in_words(standing),
	    action_row(action)->text);
	return out;
}

/* Where the plan has no organization layer, an Owner's right in the workspace is enough, too. */
static const char *
lacks_all(const struct app *app, const struct op *op, const struct standing *standing,
    char out[ACT_REFUSAL])
{
	if (op->without_layer != ACTION_none && app->place.plan != PLAN_enterprise &&
	    permit(standing, op->without_layer))
		return NULL;
	return lacks(standing, op->needs, out);
}

/* All that does not depend on the daemon being there.  status is that of the workspace. */
static const char *
forbidden(const struct app *app, enum op_id op, const char *ws_id, enum workspace_status status,
    char out[ACT_REFUSAL])
{
	const struct op *row = &ops[op];
	struct standing standing = standing_in(app, ws_id);
	if (client_is_read_only(app->client) && op_writes(row))
		return "the console was started read-only";
	if (app->me == NULL)
		return "not yet: the daemon has not said who you are";
	const char *why = place_missing(app, row, ws_id, out);
	if (why == NULL)
		why = lacks_all(app, row, &standing, out);
	return why == NULL ? place_forbids(app, row, status) : why;
}

/* What a list shows of a copy can be exported from that. */
static const char *
daemon_missing(const struct app *app, enum op_id op)
{
	bool copied = op == OP_audit_export && app->place.org_id[0] != '\0' &&
	    rows_copy(&app->views[PANE_audit][0].rows) != NULL;
	return app->live.state != LIVE_offline || copied
	    ? NULL
	    : "the daemon is away: what was loaded can be read, nothing can be done";
}

static const char *
put(const char *why, char out[ACT_REFUSAL])
{
	if (why != out)
		(void)snprintf(out, ACT_REFUSAL, "%s", why == NULL ? "" : why);
	return out;
}

const char *
act_refusal(const struct app *app, enum op_id op, const char *ws_id, char out[ACT_REFUSAL])
{
	bool here = ws_id == NULL || strcmp(ws_id, app->place.ws_id) == 0;
	const char *why = daemon_missing(app, op);
	if (why == NULL)
		why = forbidden(
		    app, op, ws_id, here ? app->place.status : WORKSPACE_STATUS_unknown, out);
	return put(why, out);
}

const char *
act_refusal_to_see(const struct app *app, const struct section *section, char out[ACT_REFUSAL])
{
	return put(forbidden(app, section_op(section), NULL, app->place.status, out), out);
}

/* Nothing of it, wherever the caller goes. */
static bool
is_beyond(const struct app *app, const struct section *section)
{
	char why[ACT_REFUSAL];
	const struct op *op = &ops[section_op(section)];
	const struct me *me = app->me->value;
	const struct standing *standing = &app->place.standing;
	if (place_missing(app, op, NULL, why) != NULL)
		return op_in_workspace(op) && me->workspaces.n == 0 && !permit(standing, op->needs);
	return lacks_all(app, op, standing, why) != NULL ||
	    place_forbids(app, op, app->place.status) != NULL;
}

static bool
all_are_beyond(const struct app *app, const struct section *sections, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!is_beyond(app, &sections[i]))
			return false;
	return true;
}

bool
act_hides(const struct app *app, enum pane_id pane, size_t section)
{
	const struct section *sections = pane_get(pane)->sections;
	if (app->me == NULL)
		return false;
	if (sections[section].gathers)
		return all_are_beyond(app, sections, section);
	return is_beyond(app, &sections[section]) ||
	    (sections[section].stand_in && !is_beyond(app, &sections[0]));
}

bool
act_hides_pane(const struct app *app, enum pane_id pane)
{
	for (size_t i = 0; i < pane_get(pane)->n_sections; i++)
		if (!act_hides(app, pane, i))
			return false;
	return true;
}

/* ---- keys ---- */

/* What a key that only stages comes to in the end. */
static enum op_id
staged_by(const struct view *view, enum ui_action key)
{
	bool log = key == UI_event_undo && view->section->list == OP_audit_list;
	const struct audit_event *event = log ? view_row(view) : NULL;
	if (event != NULL && event->type != EVENT_member_role_changed)
		return OP_group_switches;
	if (key == UI_group_on || key == UI_group_off)
		return OP_group_switches;
	if (key == UI_role || key == UI_event_undo)
		return OP_member_set_role;
	return key == UI_remove ? OP_member_remove : OP_none;
}

const struct pane_act *
act_of_key(const struct section *section, enum ui_action key)
{
	const struct pane_act *act = section->acts;
	while (act != NULL && act->key != UI_ACTION_COUNT && act->key != key)
		act++;
	return act == NULL || act->key == UI_ACTION_COUNT ? NULL : act;
}

static bool
can_be_sorted(const struct section *section)
{
	bool sorts = false;
	for (size_t i = 0; i < section->n_columns; i++)
		sorts = sorts || section->columns[i].sorts;
	return sorts;
}

const char *
act_unfit(struct app *app, enum ui_action key)
{
	static const struct {
		enum ui_action key;
		const char *field;
		const char
		    *words; /* that the field has one of, blanks around; NULL: anything but 0 */
		const char *otherwise;
	} fits[] = {
		{ UI_ws_archive, "status", " active ", "the workspace is archived already" },
		{ UI_ws_unarchive, "status", " archived ", "the workspace is not archived" },
		{ UI_key_rotate, "status", " active expiring ",
		    "what is over has no successor; n makes another key" },
		{ UI_user_suspend, "status", " active ", "the user is suspended already" },
		{ UI_user_activate, "status", " suspended ", "the user is not suspended" },
		{ UI_user_mfa, "mfa_enabled", " yes ", "the user has no authenticator" },
		{ UI_user_out, "sessions", NULL, "the user is signed in nowhere" },
		{ UI_recharge_retry, "status", " pending failed ",
		    "only what is pending or failed is asked for again" },
		{ UI_recharge_cancel, "status", " pending ",
		    "only what is pending can be taken back" },
		{ UI_webhook_resend, "dropped", NULL, "nothing was given up" },
		{ UI_message_resend, "state", " dropped ", "only what was given up is sent again" },
		{ UI_event_undo, "type", AUDIT_UNDO_TYPES, "it has no inverse" },
	};
	struct arena arena = { NULL };
	const struct view *view = app_view(app);
	const void *row = view_row(view);
	size_t i = 0;
	if (key == UI_sort)
		return can_be_sorted(view->section) ? NULL : "this list has one order only";
	while (i < sizeof(fits) / sizeof(fits[0]) && fits[i].key != key)
		i++;
	if (i == sizeof(fits) / sizeof(fits[0]))
		return NULL;
	const char *text = row == NULL ? "" : view_field(view, row, fits[i].field, &arena);
	bool fit = fits[i].words == NULL
	    ? strcmp(text, "0") != 0
	    : strstr(fits[i].words, arena_printf(&arena, " %s ", text)) != NULL;
	arena_release(&arena);
	return fit ? NULL : fits[i].otherwise;
}

/* The workspace of the row that an act is done to, where that is not the one entered; NULL: none is. */
static const char *
workspace_of(const struct view *view, const struct pane_act *act, struct arena *arena)
{
	const void *row = view_row(view);
	bool elsewhere = act != NULL && act->takes != NULL && row != NULL &&
	    strncmp(act->takes, "ws=id", 5) == 0;
	return elsewhere ? view_field(view, row, "id", arena) : NULL;
}

static const char *
refusal_of_act(const struct view *view, const struct pane_act *act, char out[ACT_REFUSAL])
{
	struct arena arena = { NULL };
	const char *ws_id = workspace_of(view, act, &arena);
	if (ws_id == NULL)
		return act_refusal(view->app, act->op, NULL, out);
	const char *why = daemon_missing(view->app, act->op);
	if (why == NULL)
		why = forbidden(view->app, act->op, ws_id,
		    (enum workspace_status)vocab_find(
		        VOCAB_workspace_status, view_field(view, view_row(view), "status", &arena)),
		    out);
	(void)put(why, out);
	arena_release(&arena);
	return out;
}

/* What a key comes to in the end; OP_none: nothing that the daemon is asked for. */
static enum op_id
op_of_key(const struct view *view, enum ui_action key)
{
	const struct pane_act *act = act_of_key(view->section, key);
	if (act != NULL)
		return act->op;
	switch (key) {
	case UI_import:
		return OP_member_import;
	case UI_deck_save:
		return OP_deck_export;
	case UI_import_deck:
		return OP_deck_import;
	case UI_offboard:
		return OP_person_get;
	case UI_why:
		return OP_person_why;
	default:
		return staged_by(view, key);
	}
}

const char *
act_refusal_of_key(struct app *app, enum ui_action key, char out[ACT_REFUSAL])
{
	const struct view *view = app_view(app);
	const struct pane_act *act = act_of_key(view->section, key);
	enum op_id op = op_of_key(view, key);
	if (act != NULL)
		return refusal_of_act(view, act, out);
	if (op == OP_none)
		return put(NULL, out);
	/* Staging needs no daemon. */
	if (op == staged_by(view, key))
		return put(forbidden(app, op, NULL, app->place.status, out), out);
	return act_refusal(app, op, NULL, out);
}

bool
act_never_by_key(struct app *app, enum ui_action key)
{
	char why[ACT_REFUSAL];
	struct arena arena = { NULL };
	const struct view *view = app_view(app);
	enum op_id op = op_of_key(view, key);
	if (op == OP_none || app->me == NULL)
		return false;
	struct standing standing =
	    standing_in(app, workspace_of(view, act_of_key(view->section, key), &arena));
	arena_release(&arena);
	return (client_is_read_only(app->client) && op_writes(&ops[op])) ||
	    lacks_all(app, &ops[op], &standing, why) != NULL;
}
