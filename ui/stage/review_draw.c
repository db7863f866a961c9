/* The review as it is seen: a line for each change, what the one under the cursor means, what all of them come to. */
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "digits.h"
#include "overlay_area.h"
#include "review_internal.h"
#include "str.h"

/* How the rows inside the window are shared. */
struct review_rows {
	int list;
	int meaning;
	int foot;
};

enum {
	NARROW = 50,
	WHOSE_FROM = 60, /* columns from which a person has name and address */
	NAME_LEAST = 12,
	ROLES = 22, /* columns of "viewer → removed" */
	ROLES_CONFLICT = 34,
	LOW = 12,       /* rows below which the note is left out */
	MEASURED = 200, /* lines whose meaning is measured */
	MEANING_MAX = 4000,
	NOTE_MAX = 400
};

static const char note[] =
    "All or nothing, each change audited; access changes at the next request.";
static const char keys_note[] =
    "All or nothing, each audited; what uses them is refused at once, for ever.";

/* "38 network groups of 2 countries, 5 of them risky." */
static void
add_totals(const struct stage *stage, struct str *out)
{
	enum { LETTERS = 256 };
	unsigned char seen[LETTERS * LETTERS / 8] = { 0 };
	size_t groups = 0;
	size_t countries = 0;
	for (size_t i = 0; i < stage->n; i++) {
		const unsigned char *code = (const unsigned char *)stage->items[i].country;
		unsigned at = code[0] * LETTERS + (code[0] == '\0' ? 0u : code[1]);
		if (at == 0)
			continue;
		groups++;
		countries += (seen[at / 8] >> at % 8 & 1) == 0;
		seen[at / 8] |= (unsigned char)(1u << at % 8);
	}
	if (groups < 2)
		return;
	str_addf(out, "%zu network groups of %zu countr%s", groups, countries,
	    countries == 1 ? "y" : "ies");
	if (stage_risky(stage) > 0)
		str_addf(out, ", %zu of them risky to switch on", stage_risky(stage));
	str_add(out, ".  ");
}

static void
add_note(const struct stage *stage, struct str *out)
{
	if (stage->of == STAGE_switches)
		add_totals(stage, out);
	str_add(out,
	    stage->of == STAGE_switches
	        ? "All or nothing, each switch audited; in force for the next call."
	        : stage->of == STAGE_members ? note
	                                     : keys_note);
}

static const char *
state_of(bool on)
{
	return on ? "on" : "off";
}

static const char *
name_of(enum role role)
{
	return role == ROLE_unknown ? "nothing" : role_name(role);
}

const char *
review_risk_of(const struct staged *item)
{
	int count;
	return vocab_words(VOCAB_risk, &count)[item->risk].text;
}

bool
review_is_risky(const struct staged *item)
{
	return item->on && item->risk > RISK_none;
}

/* ---- what a change means ---- */

static bool
has(enum role role, enum action action)
{
	const struct standing standing = { .principal = PRINCIPAL_user, .role = role };
	return role != ROLE_unknown && permit(&standing, action);
}

/* A line "gives: view agents, …" or "takes: …" between two roles; none when there is nothing. */
static void
difference(const char *word, enum role from, enum role to, struct str *out)
{
	size_t n = 0;
	for (int i = ACTION_none + 1; i < ACTION_COUNT; i++)
		if (has(to, (enum action)i) && !has(from, (enum action)i))
			str_addf(
			    out, "%s%s", n++ == 0 ? word : ", ", action_row((enum action)i)->text);
	if (n > 0)
		str_add(out, "\n");
}

/* What stands in the way, what the change gives and what it takes, each on lines of its own. */
static void
meaning_of(enum stage_of of, const struct staged *item, struct str *out)
{
	if (item->problem != NULL)
		str_addf(out, "%s%s%s\n", item->problem, item->by == NULL ? "" : "; it was ",
		    item->by == NULL ? "" : item->by);
	if (review_is_risky(item))
		str_addf(out, "risk: %s\n", review_risk_of(item));
	if (item->about != NULL && of != STAGE_members)
		str_addf(out, "%s: %s\n",
		    of != STAGE_switches ? "stops"
		        : item->on       ? "opens"
		                         : "closes",
		    item->about);
	if (item->revokes != NULL)
		str_addf(out, "revokes their API keys: %s\n", item->revokes);
	/* From what they have now, whoever gave it. */
	enum role from = item->conflict ? item->now : item->before;
	difference("gives: ", from, item->after, out);
	difference("takes: ", item->after, from, out);
}

static enum style
style_of_meaning(const char *line, size_t len)
{
	if (len > 6 && (strncmp(line, "gives:", 6) == 0 || strncmp(line, "opens:", 6) == 0))
		return STYLE_grants;
	if (len > 8 &&
	    (strncmp(line, "revokes ", 8) == 0 || strncmp(line, "stops: ", 7) == 0 ||
	        strncmp(line, "closes: ", 8) == 0))
		return STYLE_takes_away;
	if (len > 5 && strncmp(line, "risk:", 5) == 0)
		return STYLE_warning;
	return len > 6 && strncmp(line, "takes:", 6) == 0 ? STYLE_takes_away : STYLE_conflict;
}

