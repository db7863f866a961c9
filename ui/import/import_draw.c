/* The window of an import: the steps, how far each has got, and what came of the check. */
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "client.h"
#include "digits.h"
#include "import.h"
#include "overlay_area.h"

enum { COLUMNS = 84, ROWS = 21, KEPT_SHOWN = 5 };

static void
draw_path(const struct import *import, struct screen *screen, struct screen_rect area)
{
	bool roomy = area.rows > 8;
	if (roomy)
		screen_take_text(screen, &area, STYLE_normal, import->what->about);
	if (roomy)
		(void)screen_take_row(&area);
	struct screen_place line = screen_take_row(&area);
	int used = screen_text(screen, line, STYLE_title, "File ");
	line.column += used;
	line.columns -= used;
	lineedit_draw(&import->path, screen, line, true, import->what->example);
	screen_take_text(screen, &area, STYLE_error, import->problem);
	screen_take_text(screen, &area, STYLE_dim, import->others);
}

/* ---- under way ---- */

static void
draw_step(struct screen *screen, struct screen_rect *area, enum style style, const char *mark,
    const char *text)
{
	(void)screen_format(screen, screen_take_row(area), style, "%s %s", mark, text);
}

static void
draw_read(const struct import *import, struct screen *screen, struct screen_rect *area)
{
	char text[80];
	char rows[DIGITS_TEXT];
	char bytes[DIGITS_TEXT];
	(void)snprintf(text, sizeof(text), "read: %s rows, %s bytes",
	    digits_text(import->file.rows, rows), digits_text((int64_t)import->file.len, bytes));
	draw_step(screen, area, STYLE_ok, screen_pick(screen, "✓", "x"), text);
}

static void
draw_sending(struct import *import, struct screen *screen, struct screen_rect area)
{
	bool applying = import->step == IMPORT_APPLYING;
	const char *dots = screen_pick(screen, "…", ".");
	const char *done = screen_pick(screen, "✓", "x");
	char rows[DIGITS_TEXT];
	import_note_progress(import);
	bool all_sent = import->sent >= (int64_t)import->file.len;
	/* Draws again when something of it has been sent, without being asked. */
	import->app->dirty = true;
	draw_read(import, screen, &area);
	draw_step(screen, &area, applying ? STYLE_ok : STYLE_normal, applying ? done : dots,
	    applying ? "checked: every row can be taken" : "checking");
	draw_step(screen, &area, applying ? STYLE_normal : STYLE_dim, applying ? dots : " ",
	    applying ? "applying, all of it or nothing" : "apply");
	(void)screen_take_row(&area);
	/* The bar tells how much is sent; how far the daemon is, nobody knows. */
	if (!all_sent)
		progress_draw(&import->progress, screen, screen_take_row(&area));
	else
		(void)screen_format(screen, screen_take_row(&area), STYLE_normal,
		    "all is sent; the daemon is %s %s rows", applying ? "applying" : "checking",
		    digits_text(import->file.rows, rows));
}

/* ---- what came of the check ---- */

static void
draw_rejected(struct import *import, struct screen *screen, struct screen_rect area)
{
	char head[160];
	int64_t rows;
	int64_t total;
	const struct many_import_rejection *rejected =
	    import->what->rejected(import->checked->value, &rows, &total);
	(void)snprintf(head, sizeof(head),
	    "%lld of %lld rows cannot be taken, so nothing can be applied.", (long long)total,
	    (long long)rows);
	screen_take_text(screen, &area, STYLE_error, head);
	if (total > (int64_t)rejected->n && import->what->tells_all != NULL)
		screen_take_text(screen, &area, STYLE_dim, import->what->tells_all);
	textview_draw(&import->rejected, screen, area);
}

void
import_draw_count(struct screen *screen, struct screen_rect *area, enum style style, int64_t count,
    const char *what)
{
	char digits[DIGITS_TEXT];
	if (count > 0)
		(void)screen_format(screen, screen_take_row(area), style, "%7s  %s",
		    digits_text(count, digits), what);
}

/* The first few, by name: whether it is the file that was meant shows at a glance. */
static void
draw_people(
    const struct member_import_result *result, struct screen *screen, struct screen_rect *area)
{
	size_t shown = 0;
	if (area->rows > 3)
		(void)screen_take_row(area);
	for (; shown < result->people.n && area->rows > 1; shown++) {
		const struct import_person *each = &result->people.items[shown];
		(void)screen_format(screen, screen_take_row(area), STYLE_dim,
		    "line %lld: %s, %s, %s: %s", (long long)each->line, each->display_name,
		    each->email, role_name(each->role),
		    vocab_name(VOCAB_import_fate, (int)each->fate));
	}
	char more[DIGITS_TEXT];
	if (result->rows > (int64_t)shown && area->rows > 0)
		(void)screen_format(screen, screen_take_row(area), STYLE_dim, "and %s more",
		    digits_text(result->rows - (int64_t)shown, more));
}

void
import_draw_people(const void *result, struct screen *screen, struct screen_rect *area)
{
	const struct member_import_result *people = result;
	int64_t replaced = 0;
	for (size_t i = 0; i < people->invitations.n; i++)
		replaced += people->invitations.items[i].replaced;
	import_draw_count(screen, area, STYLE_grants, people->added, "to add");
	import_draw_count(screen, area, STYLE_warning, people->created,
	    "of them new here: users without a password, who cannot sign in yet");
	import_draw_count(screen, area, STYLE_grants, people->invited, "to invite");
	import_draw_count(screen, area, STYLE_warning, replaced,
	    "of them have one pending to another role: its link dies");
	import_draw_count(screen, area, STYLE_dim, people->unchanged,
	    "have a place or an invitation already: unchanged");
	for (size_t i = 0; i < people->kept.n && i < KEPT_SHOWN; i++)
		(void)screen_format(screen, screen_take_row(area), STYLE_warning,
		    "line %lld: %s stays %s, whatever the file says",
		    (long long)people->kept.items[i].line, people->kept.items[i].email,
		    role_name(people->kept.items[i].role));
	draw_people(people, screen, area);
}

static void
draw_ask(const struct import *import, struct screen *screen, struct screen_rect area)
{
	if (area.rows > 8) {
		draw_read(import, screen, &area);
		draw_step(screen, &area, STYLE_ok, screen_pick(screen, "✓", "x"),
		    "checked: every row can be taken");
		(void)screen_take_row(&area);
	}
	import->what->draw(import->checked->value, screen, &area);
	screen_take_text(screen, &area, STYLE_error, import->problem);
	if (!import->what->does_something(import->checked->value))
		screen_take_text(screen, &area, STYLE_warning, "There is nothing to apply.");
}

/* ---- the window ---- */

static const char *
keys_of(const struct import *import)
{
	switch (import->step) {
	case IMPORT_PATH:
		return "enter check it  tab complete  esc back";
	case IMPORT_REJECTED:
		return "j k scroll  r read the file again  b another  esc back";
	case IMPORT_ASK:
		if (import_can_switch(import))
			return import->invites
			    ? "y apply  i make users of new people instead  b another file  esc back"
			    : "y apply  i invite new people instead  b another file  esc back";
		return import->what->does_something(import->checked->value)
		    ? "y apply  b another file  esc back"
		    : "b another file  esc back";
	default:
		return "esc give up";
	}
}

void
import_draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct import *import = (struct import *)overlay;
	struct screen_rect inside =
	    screen_window(screen, overlay_area(app, screen, COLUMNS, ROWS), import->title);
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
