/* The palette: everything that can be run, found by some of its letters. */
#include "palette.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "app.h"
#include "fuzzy.h"
#include "input.h"
#include "keys.h"
#include "mem.h"
#include "offboard.h"
#include "overlay.h"
#include "overlay_area.h"
#include "view_internal.h"
#include "why.h"

enum {
	PATTERN_MAX = 200,
	COLUMNS = 100,
	ROWS = 22,
	OWN_ROWS = 2, /* the line to type on, and the foot */
	NAME_COLUMNS = 30,
	GAP = 2,
	SENTENCE_SCORE = 1, /* of a pattern that stands in the sentence only */
	REFUSED_COSTS = 12,
	NAMED = 10000, /* of what is typed whole */
	WIDE = 70      /* columns from which the keys are shown too */
};

struct palette {
	struct overlay overlay;
	struct palette_entries entries;
	struct fuzzy_found *shown;
	struct listpos pos;
	struct lineedit line;
	char pattern[PATTERN_MAX + 1]; /* what is typed, without the argument */
	const char *argument;          /* of a pane, in the line: its filter; NULL */
	const char *person;  /* of `offboard`, `why` and `profile`: who, in the line; NULL */
	const char *save_as; /* of `view save`: the name, in the line; NULL */
	const char *refusal;
	bool moved;              /* the cursor was put where it is since something was typed */
	struct screen_rect list; /* where the entries were drawn last, for the mouse */
};

/* ---- finding ---- */

/* Whether each word of what is typed stands in the name or the sentence, in whatever order. */
static bool
has_words(const struct palette_entry *entry, const char *pattern)
{
	static const char gaps[] = " -";
	char word[PATTERN_MAX + 1];
	size_t n = 0;
	for (pattern += strspn(pattern, gaps); *pattern != '\0';
	     pattern += strspn(pattern, gaps), n++) {
		size_t len = strcspn(pattern, gaps);
		(void)snprintf(word, sizeof(word), "%.*s", (int)len, pattern);
		if (strcasestr(entry->name, word) == NULL &&
		    strcasestr(entry->sentence, word) == NULL)
			return false;
		pattern += len;
	}
	return n > 0;
}

/* Of another word for it that begins with what is typed; whole, it is as good as the name. */
static int
score_of_other(const struct palette_entry *entry, const char *pattern)
{
	char word[PATTERN_MAX + 1];
	size_t typed = strlen(pattern);
	int best = FUZZY_NO_MATCH;
	for (const char *at = entry->also; typed > 0 && *at != '\0'; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");
		(void)snprintf(word, sizeof(word), "%.*s", (int)len, at);
		at += len;
		if (strncasecmp(word, pattern, typed) != 0)
			continue;
		int score = fuzzy_match(pattern, word, NULL) + (len == typed ? NAMED : 0);
		best = score > best ? score : best;
	}
	return best;
}

/* "offboard divya", "profile far": the action that a person or profile is named for; UI_ACTION_COUNT: none. */
static enum ui_action
action_on(const struct palette *palette)
{
	return strncmp(palette->line.text, "why ", 4) == 0     ? UI_why
	    : strncmp(palette->line.text, "offboard ", 9) == 0 ? UI_offboard
	    : strncmp(palette->line.text, "profile ", 8) == 0  ? UI_profile
	                                                       : UI_ACTION_COUNT;
}

/* "member set-role arjun admin": what stands behind the name of an operation; NULL. */
static const char *
words_behind(const struct palette *palette, const struct palette_entry *entry)
{
	const char *typed = palette->line.text;
	size_t len = strlen(entry->name);
	if (entry->what != PALETTE_OPERATION || strncmp(typed, entry->name, len) != 0 ||
	    typed[len] != ' ' || !act_can_be_typed((enum op_id)entry->which))
		return NULL;
	return typed + len + strspn(typed + len, " ");
}