/* ---- drawing ---- */

/* A line of the list. */
struct line {
	const struct stage *stage;
	struct screen_place place;
	bool current;
};

/* How many columns the right half of a line has: what is done to a person is short. */
static int
columns_of_change(const struct stage *stage, int columns)
{
	int roles = ROLES;
	if (stage->of != STAGE_members || columns < WHOSE_FROM)
		return columns - columns / 2;
	if (columns / 2 >= WHOSE_FROM)
		return columns - columns / 2;
	for (size_t i = 0; i < stage->n; i++)
		roles = stage->items[i].problem != NULL ? ROLES_CONFLICT : roles;
	return roles;
}

static bool
is_named_twice(const struct stage *stage, const struct staged *item)
{
	for (size_t i = 0; i < stage->n; i++)
		if (&stage->items[i] != item && strcmp(stage->items[i].name, item->name) == 0)
			return true;
	return false;
}

/* A person's name and address, the name cut first; where there is room for one, the one that tells. */
static void
draw_whom(const struct stage *stage, struct screen *screen, struct screen_place place,
    const struct staged *item, enum style style)
{
	if (stage->of != STAGE_members || item->about == NULL) {
		(void)screen_text(screen, place, style, item->name);
		return;
	}
	if (place.columns < WHOSE_FROM / 2) {
		(void)screen_text(
		    screen, place, style, is_named_twice(stage, item) ? item->about : item->name);
		return;
	}
	struct screen_place name = place;
	name.columns -= screen_columns(screen, item->about) + 1;
	name.columns = name.columns < NAME_LEAST ? NAME_LEAST : name.columns;
	int used = screen_text(screen, name, style, item->name) + 1;
	place.column += used;
	place.columns -= used;
	(void)screen_text(screen, place, STYLE_dim, item->about);
}

/* What it is done to, and beside it what is done. */
static void
draw_pair(const struct line *line, struct screen *screen, const struct staged *item,
    enum style style, const char *change)
{
	const struct stage *stage = line->stage;
	struct screen_place place = line->place;
	bool current = line->current;
	bool stuck = item->conflict || item->problem != NULL;
	int half = place.columns - columns_of_change(stage, place.columns);
	struct screen_place left = { place.row, place.column + 2, half - 3 };
	struct screen_place right = { place.row, place.column + half, place.columns - half };
	if (current)
		(void)screen_text(
		    screen, (struct screen_place){ place.row, place.column, 1 }, STYLE_key, ">");
	if (stuck)
		(void)screen_text(screen, (struct screen_place){ place.row, place.column + 1, 1 },
		    STYLE_conflict, screen_pick(screen, "≠", "!"));
	draw_whom(stage, screen, left, item, current ? STYLE_selected : STYLE_normal);
	(void)screen_text(screen, right, stuck ? STYLE_conflict : style, change);
}

/* "off → on ! premium" */
static void
draw_switch(const struct line *line, struct screen *screen, const struct staged *item)
{
	char change[120];
	(void)snprintf(change, sizeof(change), "%s → %s%s%s%s%s", state_of(item->was_on),
	    state_of(item->on), item->conflict ? ", but now " : "",
	    item->conflict ? state_of(item->now_on) : "", review_is_risky(item) ? "  ! " : "",
	    review_is_risky(item) ? vocab_name(VOCAB_risk, (int)item->risk) : "");
	draw_pair(line, screen, item, item->on ? STYLE_grants : STYLE_takes_away, change);
}

static void
draw_item(const struct line *line, struct screen *screen, const struct staged *item)
{
	char change[120];
	if (line->stage->of == STAGE_switches) {
		draw_switch(line, screen, item);
		return;
	}
	enum style style = item->after > item->before || item->after == ROLE_unknown
	    ? STYLE_takes_away
	    : STYLE_grants;
	if (item->before == ROLE_unknown)
		style = STYLE_grants;
	if (line->stage->of != STAGE_members)
		(void)snprintf(change, sizeof(change), "%s",
		    item->conflict ? "revoked, but somebody changed it" : "revoked");
	else if (item->conflict)
		(void)snprintf(change, sizeof(change), "%s → %s, but now %s", name_of(item->before),
		    name_of(item->after), name_of(item->now));
	else
		(void)snprintf(change, sizeof(change), "%s → %s%s", name_of(item->before),
		    item->after == ROLE_unknown ? "removed" : name_of(item->after),
		    item->problem == NULL ? "" : ": refused");
	draw_pair(line, screen, item, style, change);
}

static void
draw_list(struct app *app, struct review *review, struct screen *screen, struct screen_rect area)
{
	listpos_set_rows(&review->pos, area.rows);
	listpos_set_total(&review->pos, (int64_t)app->stage.n);
	for (int row = 0; row < area.rows; row++) {
		int64_t at = listpos_at(&review->pos, row);
		const struct line line = { .stage = &app->stage,
			.place = { area.row + row, area.column, area.columns },
			.current = at == review->pos.cursor };
		if (at >= 0 && at < (int64_t)app->stage.n)
			draw_item(&line, screen, &app->stage.items[at]);
	}
}

