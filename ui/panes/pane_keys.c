/* API keys of the workspace and of the organization: made, renewed, handed over, ended. */
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "clock.h"
#include "key_whois.h"
#include "mem.h"
#include "permit.h"

enum {
	COLUMN_name,
	COLUMN_end,
	COLUMN_scopes = 3,
	COLUMN_used = 5,
	COLUMN_expires = 6,
	COLUMN_status = 7
};

static const struct pane_column columns[] = {
	{ "name", { .title = "name", .min = 12, .preferred = 22, .grow = 2 }, true },
	{ "last4", { .title = "last 4", .min = 6, .preferred = 6 }, false },
	{ "mode", { .title = "mode", .min = 4, .preferred = 4, .priority = 1 }, false },
	{ "scopes", { .title = "scopes", .min = 10, .preferred = 24, .priority = 5, .grow = 1 },
	    false },
	{ "created_by_name", { .title = "person", .min = 10, .preferred = 18, .priority = 3 },
	    false },
	{ "last_used_at", { .title = "last used", .min = 10, .preferred = 10, .priority = 2 },
	    true },
	{ "expires_at", { .title = "expires", .min = 10, .preferred = 10, .priority = 4 }, true },
	{ "status", { .title = "status", .min = 9, .preferred = 9 }, false },
};
static const struct pane_act acts[] = {
	{ UI_key_create, OP_key_create, NULL, false },
	{ UI_key_rotate, OP_key_rotate, "id=id", true },
	{ UI_key_rename, OP_key_update, "id=id -created_by", true },
	{ UI_key_hand_over, OP_key_update, "id=id -name", true },
	{ UI_key_revoke, OP_key_revoke, "id=id", true },
	{ UI_ACTION_COUNT, OP_none, NULL, false },
};
static const struct pane_act org_acts[] = {
	{ UI_key_create, OP_org_key_create, NULL, false },
	{ UI_key_rotate, OP_org_key_rotate, "id=id", true },
	{ UI_key_rename, OP_org_key_update, "id=id -created_by", true },
	{ UI_key_hand_over, OP_org_key_update, "id=id -name", true },
	{ UI_key_revoke, OP_org_key_revoke, "id=id", true },
	{ UI_ACTION_COUNT, OP_none, NULL, false },
};

/* ---- scopes in short ---- */

static uint32_t
bits_of(const struct texts *scopes)
{
	uint32_t bits = 0;
	for (size_t i = 0; i < scopes->n; i++)
		bits |= UINT32_C(1) << scope_find(scopes->items[i]);
	return bits;
}

/* "calls:read calls:write agents:read" as "calls rw, agents r". */
static void
add_scopes(uint32_t bits, struct str *out)
{
	const char *before = "";
	for (int i = SCOPE_none + 1; i < SCOPE_COUNT; i++) {
		const char *name = scope_name((enum scope)i);
		size_t len = strcspn(name, ":");
		if ((bits >> i & 1) == 0)
			continue;
		bool same = strncmp(before, name, len) == 0 && before[len] == ':';
		if (!same)
			str_addf(out, "%s%.*s ", out->len == 0 ? "" : ", ", (int)len, name);
		str_add_char(out, name[len + 1]);
		before = name;
	}
}

static const char *
scopes_in_short(const struct texts *scopes, struct arena *arena)
{
	struct str text = STR_INIT(1000);
	uint32_t bits = bits_of(scopes);
	uint32_t usual = scope_defaults();
	if ((bits & usual) == usual) {
		str_add(&text, "the usual");
		bits &= ~usual;
	}
	add_scopes(bits, &text);
	const char *copy = arena_text(arena, str_text(&text));
	str_release(&text);
	return copy;
}

/* ---- cells ---- */

static bool
is_over(const struct api_key *key)
{
	return key->status == KEY_STATUS_revoked || key->status == KEY_STATUS_expired;
}

static const char *
day(int64_t at, struct arena *arena)
{
	char text[CLOCK_TEXT];
	if (at == 0)
		return "never";
	clock_format(at, text);
	return arena_text_n(arena, text, 10);
}

