/* The window of an import: the steps, how far each has got, and what came of the check. */
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "client.h"
#include "import.h"
#include "overlay_area.h"

enum { COLUMNS = 84, ROWS = 20, KEPT_SHOWN = 5, PEOPLE_SHOWN = 4 };

/* Takes a row off the top of an area. */
static struct screen_place
next_row(struct screen_rect *area)
{
	struct screen_place place = { area->row, area->column, area->rows > 0 ? area->columns : 0 };
	area->row++;
	area->rows--;
	return place;
}

static void
wrapped(struct screen *screen, struct screen_rect *area, enum style style, const char *text)
{
	if (area->rows < 1 || text[0] == '\0')
		return;
	int used = screen_text_wrapped(screen, *area, style, text);
	area->row += used;
	area->rows -= used;
}

static void
draw_path(const struct import *import, struct screen *screen, struct screen_rect area)
{
	bool roomy = area.rows > 8;
	if (roomy)
		wrapped(screen, &area, STYLE_normal,
		    "A CSV file whose first line is display_name,email,role; the role is admin, "
		    "member or viewer.  It is checked first; nothing changes before you say so.");
	if (roomy)
		(void)next_row(&area);
	struct screen_place line = next_row(&area);
	int used = screen_text(screen, line, STYLE_title, "File ");
	line.column += used;
	line.columns -= used;
	lineedit_draw(&import->path, screen, line, true, "~/people.csv, tab completes");
	wrapped(screen, &area, STYLE_error, import->problem);
	wrapped(screen, &area, STYLE_dim, import->others);
}

/* ---- under way ---- */

static void
draw_step(struct screen *screen, struct screen_rect *area, enum style style, const char *mark,
    const char *text)
{
	(void)screen_format(screen, next_row(area), style, "%s %s", mark, text);
}

static void
draw_read(const struct import *import, struct screen *screen, struct screen_rect *area)
{
	char text[80];
	(void)snprintf(text, sizeof(text), "read: %lld rows, %zu bytes",
	    (long long)import->file.rows, import->file.len);
	draw_step(screen, area, STYLE_ok, screen_pick(screen, "✓", "x"), text);
}

static void
draw_sending(struct import *import, struct screen *screen, struct screen_rect area)
{
	bool applying = import->step == IMPORT_APPLYING;
	bool all_sent = import->sent >= (int64_t)import->file.len;
	const char *dots = screen_pick(screen, "…", ".");
	const char *done = screen_pick(screen, "✓", "x");
	import_note_progress(import);
	/* Draws again when something of it has been sent, without being asked. */
	import->app->dirty = true;
	draw_read(import, screen, &area);
	draw_step(screen, &area, applying ? STYLE_ok : STYLE_normal, applying ? done : dots,
	    applying ? "checked: every row can be taken" : "checking");
	draw_step(screen, &area, applying ? STYLE_normal : STYLE_dim, applying ? dots : " ",
	    applying ? "applying, all of it or nothing" : "apply");
	(void)next_row(&area);
	progress_draw(&import->progress, screen, next_row(&area));
	if (all_sent)
		(void)screen_text(
		    screen, next_row(&area), STYLE_dim, "all is sent; the daemon is at work on it");
}

/* ---- what came of the check ---- */

static void
draw_rejected(struct import *import, struct screen *screen, struct screen_rect area)
{
	const struct member_import_result *result = import->checked->value;
	const struct many_import_rejection *rejected = &result->rejected;
	char head[160];
	(void)snprintf(head, sizeof(head),
	    "%s%zu of %lld rows cannot be taken, so nothing can be applied.",
	    rejected->n >= 1000 ? "At least " : "", rejected->n, (long long)result->rows);
	wrapped(screen, &area, STYLE_error, head);
	textview_draw(&import->rejected, screen, area);
}

static void
draw_count(struct screen *screen, struct screen_rect *area, enum style style, int64_t count,
    const char *what)
{
	if (count > 0)
		(void)screen_format(
		    screen, next_row(area), style, "%7lld  %s", (long long)count, what);
}

