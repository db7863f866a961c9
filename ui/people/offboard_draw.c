/* The window of an offboarding: a line for each way in, what is known of the one under the cursor, who takes over. */
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "args.h"
#include "client.h"
#include "clock.h"
#include "handed.h"
#include "offboard_internal.h"
#include "overlay_area.h"
#include "str.h"

enum { ABOUT_MAX = 1000, ABOUT_ROWS = 3, LOW = 14 };

/* "key Dialler (Production)" */
void
offboard_add_way(const struct way_in *way, struct str *out)
{
	switch (way->kind) {
	case WAY_org_role:
		str_addf(out, "%s of %s", role_spoken(way->role), way->name);
		break;
	case WAY_workspace_role:
		str_addf(out, "%s in %s", role_spoken(way->role), way->name);
		break;
	case WAY_api_key:
		str_addf(out, "key %s (%s)", way->name,
		    way->workspace_name == NULL ? "organization" : way->workspace_name);
		break;
	case WAY_sent_invitation:
		str_addf(out, "invitation of %s (%s, %s)", way->name,
		    way->workspace_name == NULL ? "organization" : way->workspace_name,
		    role_spoken(way->role));
		break;
	case WAY_invitation:
		str_addf(out, "invited to %s as %s", way->name, role_spoken(way->role));
		break;
	default:
		str_add(out, way->name);
		break;
	}
}

static void
add_fate(const struct offboard *offboard, const struct way_in *way, enum way_fate fate,
    const char *heir, struct str *out)
{
	(void)offboard;
	switch (fate) {
	case WAY_FATE_end:
		str_add(out,
		    way->kind == WAY_api_key ? "revoked"
		        : way->kind == WAY_invitation || way->kind == WAY_sent_invitation
		        ? "withdrawn"
		        : "ends");
		break;
	case WAY_FATE_hand_over:
		str_addf(out, "→ %s", heir == NULL ? "whom? T" : heir);
		break;
	case WAY_FATE_keep:
		str_add(out, "stays");
		break;
	default:
		str_add(out, "opens nothing then");
		break;
	}
}

static enum style
style_of(enum way_fate fate, const char *heir)
{
	if (fate == WAY_FATE_end)
		return STYLE_takes_away;
	if (fate == WAY_FATE_hand_over)
		return heir == NULL ? STYLE_warning : STYLE_staged;
	return fate == WAY_FATE_keep ? STYLE_normal : STYLE_dim;
}

/* How one line is drawn. */
struct line {
	const struct way_in *way;
	enum way_fate fate;
	const char *heir;
	bool current, is_new, blocked;
};

static void
draw_line(const struct offboard *offboard, struct screen *screen, struct screen_place place,
    const struct line *line)
{
	struct str what = STR_INIT(ABOUT_MAX);
	struct str fate = STR_INIT(ABOUT_MAX);
	int half = place.columns * 3 / 5;
	struct screen_place left = { place.row, place.column + 2, half - 3 };
	struct screen_place right = { place.row, place.column + half, place.columns - half };
	offboard_add_way(line->way, &what);
	add_fate(offboard, line->way, line->fate, line->heir, &fate);
	str_add(&fate, line->is_new ? "  new" : "");
	str_add(&fate, line->blocked ? "  !" : "");
	(void)screen_text(screen, (struct screen_place){ place.row, place.column, 2 }, STYLE_key,
	    line->current ? ">" : " ");
	(void)screen_text(
	    screen, left, line->current ? STYLE_selected : STYLE_normal, str_text(&what));
	(void)screen_text(screen, right,
	    line->blocked || line->is_new ? STYLE_conflict : style_of(line->fate, line->heir),
	    str_text(&fate));
	str_release(&what);
	str_release(&fate);
}

/* ---- before ---- */

/* What the daemon said against it with what is wanted now; else what it said when it was asked first, as far as
 * that still stands. */
static const char *
blocker_of(const struct offboard *offboard, size_t at)
{
	const struct way_in *way = &offboard_ways(offboard)->items[at];
	const struct offboard_wish *wish = &offboard->wishes[at];
	if (wish->blocker != NULL || wish->fate == WAY_FATE_keep)
		return wish->blocker;
	bool settled = wish->fate == WAY_FATE_hand_over && offboard->to_id != NULL;
	return settled || wish->fate != way->fate ? NULL : way->blocker;
}