static void
show(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	const struct api_key *key = row;
	if (is_over(key))
		cell->style = STYLE_dim;
	else if (key->status == KEY_STATUS_expiring || key->reason != NULL)
		cell->style = STYLE_warning;
	if (column == COLUMN_status && !is_over(key) && key->reason != NULL)
		cell->text = key->usable ? "limited" : "stopped";
	if (column == COLUMN_end)
		cell->text = arena_printf(
		    arena, "%s%s", screen_pick(&view->app->screen, "…", ".."), key->last4);
	else if (column == COLUMN_scopes)
		cell->text = scopes_in_short(&key->scopes, arena);
	else if (column == COLUMN_used || column == COLUMN_expires)
		cell->text =
		    day(column == COLUMN_used ? key->last_used_at : key->expires_at, arena);
	const struct staged *staged =
	    column == COLUMN_status ? stage_find(view->app, key->id) : NULL;
	if (staged == NULL)
		return;
	cell->text = "→ revoked";
	cell->style = staged->problem != NULL ? STYLE_conflict : STYLE_staged;
}

/* ---- detail ---- */

static void
detail(struct view *view, const void *row, struct str *out)
{
	const struct api_key *key = row;
	(void)view;
	str_addf(out, "%s\n%s\n\n", key->name, key->display);
	pane_line(out, "status", vocab_name(VOCAB_key_status, (int)key->status));
	pane_line(out, is_over(key) ? "because" : key->usable ? "limited" : "stopped", key->reason);
	pane_line(out, "mode", vocab_name(VOCAB_key_mode, (int)key->mode));
	pane_line(out, "person", key->created_by_name);
	pane_line(out, "works in",
	    key->workspace_id == NULL ? "every workspace of the organization"
	                              : key->workspace_name);
	pane_time(out, "made", key->created_at, NULL);
	pane_time(out, "last used", key->last_used_at, "never");
	pane_time(out, "expires", key->expires_at, "never");
	pane_time(out, "revoked", key->revoked_at, NULL);
	pane_line(out, "successor", key->successor_id);
	pane_line(out, "id", key->id);
	str_add(out, "\nIt may, as far as its person may:\n");
	for (size_t i = 0; i < key->scopes.n; i++)
		str_addf(out, "  %s\n", key->scopes.items[i]);
}

/* ---- ending ---- */

/* "calls rw, agents r, of Wei Menon, last used 2026-11-21": what stops with a key. */
static const char *
what_stops(const struct api_key *key, struct arena *arena)
{
	char used[CLOCK_TEXT] = "never used";
	if (key->last_used_at != 0)
		clock_format(key->last_used_at, used);
	return arena_printf(arena, "%s%s, of %s, %s%.10s", scopes_in_short(&key->scopes, arena),
	    key->workspace_id == NULL ? ", in every workspace" : "", key->created_by_name,
	    key->last_used_at == 0 ? "" : "last used ", used);
}

static void
mark(const struct view *view, const void *row, struct view_mark *out)
{
	const struct api_key *key = row;
	struct arena arena = { NULL };
	(void)view;
	out->on = !is_over(key);
	out->about = mem_text(is_over(key) ? vocab_name(VOCAB_key_status, (int)key->status)
	                                   : what_stops(key, &arena));
	arena_release(&arena);
}

static bool
stage_key(struct view *view, const struct view_mark *mark, void *payload)
{
	bool org = view->section->list == OP_org_key_list;
	const struct stage_change change = {
		.id = mark->id, .name = mark->name, .about = mark->about, .version = mark->version
	};
	(void)payload;
	if (mark->on)
		return stage_put(view->app, org ? STAGE_org_keys : STAGE_keys, &change);
	app_say(view->app, STYLE_warning, "%.80s is %s already", mark->name, mark->about);
	return true;
}

/* ---- keys ---- */

