/* Fields, one line each, and what is wrong with them. */
#include "form.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "keys.h"
#include "mem.h"
#include "str.h"

#define TOO_LONG "too long: the rest was left out"

enum {
	MAX_DEFAULT = 255,
	PROBLEM_SIZE = 500,
	FIELD_COLUMNS = 40,
	FRAME_COLUMNS = 4,
	FRAME_ROWS = 2,
	GAP = 2,
	FOOT_ROWS = 2 /* a blank line and the keys */
};

struct form_state {
	struct lineedit edit; /* all but FORM_CHOICE */
	size_t choice;        /* FORM_CHOICE */
	char problem[PROBLEM_SIZE];
};

static bool
is_choice(const struct form *form, size_t field)
{
	return form->fields[field].kind == FORM_CHOICE;
}

void
form_init(struct form *form, const char *title, const struct form_field *fields, size_t n_fields)
{
	*form = (struct form){ .title = title, .fields = fields, .n_fields = n_fields };
	form->states = mem_new(n_fields, sizeof form->states[0]);
	for (size_t i = 0; i < n_fields; i++) {
		assert(!is_choice(form, i) ||
		    (fields[i].choices != NULL && fields[i].choices[0] != NULL));
		size_t max = fields[i].max == 0 ? MAX_DEFAULT : fields[i].max;
		if (!is_choice(form, i))
			lineedit_init(&form->states[i].edit, max, fields[i].kind == FORM_SECRET);
		if (fields[i].value != NULL)
			form_set_value(form, i, fields[i].value);
	}
}

void
form_set_check(struct form *form, form_check_fn check, void *context)
{
	form->check = check;
	form->context = context;
}

void
form_release(struct form *form)
{
	for (size_t i = 0; i < form->n_fields; i++)
		lineedit_release(&form->states[i].edit);
	free(form->states);
	checklist_release(&form->list);
	*form = (struct form){ 0 };
}

const char *
form_value(const struct form *form, size_t field)
{
	if (is_choice(form, field))
		return form->fields[field].choices[form->states[field].choice];
	return form->states[field].edit.text;
}

const char *
form_choice_spoken(const struct form_field *field, const char *value)
{
	return field->spoken == NULL ? value : field->spoken(value);
}

const char *
form_spoken(const struct form *form, size_t field)
{
	return form_choice_spoken(&form->fields[field], form_value(form, field));
}

void
form_set_value(struct form *form, size_t field, const char *value)
{
	struct form_state *state = &form->states[field];
	if (!is_choice(form, field)) {
		lineedit_set(&state->edit, value);
		return;
	}
	const char *const *choices = form->fields[field].choices;
	for (size_t i = 0; choices[i] != NULL; i++)
		if (strcmp(choices[i], value) == 0)
			state->choice = i;
}

static void
note_problem(struct form *form, size_t field, const char *problem)
{
	(void)snprintf(
	    form->states[field].problem, PROBLEM_SIZE, "%s", problem == NULL ? "" : problem);
}

void
form_set_secret(struct form *form, size_t field, bool secret)
{
	form->states[field].edit.secret = secret;
}

void
form_set_problem(struct form *form, size_t field, const char *problem)
{
	note_problem(form, field, problem);
	if (problem[0] != '\0')
		form->current = field;
}

const char *
form_problem(const struct form *form, size_t field)
{
	return form->states[field].problem;
}

/* Asks what is wrong with a field, and says so beside it. */
static bool
is_fine(struct form *form, size_t field)
{
	const char *value = form_value(form, field);
	const char *problem = NULL;
	/* The beginning of what was meant may be another address, or password, than that. */
	if (!is_choice(form, field) && form->states[field].edit.dropped)
		problem = TOO_LONG;
	else if (form->fields[field].required && value[0] == '\0')
		problem = "is needed";
	else if (form->fields[field].again && strcmp(value, form_value(form, field - 1)) != 0)
		problem = "is not what was typed above";
	else if (form->check != NULL)
		problem = form->check(form->context, field, value);
	note_problem(form, field, problem);
	return problem == NULL;
}

