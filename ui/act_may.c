/* Why an operation cannot be done here: known before it is tried, so that it can be dimmed. */
#include <stdio.h>
#include <string.h>

#include "act.h"
#include "app.h"
#include "client.h"

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
		return org_role_name(standing->org_role);
	return "a stranger";
}

static const char *
place_missing(const struct app *app, const struct op *op, const char *ws_id)
{
	if (op->place == PLACE_organization && app->place.org_id[0] == '\0')
		return "choose an organization first: O";
	if (op->place == PLACE_workspace && ws_id == NULL && app->place.ws_id[0] == '\0')
		return "choose a workspace first: W";
	return NULL;
}

/* What the plan or the state of the place forbids. */
static const char *
place_forbids(const struct app *app, const struct op *op, const char *ws_id)
{
	bool is_operator = app->place.standing.principal == PRINCIPAL_operator;
	bool needs_layer =
	    op->layer == LAYER_for_all || (op->layer == LAYER_for_users && !is_operator);
	bool here =
	    op->place == PLACE_workspace && (ws_id == NULL || strcmp(ws_id, app->place.ws_id) == 0);
	if (needs_layer && app->place.plan != PLAN_enterprise)
		return "needs the organization layer, which comes with the plan enterprise";
	if (here && op_writes(op) && !op->even_archived &&
	    app->place.status == WORKSPACE_STATUS_archived)
		return "the workspace is archived and read-only";
	return NULL;
}

/* Says it when the standing does not include the action. */
static bool
lacks(const struct standing *standing, enum action action, char out[ACT_REFUSAL])
{
	if (action == ACTION_none || permit(standing, action))
		return false;
	(void)snprintf(out, ACT_REFUSAL, "as %s you may not %s", role_in_words(standing),
	    action_row(action)->text);
	return true;
}

const char *
act_refusal(const struct app *app, enum op_id op, const char *ws_id, char out[ACT_REFUSAL])
{
	const struct op *row = &ops[op];
	struct standing standing = standing_in(app, ws_id);
	const char *why = NULL;
	if (app->live.state == LIVE_offline)
		why = "the daemon is away: what was loaded can be read, nothing can be done";
	else if (client_is_read_only(app->client) && op_writes(row))
		why = "the console was started read-only";
	else
		why = place_missing(app, row, ws_id);
	out[0] = '\0';
	if (why == NULL && lacks(&standing, row->needs, out))
		return out;
	if (why == NULL)
		why = place_forbids(app, row, ws_id);
	if (why != NULL)
		(void)snprintf(out, ACT_REFUSAL, "%s", why);
	return out;
}

/* What a key that only stages needs: no daemon, but the right to it. */
static enum action
staged_by(enum ui_action key)
{
	if (key == UI_role)
		return ACTION_members_change_role;
	return key == UI_remove ? ACTION_members_remove : ACTION_none;
}

const char *
act_refusal_of_key(struct app *app, enum ui_action key, char out[ACT_REFUSAL])
{
	const struct pane_act *act = app_view(app)->section->acts;
	enum op_id op = key == UI_import ? OP_member_import : OP_none;
	out[0] = '\0';
	if (lacks(&app->place.standing, staged_by(key), out))
		return out;
	for (; act != NULL && act->key != UI_ACTION_COUNT; act++)
		if (act->key == key)
			op = act->op;
	return op == OP_none ? out : act_refusal(app, op, NULL, out);
}