static int
score_of(const struct palette *palette, const struct palette_entry *entry)
{
	int score;
	if (words_behind(palette, entry) != NULL)
		return NAMED;
	if (palette->save_as != NULL)
		return entry->what == PALETTE_SAVE ? 1 : FUZZY_NO_MATCH;
	if (palette->person != NULL)
		return entry->what == PALETTE_ACTION && entry->which == (int)action_on(palette)
		    ? 1
		    : FUZZY_NO_MATCH;
	if (palette->argument != NULL && entry->what != PALETTE_PANE)
		return FUZZY_NO_MATCH;
	score = fuzzy_match(palette->pattern, entry->name, NULL);
	int other = score_of_other(entry, palette->pattern);
	score = other > score ? other : score;
	if (score == FUZZY_NO_MATCH && palette->argument == NULL &&
	    has_words(entry, palette->pattern))
		score = SENTENCE_SCORE;
	if (score > 0 && entry->refusal != NULL)
		score = score > REFUSED_COSTS ? score - REFUSED_COSTS : 0;
	/* What was typed whole is meant. */
	return strcmp(palette->pattern, entry->name) == 0 ? score + NAMED : score;
}

/* "members /priya": the pane, and what its list is to be filtered by; "view save night": the name. */
static void
split(struct palette *palette)
{
	static const char save[] = "view save ";
	bool saves = strncmp(palette->line.text, save, strlen(save)) == 0;
	palette->save_as = saves ? palette->line.text + strlen(save) : NULL;
	palette->person =
	    action_on(palette) == UI_ACTION_COUNT ? NULL : strchr(palette->line.text, ' ') + 1;
	const char *slash = strstr(palette->line.text, " /");
	size_t len = slash == NULL ? palette->line.len : (size_t)(slash - palette->line.text);
	palette->argument = slash == NULL ? NULL : slash + 2;
	(void)snprintf(
	    palette->pattern, sizeof(palette->pattern), "%.*s", (int)len, palette->line.text);
}

static void
find(struct palette *palette)
{
	enum { RANKS = 32 };
	size_t n = 0;
	split(palette);
	for (size_t i = 0; i < palette->entries.n; i++) {
		const struct palette_entry *entry = &palette->entries.items[i];
		int score = score_of(palette, entry);
		if (score == FUZZY_NO_MATCH)
			continue;
		/* The score holds the rank too. */
		palette->shown[n++] =
		    (struct fuzzy_found){ score * RANKS + RANKS - 1 - entry->rank, i };
	}
	fuzzy_sort(palette->shown, n);
	listpos_set_total(&palette->pos, (int64_t)n);
	listpos_first(&palette->pos);
	palette->moved = false;
}

static const struct palette_entry *
entry_at(const struct palette *palette, int64_t at)
{
	if (at < 0 || at >= palette->pos.total)
		return NULL;
	return &palette->entries.items[palette->shown[at].at];
}

/* ---- what is meant ---- */

static bool
is_letter(char c)
{
	return isalnum((unsigned char)c) != 0 || (c & 0x80) != 0;
}

/* Whether what is typed is made of beginnings of words, in their order: "setro" of "member set-role". */
static bool
is_beginnings(const char *typed, const char *name)
{
	size_t same = 0;
	typed += strspn(typed, " -_");
	while (*name != '\0' && !is_letter(*name))
		name++;
	if (*typed == '\0' || *name == '\0')
		return *typed == '\0';
	const char *next = name;
	while (is_letter(*next))
		next++;
	if (is_beginnings(typed, next))
		return true;
	for (; typed[same] != '\0' && name + same < next &&
	     tolower((unsigned char)typed[same]) == tolower((unsigned char)name[same]);
	     same++)
		if (is_beginnings(typed + same + 1, next))
			return true;
	return false;
}

/* Whether enter may run it: what merely shares some letters with what was typed is only shown, unless the cursor was
 * moved there. */
static bool
is_meant(const struct palette *palette, const struct palette_entry *entry)
{
	const char *typed = palette->pattern;
	return palette->moved || typed[strspn(typed, " -_")] == '\0' || palette->save_as != NULL ||
	    palette->person != NULL || words_behind(palette, entry) != NULL ||
	    has_words(entry, typed) || score_of_other(entry, typed) != FUZZY_NO_MATCH ||
	    is_beginnings(typed, entry->name);
}

