/* The stack of overlays, and the two that everybody uses: a text to read and a list to choose from. */
#include "overlay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "confirm.h"
#include "input.h"
#include "keys.h"
#include "mem.h"
#include "overlay_area.h"
#include "str.h"
#include "textview.h"

enum {
	SMALL_COLUMNS = 60,
	SMALL_ROWS = 16,
	FRAME_COLUMNS = 4,
	FRAME_ROWS = 2,
	BELOW_ROWS = 2, /* the status line and the keys */
	TEXT_COLUMNS = 100,
	MEASURED_MAX = 20000, /* bytes of a text that is worth measuring before it is drawn */
	SEARCH_MAX = 100,
	KEYS_MAX = 4000 /* bytes of what is told of keys */
};

void
overlay_push(struct app *app, struct overlay *overlay)
{
	overlay->below = app->overlay;
	app->overlay = overlay;
	app->dirty = true;
}

void
overlay_pop(struct app *app)
{
	if (app->overlay != NULL)
		overlay_remove(app, app->overlay);
}

struct overlay *
overlay_find(const struct app *app, const struct overlay_kind *kind)
{
	struct overlay *overlay = app->overlay;
	while (overlay != NULL && overlay->kind != kind)
		overlay = overlay->below;
	return overlay;
}

bool
overlay_detach(struct app *app, struct overlay *overlay)
{
	struct overlay **at = &app->overlay;
	while (*at != overlay && *at != NULL)
		at = &(*at)->below;
	if (*at == NULL)
		return false;
	*at = overlay->below;
	app->dirty = true;
	return true;
}

void
overlay_remove(struct app *app, struct overlay *overlay)
{
	if (overlay_detach(app, overlay))
		overlay->kind->free(overlay);
}

void
overlay_close_all(struct app *app)
{
	while (app->overlay != NULL)
		overlay_pop(app);
}

bool
overlay_is_small(const struct screen *screen)
{
	return screen->columns < SMALL_COLUMNS || screen->rows < SMALL_ROWS;
}

struct screen_rect
overlay_area(const struct app *app, const struct screen *screen, int columns, int rows)
{
	struct screen_rect area = screen_whole(screen);
	if (overlay_is_small(screen)) {
		area.rows -= app->status[0] == '\0' ? 0 : BELOW_ROWS;
		return area;
	}
	area.row = 1;
	area.rows -= 1 + BELOW_ROWS;
	return screen_centre(area, columns, rows);
}

/* ---- a text ---- */

struct text {
	struct overlay overlay;
	char *title;
	struct textview view;
	struct lineedit search;
	bool searching;
	bool missed; /* the last search found nothing */
	char hints[80];
	int measured_columns;
	int measured_rows;
};

/* The rows that the whole text takes, counted once for each width. */
static int
rows_needed(struct text *text, const struct screen *screen, int columns)
{
	if (text->view.len > MEASURED_MAX)
		return screen->rows;
	if (text->measured_columns != columns) {
		text->measured_columns = columns;
		text->measured_rows = screen_rows(screen, text->view.text, columns);
	}
	return text->measured_rows;
}

static int
text_columns(const struct screen *screen)
{
	int columns = screen->columns - FRAME_COLUMNS;
	return columns < TEXT_COLUMNS ? columns : TEXT_COLUMNS;
}

static void
text_draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct text *text = (struct text *)overlay;
	int columns = text_columns(screen);
	bool foot = text->searching || text->missed;
	int rows = rows_needed(text, screen, columns - FRAME_COLUMNS) + FRAME_ROWS + (foot ? 1 : 0);
	struct screen_rect inside =
	    screen_window(screen, overlay_area(app, screen, columns, rows), text->title);
	if (foot)
		inside.rows--;
	struct screen_place line = { inside.row + inside.rows, inside.column, inside.columns };
	textview_draw(&text->view, screen, inside);
	if (text->searching) {
		int used = screen_text(screen, line, STYLE_key, "/");
		line.column += used;
		line.columns -= used;
		lineedit_draw(&text->search, screen, line, true, "words to look for");
	} else if (text->missed) {
		(void)screen_format(
		    screen, line, STYLE_error, "nothing has '%s'", text->search.text);
	}
}

static enum widget_answer
search_input(struct text *text, const struct input *input)
{
	enum widget_answer answer = lineedit_input(&text->search, input);
	if (answer == WIDGET_DONE) {
		text->searching = false;
		text->missed =
		    text->search.len > 0 && !textview_match(&text->view, text->search.text);
	} else if (answer == WIDGET_CANCELLED) {
		text->searching = false;
		lineedit_clear(&text->search);
		(void)textview_match(&text->view, NULL);
	}
	return WIDGET_USED;
}

static enum widget_answer
text_input(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct text *text = (struct text *)overlay;
	uint32_t key = input->kind == INPUT_KEY ? input->key : 0;
	(void)app;
	if (text->searching)
		return search_input(text, input);
	text->missed = false;
	if (key == '/') {
		text->searching = true;
		return WIDGET_USED;
	}
	if (key == 'n' && text->search.len > 0) {
		text->missed = !textview_match(&text->view, text->search.text);
		return WIDGET_USED;
	}
	return textview_input(&text->view, input);
}

