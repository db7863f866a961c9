/* What an import shows once: the links of its invitations, to be copied or saved before they are gone. */
#include "import_links.h"

#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "import.h"
#include "input.h"
#include "keys.h"
#include "mem.h"
#include "op.h"
#include "overlay_area.h"
#include "term.h"

enum { TEXT_MAX = 16 << 20, COLUMNS = 100, PATH_LIMIT = 4096 };

struct links {
	struct overlay overlay;
	char *path; /* of the file that was imported */
	char *csv;
	struct textview view;
	const char *advice; /* what is to be done with tokens; NULL: they are links */
	char said[300];
	bool taken; /* copied or saved, as far as is known */
	bool leaving;
};

static char *
csv_of(const struct many_import_invitation *made)
{
	struct str text = STR_INIT(TEXT_MAX);
	import_links_add(made, &text);
	char *copy = mem_text(str_text(&text));
	explicit_bzero(text.data, text.len);
	str_release(&text);
	return copy;
}

static void
list(struct links *links, const struct many_import_invitation *made)
{
	struct str text = STR_INIT(TEXT_MAX);
	for (size_t i = 0; i < made->n; i++) {
		const struct import_invitation *each = &made->items[i];
		str_addf(&text, "%s%s\n  %s\n", each->email,
		    each->replaced ? ", whose invitation of before is dead now" : "",
		    each->link != NULL ? each->link : each->token);
	}
	textview_set(&links->view, str_text(&text));
	explicit_bzero(text.data, text.len);
	str_release(&text);
}

static void
copy(struct app *app, struct links *links)
{
	char said[128];
	enum term_copy way = app->term->copy(app->term, links->csv, strlen(links->csv));
	(void)snprintf(
	    links->said, sizeof(links->said), "%s", term_copy_text(way, strlen(links->csv), said));
	links->taken = links->taken || (way != TERM_COPY_IMPOSSIBLE && way != TERM_COPY_TOO_LONG);
}

static void
save(struct links *links)
{
	struct str path = STR_INIT(PATH_LIMIT);
	struct err err;
	bool saved = import_file_write_beside(
	                 links->path, ".links", links->csv, strlen(links->csv), &path, &err) == 0;
	(void)snprintf(links->said, sizeof(links->said), "%s%.250s",
	    saved ? "saved, for you alone: " : "", saved ? str_text(&path) : err.text);
	links->taken = links->taken || saved;
	str_release(&path);
}

static enum widget_answer
leave(struct app *app, struct links *links, bool all_the_same)
{
	if (!links->taken && !all_the_same) {
		links->leaving = true;
		return WIDGET_USED;
	}
	app->term->repaint(app->term);
	return WIDGET_CANCELLED;
}

static enum widget_answer
input_of(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct links *links = (struct links *)overlay;
	bool asked = links->leaving;
	links->leaving = false;
	switch (input->kind == INPUT_KEY ? input->key : 0) {
	case 'y':
		copy(app, links);
		return WIDGET_USED;
	case 's':
		save(links);
		return WIDGET_USED;
	case 'x':
		return asked ? leave(app, links, true) : WIDGET_USED;
	case 'q':
	case KEY_escape:
		return leave(app, links, false);
	default:
		return textview_input(&links->view, input);
	}
}

static void
draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct links *links = (struct links *)overlay;
	struct screen_rect inside =
	    screen_window(screen, overlay_area(app, screen, COLUMNS, screen->rows),
	        "Links of the invitations, shown once");
	struct screen_rect before = screen_clip(screen, inside);
	struct screen_place foot = { inside.row + inside.rows - 1, inside.column, inside.columns };
	inside.rows--;
	if (!overlay_is_small(screen)) {
		screen_take_text(screen, &inside, STYLE_warning,
		    "Pass them on now: nobody, not even the daemon, can show them again.");
		(void)screen_take_row(&inside);
		if (links->advice != NULL) {
			screen_take_text(screen, &inside, STYLE_dim, links->advice);
			(void)screen_take_row(&inside);
		}
	}
	textview_draw(&links->view, screen, inside);
	if (links->leaving)
		(void)screen_text(screen, foot, STYLE_warning,
		    "neither copied nor saved: x close, y copy, s save");
	else if (links->said[0] != '\0')
		(void)screen_text(screen, foot, links->taken ? STYLE_ok : STYLE_error, links->said);
	else
		(void)screen_text(screen, foot, STYLE_dim,
		    "y copy as CSV  s save beside the file  j k scroll  esc close and wipe");
	screen_unclip(screen, before);
}

static void
release(struct overlay *overlay)
{
	struct links *links = (struct links *)overlay;
	if (links->view.text != NULL)
		explicit_bzero(links->view.text, links->view.len);
	textview_release(&links->view);
	mem_wipe(links->csv);
	free(links->path);
	free(links);
}

static bool
keys(const struct overlay *overlay, struct str *out)
{
	static const struct overlay_key keys[] = {
		{ "y", "copies the links, as CSV" },
		{ "s", "saves them beside the file" },
		{ "esc, q", "closes and wipes them" },
		{ NULL, NULL },
	};
	(void)overlay;
	overlay_add_keys(out, keys);
	overlay_add_keys(out, overlay_text_keys);
	return true;
}

static const struct overlay_kind links_kind = { .input = input_of,
	.draw = draw,
	.free = release,
	.keys = keys,
	.hints = "y copy  s save  esc close and wipe" };

void
import_links_open(struct app *app, const struct many_import_invitation *made, const char *path)
{
	struct links *links = mem_new(1, sizeof(*links));
	links->overlay.kind = &links_kind;
	links->path = mem_text(path);
	links->csv = csv_of(made);
	list(links, made);
	if (made->n > 0 && made->items[0].link == NULL)
		links->advice = import_links_token_use;
	overlay_push(app, &links->overlay);
}