/* ---- running ---- */

static void
go_to_pane(struct app *app, const struct palette *palette, enum pane_id pane)
{
	if (!app_go(app, pane) || palette->argument == NULL)
		return;
	if (app_view(app)->section->list == OP_none)
		app_say(app, STYLE_warning, "this list has nothing to filter");
	else
		view_set_filter(app_view(app), palette->argument);
}

/* An operation whose answer a pane shows already leads there; false when there is none. */
static bool
go_to_list(struct app *app, enum op_id op)
{
	for (int i = 0; i < PANE_COUNT; i++) {
		const struct pane *pane = pane_get((enum pane_id)i);
		for (size_t s = 0; s < pane->n_sections; s++) {
			if (section_op(&pane->sections[s]) != op)
				continue;
			app->section[i] = s;
			(void)app_go(app, (enum pane_id)i);
			return true;
		}
	}
	return false;
}

/* Over the palette, which goes away first, with what was typed. */
static void
run_operation(struct app *app, enum op_id op, const char *words)
{
	char *typed = mem_text(words == NULL ? "" : words);
	overlay_pop(app);
	if (typed[0] != '\0' || !go_to_list(app, op))
		act_open_typed(app, op, typed);
	free(typed);
}

static void
run_saved(struct app *app, const struct palette *palette, const struct palette_entry *entry)
{
	if (entry->what == PALETTE_SAVE)
		saved_keep(app, palette->save_as);
	else if (entry->what == PALETTE_SAVED)
		saved_go(app, (size_t)entry->which);
	else
		saved_drop(app, (size_t)entry->which);
}

/* The palette goes away first, with what was typed. */
static void
run_named(struct app *app, int which, const char *typed)
{
	char *name = mem_text(typed);
	overlay_pop(app);
	if (which == (int)UI_profile)
		place_go_profile(app, name);
	else
		(which == (int)UI_why ? why_ask : offboard_ask)(app, name);
	free(name);
}

static enum widget_answer
run(struct app *app, struct palette *palette, const struct palette_entry *entry)
{
	enum palette_what what = entry->what;
	int which = entry->which;
	app->asked_to_leave = app->asked_to_leave && what == PALETTE_ACTION &&
	    (which == (int)UI_quit || which == (int)UI_profile);
	if (entry->refusal != NULL) {
		palette->refusal = entry->refusal;
		return WIDGET_USED;
	}
	if (what == PALETTE_SAVE && (palette->save_as == NULL || palette->save_as[0] == '\0')) {
		palette->refusal = "under which name?  view save NAME";
		return WIDGET_USED;
	}
	if (what >= PALETTE_SAVE) {
		run_saved(app, palette, entry);
		return WIDGET_DONE;
	}
	if (what == PALETTE_PANE) {
		go_to_pane(app, palette, (enum pane_id)which);
		return WIDGET_DONE;
	}
	if (what == PALETTE_PLACE) {
		app_enter(
		    app, entry->org_id, entry->org_name, entry->plan, entry->ws_id, entry->ws_name);
		app_say_place(app, entry->ws_name == NULL ? entry->org_name : entry->ws_name);
		return WIDGET_DONE;
	}
	if (palette->person != NULL) {
		run_named(app, which, palette->person);
		return WIDGET_USED;
	}
	/* What follows may open an overlay, which a DONE would close. */
	if (what == PALETTE_OPERATION) {
		run_operation(app, (enum op_id)which, words_behind(palette, entry));
		return WIDGET_USED;
	}
	overlay_pop(app);
	if (which == UI_import)
		import_open(app);
	else if (!app_run(app, (enum ui_action)which))
		app_say(app, STYLE_warning, "there is nothing to do that with here");
	return WIDGET_USED;
}