static enum widget_answer
finish(struct form *form)
{
	size_t first_bad = form->n_fields;
	for (size_t i = form->n_fields; i-- > 0;)
		if (!is_fine(form, i))
			first_bad = i;
	if (first_bad == form->n_fields)
		return WIDGET_DONE;
	form->current = first_bad;
	return WIDGET_USED;
}

/* Goes to another field; the one that is left is checked when there is something in it. */
static enum widget_answer
go(struct form *form, size_t field)
{
	if (form_value(form, form->current)[0] != '\0')
		(void)is_fine(form, form->current);
	form->current = field;
	return WIDGET_USED;
}

static enum widget_answer
next_field(struct form *form)
{
	return go(form, form->current + 1 < form->n_fields ? form->current + 1 : 0);
}

static enum widget_answer
previous_field(struct form *form)
{
	return go(form, form->current > 0 ? form->current - 1 : form->n_fields - 1);
}

/* ---- a set of words ---- */

static void
open_set(struct form *form)
{
	const struct form_field *field = &form->fields[form->current];
	checklist_init(&form->list, field->label, field->choices, field->details,
	    form_value(form, form->current));
	form->choosing = true;
}

static enum widget_answer
set_input(struct form *form, const struct input *input)
{
	enum widget_answer answer = checklist_input(&form->list, input);
	if (answer == WIDGET_DONE) {
		struct str text = STR_INIT(form->fields[form->current].max + 1);
		checklist_text(&form->list, &text);
		form_set_value(form, form->current, str_text(&text));
		str_release(&text);
	}
	if (answer == WIDGET_DONE || answer == WIDGET_CANCELLED) {
		form->choosing = false;
		checklist_release(&form->list);
	}
	return WIDGET_USED;
}

static void
draw_set(const struct form *form, struct screen *screen, struct screen_place place, size_t field)
{
	bool current = field == form->current;
	const char *value = form_value(form, field);
	size_t n = value[0] != '\0';
	for (const char *at = value; *at != '\0'; at++)
		n += *at == ' ';
	if (n == 0)
		(void)screen_text(screen, place, current ? STYLE_selected : STYLE_dim,
		    form->fields[field].hint == NULL ? "none" : form->fields[field].hint);
	else
		(void)screen_format(
		    screen, place, current ? STYLE_selected : STYLE_normal, "%zu: %s", n, value);
}

/* ---- a choice of one ---- */

static size_t
count_choices(const struct form_field *field)
{
	size_t n = 0;
	while (field->choices[n] != NULL)
		n++;
	assert(n > 0);
	return n;
}

/* Whether the letter begins it, or else one of its words: "v" is Org Viewer. */
static bool
begins(const char *spoken, const char *letter, bool any_word)
{
	while (strncasecmp(spoken, letter, strlen(letter)) != 0) {
		const char *blank = strchr(spoken, ' ');
		if (!any_word || blank == NULL)
			return false;
		spoken = blank + 1;
	}
	return true;
}

/* The next one of n from now on that begins with the letter; n: none does. */
static size_t
next_choice(const struct form_field *field, size_t now, size_t n, const char *letter, bool any_word)
{
	for (size_t i = 1; i <= n; i++) {
		size_t at = (now + i) % n;
		if (begins(form_choice_spoken(field, field->choices[at]), letter, any_word))
			return at;
	}
	return n;
}