static void
draw_ways(struct offboard *offboard, struct screen *screen, struct screen_rect area)
{
	const struct many_way_in *ways = offboard_ways(offboard);
	listpos_set_rows(&offboard->pos, area.rows > 0 ? area.rows : 1);
	if (ways->n == 0)
		(void)screen_text(screen,
		    (struct screen_place){ area.row, area.column, area.columns }, STYLE_ok,
		    "Nothing leads in.");
	for (int row = 0; row < area.rows; row++) {
		int64_t at = listpos_at(&offboard->pos, row);
		if (at < 0 || at >= (int64_t)ways->n)
			continue;
		const struct offboard_wish *wish = &offboard->wishes[at];
		const struct line line = { .way = &ways->items[at],
			.fate = wish->fate,
			.heir = offboard->to_name,
			.current = at == offboard->pos.cursor,
			.is_new = wish->is_new,
			.blocked = blocker_of(offboard, (size_t)at) != NULL };
		draw_line(offboard, screen,
		    (struct screen_place){ area.row + row, area.column, area.columns }, &line);
	}
}

static void
add_time(struct str *out, const char *what, const struct way_in *way, const char *field)
{
	struct arena arena = { NULL };
	const char *text = args_field(SHAPE_way_in, way, field, &arena);
	if (text[0] != '\0')
		str_addf(out, "%s %.10s  ", what, text);
	arena_release(&arena);
}

/* What stands against it, or what is known of it. */
static void
draw_about(const struct offboard *offboard, struct screen *screen, struct screen_rect area)
{
	const struct many_way_in *ways = offboard_ways(offboard);
	if (ways->n == 0 || area.rows <= 0)
		return;
	const struct way_in *way = &ways->items[offboard->pos.cursor];
	const char *blocker = blocker_of(offboard, (size_t)offboard->pos.cursor);
	struct str text = STR_INIT(ABOUT_MAX);
	const struct offboard_wish *wish = &offboard->wishes[offboard->pos.cursor];
	if (blocker != NULL) {
		str_add(&text, blocker);
		if (wish->fate == WAY_FATE_hand_over && offboard->to_id == NULL)
			str_add(&text, OFFBOARD_PICKS);
	} else {
		add_time(&text, "since", way, "since");
		add_time(&text, "last used", way, "last_used_at");
		add_time(&text, "until", way, "expires_at");
		if (way->kind == WAY_session)
			str_add(&text, "Ends when nothing is open to them anywhere.");
	}
	(void)screen_text_wrapped(
	    screen, area, blocker != NULL ? STYLE_conflict : STYLE_dim, str_text(&text));
	str_release(&text);
}

static void
draw_elsewhere(const struct person_access *access, struct screen *screen, struct screen_place line)
{
	bool one = access->elsewhere.n == 1;
	bool suspended = access->status == USER_STATUS_suspended;
	(void)screen_format(screen, line, STYLE_warning, "%zu other organization%s %s",
	    access->elsewhere.n, one ? "" : "s",
	    suspended ? (one ? "keeps them, closed while they are suspended"
	                     : "keep them, closed while they are suspended")
	              : (one ? "stays open to them as before" : "stay open to them as before"));
}

static void
draw_foot(const struct offboard *offboard, struct screen *screen, struct screen_rect area)
{
	const struct person_access *access = offboard->list->value;
	struct screen_place line = { area.row, area.column, area.columns };
	int used = screen_text(screen, line, STYLE_heading, "Reason");
	lineedit_draw(&offboard->reason, screen,
	    (struct screen_place){ area.row, area.column + used + 1, area.columns - used - 1 },
	    offboard->typing, "e to write why; stands in the audit log");
	if (area.rows < 2)
		return;
	line.row++;
	(void)screen_format(screen, line, STYLE_dim, "Successor: %s",
	    offboard->to_name == NULL ? "none; T picks one" : offboard->to_name);
	if (area.rows < 3)
		return;
	line.row++;
	if (offboard->step != OFFBOARD_LIST)
		(void)screen_text(screen, line, STYLE_warning,
		    offboard->step == OFFBOARD_SENT ? "applying …" : "asking the daemon");
	else if (access->elsewhere.n > 0)
		draw_elsewhere(access, screen, line);
	else
		(void)screen_text(
		    screen, line, STYLE_dim, "All or nothing, each audited; it cannot be undone.");
}

