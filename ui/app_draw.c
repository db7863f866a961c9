/* The frame: place and connection on top, tabs, the pane, the status line, the keys that work here. */
#include <stdio.h>
#include <string.h>

#include "act.h"
#include "app.h"
#include "app_internal.h"
#include "client.h"
#include "clock.h"
#include "keys.h"
#include "overlay.h"
#include "view_internal.h"

enum {
	TABS_ROW = 1,
	TABS_FROM_ROWS = 12,
	TITLE_FROM = 3,  /* the column of the pane's title */
	TITLE_AROUND = 6 /* what the frame needs beside it */
};

static const char *
spinner(const struct app *app)
{
	static const char *const utf8[] = { "⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧" };
	static const char *const ascii[] = { "|", "/", "-", "\\" };
	int64_t at = clock_monotonic() / 160;
	return app->screen.ascii ? ascii[at % 4] : utf8[at % 8];
}

static bool
is_waiting(struct app *app)
{
	const struct view *view = app_view(app);
	return view->section->list != OP_none && rows_loading(&view->rows) &&
	    clock_monotonic() - view->rows.asked_at > 150;
}

/* How old what is shown is: live, polled, of when the daemon last answered, or of when it was lost. */
static void
connection_text(struct app *app, char *out, size_t size, enum style *style)
{
	char since[CLOCK_TEXT];
	const struct rows *rows = &app_view(app)->rows;
	int silent = live_silent_s(app, rows_loading(rows) ? rows->asked_at : 0);
	switch (app->live.state) {
	case LIVE_live:
		*style = STYLE_ok;
		(void)snprintf(out, size, "● live");
		break;
	case LIVE_polling:
		*style = STYLE_ok;
		(void)snprintf(out, size, "◐ every 3 s");
		break;
	case LIVE_offline:
		*style = STYLE_offline;
		clock_format(app->live.since, since);
		(void)snprintf(out, size, "○ offline since %.5s UTC", since + 11);
		break;
	case LIVE_connecting:
		*style = STYLE_dim;
		(void)snprintf(
		    out, size, sign_in_is_open(app) ? "◌ not signed in" : "◌ connecting");
		break;
	}
	if (silent > 0) {
		*style = STYLE_warning;
		(void)snprintf(out, size, "◌ %d s old", silent);
	}
	if (is_waiting(app))
		(void)snprintf(out + strlen(out), size - strlen(out), " %s", spinner(app));
}

/* Who one is: the whole of it, or less where there is no room. */
enum who_shown { WHO_whole, WHO_name_and_role, WHO_role, WHO_none };

static void
identity_text(const struct app *app, enum who_shown much, char *out, size_t size)
{
	const struct me *me = app->me == NULL ? NULL : app->me->value;
	const struct standing *standing = &app->place.standing;
	const char *role = "";
	const char *read_only = client_is_read_only(app->client) ? " · read-only" : "";
	out[0] = '\0';
	if (me == NULL && much == WHO_whole)
		(void)snprintf(out, size, "via %s%s", app->settings.via, read_only);
	if (me == NULL || much == WHO_none)
		return;
	if (standing->principal == PRINCIPAL_operator)
		role = "operator";
	else if (standing->role != ROLE_unknown)
		role = role_name(standing->role);
	else
		role = role_spoken(org_role_name(standing->org_role));
	if (much == WHO_whole)
		(void)snprintf(out, size, "%s · %s · via %s%s", me->principal.name, role,
		    app->settings.via, read_only);
	else if (much == WHO_name_and_role)
		(void)snprintf(out, size, "%s · %s%s", me->principal.name, role, read_only);
	else
		(void)snprintf(out, size, "%s%s", role, read_only);
}

static void
draw_header(struct app *app)
{
	struct screen *screen = &app->screen;
	char place[900];
	char connection[80];
	char identity[500];
	enum style style = STYLE_normal;
	const struct app_place *at = &app->place;
	if (at->ws_name[0] != '\0')
		(void)snprintf(place, sizeof(place), "%s ▸ %s%s%s%s%s", at->org_name, at->ws_name,
		    at->region[0] == '\0' ? "" : " (", at->region, at->region[0] == '\0' ? "" : ")",
		    at->status == WORKSPACE_STATUS_archived ? " archived" : "");
	else
		(void)snprintf(
		    place, sizeof(place), "%s", at->org_name[0] == '\0' ? "nexa" : at->org_name);
	connection_text(app, connection, sizeof(connection), &style);
	int width = screen->columns;
	int used = screen_text(screen, (struct screen_place){ 0, 0, width }, STYLE_title, place);
	int connection_width = screen_columns(screen, connection);
	int identity_width = 0;
	/* In a narrow window the identity gives way, never the connection. */
	for (int much = WHO_whole; much <= WHO_none; much++) {
		identity_text(app, (enum who_shown)much, identity, sizeof(identity));
		identity_width = identity[0] == '\0' ? 0 : screen_columns(screen, identity) + 2;
		if (used + 2 + connection_width + identity_width <= width)
			break;
	}
	int column = width - connection_width - identity_width;
	if (column <= used)
		column = used + 1;
	(void)screen_text(
	    screen, (struct screen_place){ 0, column, width - column }, style, connection);
	if (identity_width > 0)
		(void)screen_text(screen,
		    (struct screen_place){ 0, width - identity_width + 2, identity_width - 2 },
		    STYLE_dim, identity);
}

