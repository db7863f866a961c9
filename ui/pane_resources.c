/* What a workspace holds: agents, phone numbers, webhooks. */
#include <string.h>

#include "app.h"
#include "arena.h"

static const struct pane_column agent_columns[] = {
	{ "title", { .title = "name", .min = 12, .preferred = 28, .grow = 2 }, true },
	{ "status", { .title = "status", .min = 9, .preferred = 9 }, false },
	{ "version_number", { .title = "newest", .min = 6, .preferred = 6, .right = true }, false },
	{ "published_version_number",
	    { .title = "in use", .min = 6, .preferred = 6, .priority = 1, .right = true }, false },
	{ "llm.id", { .title = "LLM", .min = 8, .preferred = 16, .priority = 3 }, false },
	{ "voice.id", { .title = "voice", .min = 8, .preferred = 16, .priority = 4 }, false },
	{ "updated_at", { .title = "changed", .min = 19, .preferred = 19, .priority = 5 }, true },
};
static const struct pane_act agent_acts[] = {
	{ UI_agent_create, OP_agent_create, NULL, false },
	{ UI_agent_edit, OP_agent_update, "id=id -is_published -version_number", true },
	{ UI_agent_publish, OP_agent_update, "id=id is_published='true -*", true },
	{ UI_agent_take_back, OP_agent_update, "id=id is_published='false -*", true },
	{ UI_agent_delete, OP_agent_delete, "id=id", true },
	{ UI_ACTION_COUNT, OP_none, NULL, false },
};
static const struct pane_column number_columns[] = {
	{ "phone_number", { .title = "number", .min = 14, .preferred = 17 }, true },
	{ "nickname", { .title = "called", .min = 10, .preferred = 20, .priority = 3, .grow = 1 },
	    false },
	{ "country", { .title = "country", .min = 7, .preferred = 7, .priority = 4 }, false },
	{ "type", { .title = "type", .min = 9, .preferred = 9, .priority = 5 }, false },
	{ "provider", { .title = "from", .min = 6, .preferred = 8, .priority = 6 }, false },
	{ "inbound_agent_id",
	    { .title = "answered by", .min = 11, .preferred = 20, .priority = 1, .grow = 1 },
	    false },
	{ "outbound_agent_id",
	    { .title = "calls as", .min = 10, .preferred = 20, .priority = 2, .grow = 1 }, false },
	{ "is_default", { .title = "default", .min = 7, .preferred = 7 }, false },
};

enum { COLUMN_inbound = 5, COLUMN_outbound = 6, COLUMN_default = 7 };

static const struct pane_act number_acts[] = {
	{ UI_number_buy, OP_number_purchase, NULL, false },
	{ UI_number_link, OP_number_link_sip, NULL, false },
	{ UI_number_edit, OP_number_update, "id=id", true },
	{ UI_number_release, OP_number_release, "id=id", true },
	{ UI_number_offers, OP_number_available, NULL, false },
	{ UI_ACTION_COUNT, OP_none, NULL, false },
};
static const struct pane_column webhook_columns[] = {
	{ "url", { .title = "address", .min = 16, .preferred = 34, .grow = 2 }, true },
	{ "status", { .title = "status", .min = 8, .preferred = 8 }, false },
	{ "waiting", { .title = "waiting", .min = 7, .preferred = 7, .right = true }, false },
	{ "delivered",
	    { .title = "delivered", .min = 9, .preferred = 9, .priority = 3, .right = true },
	    false },
	{ "dropped", { .title = "dropped", .min = 7, .preferred = 7, .priority = 2, .right = true },
	    false },
	{ "last_error",
	    { .title = "last fault", .min = 12, .preferred = 24, .priority = 1, .grow = 1 },
	    false },
};

enum { COLUMN_status = 1 };

static const struct pane_act webhook_acts[] = {
	{ UI_webhook_create, OP_webhook_create, NULL, false },
	{ UI_webhook_edit, OP_webhook_update, "id=id -new_secret", true },
	{ UI_webhook_secret, OP_webhook_update, "id=id new_secret='true -*", true },
	{ UI_webhook_test, OP_webhook_test, "id=id", true },
	{ UI_webhook_messages, OP_webhook_messages, "id=id", true },
	{ UI_webhook_delete, OP_webhook_delete, "id=id", true },
	{ UI_ACTION_COUNT, OP_none, NULL, false },
};

static void
show_agent(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct agent *agent = row;
	(void)view;
	(void)column;
	(void)arena;
	if (agent->status != AGENT_STATUS_published)
		cell->style = STYLE_dim;
}

/* An agent by its name, where the list of agents holds it. */
static const char *
agent_name(struct view *view, const char *id)
{
	struct view *agents = &view->app->views[PANE_resources][0];
	view_show(agents);
	const struct agent *agent = rows_at(&agents->rows, rows_find(&agents->rows, "id", id));
	return agent == NULL ? id : agent->title;
}

static void
show_number(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct phone_number *number = row;
	(void)arena;
	if (column == COLUMN_default)
		cell->text = number->is_default ? "default" : "";
	else if ((column == COLUMN_inbound || column == COLUMN_outbound) && cell->text[0] != '\0')
		cell->text = agent_name(view, cell->text);
}

/* What stands still or was lost is to be seen from afar. */
static void
show_webhook(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct webhook *webhook = row;
	(void)view;
	(void)arena;
	if (!webhook->is_active)
		cell->style = STYLE_dim;
	else if (column == COLUMN_status && webhook->status != WEBHOOK_STATUS_active)
		cell->style = STYLE_warning;
}

static const struct section sections[] = {
	{ .title = "Agents",
	    .context = "agents",
	    .list = OP_agent_list,
	    .id = "id",
	    .columns = agent_columns,
	    .n_columns = sizeof(agent_columns) / sizeof(agent_columns[0]),
	    .acts = agent_acts,
	    .stale = "agent.",
	    .cell = show_agent,
	    .empty = "No agent yet.  n creates one." },
	{ .title = "Numbers",
	    .context = "numbers",
	    .list = OP_number_list,
	    .id = "id",
	    .columns = number_columns,
	    .n_columns = sizeof(number_columns) / sizeof(number_columns[0]),
	    .acts = number_acts,
	    .stale = "phone_number. agent.",
	    .cell = show_number,
	    .empty = "No phone number yet.  n buys one, a links one of your own." },
	{ .title = "Webhooks",
	    .context = "webhooks",
	    .list = OP_webhook_list,
	    .id = "id",
	    .columns = webhook_columns,
	    .n_columns = sizeof(webhook_columns) / sizeof(webhook_columns[0]),
	    .acts = webhook_acts,
	    .stale = "webhook.",
	    .cell = show_webhook,
	    .empty = "No webhook yet.  n makes one." },
};

const struct pane pane_resources = { .name = "resources",
	.sections = sections,
	.n_sections = sizeof(sections) / sizeof(sections[0]) };
