/* Choices, filtered and drawn. */
#include "picker.h"

#include <stdlib.h>
#include <string.h>

#include "fuzzy.h"
#include "input.h"
#include "keys.h"
#include "mem.h"

enum {
	FILTER_MAX = 64,
	FRAME_COLUMNS = 4, /* two lines and two blanks */
	FRAME_ROWS = 2,
	FOOT_ROWS = 1, /* the keys, or why one cannot be chosen */
	CURSOR_COLUMNS = 2,
	KEY_COLUMNS = 3,  /* "a  " */
	COLUMNS_MIN = 32, /* the keys at the foot */
	GAP = 2,
	DETAIL_MOST = 4,
	LIST_LEAST = 2 /* choices that stay in sight above what one of them means */
};

static bool
has_keys(const struct picker *picker)
{
	for (size_t i = 0; i < picker->n_choices; i++)
		if (picker->choices[i].key != 0)
			return true;
	return false;
}

/* How well a choice passes the filter; FUZZY_NO_MATCH when it does not. */
static int
score_of(const struct picker *picker, size_t choice)
{
	const char *detail = picker->choices[choice].detail;
	int score = fuzzy_match(picker->filter.text, picker->choices[choice].name, NULL);
	if (score == FUZZY_NO_MATCH && detail != NULL) {
		score = fuzzy_match(picker->filter.text, detail, NULL);
		/* Behind every name that matches. */
		score = score == FUZZY_NO_MATCH ? score : 0;
	}
	return score;
}

static void
filter(struct picker *picker)
{
	struct fuzzy_found *found = mem_new(picker->n_choices, sizeof *found);
	size_t n = 0;
	for (size_t i = 0; i < picker->n_choices; i++) {
		found[n] = (struct fuzzy_found){ score_of(picker, i), i };
		n += found[n].score != FUZZY_NO_MATCH;
	}
	fuzzy_sort(found, n);
	for (size_t i = 0; i < n; i++)
		picker->shown[i] = found[i].at;
	free(found);
	listpos_set_total(&picker->pos, (int64_t)n);
	listpos_first(&picker->pos);
}

void
picker_init(struct picker *picker, const char *title, const struct picker_choice *choices,
    size_t n_choices, size_t current)
{
	*picker = (struct picker){ .title = title, .choices = choices, .n_choices = n_choices };
	lineedit_init(&picker->filter, FILTER_MAX, false);
	picker->shown = mem_new(n_choices, sizeof picker->shown[0]);
	picker->filtering = !has_keys(picker);
	listpos_set_rows(&picker->pos, 1);
	filter(picker);
	listpos_go(&picker->pos, (int64_t)current);
}

void
picker_release(struct picker *picker)
{
	lineedit_release(&picker->filter);
	free(picker->shown);
	*picker = (struct picker){ 0 };
}

static enum widget_answer
choose(struct picker *picker, size_t choice)
{
	picker->refusal = picker->choices[choice].refusal;
	if (picker->refusal != NULL)
		return WIDGET_USED;
	picker->chosen = choice;
	return WIDGET_DONE;
}

static enum widget_answer
choose_at_cursor(struct picker *picker)
{
	if (picker->pos.total == 0)
		return WIDGET_USED;
	return choose(picker, picker->shown[picker->pos.cursor]);
}

static bool
move_key(struct picker *picker, uint32_t key)
{
	switch (key) {
	case KEY_up:
	case KEY_CTRL | 'p':
		listpos_move(&picker->pos, -1);
		return true;
	case KEY_down:
	case KEY_CTRL | 'n':
		listpos_move(&picker->pos, 1);
		return true;
	case KEY_page_up:
		listpos_page(&picker->pos, -1);
		return true;
	case KEY_page_down:
		listpos_page(&picker->pos, 1);
		return true;
	default:
		return false;
	}
}

/* One step back: out of the filter, then out of the picker. */
static enum widget_answer
step_back(struct picker *picker)
{
	bool by_keys = has_keys(picker);
	if (picker->filter.len == 0 && !(picker->filtering && by_keys))
		return WIDGET_CANCELLED;
	lineedit_clear(&picker->filter);
	picker->filtering = !by_keys;
	filter(picker);
	return WIDGET_USED;
}

static enum widget_answer
plain_key(struct picker *picker, uint32_t key)
{
	for (size_t i = 0; i < picker->n_choices; i++)
		if (picker->choices[i].key != 0 && picker->choices[i].key == key)
			return choose(picker, i);
	switch (key) {
	case '/':
		picker->filtering = true;
		return WIDGET_USED;
	case 'j':
		listpos_move(&picker->pos, 1);
		return WIDGET_USED;
	case 'k':
		listpos_move(&picker->pos, -1);
		return WIDGET_USED;
	case 'q':
		return WIDGET_CANCELLED;
	default:
		return WIDGET_IGNORED;
	}
}