/* How much of the tabs there is room for: names, short names, the name of the pane shown alone. */
enum tabs_shown { TABS_whole, TABS_short, TABS_numbers };

enum { TAB_MAX = 64 };

/* " 4 API keys ", "4 Keys ", "4 " */
static void
tab_text(const struct app *app, int pane, enum tabs_shown much, char out[TAB_MAX])
{
	const struct pane_tab *tab = pane_tab((enum pane_id)pane);
	bool shown = app->pane == (enum pane_id)pane;
	if (much == TABS_whole)
		(void)snprintf(out, TAB_MAX, " %d %s ", tab->number, tab->title);
	else if (much == TABS_short || shown)
		(void)snprintf(out, TAB_MAX, "%d %s ", tab->number, tab->narrow);
	else
		(void)snprintf(out, TAB_MAX, "%d ", tab->number);
}

/* The pane shown has its tab, whatever became of one's role meanwhile. */
static bool
has_tab(const struct app *app, int pane)
{
	return app->pane == (enum pane_id)pane || !act_hides_pane(app, (enum pane_id)pane);
}

static enum tabs_shown
tabs_shown(const struct app *app)
{
	char label[TAB_MAX];
	for (int much = TABS_whole; much < TABS_numbers; much++) {
		int columns = 0;
		for (int i = 0; i < PANE_COUNT; i++) {
			tab_text(app, i, (enum tabs_shown)much, label);
			columns += has_tab(app, i) ? screen_columns(&app->screen, label) : 0;
		}
		if (columns <= app->screen.columns)
			return (enum tabs_shown)much;
	}
	return TABS_numbers;
}

static void
draw_tabs(struct app *app)
{
	struct screen *screen = &app->screen;
	enum tabs_shown much = tabs_shown(app);
	int column = 0;
	for (int i = 0; i < PANE_COUNT; i++) {
		char label[TAB_MAX];
		tab_text(app, i, much, label);
		if (!has_tab(app, i))
			continue;
		column += screen_text(screen,
		    (struct screen_place){ TABS_ROW, column, screen->columns - column },
		    app->pane == (enum pane_id)i ? STYLE_active : STYLE_normal, label);
	}
}

/* ---- what stands where, for the mouse ---- */

static int
pane_row(const struct app *app)
{
	return app->screen.rows >= TABS_FROM_ROWS ? TABS_ROW + 1 : TABS_ROW;
}

int
app_tab_at(const struct app *app, int row, int column)
{
	char label[TAB_MAX];
	int end = 0;
	for (int i = 0; i < PANE_COUNT && row == TABS_ROW && pane_row(app) > TABS_ROW; i++) {
		tab_text(app, i, tabs_shown(app), label);
		end += has_tab(app, i) ? screen_columns(&app->screen, label) : 0;
		if (column < end)
			return i;
	}
	return -1;
}

int
app_section_at(struct app *app, int row, int column)
{
	const struct pane *pane = pane_get(app->pane);
	struct str title = STR_INIT(1000);
	int found = -1;
	view_title(app_view(app), app->screen.columns - TITLE_AROUND, &title);
	const char *text = str_text(&title);
	for (size_t i = 0; i < pane->n_sections && row == pane_row(app); i++) {
		const char *at = strstr(text, pane->sections[i].title);
		if (at == NULL || act_hides(app, app->pane, i))
			continue;
		/* The part of the title before it, in columns. */
		char before[200];
		(void)snprintf(before, sizeof(before), "%.*s", (int)(at - text), text);
		int from = TITLE_FROM + screen_columns(&app->screen, before);
		int to = from + screen_columns(&app->screen, pane->sections[i].title);
		if (column >= from && column < to)
			found = (int)i;
	}
	str_release(&title);
	return found;
}

static void
draw_pane(struct app *app, struct screen_rect area)
{
	struct str title = STR_INIT(1000);
	view_title(app_view(app), area.columns - TITLE_AROUND, &title);
	struct screen_rect inside = screen_window(&app->screen, area, str_text(&title));
	str_release(&title);
	view_draw(app_view(app), &app->screen, inside);
}

/* ---- the two lines below ---- */