static void
text_free(struct overlay *overlay)
{
	struct text *text = (struct text *)overlay;
	textview_release(&text->view);
	lineedit_release(&text->search);
	free(text->title);
	free(text);
}

/* Only what does something now: a text that is shown whole is not scrolled. */
static const char *
text_hints(const struct app *app, struct overlay *overlay)
{
	struct text *text = (struct text *)overlay;
	const struct screen *screen = &app->screen;
	int columns = text_columns(screen);
	int rows = rows_needed(text, screen, columns - FRAME_COLUMNS) + FRAME_ROWS;
	bool is_whole = rows <= overlay_area(app, screen, columns, rows).rows;
	(void)snprintf(text->hints, sizeof(text->hints), "%s/ search%s%s  q back",
	    is_whole ? "" : "j k scroll  ", text->search.len > 0 ? "  n next" : "",
	    app->stage.n > 0 ? "  w review" : "");
	return text->hints;
}

static bool
text_keys(const struct overlay *overlay, struct str *out)
{
	static const struct overlay_key search[] = {
		{ "/", "looks for words" },
		{ "n", "goes to the next place that has them" },
		{ "esc, q", "back" },
		{ NULL, NULL },
	};
	overlay_add_keys(out, overlay_text_keys);
	overlay_add_keys(out, search);
	return !((const struct text *)overlay)->searching;
}

static const struct overlay_kind text_kind = { .input = text_input,
	.draw = text_draw,
	.free = text_free,
	.hints_now = text_hints,
	.keys = text_keys,
	.steps_aside = true };

void
overlay_text(struct app *app, const char *title, const char *text)
{
	struct text *own = mem_new(1, sizeof(*own));
	own->overlay.kind = &text_kind;
	own->title = mem_text(title);
	textview_set(&own->view, text);
	lineedit_init(&own->search, SEARCH_MAX, false);
	overlay_push(app, &own->overlay);
}

/* Of a paste, which a line takes without them. */
static bool
has_controls(const struct input *input)
{
	for (size_t i = 0; input->kind == INPUT_PASTE && i < input->len; i++)
		if ((unsigned char)input->text[i] < 0x20 || input->text[i] == 0x7f)
			return true;
	return false;
}

bool
overlay_line_input(struct app *app, struct lineedit *line, const struct input *input)
{
	enum widget_answer answer = lineedit_input(line, input);
	if (line->dropped)
		app_say(app, STYLE_error, "too long: the rest was left out");
	else if (has_controls(input))
		app_say(
		    app, STYLE_warning, "line ends became blanks, other control characters went");
	return answer != WIDGET_DONE && answer != WIDGET_CANCELLED;
}

/* It opens where a name or an answer was expected: what is typed for that goes nowhere. */
static enum widget_answer
refusal_input(struct app *app, struct overlay *overlay, const struct input *input)
{
	uint32_t key = input->kind == INPUT_KEY ? input->key : 0;
	(void)app;
	if (key == KEY_escape || key == KEY_enter)
		return WIDGET_DONE;
	if (key != 'q')
		(void)textview_input(&((struct text *)overlay)->view, input);
	return WIDGET_USED;
}

static const struct overlay_kind refusal_kind = { .input = refusal_input,
	.draw = text_draw,
	.free = text_free,
	.keys = overlay_keys_of_hints,
	.hints = "enter or esc back" };

void
overlay_refusal(struct app *app, const char *text)
{
	overlay_text(app, "Not done", text);
	app->overlay->kind = &refusal_kind;
}

/* ---- the keys of an overlay ---- */

const struct overlay_key overlay_text_keys[] = {
	{ "j k, arrows", "scroll" },
	{ "PgUp PgDn", "a page" },
	{ "g G", "to the beginning, to the end" },
	{ NULL, NULL },
};

void
overlay_add_keys(struct str *out, const struct overlay_key *keys)
{
	for (; keys->key != NULL; keys++)
		str_addf(out, "%-12s %s\n", keys->key, keys->does);
}

bool
overlay_keys_of_hints(const struct overlay *overlay, struct str *out)
{
	(void)overlay, (void)out;
	return true;
}

bool
overlay_keys_of_confirm(const struct confirm *confirm, struct str *out)
{
	char yes[KEYS_NAME_SIZE];
	const struct overlay_key keys[] = {
		{ keys_name(confirm->key, yes), "yes: it is done" },
		{ "n, esc", "no" },
		{ NULL, NULL },
	};
	overlay_add_keys(out, keys);
	return confirm->name == NULL;
}

const char *
overlay_hints(struct app *app)
{
	const struct overlay_kind *kind = app->overlay->kind;
	return kind->hints_now == NULL ? kind->hints : kind->hints_now(app, app->overlay);
}

