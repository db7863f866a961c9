/* The review of staged changes: each line before → after, what it grants and takes away, a reason. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "confirm.h"
#include "input.h"
#include "keys.h"
#include "mem.h"
#include "overlay.h"
#include "overlay_area.h"
#include "textview.h"

struct review {
	struct overlay overlay;
	struct listpos pos;
	struct textview meaning; /* of the line under the cursor */
	struct lineedit reason;
	bool typing;
	struct confirm confirm; /* of what reaches every workspace, or what toll fraud aims at */
	bool confirming;
	char why[600]; /* it asks */
};

/* How the rows inside the window are shared. */
struct review_rows {
	int list;
	int meaning;
	int foot;
};

enum {
	NARROW = 50,
	LOW = 12,       /* rows below which the note is left out */
	MEASURED = 200, /* lines whose meaning is measured */
	MEANING_MAX = 4000
};

static const char note[] =
    "All or nothing, each change audited; access changes at the next request.";
static const char keys_note[] =
    "All or nothing, each audited; what uses them is refused at once, for ever.";

static const char switches_note[] =
    "All or nothing, each switch audited; in force for the next call.";

static const char *
note_of(const struct stage *stage)
{
	if (stage->of == STAGE_switches)
		return switches_note;
	return stage->of == STAGE_members ? note : keys_note;
}

static const char *
state_of(bool on)
{
	return on ? "on" : "off";
}

static const char *
risk_of(const struct staged *item)
{
	int count;
	return vocab_words(VOCAB_risk, &count)[item->risk].text;
}

static bool
is_risky(const struct staged *item)
{
	return item->on && item->risk > RISK_none;
}