static void
draw_list(struct offboard *offboard, struct screen *screen, struct screen_rect area)
{
	int foot = area.rows < LOW ? 2 : 3;
	int about = area.rows < LOW ? 2 : ABOUT_ROWS;
	struct screen_rect part = area;
	part.rows = area.rows - foot - about - 1;
	draw_ways(offboard, screen, part);
	part.row += part.rows;
	screen_rule(screen, (struct screen_place){ part.row, area.column - 2, area.columns + 4 },
	    STYLE_border);
	part.row++;
	part.rows = about;
	draw_about(offboard, screen, part);
	part.row += about;
	part.rows = foot;
	draw_foot(offboard, screen, part);
}

/* ---- after ---- */

static int
draw_all(const struct offboard *offboard, struct screen *screen, struct screen_rect area,
    const struct many_way_in *ways)
{
	int row = 0;
	for (size_t i = 0; i < ways->n && row < area.rows; i++) {
		const struct line line = { .way = &ways->items[i],
			.fate = ways->items[i].fate,
			.heir = ways->items[i].heir };
		draw_line(offboard, screen,
		    (struct screen_place){ area.row + row++, area.column, area.columns }, &line);
	}
	return row;
}

static void
draw_done(const struct offboard *offboard, struct screen *screen, struct screen_rect area)
{
	const struct offboarding *done = offboard->done->value;
	struct screen_place line = { area.row, area.column, area.columns };
	/* Being signed in leads nowhere by itself, and stands behind what does. */
	struct many_way_in left = done->left;
	while (left.n > 0 && left.items[left.n - 1].kind >= WAY_session)
		left.n--;
	size_t handed = handed_keys(done);
	if (left.n == 0 && handed > 0)
		(void)screen_text(screen, line, STYLE_warning,
		    "Nothing is theirs any more, but what they know may lead in.");
	else if (left.n == 0)
		(void)screen_format(screen, line, STYLE_ok, "%s Nothing is left that leads in.",
		    screen_pick(screen, "✓", "ok"));
	else
		(void)screen_format(screen, line, STYLE_warning, "%zu way%s left:", left.n,
		    left.n == 1 ? " in is" : "s in are");
	area.row++;
	area.rows--;
	int used = draw_all(offboard, screen, area, &left);
	area.row += used + 1;
	area.rows -= used + 1;
	if (handed > 0 && area.rows-- > 1)
		(void)screen_format(screen,
		    (struct screen_place){ area.row++, area.column, area.columns }, STYLE_warning,
		    "They may still know the secret%s of %zu API key%s: rotate %s",
		    handed == 1 ? "" : "s", handed, handed == 1 ? "" : "s",
		    handed == 1 ? "it" : "them");
	for (size_t i = 0; i < done->elsewhere.n && area.rows > 1; i++, area.rows--)
		(void)screen_format(screen,
		    (struct screen_place){ area.row++, area.column, area.columns }, STYLE_warning,
		    "%s %s", done->elsewhere.items[i].name, handed_elsewhere(done));
	if (area.rows > 1 && done->done.n > 0)
		(void)screen_text(screen,
		    (struct screen_place){ area.row, area.column, area.columns }, STYLE_heading,
		    "What was done");
	area.row++;
	area.rows--;
	if (area.rows > 0)
		(void)draw_all(offboard, screen, area, &done->done);
}

void
offboard_draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct offboard *offboard = (struct offboard *)overlay;
	struct screen_rect rect = screen_whole(screen);
	char title[500];
	/* The status line and the keys stay in sight. */
	rect.rows -= 2;
	if (!overlay_is_small(screen)) {
		rect.row++;
		rect.rows--;
	}
	const struct person_access *access = offboard->list == NULL ? NULL : offboard->list->value;
	bool suspended = access != NULL && access->status == USER_STATUS_suspended;
	(void)snprintf(title, sizeof(title), "Offboard %.200s%s from %.200s",
	    offboard_name(offboard), suspended ? " (suspended)" : "", app->place.org_name);
	struct screen_rect area = screen_window(screen, rect, title);
	if (offboard->list == NULL)
		(void)screen_text(screen,
		    (struct screen_place){ area.row, area.column, area.columns }, STYLE_dim,
		    "asking the daemon");
	else if (offboard->step == OFFBOARD_DONE)
		draw_done(offboard, screen, area);
	else
		draw_list(offboard, screen, area);
	if (offboard->confirming) {
		int columns;
		int n_rows;
		confirm_size(&offboard->confirm, screen, &columns, &n_rows);
		confirm_draw(
		    &offboard->confirm, screen, overlay_area(app, screen, columns, n_rows));
	}
}