static void
complete(struct palette *palette)
{
	const struct palette_entry *entry = entry_at(palette, palette->pos.cursor);
	char text[PATTERN_MAX + 1];
	if (entry == NULL || palette->argument != NULL || palette->save_as != NULL ||
	    words_behind(palette, entry) != NULL)
		return;
	bool goes_on = entry->what == PALETTE_SAVE ||
	    (entry->what == PALETTE_OPERATION && act_can_be_typed((enum op_id)entry->which));
	const char *more = entry->what == PALETTE_PANE ? " /" : goes_on ? " " : "";
	(void)snprintf(text, sizeof(text), "%s%s", entry->name, more);
	lineedit_set(&palette->line, text);
	find(palette);
}

/* ---- the overlay ---- */

static enum widget_answer
mouse_input(struct app *app, struct palette *palette, const struct input *input)
{
	const struct screen_rect *list = &palette->list;
	const struct palette_entry *entry;
	if (input->mouse == INPUT_WHEEL_UP || input->mouse == INPUT_WHEEL_DOWN) {
		listpos_scroll(&palette->pos, input->mouse == INPUT_WHEEL_UP ? -3 : 3);
		return WIDGET_USED;
	}
	if (input->mouse != INPUT_MOUSE_LEFT || input->row < list->row ||
	    input->row >= list->row + list->rows || input->column < list->column ||
	    input->column >= list->column + list->columns)
		return WIDGET_IGNORED;
	entry = entry_at(palette, listpos_at(&palette->pos, input->row - list->row));
	return entry == NULL ? WIDGET_IGNORED : run(app, palette, entry);
}

static bool
move(struct palette *palette, uint32_t key)
{
	switch (key) {
	case KEY_up:
	case KEY_CTRL | 'p':
	case KEY_tab | KEY_SHIFT:
		listpos_move(&palette->pos, -1);
		return true;
	case KEY_down:
	case KEY_CTRL | 'n':
		listpos_move(&palette->pos, 1);
		return true;
	case KEY_page_up:
		listpos_page(&palette->pos, -1);
		return true;
	case KEY_page_down:
		listpos_page(&palette->pos, 1);
		return true;
	case KEY_tab:
		complete(palette);
		return true;
	default:
		return false;
	}
}

static enum widget_answer
input_of(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct palette *palette = (struct palette *)overlay;
	palette->refusal = NULL;
	if (input->kind == INPUT_MOUSE)
		return mouse_input(app, palette, input);
	if (input->kind == INPUT_KEY && move(palette, input->key)) {
		palette->moved = true;
		return WIDGET_USED;
	}
	enum widget_answer answer = lineedit_input(&palette->line, input);
	if (answer == WIDGET_USED)
		find(palette);
	if (answer != WIDGET_DONE)
		return answer;
	const struct palette_entry *entry = entry_at(palette, palette->pos.cursor);
	if (entry == NULL)
		return WIDGET_USED;
	if (is_meant(palette, entry))
		return run(app, palette, entry);
	palette->refusal = "nothing is called like that; down, then enter runs what is similar";
	return WIDGET_USED;
}

static int
name_columns(int columns)
{
	return NAME_COLUMNS < columns / 2 ? NAME_COLUMNS : columns / 2;
}

/* What the keys of an entry take at the right of a line, the gap before them included; 0: not shown. */
static int
keys_columns(const struct screen *screen, const struct palette_entry *entry, int columns)
{
	if (columns < WIDE || entry->keys[0] == '\0')
		return 0;
	int keys = screen_columns(screen, entry->keys);
	return GAP + (keys > columns / 4 ? columns / 4 : keys);
}

static const char *
sentence_of(const struct palette_entry *entry)
{
	return entry->refusal != NULL ? entry->refusal : entry->sentence;
}

/* What the entry under the cursor does, where its line has no room for the whole of it. */
static void
draw_sentence(const struct palette *palette, struct screen *screen, struct screen_rect below)
{
	if (palette->pos.total == 0)
		return;
	const struct palette_entry *entry = entry_at(palette, palette->pos.cursor);
	int room = below.columns - name_columns(below.columns) - 2 - GAP -
	    keys_columns(screen, entry, below.columns);
	if (screen_columns(screen, sentence_of(entry)) > room)
		(void)screen_text_wrapped(screen, below, STYLE_normal, sentence_of(entry));
}