static enum widget_answer
choice_input(struct form *form, uint32_t key)
{
	const struct form_field *field = &form->fields[form->current];
	struct form_state *state = &form->states[form->current];
	size_t n = count_choices(field);
	char text[5];
	if (key == KEY_left || key == KEY_right || key == ' ') {
		state->choice = (state->choice + (key == KEY_left ? n - 1 : 1)) % n;
		return WIDGET_USED;
	}
	if (keys_text(key, text) == 0)
		return WIDGET_IGNORED;
	size_t at = next_choice(field, state->choice, n, text, false);
	if (at == n)
		at = next_choice(field, state->choice, n, text, true);
	if (at == n)
		return WIDGET_IGNORED;
	state->choice = at;
	return WIDGET_USED;
}

static enum widget_answer
field_input(struct form *form, const struct input *input)
{
	if (is_choice(form, form->current))
		return input->kind == INPUT_KEY ? choice_input(form, input->key) : WIDGET_IGNORED;
	if (form->fields[form->current].kind == FORM_SET) {
		if (input->kind == INPUT_KEY && input->key == ' ')
			open_set(form);
		return WIDGET_USED;
	}
	enum widget_answer answer = lineedit_input(&form->states[form->current].edit, input);
	if (answer != WIDGET_USED)
		return answer;
	note_problem(form, form->current, NULL);
	/* What was compared with it is so anew. */
	if (form->current + 1 < form->n_fields && form->fields[form->current + 1].again)
		note_problem(form, form->current + 1, NULL);
	if (form->states[form->current].edit.dropped)
		note_problem(form, form->current, TOO_LONG);
	return WIDGET_USED;
}

bool
form_is_typed(const struct form *form)
{
	return form->choosing || form->fields[form->current].kind == FORM_TEXT ||
	    form->fields[form->current].kind == FORM_SECRET;
}

enum widget_answer
form_input(struct form *form, const struct input *input)
{
	if (form->choosing)
		return set_input(form, input);
	switch (input->kind == INPUT_KEY ? input->key : 0) {
	case KEY_escape:
		return WIDGET_CANCELLED;
	case KEY_CTRL | 's':
		return finish(form);
	case KEY_enter:
		return form->current + 1 >= form->n_fields ? finish(form) : next_field(form);
	case KEY_tab:
	case KEY_down:
		return next_field(form);
	case KEY_tab | KEY_SHIFT:
	case KEY_up:
		return previous_field(form);
	default:
		return field_input(form, input);
	}
}

static int
label_columns(const struct form *form, const struct screen *screen)
{
	int columns = 0;
	for (size_t i = 0; i < form->n_fields; i++) {
		int label = screen_columns(screen, form->fields[i].label);
		columns = label > columns ? label : columns;
	}
	return columns;
}

/* What is left beside the labels, which take no more than half. */
static int
value_columns(int columns, int labels)
{
	return columns - (labels > columns / 2 ? columns / 2 : labels) - GAP;
}

/* Its own row, and what is wrong with it in lines of so many columns. */
static int
rows_of(const struct form *form, const struct screen *screen, size_t field, int columns)
{
	const char *problem = form->states[field].problem;
	return problem[0] == '\0' ? 1 : 1 + screen_rows(screen, problem, columns);
}

void
form_size(const struct form *form, const struct screen *screen, int *columns, int *rows)
{
	if (form->choosing) {
		checklist_size(&form->list, screen, columns, rows);
		if (*columns < form->least_columns)
			*columns = form->least_columns;
		return;
	}
	int title = screen_columns(screen, form->title) + GAP;
	int wide = label_columns(form, screen) + GAP + FIELD_COLUMNS;
	*columns = FRAME_COLUMNS + (title > wide ? title : wide);
	if (*columns < form->least_columns)
		*columns = form->least_columns;
	*rows = FRAME_ROWS + FOOT_ROWS;
	int most = screen_whole(screen).columns;
	int inside = (*columns < most ? *columns : most) - FRAME_COLUMNS;
	int values = value_columns(inside, label_columns(form, screen));
	for (size_t i = 0; i < form->n_fields; i++)
		*rows += rows_of(form, screen, i, values);
}