/* "esc stop  d drop": a line each. */
static void
add_hints(struct str *out, const char *hints)
{
	while (*hints != '\0') {
		const char *end = strstr(hints, "  ");
		size_t len = end == NULL ? strlen(hints) : (size_t)(end - hints);
		size_t key = strcspn(hints, " ");
		str_addf(out, "%-12.*s%.*s\n", (int)key, hints, (int)(len - key), hints + key);
		hints += len + (end == NULL ? 0 : 2);
	}
}

/* `?` again closes it. */
static enum widget_answer
keys_input(struct app *app, struct overlay *overlay, const struct input *input)
{
	enum widget_answer answer = text_input(app, overlay, input);
	bool again = input->kind == INPUT_KEY && input->key == '?';
	return answer == WIDGET_IGNORED && again ? WIDGET_CANCELLED : answer;
}

static const struct overlay_kind keys_kind = { .input = keys_input,
	.draw = text_draw,
	.free = text_free,
	.hints = "j k scroll  / search  q back" };

bool
overlay_help(struct app *app)
{
	struct str text = STR_INIT(KEYS_MAX);
	const struct overlay_kind *kind = app->overlay->kind;
	bool told = kind->keys != NULL && kind->keys(app->overlay, &text);
	if (told && text.len == 0)
		add_hints(&text, overlay_hints(app));
	if (told) {
		overlay_text(app, "Keys that work here", str_text(&text));
		app->overlay->kind = &keys_kind;
	}
	str_release(&text);
	return told;
}

/* ---- a choice ---- */

struct pick {
	struct overlay overlay;
	struct arena arena; /* title and choices */
	struct picker picker;
	void (*chosen)(struct app *app, size_t index, void *payload);
	void *payload;
};

static void
pick_draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct pick *pick = (struct pick *)overlay;
	int columns;
	int rows;
	picker_size(&pick->picker, screen, &columns, &rows);
	picker_draw(&pick->picker, screen, overlay_area(app, screen, columns, rows));
}

static enum widget_answer
pick_input(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct pick *pick = (struct pick *)overlay;
	enum widget_answer answer = picker_input(&pick->picker, input);
	if (answer != WIDGET_DONE)
		return answer;
	size_t index = pick->picker.chosen;
	void (*chosen)(struct app *, size_t, void *) = pick->chosen;
	void *payload = pick->payload;
	pick->payload = NULL;
	/* Closed here and now, so that what is chosen can open an overlay of its own; the answer
	 * must not be DONE then, which would close that one. */
	overlay_pop(app);
	chosen(app, index, payload);
	free(payload);
	return WIDGET_USED;
}

static void
pick_free(struct overlay *overlay)
{
	struct pick *pick = (struct pick *)overlay;
	picker_release(&pick->picker);
	arena_release(&pick->arena);
	free(pick->payload);
	free(pick);
}

static bool
pick_keys(const struct overlay *overlay, struct str *out)
{
	static const struct overlay_key keys[] = {
		{ "j k, arrows", "move" },
		{ "letters", "choose what they stand before" },
		{ "enter", "chooses what the cursor is on" },
		{ "/", "filters by what is typed" },
		{ "esc, q", "back" },
		{ NULL, NULL },
	};
	overlay_add_keys(out, keys);
	return !((const struct pick *)overlay)->picker.filtering;
}

static const struct overlay_kind pick_kind = { .input = pick_input,
	.draw = pick_draw,
	.free = pick_free,
	.keys = pick_keys,
	.hints = "enter choose  esc back" };

void
/* NOLINTNEXTLINE(readability-function-size): what to choose from and what then, in one call */
overlay_pick(struct app *app, const char *title, const struct picker_choice *choices, size_t n,
    size_t current, void (*chosen)(struct app *app, size_t index, void *payload), void *payload)
{
	struct pick *pick = mem_new(1, sizeof(*pick));
	struct picker_choice *copies = arena_new(&pick->arena, n * sizeof(*copies));
	pick->overlay.kind = &pick_kind;
	pick->chosen = chosen;
	pick->payload = payload;
	for (size_t i = 0; i < n; i++)
		copies[i] = (struct picker_choice){ .key = choices[i].key,
			.name = arena_text(&pick->arena, choices[i].name),
			.detail = arena_text(&pick->arena, choices[i].detail),
			.refusal = arena_text(&pick->arena, choices[i].refusal) };
	picker_init(&pick->picker, arena_text(&pick->arena, title), copies, n, current);
	overlay_push(app, &pick->overlay);
}

bool
overlay_picks(const struct app *app, void (*chosen)(struct app *app, size_t index, void *payload),
    char typed[OVERLAY_PICK_TYPED])
{
	const struct pick *pick = (const struct pick *)app->overlay;
	if (pick == NULL || pick->overlay.kind != &pick_kind || pick->chosen != chosen)
		return false;
	(void)snprintf(typed, OVERLAY_PICK_TYPED, "%s", pick->picker.filter.text);
	return true;
}

void
overlay_pick_type(struct app *app, const char *typed)
{
	const struct input input = { .kind = INPUT_PASTE, .text = typed, .len = strlen(typed) };
	if (app->overlay != NULL && app->overlay->kind == &pick_kind && typed[0] != '\0')
		(void)picker_input(&((struct pick *)app->overlay)->picker, &input);
}