static void
draw_entry(const struct palette *palette, struct screen *screen, struct screen_place place,
    const struct palette_entry *entry, bool current)
{
	struct fuzzy_match match;
	int names = name_columns(place.columns);
	int keys = keys_columns(screen, entry, place.columns);
	(void)fuzzy_match(palette->pattern, entry->name, &match);
	struct screen_look look = { .style = entry->refusal == NULL ? STYLE_normal : STYLE_dim,
		.positions = match.positions,
		.n_positions = match.n_positions };
	if (current)
		look.style = STYLE_selected;
	struct screen_place name = { place.row, place.column + 2, names };
	(void)screen_text(screen, (struct screen_place){ place.row, place.column, 2 }, STYLE_key,
	    current ? ">" : " ");
	(void)screen_text_as(screen, name, &look, entry->name);
	if (keys > 0)
		(void)screen_text(screen,
		    (struct screen_place){
		        place.row, place.column + place.columns - keys + GAP, keys - GAP },
		    STYLE_key, entry->keys);
	struct screen_place rest = { place.row, name.column + names + GAP,
		place.columns - names - 2 - GAP - keys };
	(void)screen_text(screen, rest, STYLE_dim, sentence_of(entry));
}

static void
draw_foot(const struct palette *palette, struct screen *screen, struct screen_place foot)
{
	if (palette->refusal != NULL)
		(void)screen_text(screen, foot, STYLE_error, palette->refusal);
	else if (palette->pos.total == 0)
		(void)screen_text(screen, foot, STYLE_warning, "nothing is called like that");
	else
		(void)screen_text(screen, foot, STYLE_dim, "enter run  tab complete  esc back");
}

static void
draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct palette *palette = (struct palette *)overlay;
	struct screen_rect inside =
	    screen_window(screen, overlay_area(app, screen, COLUMNS, ROWS), "Command");
	struct screen_place line = { inside.row, inside.column, inside.columns };
	struct screen_place foot = { inside.row + inside.rows - 1, inside.column, inside.columns };
	int used = screen_text(screen, line, STYLE_key, ": ");
	line.column += used;
	line.columns -= used;
	lineedit_draw(&palette->line, screen, line, true, "a few letters of what you want");
	struct screen_rect list = { inside.row + 1, inside.column, inside.rows - OWN_ROWS,
		inside.columns };
	int whole = inside.columns < WIDE ? 2 : 1;
	list.rows -= whole;
	draw_sentence(palette, screen,
	    (struct screen_rect){ list.row + list.rows, list.column, whole, list.columns });
	palette->list = list;
	listpos_set_rows(&palette->pos, list.rows);
	for (int row = 0; row < list.rows; row++) {
		int64_t at = listpos_at(&palette->pos, row);
		if (at >= 0)
			draw_entry(palette, screen,
			    (struct screen_place){ list.row + row, list.column, list.columns },
			    entry_at(palette, at), at == palette->pos.cursor);
	}
	draw_foot(palette, screen, foot);
}

static void
release(struct overlay *overlay)
{
	struct palette *palette = (struct palette *)overlay;
	lineedit_release(&palette->line);
	arena_release(&palette->entries.arena);
	free(palette->shown);
	free(palette);
}

static const struct overlay_kind palette_kind = { .input = input_of,
	.draw = draw,
	.free = release,
	.hints = "enter run  tab complete  esc back" };

void
palette_open(struct app *app)
{
	struct palette *palette = mem_new(1, sizeof(*palette));
	palette->overlay.kind = &palette_kind;
	palette_collect(app, &palette->entries);
	palette->shown = mem_new(palette->entries.n, sizeof(*palette->shown));
	lineedit_init(&palette->line, PATTERN_MAX, false);
	listpos_set_rows(&palette->pos, 1);
	find(palette);
	overlay_push(app, &palette->overlay);
}