static bool
would_do_something(const struct member_import_result *result)
{
	return result->added + result->invited > 0;
}

/* The first few, by name: whether it is the file that was meant shows at a glance. */
static void
draw_people(
    const struct member_import_result *result, struct screen *screen, struct screen_rect *area)
{
	if (area->rows > 3)
		(void)next_row(area);
	for (size_t i = 0; i < result->people.n && i < PEOPLE_SHOWN && area->rows > 1; i++) {
		const struct import_person *each = &result->people.items[i];
		(void)screen_format(screen, next_row(area), STYLE_dim, "line %lld: %s, %s, %s: %s",
		    (long long)each->line, each->display_name, each->email, role_name(each->role),
		    vocab_name(VOCAB_import_fate, (int)each->fate));
	}
	if (result->rows > PEOPLE_SHOWN && area->rows > 1)
		(void)screen_format(screen, next_row(area), STYLE_dim, "and %lld more",
		    (long long)result->rows - PEOPLE_SHOWN);
}

static void
draw_ask(const struct import *import, struct screen *screen, struct screen_rect area)
{
	const struct member_import_result *result = import->checked->value;
	if (area.rows > 8) {
		draw_read(import, screen, &area);
		draw_step(screen, &area, STYLE_ok, screen_pick(screen, "✓", "x"),
		    "checked: every row can be taken");
		(void)next_row(&area);
	}
	draw_count(screen, &area, STYLE_grants, result->added, "to add");
	draw_count(screen, &area, STYLE_warning, result->created,
	    "of them new here: users without a password, who cannot sign in yet");
	draw_count(screen, &area, STYLE_grants, result->invited, "to invite");
	draw_count(screen, &area, STYLE_dim, result->unchanged, "have a place already: unchanged");
	for (size_t i = 0; i < result->kept.n && i < KEPT_SHOWN; i++)
		(void)screen_format(screen, next_row(&area), STYLE_warning,
		    "line %lld: %s stays %s, whatever the file says",
		    (long long)result->kept.items[i].line, result->kept.items[i].email,
		    role_name(result->kept.items[i].role));
	draw_people(result, screen, &area);
	wrapped(screen, &area, STYLE_error, import->problem);
	if (!would_do_something(result))
		wrapped(screen, &area, STYLE_warning, "There is nothing to apply.");
}

/* ---- the window ---- */

static const char *
keys_of(const struct import *import)
{
	switch (import->step) {
	case IMPORT_PATH:
		return "enter check it  tab complete  esc leave";
	case IMPORT_REJECTED:
		return "j k scroll  r read the file again  b another  esc leave";
	case IMPORT_ASK:
		if (import->invites)
			return "y apply  i make users of new people instead  b another file  esc leave";
		if (((const struct member_import_result *)import->checked->value)->created > 0)
			return "y apply  i invite new people instead  b another file  esc leave";
		return would_do_something(import->checked->value)
		    ? "y apply  b another file  esc leave"
		    : "b another file  esc leave";
	default:
		return "esc give up";
	}
}

void
import_draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct import *import = (struct import *)overlay;
	char title[480];
	(void)snprintf(title, sizeof(title), "Bring people into %s", import->ws_name);
	struct screen_rect inside =
	    screen_window(screen, overlay_area(app, screen, COLUMNS, ROWS), title);
	struct screen_rect before = screen_clip(screen, inside);
	struct screen_place foot = { inside.row + inside.rows - 1, inside.column, inside.columns };
	inside.rows--;
	if (import->step == IMPORT_PATH)
		draw_path(import, screen, inside);
	else if (import->step == IMPORT_REJECTED)
		draw_rejected(import, screen, inside);
	else if (import->step == IMPORT_ASK)
		draw_ask(import, screen, inside);
	else
		draw_sending(import, screen, inside);
	(void)screen_text(screen, foot, STYLE_dim, keys_of(import));
	screen_unclip(screen, before);
}
