/* Lines of a text, found once per width, and which of them are shown. */
#include "textview.h"

#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "keys.h"
#include "mem.h"

void
textview_release(struct textview *view)
{
	if (view->text != NULL)
		explicit_bzero(view->text, view->len);
	free(view->text);
	free(view->lines);
	free(view->match);
	*view = (struct textview){ 0 };
}

void
textview_set(struct textview *view, const char *text)
{
	textview_style_fn style = view->style;
	textview_release(view);
	view->style = style;
	view->text = mem_text(text);
	view->len = strlen(text);
	view->rows = 1;
}

void
textview_set_style(struct textview *view, textview_style_fn style)
{
	view->style = style;
}

/* The last line that may stand in the first row. */
static size_t
last_top(const struct textview *view)
{
	size_t rows = view->rows > 1 ? (size_t)view->rows : 1;
	return view->n_lines > rows ? view->n_lines - rows : 0;
}

void
textview_scroll(struct textview *view, long by)
{
	size_t distance = by < 0 ? 0 - (size_t)by : (size_t)by;
	size_t end = last_top(view);
	if (by < 0)
		view->top = distance > view->top ? 0 : view->top - distance;
	else
		view->top =
		    view->top > end || distance > end - view->top ? end : view->top + distance;
}

void
textview_first(struct textview *view)
{
	view->top = 0;
}

void
textview_last(struct textview *view)
{
	view->top = last_top(view);
}

/* Finds the lines for a width; the first row keeps showing the same part of the text. */
static void
wrap(struct textview *view, const struct screen *screen, int columns)
{
	if (view->columns == columns && view->lines != NULL)
		return;
	size_t kept = view->lines != NULL && view->top < view->n_lines ? view->lines[view->top] : 0;
	size_t cap = 0;
	view->n_lines = 0;
	view->columns = columns;
	for (size_t at = 0; at < view->len;) {
		if (view->n_lines == cap) {
			cap = cap == 0 ? 64 : cap * 2;
			view->lines = mem_resize(view->lines, cap, sizeof view->lines[0]);
		}
		view->lines[view->n_lines++] = at;
		at += screen_wrap(screen, view->text + at, view->len - at, columns).next;
	}
	view->top = 0;
	while (view->top + 1 < view->n_lines && view->lines[view->top + 1] <= kept)
		view->top++;
}

static bool
line_has(const struct textview *view, size_t line, const char *match)
{
	size_t end = line + 1 < view->n_lines ? view->lines[line + 1] : view->len;
	size_t len = strlen(match);
	/* A match may run on into the next line, as long as it begins in this one. */
	for (size_t at = view->lines[line]; at < end && at + len <= view->len; at++)
		if (strncasecmp(view->text + at, match, len) == 0)
			return true;
	return false;
}

bool
textview_match(struct textview *view, const char *match)
{
	char *copy = match == NULL || match[0] == '\0' ? NULL : mem_text(match);
	free(view->match);
	view->match = copy;
	for (size_t i = 1; copy != NULL && i <= view->n_lines; i++) {
		size_t line = (view->top + i) % view->n_lines;
		if (!line_has(view, line, copy))
			continue;
		view->top = line < last_top(view) ? line : last_top(view);
		return true;
	}
	return false;
}

static bool
scroll_key(struct textview *view, uint32_t key)
{
	long page = view->rows > 1 ? view->rows - 1 : 1;
	switch (key) {
	case KEY_up:
	case 'k':
		textview_scroll(view, -1);
		return true;
	case KEY_down:
	case 'j':
	case KEY_enter:
		textview_scroll(view, 1);
		return true;
	case KEY_page_up:
	case KEY_CTRL | 'b':
		textview_scroll(view, -page);
		return true;
	case KEY_page_down:
	case KEY_CTRL | 'f':
	case ' ':
		textview_scroll(view, page);
		return true;
	case KEY_CTRL | 'u':
		textview_scroll(view, -(page + 1) / 2);
		return true;
	case KEY_CTRL | 'd':
		textview_scroll(view, (page + 1) / 2);
		return true;
	case KEY_home:
	case 'g':
		textview_first(view);
		return true;
	case KEY_end:
	case 'G':
		textview_last(view);
		return true;
	default:
		return false;
	}
}

static bool
scroll_wheel(struct textview *view, enum input_mouse mouse)
{
	if (mouse != INPUT_WHEEL_UP && mouse != INPUT_WHEEL_DOWN)
		return false;
	textview_scroll(view, mouse == INPUT_WHEEL_UP ? -3 : 3);
	return true;
}

enum widget_answer
textview_input(struct textview *view, const struct input *input)
{
	if (input->kind == INPUT_MOUSE)
		return scroll_wheel(view, input->mouse) ? WIDGET_USED : WIDGET_IGNORED;
	if (input->kind != INPUT_KEY)
		return WIDGET_IGNORED;
	if (input->key == KEY_escape || input->key == 'q')
		return WIDGET_CANCELLED;
	return scroll_key(view, input->key) ? WIDGET_USED : WIDGET_IGNORED;
}

/* The style of the line of the text that a line of the screen belongs to. */
static enum style
style_of(const struct textview *view, size_t at)
{
	if (view->style == NULL)
		return STYLE_normal;
	while (at > 0 && view->text[at - 1] != '\n')
		at--;
	const char *line = view->text + at;
	return view->style(line, strcspn(line, "\n"));
}

void
textview_draw(struct textview *view, struct screen *screen, struct screen_rect rect)
{
	if (view->text == NULL || rect.rows < 1 || rect.columns < 1)
		return;
	wrap(view, screen, rect.columns);
	view->rows = rect.rows;
	if (view->top > last_top(view))
		view->top = last_top(view);
	for (int i = 0; i < rect.rows; i++) {
		size_t line = view->top + (size_t)i;
		if (line >= view->n_lines)
			break;
		size_t at = view->lines[line];
		size_t len = screen_wrap(screen, view->text + at, view->len - at, rect.columns).len;
		struct screen_look look = { .style = style_of(view, at), .match = view->match };
		struct screen_place place = { rect.row + i, rect.column, rect.columns };
		screen_text_n(screen, place, &look, view->text + at, len);
	}
}