static void
draw_choice(const struct form *form, struct screen *screen, struct screen_place place, size_t field)
{
	bool current = field == form->current;
	screen_format(screen, place, current ? STYLE_selected : STYLE_normal, "‹ %s ›",
	    form_spoken(form, field));
}

static void
draw_field(const struct form *form, struct screen *screen, struct screen_rect row, size_t field,
    int labels)
{
	bool current = field == form->current;
	struct screen_place label = { row.row, row.column, labels };
	struct screen_place value = { row.row, row.column + labels + GAP,
		row.columns - labels - GAP };
	screen_text(screen, label, current ? STYLE_title : STYLE_normal, form->fields[field].label);
	if (is_choice(form, field))
		draw_choice(form, screen, value, field);
	else if (form->fields[field].kind == FORM_SET)
		draw_set(form, screen, value, field);
	else
		lineedit_draw(
		    &form->states[field].edit, screen, value, current, form->fields[field].hint);
	struct screen_rect below = { row.row + 1, value.column, row.rows - 1, value.columns };
	if (row.rows > 1)
		screen_text_wrapped(screen, below, STYLE_error, form->states[field].problem);
}

/* Scrolls so that the current field is among those that fit. */
static void
reveal_current(struct form *form, const struct screen *screen, int rows, int columns)
{
	if (form->top > form->current)
		form->top = form->current;
	int needed = 0;
	for (size_t i = form->top; i <= form->current; i++)
		needed += rows_of(form, screen, i, columns);
	for (; needed > rows && form->top < form->current; form->top++)
		needed -= rows_of(form, screen, form->top, columns);
}

/* "admin, member or viewer": it tells no more than going through the choices does. */
static bool
only_names_choices(const struct form_field *field)
{
	for (const char *const *choice = field->choices; *choice != NULL; choice++)
		if (strstr(field->hint, *choice) == NULL)
			return false;
	return true;
}

/* What the current field is for, where its own line does not tell: it is chosen, or there is no room. */
static void
draw_hint(const struct form *form, struct screen *screen, struct screen_place place, int values)
{
	const struct form_field *field = &form->fields[form->current];
	if (is_choice(form, form->current) && field->details != NULL) {
		(void)screen_text(
		    screen, place, STYLE_dim, field->details[form->states[form->current].choice]);
		return;
	}
	if (field->hint == NULL)
		return;
	bool cut = screen_columns(screen, field->hint) > values;
	if (is_choice(form, form->current) ? !only_names_choices(field) : cut)
		(void)screen_text(screen, place, STYLE_dim, field->hint);
}

void
form_draw(struct form *form, struct screen *screen, struct screen_rect rect)
{
	if (form->choosing) {
		checklist_draw(&form->list, screen, rect);
		return;
	}
	struct screen_rect inside = screen_window(screen, rect, form->title);
	int labels = label_columns(form, screen);
	int values = value_columns(inside.columns, labels);
	if (inside.rows > FOOT_ROWS) {
		inside.rows -= FOOT_ROWS;
		draw_hint(form, screen,
		    (struct screen_place){
		        inside.row + inside.rows, inside.column, inside.columns },
		    values);
		struct screen_place foot = { inside.row + inside.rows + 1, inside.column,
			inside.columns };
		screen_text(screen, foot, STYLE_dim,
		    form->fields[form->current].kind == FORM_SET
		        ? "space choose  enter next  C-s finish  esc cancel"
		        : "enter next  C-s finish  esc cancel");
	}
	struct screen_rect before = screen_clip(screen, inside);
	reveal_current(form, screen, inside.rows, values);
	int row = inside.row;
	for (size_t i = form->top; i < form->n_fields && row < inside.row + inside.rows; i++) {
		struct screen_rect place = { row, inside.column, rows_of(form, screen, i, values),
			inside.columns };
		draw_field(form, screen, place, i, inside.columns - values - GAP);
		row += place.rows;
	}
	screen_unclip(screen, before);
}