/* What the line under the cursor means, below a rule that tells when there is more to read. */
static void
draw_meaning(const struct stage *stage, struct review *review, struct screen *screen,
    struct screen_rect area)
{
	static const char more[] = " J K scroll ";
	struct textview *view = &review->meaning;
	struct str text = STR_INIT(MEANING_MAX);
	if (review->pos.cursor < (int64_t)stage->n)
		meaning_of(stage->of, &stage->items[review->pos.cursor], &text);
	if (view->text == NULL || strcmp(view->text, str_text(&text)) != 0)
		textview_set(view, str_text(&text));
	textview_set_style(view, style_of_meaning);
	str_release(&text);
	screen_rule(screen, (struct screen_place){ area.row, area.column - 2, area.columns + 4 },
	    STYLE_border);
	textview_draw(view, screen,
	    (struct screen_rect){ area.row + 1, area.column, area.rows - 1, area.columns });
	int columns = (int)sizeof(more) - 1;
	if (view->n_lines > (size_t)view->rows && columns < area.columns)
		(void)screen_text(screen,
		    (struct screen_place){
		        area.row, area.column + area.columns - columns, columns },
		    STYLE_key, more);
}

static void
draw_foot(const struct stage *stage, const struct review *review, struct screen *screen,
    struct screen_rect area)
{
	int used = screen_text(screen, (struct screen_place){ area.row, area.column, area.columns },
	    STYLE_heading, area.columns < NARROW ? "Reason" : "Reason (optional)");
	lineedit_draw(&review->reason, screen,
	    (struct screen_place){ area.row, area.column + used + 1, area.columns - used - 1 },
	    review->typing,
	    area.columns < NARROW ? "e to write why" : "e to write why; stands in the audit log");
	area.row++;
	area.rows--;
	if (area.rows <= 0)
		return;
	struct str text = STR_INIT(NOTE_MAX);
	add_note(stage, &text);
	(void)screen_text_wrapped(screen, area,
	    stage->call != NULL || stage->in_doubt ? STYLE_warning : STYLE_dim,
	    stage->call != NULL   ? "applying …"
	        : stage->in_doubt ? "Sent, the answer was lost; enter asks what became of it."
	                          : str_text(&text));
	str_release(&text);
}

/* How many rows the parts get: the meaning what the longest of them needs, as far as some lines of
 * the list stay; then the list. */
static void
share_rows(const struct stage *stage, const struct screen *screen, struct screen_rect room,
    struct review_rows *out)
{
	int n = stage->n > (size_t)room.rows ? room.rows : (int)stage->n;
	struct str foot = STR_INIT(NOTE_MAX);
	add_note(stage, &foot);
	out->foot = room.rows < LOW ? 1 : 1 + screen_rows(screen, str_text(&foot), room.columns);
	str_release(&foot);
	int rest = room.rows - out->foot - 1;
	int least = rest / 3 > 2 ? rest / 3 : 2;
	int most = rest - (n < least ? n : least);
	out->meaning = 1;
	for (size_t i = 0; i < stage->n && i < MEASURED && out->meaning < most; i++) {
		struct str text = STR_INIT(MEANING_MAX);
		meaning_of(stage->of, &stage->items[i], &text);
		int rows = screen_rows(screen, str_text(&text), room.columns);
		out->meaning = rows > out->meaning ? rows : out->meaning;
		str_release(&text);
	}
	if (out->meaning > most)
		out->meaning = most;
	out->list = n < rest - out->meaning ? n : rest - out->meaning;
}

void
review_draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct review *review = (struct review *)overlay;
	struct stage *stage = &app->stage;
	struct review_rows rows;
	struct screen_rect rect = screen_whole(screen);
	char title[500];
	char changes[DIGITS_COUNTED];
	/* The keys stay in sight. */
	rect.rows -= 2;
	if (!overlay_is_small(screen)) {
		rect.row++;
		rect.rows--;
		rect.column += 2;
		rect.columns -= 4;
	}
	share_rows(
	    stage, screen, (struct screen_rect){ 0, 0, rect.rows - 2, rect.columns - 4 }, &rows);
	rect = screen_centre(rect, rect.columns, rows.list + 1 + rows.meaning + rows.foot + 2);
	(void)snprintf(title, sizeof(title), "Review: %s in %s",
	    digits_counted((int64_t)stage->n, "change", "changes", changes),
	    stage->place_name == NULL ? "" : stage->place_name);
	struct screen_rect area = screen_window(screen, rect, title);
	area.rows = rows.list;
	draw_list(app, review, screen, area);
	area.row += rows.list;
	area.rows = rows.meaning + 1;
	draw_meaning(stage, review, screen, area);
	area.row += area.rows;
	area.rows = rows.foot;
	draw_foot(stage, review, screen, area);
	if (review->confirming) {
		int columns;
		int n_rows;
		confirm_size(&review->confirm, screen, &columns, &n_rows);
		confirm_draw(&review->confirm, screen, overlay_area(app, screen, columns, n_rows));
	}
}
