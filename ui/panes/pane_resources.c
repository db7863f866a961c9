/* What a workspace holds: agents, phone numbers, calls, webhooks, templates. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "clock.h"
#include "json.h"
#include "money.h"

enum {
	SECTION_agents,
	SECTION_numbers,
	SECTION_calls,
	SECTION_webhooks,
	SECTION_templates,
	SECTION_messages
};

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
static const struct pane_column call_columns[] = {
	{ "created_at", { .title = "time (UTC)", .min = 11, .preferred = 16, .whole = true },
	    true },
	{ "status", { .title = "status", .min = 12, .preferred = 12 }, true },
	{ "to_number", { .title = "to", .min = 13, .preferred = 13 }, true },
	{ "agent_title", { .title = "agent", .min = 10, .preferred = 18, .priority = 1, .grow = 1 },
	    false },
	{ "duration_sec",
	    { .title = "length", .min = 6, .preferred = 6, .priority = 2, .right = true }, true },
	{ "charge_inr", { .title = "INR", .min = 6, .preferred = 6, .priority = 3, .right = true },
	    false },
	{ "mode", { .title = "mode", .min = 4, .preferred = 4, .priority = 4 }, false },
	{ "from_number", { .title = "from", .min = 13, .preferred = 14, .priority = 5 }, false },
	{ "direction", { .title = "way", .min = 8, .preferred = 8, .priority = 6 }, false },
};

enum { COLUMN_call_status = 1, COLUMN_length = 4 };

static const struct pane_act call_acts[] = {
	{ UI_call_place, OP_call_create, NULL, false },
	{ UI_call_delete, OP_call_delete, "id=id", true },
	{ UI_ACTION_COUNT, OP_none, NULL, false },
};
static const struct pane_column template_columns[] = {
	{ "name", { .title = "name", .min = 12, .preferred = 22, .grow = 1 }, true },
	{ "fields", { .title = "looks for", .min = 14, .preferred = 30, .grow = 2 }, false },
	{ "description",
	    { .title = "what it is for", .min = 14, .preferred = 24, .priority = 1, .grow = 1 },
	    false },
	{ "updated_at",
	    { .title = "changed", .min = 11, .preferred = 16, .priority = 2, .whole = true },
	    true },
};

enum { COLUMN_fields = 1 };

static const struct pane_act template_acts[] = {
	{ UI_template_create, OP_template_create, NULL, false },
	{ UI_template_edit, OP_template_update, "id=id", true },
	{ UI_template_delete, OP_template_delete, "id=id", true },
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
	{ UI_webhook_resend, OP_webhook_resend, "id=id -* ?", true },
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

const char *
pane_agent_name(struct app *app, const char *id)
{
	struct view *agents = &app->views[PANE_resources][SECTION_agents];
	view_show(agents);
	const struct agent *agent = rows_at(&agents->rows, rows_find(&agents->rows, "id", id));
	return agent == NULL ? id : agent->title;
}

/* The agent's calls: the list of calls with a filter already set. */
static bool
run_agent(struct view *view, enum ui_action action, const void *row)
{
	const struct agent *agent = row;
	struct app *app = view->app;
	char filter[100];
	char name[404];
	if (action != UI_agent_calls || row == NULL)
		return false;
	(void)snprintf(filter, sizeof(filter), "agent_id:%.64s", agent->id);
	(void)snprintf(name, sizeof(name), "%s", agent->title);
	app_go_section(app, SECTION_calls);
	view_set_filter(app_view(app), filter);
	app_say(app, STYLE_normal, "calls of %.80s; esc shows all", name);
	return true;
}

static const struct pane_column message_columns[] = {
	{ "seq", { .title = "no.", .min = 5, .preferred = 6, .priority = 3, .right = true }, true },
	{ "created_at", { .title = "time (UTC)", .min = 11, .preferred = 16, .whole = true },
	    false },
	{ "type", { .title = "message", .min = 12, .preferred = 22, .whole = true }, false },
	{ "state", { .title = "state", .min = 9, .preferred = 9 }, false },
	{ "last_status",
	    { .title = "HTTP", .min = 4, .preferred = 4, .priority = 2, .right = true }, false },
	{ "attempts", { .title = "tries", .min = 5, .preferred = 5, .priority = 4, .right = true },
	    false },
	{ "last_error",
	    { .title = "last fault", .min = 10, .preferred = 24, .priority = 1, .grow = 1 },
	    false },
};