static void
draw_status(struct app *app, struct screen_place place)
{
	struct screen *screen = &app->screen;
	struct view *view = app_view(app);
	char waiting[200];
	ahead_text(app, waiting, sizeof(waiting));
	if (view->filtering) {
		int used = screen_text(screen, place, STYLE_key, "/");
		place.column += used;
		place.columns -= used;
		char offer[100];
		view_filter_offer(view, offer, sizeof(offer));
		lineedit_draw(&view->filter, screen, place, true, offer);
	} else if (waiting[0] != '\0') {
		(void)screen_text(screen, place, STYLE_dim, waiting);
	} else if (app->status[0] != '\0') {
		(void)screen_text(screen, place, app->status_style, app->status);
	} else if (app->stage.n > 0) {
		char text[120];
		stage_text(&app->stage, text, sizeof(text));
		(void)screen_text(
		    screen, place, app->stage.in_doubt ? STYLE_warning : STYLE_staged, text);
	} else if (view_caption(view)[0] != '\0') {
		(void)screen_text(screen, place, STYLE_dim, view_caption(view));
	} else if (view->section->list != OP_none && view->rows.filter != NULL) {
		const char *said =
		    view->section->in_force == NULL ? NULL : view->section->in_force(view);
		if (view_filter_awaits(view))
			said = "the rows are not those of this filter yet";
		(void)screen_text(screen, place, STYLE_dim,
		    said == NULL ? "a filter is in force: esc shows all, / changes it" : said);
	}
}

/* The columns of a hint with what parts it from the next; 0 when it has no label or no key. */
static int
hint_columns(const struct app *app, enum ui_action action, char name[KEYS_NAME_SIZE])
{
	uint32_t key = keymap_key(&app->keymap, (size_t)action);
	const char *label = binding_label(action);
	if (label[0] == '\0' || keys_name(key, name)[0] == '\0')
		return 0;
	return screen_columns(&app->screen, name) + 1 + screen_columns(&app->screen, label) + 2;
}

/* "r role", dimmed when it cannot be done now; nothing when there is no room, or it is not the caller's to do. */
static void
add_hint(struct app *app, struct screen_place *place, enum ui_action action)
{
	char name[KEYS_NAME_SIZE];
	char why[ACT_REFUSAL];
	int columns = hint_columns(app, action, name);
	if (columns == 0 || columns - 2 > place->columns || act_unfit(app, action) != NULL ||
	    act_never_by_key(app, action))
		return;
	bool refused = act_refusal_of_key(app, action, why)[0] != '\0';
	int used = screen_text(&app->screen, *place, refused ? STYLE_dim : STYLE_key, name) + 1;
	struct screen_place after = { place->row, place->column + used, place->columns - used };
	(void)screen_text(
	    &app->screen, after, refused ? STYLE_dim : STYLE_normal, binding_label(action));
	place->column += columns;
	place->columns -= columns;
}

/* With these everything else is found: they are never left out. */
static const enum ui_action always[] = { UI_help, UI_palette };

enum { N_ALWAYS = sizeof(always) / sizeof(always[0]) };

static bool
stands_always(size_t action)
{
	bool found = false;
	for (size_t i = 0; i < N_ALWAYS; i++)
		found = found || (size_t)always[i] == action;
	return found;
}

/* The keys of this list first, then those of every row and list, then those that work everywhere. */
static void
draw_keys(struct app *app, struct screen_place place)
{
	char name[KEYS_NAME_SIZE];
	const char *contexts[APP_CONTEXTS];
	int kept = 0;
	enum style style;
	if (app->overlay == NULL && app_view(app)->filtering) {
		const char *hint = view_filter_hint(app_view(app), &style);
		(void)screen_text(&app->screen, place, style, hint);
		return;
	}
	if (app->overlay != NULL && overlay_hints(app) != NULL) {
		(void)screen_text(&app->screen, place, STYLE_normal, overlay_hints(app));
		return;
	}
	for (size_t i = 0; i < N_ALWAYS; i++)
		kept += hint_columns(app, always[i], name);
	place.columns -= kept;
	app_contexts(app, contexts);
	for (size_t c = 0; contexts[c] != NULL; c++)
		for (size_t i = 0; i < UI_ACTION_COUNT; i++)
			if (strcmp(action_bindings[i].context, contexts[c]) == 0 &&
			    !stands_always(i))
				add_hint(app, &place, (enum ui_action)i);
	/* The last needs nothing behind it. */
	place.columns += kept;
	for (size_t i = 0; i < N_ALWAYS; i++)
		add_hint(app, &place, always[i]);
}

void
app_draw(struct app *app)
{
	struct screen *screen = &app->screen;
	int rows = screen->rows;
	screen_clear(screen);
	if (app_is_too_small(app)) {
		(void)screen_text_wrapped(
		    screen, screen_whole(screen), STYLE_warning, "too small (<40x10); Q leaves");
		(void)screen_text(screen, (struct screen_place){ rows - 1, 0, screen->columns },
		    app->status_style, rows > 1 ? app->status : "");
		return;
	}
	int top = pane_row(app);
	draw_header(app);
	if (top > TABS_ROW)
		draw_tabs(app);
	draw_pane(app, (struct screen_rect){ top, 0, rows - top - 2, screen->columns });
	draw_status(app, (struct screen_place){ rows - 2, 0, screen->columns });
	draw_keys(app, (struct screen_place){ rows - 1, 0, screen->columns });
	if (app->overlay != NULL)
		app->overlay->kind->draw(app, app->overlay, screen);
}