/* Where some choices have no key, other letters are the beginning of a name. */
static bool
begins_filter(const struct picker *picker, uint32_t key)
{
	char text[5];
	for (size_t i = 0; i < picker->n_choices; i++)
		if (picker->choices[i].key == 0)
			return keys_text(key, text) > 0;
	return false;
}

static enum widget_answer
filter_input(struct picker *picker, const struct input *input)
{
	/* What begins a filter elsewhere is no part of it. */
	if (input->kind == INPUT_KEY && input->key == '/' && picker->filter.len == 0)
		return WIDGET_USED;
	enum widget_answer answer = lineedit_input(&picker->filter, input);
	if (answer == WIDGET_USED)
		filter(picker);
	return answer;
}

static enum widget_answer
mouse_input(struct picker *picker, const struct input *input)
{
	int64_t item;
	switch (input->mouse) {
	case INPUT_WHEEL_UP:
		listpos_scroll(&picker->pos, -1);
		return WIDGET_USED;
	case INPUT_WHEEL_DOWN:
		listpos_scroll(&picker->pos, 1);
		return WIDGET_USED;
	case INPUT_MOUSE_LEFT:
		item = listpos_at(&picker->pos, input->row - picker->list.row);
		if (item < 0 || input->row >= picker->list.row + picker->list.rows ||
		    input->column < picker->list.column ||
		    input->column >= picker->list.column + picker->list.columns)
			return WIDGET_IGNORED;
		return choose(picker, picker->shown[item]);
	default:
		return WIDGET_IGNORED;
	}
}

enum widget_answer
picker_input(struct picker *picker, const struct input *input)
{
	picker->refusal = NULL;
	if (input->kind == INPUT_MOUSE)
		return mouse_input(picker, input);
	if (input->kind == INPUT_PASTE && !picker->filtering)
		return WIDGET_IGNORED;
	if (input->kind == INPUT_PASTE)
		return filter_input(picker, input);
	if (input->kind != INPUT_KEY)
		return WIDGET_IGNORED;
	if (move_key(picker, input->key))
		return WIDGET_USED;
	if (input->key == KEY_enter)
		return choose_at_cursor(picker);
	if (input->key == KEY_escape)
		return step_back(picker);
	if (picker->filtering)
		return filter_input(picker, input);
	enum widget_answer answer = plain_key(picker, input->key);
	if (answer != WIDGET_IGNORED || !begins_filter(picker, input->key))
		return answer;
	picker->filtering = true;
	return filter_input(picker, input);
}

/* The columns of the names and of the details. */
static void
measure(const struct picker *picker, const struct screen *screen, int *names, int *details)
{
	*names = *details = 0;
	for (size_t i = 0; i < picker->n_choices; i++) {
		const char *detail = picker->choices[i].detail;
		int name_columns = screen_columns(screen, picker->choices[i].name);
		int detail_columns = detail == NULL ? 0 : screen_columns(screen, detail);
		*names = name_columns > *names ? name_columns : *names;
		*details = detail_columns > *details ? detail_columns : *details;
	}
}

/* The columns of a choice that is not cut. */
static int
wide(const struct picker *picker, int names, int details)
{
	return CURSOR_COLUMNS + (has_keys(picker) ? KEY_COLUMNS : 0) + names +
	    (details > 0 ? GAP + details : 0);
}

static const char *
detail_of(const struct picker *picker, size_t choice)
{
	const char *detail = picker->choices[choice].detail;
	return detail == NULL ? "" : detail;
}

/* Where details are cut, that of the choice under the cursor stands whole below the list: the rows of the
 * longest one; 0 where none is cut. */
static int
detail_rows(const struct picker *picker, const struct screen *screen, int columns)
{
	int names, details, rows = 0;
	measure(picker, screen, &names, &details);
	if (wide(picker, names, details) <= columns)
		return 0;
	for (size_t i = 0; i < picker->n_choices && rows < DETAIL_MOST; i++) {
		int its = screen_rows(screen, detail_of(picker, i), columns);
		rows = its > rows ? its : rows;
	}
	return rows < DETAIL_MOST ? rows : DETAIL_MOST;
}