static bool
run(struct view *view, enum ui_action action, const void *row)
{
	const struct api_key *key = row;
	bool did = action == UI_key_did;
	if (action == UI_key_revoke) {
		if (view_each_chosen(view, stage_key, NULL))
			view_unmark_all(view);
		return true;
	}
	if (action == UI_key_keep && row != NULL) {
		stage_take_back(view->app, key->id);
		return true;
	}
	if (row == NULL || (!did && action != UI_key_story))
		return false;
	pane_go_to_log(view->app, did ? "actor" : "target", key->id, key->name,
	    did ? "what was done with" : "what was done to");
	return true;
}

/* ---- of every workspace ---- */

static const struct pane_column all_columns[] = {
	{ "name", { .title = "name", .min = 12, .preferred = 22, .grow = 2 }, true },
	{ "last4", { .title = "last 4", .min = 6, .preferred = 6 }, false },
	{ "workspace_name", { .title = "workspace", .min = 10, .preferred = 18, .grow = 1 },
	    false },
	{ "created_by_name", { .title = "person", .min = 10, .preferred = 18, .priority = 3 },
	    false },
	{ "mode", { .title = "mode", .min = 4, .preferred = 4, .priority = 4 }, false },
	{ "last_used_at", { .title = "last used", .min = 10, .preferred = 10, .priority = 1 },
	    true },
	{ "expires_at", { .title = "expires", .min = 10, .preferred = 10, .priority = 2 }, true },
	{ "status", { .title = "status", .min = 9, .preferred = 9 }, false },
};

static void
show_all(
    struct view *view, const void *row, size_t column, struct arena *arena, struct table_cell *cell)
{
	/* The same fields stand in another order here. */
	static const size_t same[] = { COLUMN_name, COLUMN_end, COLUMN_name, COLUMN_name,
		COLUMN_name, COLUMN_used, COLUMN_expires, COLUMN_status };
	const struct api_key *key = row;
	show(view, row, same[column], arena, cell);
	if (strcmp(all_columns[column].field, "workspace_name") == 0 && key->workspace_id == NULL)
		cell->text = "every one";
}

/* Each is changed and ended where it works, one by one: what is staged belongs to one place. */
static bool
run_all(struct view *view, enum ui_action action, const void *row)
{
	struct app *app = view->app;
	switch (action) {
	case UI_key_create:
		app_say(app, STYLE_warning, "a key is made where it works: %s has the other lists",
		    "tab");
		return true;
	case UI_key_revoke:
		if (row != NULL)
			key_act_open(app, row, OP_key_revoke, OP_org_key_revoke, "", action);
		return true;
	case UI_key_rotate:
		if (row != NULL)
			key_act_open(app, row, OP_key_rotate, OP_org_key_rotate, "", action);
		return true;
	case UI_key_rename:
		if (row != NULL)
			key_act_open(
			    app, row, OP_key_update, OP_org_key_update, "-created_by", action);
		return true;
	case UI_key_hand_over:
		if (row != NULL)
			key_act_open(app, row, OP_key_update, OP_org_key_update, "-name", action);
		return true;
	default:
		return run(view, action, row);
	}
}

static const struct section sections[] = {
	{ .title = "API keys",
	    .context = "keys",
	    .list = OP_key_list,
	    .id = "id",
	    PANE_COLUMNS(columns),
	    .acts = acts,
	    .stale = "api_key. member.",
	    .cell = show,
	    .run = run,
	    .mark = mark,
	    .detail = detail,
	    .empty = "No API key yet.  n makes one." },
	{ .title = "Organization keys",
	    .context = "keys",
	    .list = OP_org_key_list,
	    .id = "id",
	    PANE_COLUMNS(columns),
	    .acts = org_acts,
	    .stale = "api_key. member.",
	    .cell = show,
	    .run = run,
	    .mark = mark,
	    .detail = detail,
	    .empty = "No API key for all workspaces yet.  n makes one." },
	{ .title = "All keys",
	    .context = "keys",
	    .list = OP_key_find,
	    .id = "id",
	    PANE_COLUMNS(all_columns),
	    .stale = "api_key. member. workspace. organization.",
	    .cell = show_all,
	    .run = run_all,
	    .gathers = true,
	    .detail = detail,
	    .empty = "No API key that you may see, in any workspace." },
};

const struct pane pane_keys = { .name = "keys", PANE_SECTIONS_OF(sections) };
