/* The keys that work here, from the live keymap; enter runs what the cursor is on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act.h"
#include "app.h"
#include "input.h"
#include "keys.h"
#include "mem.h"
#include "overlay.h"
#include "overlay_area.h"

enum {
	SEARCH_MAX = 60,
	COLUMNS = 84,
	KEY_COLUMNS = 18,
	NARROW_KEY_COLUMNS = 11,
	SENTENCE = 140,
	GROUPS = APP_CONTEXTS - 1
};

/* A line: the heading of a group, or an action. */
struct line {
	int action; /* -1: a heading */
	const char *heading;
};

struct help {
	struct overlay overlay;
	struct app *app;
	const char *contexts[APP_CONTEXTS];
	struct line lines[UI_ACTION_COUNT + GROUPS];
	struct listpos pos;
	struct lineedit search;
	bool searching;
	struct screen_rect list;
};

static const char *
heading_of(const char *context)
{
	if (strcmp(context, "item") == 0)
		return "Under the cursor";
	if (strcmp(context, "list") == 0)
		return "Every list";
	return context[0] == '\0' ? "Everywhere" : "Here";
}

/* ---- the lines ---- */

static bool
matches(const struct help *help, size_t action)
{
	char keys[KEYMAP_TEXT];
	const struct binding *binding = &action_bindings[action];
	const char *what = help->search.text;
	(void)keymap_text(&help->app->keymap, action, keys);
	return strcasestr(binding->sentence, what) != NULL ||
	    strcasestr(binding->action, what) != NULL || strstr(keys, what) != NULL;
}

/* Whether its keys do something else here, by a context further in. */
static bool
is_hidden(const struct help *help, size_t action)
{
	const struct keymap *keymap = &help->app->keymap;
	bool bound = false;
	for (size_t i = 0; i < KEYMAP_KEYS && keymap->keys[action][i] != 0; i++) {
		bound = true;
		if (keymap_find(keymap, keymap->keys[action][i], help->contexts) == (int)action)
			return false;
	}
	return bound;
}

/* Moves on from a heading, so that the cursor is on an action where there is one. */
static void
skip_heading(struct help *help, int by)
{
	struct listpos *pos = &help->pos;
	if (pos->total == 0 || help->lines[pos->cursor].action >= 0)
		return;
	if (by < 0 && pos->cursor == 0) {
		/* The heading on top shows too when the first action has the cursor. */
		listpos_move(pos, 1);
		return;
	}
	listpos_move(pos, by < 0 ? -1 : 1);
}

static void
collect(struct help *help)
{
	size_t n = 0;
	for (size_t group = 0; help->contexts[group] != NULL; group++) {
		size_t heading = n;
		const char *text = heading_of(help->contexts[group]);
		bool same = group > 0 && strcmp(text, heading_of(help->contexts[group - 1])) == 0;
		if (!same)
			help->lines[n++] = (struct line){ .action = -1, .heading = text };
		for (size_t i = 0; i < UI_ACTION_COUNT; i++)
			if (strcmp(action_bindings[i].context, help->contexts[group]) == 0 &&
			    matches(help, i) && !is_hidden(help, i))
				help->lines[n++] = (struct line){ .action = (int)i };
		if (!same && n == heading + 1)
			n = heading;
	}
	listpos_set_total(&help->pos, (int64_t)n);
	listpos_first(&help->pos);
	skip_heading(help, 1);
}

/* ---- keys ---- */

static enum widget_answer
run(struct app *app, const struct help *help)
{
	char why[ACT_REFUSAL];
	if (help->pos.total == 0 || help->lines[help->pos.cursor].action < 0)
		return WIDGET_USED;
	enum ui_action action = (enum ui_action)help->lines[help->pos.cursor].action;
	if (act_refusal_of_key(app, action, why)[0] != '\0') {
		app_say(app, STYLE_error, "%s", why);
		return WIDGET_USED;
	}
	overlay_pop(app);
	(void)app_run(app, action);
	return WIDGET_USED;
}

static bool
move(struct help *help, uint32_t key)
{
	struct listpos *pos = &help->pos;
	int64_t before = pos->cursor;
	switch (key) {
	case KEY_up:
	case KEY_CTRL | 'p':
		listpos_move(pos, -1);
		break;
	case KEY_down:
	case KEY_CTRL | 'n':
		listpos_move(pos, 1);
		break;
	case KEY_page_up:
		listpos_page(pos, -1);
		break;
	case KEY_page_down:
		listpos_page(pos, 1);
		break;
	case KEY_home:
		listpos_first(pos);
		break;
	case KEY_end:
		listpos_last(pos);
		break;
	default:
		return false;
	}
	skip_heading(help, pos->cursor < before ? -1 : 1);
	return true;
}

static enum widget_answer
search_input(struct help *help, const struct input *input)
{
	enum widget_answer answer = lineedit_input(&help->search, input);
	if (answer == WIDGET_CANCELLED) {
		help->searching = false;
		lineedit_clear(&help->search);
	}
	if (answer == WIDGET_USED || answer == WIDGET_CANCELLED)
		collect(help);
	return WIDGET_USED;
}

/* Keys of the list itself, when nothing is typed. */
static enum widget_answer
plain_key(struct help *help, uint32_t key)
{
	switch (key) {
	case '/':
		help->searching = true;
		return WIDGET_USED;
	case 'j':
		(void)move(help, KEY_down);
		return WIDGET_USED;
	case 'k':
		(void)move(help, KEY_up);
		return WIDGET_USED;
	case 'g':
		(void)move(help, KEY_home);
		return WIDGET_USED;
	case 'G':
		(void)move(help, KEY_end);
		return WIDGET_USED;
	case 'q':
	case '?':
	case KEY_escape:
		return WIDGET_CANCELLED;
	default:
		return WIDGET_IGNORED;
	}
}