static const char *
name_of(enum role role)
{
	return role == ROLE_unknown ? "nothing" : role_name(role);
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
		str_addf(out, "%s\n", item->problem);
	if (is_risky(item))
		str_addf(out, "risk: %s\n", risk_of(item));
	if (item->about != NULL)
		str_addf(out, "%s: %s\n",
		    of != STAGE_switches ? "stops"
		        : item->on       ? "opens"
		                         : "closes",
		    item->about);
	if (item->revokes != NULL)
		str_addf(out, "revokes their API keys: %s\n", item->revokes);
	difference("gives: ", item->before, item->after, out);
	difference("takes: ", item->after, item->before, out);
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

/* What it is done to, and beside it what is done. */
static void
draw_pair(struct screen *screen, struct screen_place place, const struct staged *item, bool current,
    enum style style, const char *change)
{
	int half = place.columns / 2;
	struct screen_place left = { place.row, place.column + 2, half - 3 };
	struct screen_place right = { place.row, place.column + half, place.columns - half };
	(void)screen_text(screen, (struct screen_place){ place.row, place.column, 2 },
	    current ? STYLE_key : STYLE_normal, current ? ">" : " ");
	(void)screen_text(screen, left, current ? STYLE_selected : STYLE_normal, item->name);
	(void)screen_text(screen, right,
	    item->conflict || item->problem != NULL ? STYLE_conflict : style, change);
}

/* "off → on ! premium" */
static void
draw_switch(
    struct screen *screen, struct screen_place place, const struct staged *item, bool current)
{
	char change[120];
	(void)snprintf(change, sizeof(change), "%s → %s%s%s%s%s", state_of(item->was_on),
	    state_of(item->on), item->conflict ? ", but now " : "",
	    item->conflict ? state_of(item->now_on) : "", is_risky(item) ? "  ! " : "",
	    is_risky(item) ? vocab_name(VOCAB_risk, (int)item->risk) : "");
	draw_pair(screen, place, item, current, item->on ? STYLE_grants : STYLE_takes_away, change);
}

static void
draw_item(struct screen *screen, struct screen_place place, enum stage_of of,
    const struct staged *item, bool current)
{
	char change[120];
	if (of == STAGE_switches) {
		draw_switch(screen, place, item, current);
		return;
	}
	enum style style = item->after > item->before || item->after == ROLE_unknown
	    ? STYLE_takes_away
	    : STYLE_grants;
	if (item->before == ROLE_unknown)
		style = STYLE_grants;
	if (of != STAGE_members)
		(void)snprintf(change, sizeof(change), "%s",
		    item->conflict ? "revoked, but somebody changed it" : "revoked");
	else if (item->conflict)
		(void)snprintf(change, sizeof(change), "%s → %s, but now %s", name_of(item->before),
		    name_of(item->after), name_of(item->now));
	else
		(void)snprintf(change, sizeof(change), "%s → %s", name_of(item->before),
		    item->after == ROLE_unknown ? "removed" : name_of(item->after));
	draw_pair(screen, place, item, current, style, change);
}

static void
draw_list(struct app *app, struct review *review, struct screen *screen, struct screen_rect area)
{
	listpos_set_rows(&review->pos, area.rows);
	listpos_set_total(&review->pos, (int64_t)app->stage.n);
	for (int row = 0; row < area.rows; row++) {
		int64_t at = listpos_at(&review->pos, row);
		if (at >= 0 && at < (int64_t)app->stage.n)
			draw_item(screen,
			    (struct screen_place){ area.row + row, area.column, area.columns },
			    app->stage.of, &app->stage.items[at], at == review->pos.cursor);
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
	if (area.rows > 0)
		(void)screen_text_wrapped(screen, area,
		    stage->call != NULL || stage->in_doubt ? STYLE_warning : STYLE_dim,
		    stage->call != NULL ? "applying …"
		        : stage->in_doubt
		        ? "Sent, the answer was lost; enter asks what became of it."
		        : note_of(stage));
}

/* How many rows the parts get: the meaning what the longest of them needs, as far as some lines of
 * the list stay; then the list. */
static void
share_rows(const struct stage *stage, const struct screen *screen, struct screen_rect room,
    struct review_rows *out)
{
	int n = stage->n > (size_t)room.rows ? room.rows : (int)stage->n;
	out->foot = room.rows < LOW ? 1 : 1 + screen_rows(screen, note_of(stage), room.columns);
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

static void
draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct review *review = (struct review *)overlay;
	struct stage *stage = &app->stage;
	struct review_rows rows;
	struct screen_rect rect = screen_whole(screen);
	char title[500];
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
	(void)snprintf(title, sizeof(title), "Review: %zu change%s in %s", stage->n,
	    stage->n == 1 ? "" : "s", stage->place_name == NULL ? "" : stage->place_name);
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

/* ---- keys ---- */

/* Takes the other person's value as the new start of one's own change. */
static void
keep_mine(struct app *app, struct staged *item)
{
	if (!item->conflict)
		return;
	item->before = item->now;
	item->was_on = item->now_on;
	item->version = item->now_version;
	item->conflict = false;
	free(item->problem);
	item->problem = NULL;
	app_say(app, STYLE_normal, "kept, on the row as it is now");
}

static bool
has_conflict(const struct stage *stage)
{
	for (size_t i = 0; i < stage->n; i++)
		if (stage->items[i].problem != NULL)
			return true;
	return false;
}

/* "Premium: premium rate …, Satellite …": the first few, and what each is aimed at for. */
static void
say_risks(const struct stage *stage, char *out, size_t size)
{
	enum { NAMED = 3 };
	size_t named = 0;
	size_t used = 0;
	for (size_t i = 0; i < stage->n && named < NAMED && used < size; i++)
		if (is_risky(&stage->items[i])) {
			named++;
			used += (size_t)snprintf(out + used, size - used, "%.60s: %s.  ",
			    stage->items[i].name, risk_of(&stage->items[i]));
		}
	if (stage_risky(stage) > named && used < size)
		(void)snprintf(
		    out + used, size - used, "And %zu more.", stage_risky(stage) - named);
}

/* What reaches far is asked once more; false when there is no need. */
static bool
ask_again(const struct stage *stage, struct review *review)
{
	bool risky = stage->of == STAGE_switches && stage_risky(stage) > 0;
	if (stage->in_doubt || review->confirming || (stage->of != STAGE_org_keys && !risky))
		return false;
	if (risky) {
		say_risks(stage, review->why, sizeof(review->why));
		confirm_init(&review->confirm, "Switch on what toll fraud aims at?", review->why,
		    NULL, KEY_enter);
	} else {
		confirm_init(&review->confirm, "Revoke keys of the organization?",
		    "They open every workspace: whatever uses them stops everywhere.",
		    stage->place_name, KEY_enter);
	}
	review->confirming = true;
	return true;
}

static enum widget_answer
apply(struct app *app, struct review *review)
{
	if (app->stage.call != NULL)
		return WIDGET_USED;
	if (!app->stage.in_doubt && has_conflict(&app->stage)) {
		app_say(app, STYLE_error,
		    "resolve the lines marked first: d drops one, k keeps it on what is there now");
		return WIDGET_USED;
	}
	if (ask_again(&app->stage, review))
		return WIDGET_USED;
	app->stage.accepts_risk |= review->confirming;
	stage_apply(app, review->reason.text);
	return WIDGET_DONE;
}

/* The name is typed: then it is sent. */
static enum widget_answer
confirm(struct app *app, struct review *review, const struct input *input)
{
	enum widget_answer answer = confirm_input(&review->confirm, input);
	if (answer == WIDGET_DONE)
		return apply(app, review);
	if (answer == WIDGET_CANCELLED) {
		confirm_release(&review->confirm);
		review->confirming = false;
	}
	return WIDGET_USED;
}

static enum widget_answer
take_key(struct app *app, struct review *review, uint32_t key)
{
	struct stage *stage = &app->stage;
	size_t at = (size_t)review->pos.cursor;
	switch (key) {
	case KEY_escape:
	case 'q':
		return WIDGET_CANCELLED;
	case KEY_enter:
		return apply(app, review);
	case 'j':
	case KEY_down:
		listpos_move(&review->pos, 1);
		break;
	case KEY_up:
		listpos_move(&review->pos, -1);
		break;
	case KEY_page_down:
		listpos_page(&review->pos, 1);
		break;
	case KEY_page_up:
		listpos_page(&review->pos, -1);
		break;
	case 'J':
		textview_scroll(&review->meaning, 1);
		break;
	case 'K':
		textview_scroll(&review->meaning, -1);
		break;
	case 'e':
		review->typing = true;
		break;
	case 'k':
		if (at < stage->n)
			keep_mine(app, &stage->items[at]);
		break;
	case 'd':
		if (at < stage->n && !stage_is_frozen(app))
			stage_drop(stage, at);
		return stage->n == 0 ? WIDGET_CANCELLED : WIDGET_USED;
	default:
		return WIDGET_IGNORED;
	}
	return WIDGET_USED;
}

static enum widget_answer
input(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct review *review = (struct review *)overlay;
	if (review->confirming)
		return confirm(app, review, input);
	if (review->typing) {
		enum widget_answer answer = lineedit_input(&review->reason, input);
		if (answer == WIDGET_DONE || answer == WIDGET_CANCELLED)
			review->typing = false;
		return WIDGET_USED;
	}
	return input->kind == INPUT_KEY ? take_key(app, review, input->key) : WIDGET_IGNORED;
}

static void
release(struct overlay *overlay)
{
	struct review *review = (struct review *)overlay;
	lineedit_release(&review->reason);
	if (review->confirming)
		confirm_release(&review->confirm);
	textview_release(&review->meaning);
	free(review);
}

static const struct overlay_kind review_kind = { .input = input,
	.draw = draw,
	.free = release,
	.hints = "enter apply  esc back  d drop  e reason  k keep on conflict" };

void
review_open(struct app *app)
{
	if (app->stage.n == 0) {
		app_say(app, STYLE_warning,
		    "nothing is staged; r stages a role, d an end or switching off, e switching on");
		return;
	}
	struct review *review = mem_new(1, sizeof(*review));
	review->overlay.kind = &review_kind;
	listpos_set_rows(&review->pos, 1);
	lineedit_init(&review->reason, 1000, false);
	overlay_push(app, &review->overlay);
	/* What ends with a removal is told by the daemon. */
	for (size_t i = 0; i < app->stage.n; i++)
		if (app->stage.items[i].after == ROLE_unknown) {
			stage_rehearse(app);
			break;
		}
}