static const struct pane_act message_acts[] = {
	{ UI_message_resend, OP_webhook_resend, "id=@id message_id=id -*", true },
	{ UI_ACTION_COUNT, OP_none, NULL, false },
};

static void
show_number(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct phone_number *number = row;
	(void)arena;
	if (column == COLUMN_default)
		cell->text = number->is_default ? "default" : "";
	else if ((column == COLUMN_inbound || column == COLUMN_outbound) && cell->text[0] != '\0')
		cell->text = pane_agent_name(view->app, cell->text);
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

static void
show_message(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct webhook_message *message = row;
	(void)view;
	(void)column;
	(void)arena;
	if (message->state == MESSAGE_STATE_dropped)
		cell->style = STYLE_warning;
}

static bool
run_webhook(struct view *view, enum ui_action action, const void *row)
{
	struct app *app = view->app;
	const struct webhook *webhook = row;
	char id[72];
	if (action != UI_webhook_messages || row == NULL)
		return false;
	(void)snprintf(id, sizeof(id), "%s", webhook->id);
	view_aim(&app->views[PANE_resources][SECTION_messages], "id", id);
	app_go_section(app, SECTION_messages);
	return true;
}

/* Whose messages they are, and how they go. */
static int
draw_webhook(struct view *view, const void *object, struct screen *screen, struct screen_rect area)
{
	const struct webhook *webhook = object;
	struct screen_place place = { area.row, area.column, area.columns };
	(void)view;
	if (webhook == NULL)
		return 0;
	int used = screen_format(screen, place, STYLE_dim,
	    "%s, %" PRId64 " waiting, %" PRId64 " delivered, %" PRId64 " given up: ",
	    vocab_name(VOCAB_webhook_status, (int)webhook->status), webhook->waiting,
	    webhook->delivered, webhook->dropped);
	place.column += used;
	place.columns -= used;
	(void)screen_text(screen, place, STYLE_title, webhook->url);
	return 1;
}

/* ---- calls ---- */

static bool
is_under_way(const struct phone_call *call)
{
	return call->status < CALL_STATUS_completed;
}

/* "1:05" for 65 seconds. */
static const char *
length_of(const struct phone_call *call, struct arena *arena)
{
	return call->duration_sec == 0
	    ? ""
	    : arena_printf(arena, "%" PRId64 ":%02d", call->duration_sec / 60,
	          (int)(call->duration_sec % 60));
}

static void
show_call(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct phone_call *call = row;
	/* The log has its beginning and its end only. */
	if (is_under_way(call))
		view_moves(view);
	if (column == COLUMN_length)
		cell->text = length_of(call, arena);
	if (column == COLUMN_call_status)
		cell->text = vocab_spoken(arena, cell->text);
	if (call->status == CALL_STATUS_failed)
		cell->style = STYLE_warning;
	else if (is_under_way(call))
		cell->style = STYLE_ok;
	else if (call->mode == KEY_MODE_test)
		cell->style = STYLE_dim;
}

/* What it came to, a line for each member; what is no text stands as it came. */
static void
add_analysis(struct str *out, const char *analysis)
{
	struct json *json = NULL;
	struct err err;
	if (analysis == NULL || json_parse(analysis, strlen(analysis), &json, &err) != 0)
		return;
	str_add(out, "\nAnalysis:\n");
	for (const struct json *each = json_first(json); each != NULL; each = json_next(each)) {
		str_addf(out, "  %s: ", json_name(each));
		if (json_text(each) != NULL)
			str_add(out, json_text(each));
		else
			json_canonical(each, out);
		str_add_char(out, '\n');
	}
	json_free(json);
}

static void
detail_call(struct view *view, const void *row, struct str *out)
{
	const struct phone_call *call = row;
	struct arena arena = { NULL };
	char charge[MONEY_TEXT];
	(void)view;
	str_addf(out, "%s to %s\n\n", call->direction, call->to_number);
	pane_line(out, "status", vocab_name(VOCAB_call_status, (int)call->status));
	pane_line(out, "ended", call->end_reason);
	pane_line(
	    out, "mode", call->mode == KEY_MODE_test ? "test: simulated, not billed" : "live");
	pane_line(out, "agent",
	    arena_printf(
	        &arena, "%s, version %" PRId64, call->agent_title, call->agent_version_number));
	pane_line(out, "from", call->from_number);
	pane_line(out, "length", length_of(call, &arena));
	if (call->has_charge_inr)
		pane_line(out, "charge",
		    arena_printf(&arena, "%s INR", money_format(call->charge_inr, charge)));
	pane_time(out, "asked for", call->created_at, NULL);
	pane_line(out, "by", call->created_by_name);
	pane_time(out, "rang", call->ringing_at, NULL);
	pane_time(out, "answered", call->answered_at, NULL);
	pane_time(out, "over", call->ended_at, NULL);
	pane_line(out, "recording", call->recording_url);
	pane_line(out, "metadata", strcmp(call->metadata, "{}") == 0 ? "" : call->metadata);
	pane_line(out, "id", call->id);
	add_analysis(out, call->analysis);
	if (call->transcript != NULL)
		str_addf(out, "\nTranscript:\n%s\n", call->transcript);
	arena_release(&arena);
}

/* ---- templates ---- */

static void
show_template(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct template *template = row;
	(void)view;
	if (column != COLUMN_fields)
		return;
	cell->text = "";
	for (size_t i = 0; i < template->fields.n; i++)
		cell->text = arena_printf(arena, "%s%s%s", cell->text, i == 0 ? "" : ", ",
		    template->fields.items[i].name);
}

static const struct section sections[] = {
	{ .title = "Agents",
	    .context = "agents",
	    .list = OP_agent_list,
	    .id = "id",
	    PANE_COLUMNS(agent_columns),
	    .acts = agent_acts,
	    .stale = "agent.",
	    .cell = show_agent,
	    .run = run_agent,
	    .empty = "No agent yet.  n creates one." },
	{ .title = "Numbers",
	    .context = "numbers",
	    .list = OP_number_list,
	    .id = "id",
	    PANE_COLUMNS(number_columns),
	    .acts = number_acts,
	    .stale = "phone_number. agent.",
	    .cell = show_number,
	    .empty = "No phone number yet.  n buys one, a links one of your own." },
	{ .title = "Calls",
	    .context = "calls",
	    .list = OP_call_list,
	    .id = "id",
	    PANE_COLUMNS(call_columns),
	    .acts = call_acts,
	    .stale = "call. billing.",
	    .newest_first = true,
	    .cell = show_call,
	    .detail = detail_call,
	    .empty = "No call yet.  n places one." },
	{ .title = "Webhooks",
	    .context = "webhooks",
	    .list = OP_webhook_list,
	    .id = "id",
	    PANE_COLUMNS(webhook_columns),
	    .acts = webhook_acts,
	    .stale = "webhook.",
	    .cell = show_webhook,
	    .run = run_webhook,
	    .empty = "No webhook yet.  n makes one." },
	{ .title = "Templates",
	    .context = "templates",
	    .list = OP_template_list,
	    .id = "id",
	    PANE_COLUMNS(template_columns),
	    .acts = template_acts,
	    .stale = "template.",
	    .cell = show_template,
	    .empty = "No template yet.  n makes one: what is looked for after a call." },
	{ .title = "Messages",
	    .context = "messages",
	    .above = OP_webhook_get,
	    .draw_above = draw_webhook,
	    .list = OP_webhook_messages,
	    .id = "id",
	    PANE_COLUMNS(message_columns),
	    .acts = message_acts,
	    .stale = "webhook. call.",
	    .newest_first = true,
	    .cell = show_message,
	    .empty = "It was told nothing in the last days.",
	    .unaimed = "Of which webhook?  m in the list of webhooks shows what it was told." },
};

const struct pane pane_resources = { .name = "resources", PANE_SECTIONS_OF(sections) };