static enum widget_answer
mouse_input(struct app *app, struct help *help, const struct input *input)
{
	const struct screen_rect *list = &help->list;
	if (input->mouse == INPUT_WHEEL_UP || input->mouse == INPUT_WHEEL_DOWN) {
		listpos_scroll(&help->pos, input->mouse == INPUT_WHEEL_UP ? -3 : 3);
		skip_heading(help, 1);
		return WIDGET_USED;
	}
	bool inside = input->row >= list->row && input->row < list->row + list->rows &&
	    input->column >= list->column && input->column < list->column + list->columns;
	int64_t at = listpos_at(&help->pos, input->row - list->row);
	if (input->mouse != INPUT_MOUSE_LEFT || !inside || at < 0)
		return WIDGET_IGNORED;
	listpos_go(&help->pos, at);
	return run(app, help);
}

static enum widget_answer
input_of(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct help *help = (struct help *)overlay;
	if (input->kind == INPUT_MOUSE)
		return mouse_input(app, help, input);
	if (input->kind == INPUT_KEY && move(help, input->key))
		return WIDGET_USED;
	if (input->kind == INPUT_KEY && input->key == KEY_enter)
		return run(app, help);
	if (help->searching)
		return search_input(help, input);
	return input->kind == INPUT_KEY ? plain_key(help, input->key) : WIDGET_IGNORED;
}

/* ---- drawing ---- */

/* What it does; of the log's filter also what it takes. */
static const char *
sentence_of(struct app *app, enum ui_action action, char out[SENTENCE])
{
	char offer[100];
	const struct view *view = app_view(app);
	if (action != UI_filter || view->section->list != OP_audit_list)
		return action_bindings[action].sentence;
	view_filter_offer(view, offer, sizeof(offer));
	(void)snprintf(out, SENTENCE, "%s", offer);
	return out;
}

static void
draw_line(struct help *help, struct screen *screen, struct screen_place place,
    const struct line *line, bool current)
{
	char text[KEYMAP_TEXT];
	char why[ACT_REFUSAL];
	char sentence[SENTENCE];
	if (line->action < 0) {
		(void)screen_text(screen, place, STYLE_heading, line->heading);
		return;
	}
	size_t action = (size_t)line->action;
	int keys = overlay_is_small(screen) ? NARROW_KEY_COLUMNS : KEY_COLUMNS;
	bool refused = act_refusal_of_key(help->app, (enum ui_action)action, why)[0] != '\0';
	struct screen_look look = { .style = refused ? STYLE_dim : STYLE_normal,
		.match = help->search.len > 0 ? help->search.text : NULL };
	struct screen_place left = { place.row, place.column + 2, keys };
	struct screen_place right = { place.row, left.column + keys + 2, place.columns - keys - 4 };
	if (current)
		look.style = STYLE_selected;
	(void)screen_text(screen, place, STYLE_key, current ? ">" : " ");
	(void)keymap_text(&help->app->keymap, action, text);
	(void)screen_text(
	    screen, left, refused ? STYLE_dim : STYLE_key, text[0] == '\0' ? "no key" : text);
	(void)screen_text_as(
	    screen, right, &look, sentence_of(help->app, (enum ui_action)action, sentence));
}

static void
draw_foot(const struct help *help, struct screen *screen, struct screen_place foot)
{
	if (!help->searching) {
		(void)screen_text(screen, foot, STYLE_dim, "enter run  / search  q back");
		return;
	}
	int used = screen_text(screen, foot, STYLE_key, "/");
	foot.column += used;
	foot.columns -= used;
	lineedit_draw(&help->search, screen, foot, true, "words, or a key");
}

static void
draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct help *help = (struct help *)overlay;
	struct screen_rect inside = screen_window(
	    screen, overlay_area(app, screen, COLUMNS, screen->rows), "Keys that work here");
	struct screen_place foot = { inside.row + inside.rows - 1, inside.column, inside.columns };
	inside.rows--;
	help->list = inside;
	listpos_set_rows(&help->pos, inside.rows);
	/* The heading above the first action is not left out of sight. */
	if (help->pos.top == 1)
		help->pos.top = help->pos.cursor < inside.rows ? 0 : 1;
	for (int row = 0; row < inside.rows; row++) {
		int64_t at = listpos_at(&help->pos, row);
		if (at >= 0)
			draw_line(help, screen,
			    (struct screen_place){
			        inside.row + row, inside.column, inside.columns },
			    &help->lines[at], at == help->pos.cursor);
	}
	if (help->pos.total == 0)
		(void)screen_text(screen,
		    (struct screen_place){ inside.row, inside.column, inside.columns },
		    STYLE_warning, "no key does that");
	draw_foot(help, screen, foot);
}

static void
release(struct overlay *overlay)
{
	struct help *help = (struct help *)overlay;
	lineedit_release(&help->search);
	free(help);
}

static const struct overlay_kind help_kind = {
	.input = input_of, .draw = draw, .free = release, .hints = "enter run  / search  q back"
};

void
help_open(struct app *app)
{
	struct help *help = mem_new(1, sizeof(*help));
	help->overlay.kind = &help_kind;
	help->app = app;
	app_contexts(app, help->contexts);
	lineedit_init(&help->search, SEARCH_MAX, false);
	listpos_set_rows(&help->pos, 1);
	collect(help);
	overlay_push(app, &help->overlay);
}