void
picker_size(const struct picker *picker, const struct screen *screen, int *columns, int *rows)
{
	int names, details;
	measure(picker, screen, &names, &details);
	int all = wide(picker, names, details);
	int title = screen_columns(screen, picker->title) + GAP;
	title = title > COLUMNS_MIN ? title : COLUMNS_MIN;
	*columns = FRAME_COLUMNS + (all > title ? all : title);
	*rows = FRAME_ROWS + FOOT_ROWS + (picker->filtering ? 1 : 0) +
	    detail_rows(picker, screen, screen->columns - FRAME_COLUMNS) +
	    (int)(picker->n_choices < 1000 ? picker->n_choices : 1000);
}

/* Takes from the list the rows for what the choice under the cursor means, and draws it there. */
static void
draw_detail(const struct picker *picker, struct screen *screen, struct screen_rect *list)
{
	int most = list->rows - LIST_LEAST;
	int rows = detail_rows(picker, screen, list->columns);
	rows = rows < most ? rows : most;
	if (rows <= 0)
		return;
	list->rows -= rows;
	struct screen_rect below = { list->row + list->rows, list->column, rows, list->columns };
	if (picker->pos.total > 0)
		(void)screen_text_wrapped(screen, below, STYLE_normal,
		    detail_of(picker, picker->shown[picker->pos.cursor]));
}

static void
draw_choice(const struct picker *picker, struct screen *screen, struct screen_place place,
    int64_t item, int name_columns)
{
	const struct picker_choice *choice = &picker->choices[picker->shown[item]];
	bool is_cursor = item == picker->pos.cursor;
	int end = place.column + place.columns;
	if (is_cursor)
		screen_text(screen, place, STYLE_title, ">");
	place.column += CURSOR_COLUMNS;
	if (has_keys(picker)) {
		char key[KEYS_NAME_SIZE];
		place.columns = KEY_COLUMNS - 1;
		screen_text(screen, place, choice->refusal == NULL ? STYLE_key : STYLE_dim,
		    keys_name(choice->key, key));
		place.column += KEY_COLUMNS;
	}
	struct fuzzy_match match;
	fuzzy_match(picker->filter.text, choice->name, &match);
	struct screen_look look = { .style = choice->refusal == NULL ? STYLE_normal : STYLE_dim,
		.positions = match.positions,
		.n_positions = match.n_positions };
	if (is_cursor)
		look.style = STYLE_selected;
	place.columns = end - place.column < name_columns ? end - place.column : name_columns;
	screen_text_as(screen, place, &look, choice->name);
	place.column += name_columns + GAP;
	place.columns = end - place.column;
	if (choice->detail != NULL)
		screen_text(screen, place, STYLE_dim, choice->detail);
}

static void
draw_foot(const struct picker *picker, struct screen *screen, struct screen_place foot)
{
	if (picker->refusal != NULL)
		screen_text(screen, foot, STYLE_error, picker->refusal);
	else if (picker->pos.total == 0)
		screen_text(screen, foot, STYLE_warning, "none is called like that");
	else
		screen_text(screen, foot, STYLE_dim,
		    picker->filtering ? "enter choose  esc back"
		                      : "enter choose  / filter  esc back");
}

/* The columns of the names: one that is very long leaves room for what stands beside the others. */
static int
columns_of_names(const struct picker *picker, int columns, int names, int details)
{
	int room = columns - (wide(picker, names, details) - names);
	int least = columns / 2;
	int most = room > least ? room : least;
	return names < most ? names : most;
}

void
picker_draw(struct picker *picker, struct screen *screen, struct screen_rect rect)
{
	struct screen_rect inside = screen_window(screen, rect, picker->title);
	int names, details;
	measure(picker, screen, &names, &details);
	names = columns_of_names(picker, inside.columns, names, details);
	if (picker->filtering && inside.rows > 1) {
		struct screen_place prompt = { inside.row, inside.column, 2 };
		struct screen_place line = { inside.row, inside.column + 2, inside.columns - 2 };
		screen_text(screen, prompt, STYLE_key, "/");
		lineedit_draw(&picker->filter, screen, line, true, NULL);
		inside.row++;
		inside.rows--;
	}
	if (inside.rows > FOOT_ROWS) {
		inside.rows -= FOOT_ROWS;
		struct screen_place foot = { inside.row + inside.rows, inside.column,
			inside.columns };
		draw_foot(picker, screen, foot);
	}
	draw_detail(picker, screen, &inside);
	picker->list = inside;
	listpos_set_rows(&picker->pos, inside.rows);
	for (int i = 0; i < inside.rows; i++) {
		struct screen_place place = { inside.row + i, inside.column, inside.columns };
		int64_t item = listpos_at(&picker->pos, i);
		if (item >= 0)
			draw_choice(picker, screen, place, item, names);
	}
}
