/* The grid: size, clip, fill, cursor, and what a terminal is sent for a cell. */
#include "screen.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "screen_cells.h"

/* FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE. */
static const char isolate_open[] = { '\xe2', '\x81', '\xa8' };
static const char isolate_close[] = { '\xe2', '\x81', '\xa9' };

static const struct screen_cell blank = { .text = " ", .width = 1, .style = STYLE_normal };

static int
limited(int value, int low, int high)
{
	if (value > high)
		value = high;
	return value < low ? low : value;
}

void
screen_init(struct screen *screen, int columns, int rows, bool ascii)
{
	*screen = (struct screen){ .ascii = ascii };
	screen_resize(screen, columns, rows);
}

void
screen_release(struct screen *screen)
{
	free(screen->cells);
	*screen = (struct screen){ 0 };
}

void
screen_resize(struct screen *screen, int columns, int rows)
{
	screen->columns = limited(columns, 1, SCREEN_COLUMNS_MAX);
	screen->rows = limited(rows, 1, SCREEN_ROWS_MAX);
	free(screen->cells);
	screen->cells =
	    mem_new((size_t)screen->rows * (size_t)screen->columns, sizeof screen->cells[0]);
	screen_clear(screen);
}

void
screen_clear(struct screen *screen)
{
	size_t columns = (size_t)screen->columns;
	for (size_t i = 0; i < columns; i++)
		screen->cells[i] = blank;
	for (size_t row = 1; row < (size_t)screen->rows; row++)
		memcpy(screen->cells + row * columns, screen->cells,
		    columns * sizeof screen->cells[0]);
	screen->clip = screen_whole(screen);
	screen->cursor_shown = false;
	screen->cursor_row = screen->cursor_column = 0;
}

struct screen_rect
screen_whole(const struct screen *screen)
{
	return (struct screen_rect){ 0, 0, screen->rows, screen->columns };
}

void
screen_copy(struct screen *screen, const struct screen *from)
{
	struct screen_cell *cells = screen->cells;
	size_t n = (size_t)from->rows * (size_t)from->columns;
	if (screen->rows != from->rows || screen->columns != from->columns)
		cells = mem_resize(cells, n, sizeof cells[0]);
	memcpy(cells, from->cells, n * sizeof cells[0]);
	*screen = *from;
	screen->cells = cells;
}

/* The overlap of two stretches of a line; its length may come out as 0. */
static void
overlap(int *start, int *len, int other_start, int other_len)
{
	int64_t end = (int64_t)*start + (*len < 0 ? 0 : *len);
	int64_t other_end = (int64_t)other_start + other_len;
	if (end > other_end)
		end = other_end;
	if (*start < other_start)
		*start = other_start;
	*len = end > *start ? (int)(end - *start) : 0;
}

static struct screen_rect
visible(const struct screen *screen, struct screen_rect rect)
{
	overlap(&rect.row, &rect.rows, screen->clip.row, screen->clip.rows);
	overlap(&rect.column, &rect.columns, screen->clip.column, screen->clip.columns);
	if (rect.rows == 0 || rect.columns == 0)
		return (struct screen_rect){ screen->clip.row, screen->clip.column, 0, 0 };
	return rect;
}

struct screen_rect
screen_clip(struct screen *screen, struct screen_rect part)
{
	struct screen_rect before = screen->clip;
	screen->clip = visible(screen, part);
	return before;
}

void
screen_unclip(struct screen *screen, struct screen_rect before)
{
	screen->clip = before;
}

static struct screen_cell *
cell_at(struct screen *screen, int row, int column)
{
	return &screen->cells[(size_t)row * (size_t)screen->columns + (size_t)column];
}

/* Blanks the wide cluster that covers this column, if one does. */
static void
break_wide(struct screen *screen, int row, int column)
{
	int first = column;
	while (first > 0 && cell_at(screen, row, first)->width == 0)
		first--;
	int width = cell_at(screen, row, first)->width;
	if (width <= 1)
		return;
	for (int i = first; i < first + width && i < screen->columns; i++) {
		struct screen_cell *cell = cell_at(screen, row, i);
		uint8_t style = cell->style;
		*cell = blank;
		cell->style = style;
	}
}

struct screen_cell
screen_cell_of(const char *text, enum style style)
{
	struct screen_cell cell = { .width = 1, .style = (uint8_t)style };
	size_t len = strlen(text);
	assert(len < sizeof cell.text);
	memcpy(cell.text, text, len);
	return cell;
}

void
screen_put(struct screen *screen, int row, int column, const struct screen_cell *cell)
{
	struct screen_rect shown = { row, column, 1, cell->width };
	shown = visible(screen, shown);
	if (shown.columns == 0)
		return;
	for (int i = 0; i < shown.columns; i++)
		break_wide(screen, row, shown.column + i);
	bool whole = shown.columns == cell->width;
	for (int i = 0; i < shown.columns; i++) {
		struct screen_cell *to = cell_at(screen, row, shown.column + i);
		*to = blank;
		to->style = cell->style;
		to->isolated = cell->isolated;
		if (!whole)
			continue;
		to->opens = i == 0 && cell->opens;
		to->width = i == 0 ? cell->width : 0;
		if (i == 0)
			memcpy(to->text, cell->text, sizeof to->text);
		else
			to->text[0] = '\0';
	}
}

void
screen_fill(struct screen *screen, struct screen_rect rect, enum style style)
{
	rect = visible(screen, rect);
	struct screen_cell cell = blank;
	cell.style = (uint8_t)style;
	for (int row = rect.row; row < rect.row + rect.rows; row++) {
		if (rect.columns > 0) {
			break_wide(screen, row, rect.column);
			break_wide(screen, row, rect.column + rect.columns - 1);
		}
		for (int column = rect.column; column < rect.column + rect.columns; column++)
			*cell_at(screen, row, column) = cell;
	}
}

struct screen_rect
screen_centre(struct screen_rect outer, int columns, int rows)
{
	struct screen_rect inner = outer;
	inner.columns = limited(columns, 0, outer.columns);
	inner.rows = limited(rows, 0, outer.rows);
	inner.column += (outer.columns - inner.columns) / 2;
	inner.row += (outer.rows - inner.rows) / 2;
	return inner;
}

void
screen_cursor(struct screen *screen, int row, int column)
{
	struct screen_rect at = visible(screen, (struct screen_rect){ row, column, 1, 1 });
	screen->cursor_shown = at.columns > 0;
	if (!screen->cursor_shown)
		return;
	screen->cursor_row = row;
	screen->cursor_column = column;
}

const char *
screen_pick(const struct screen *screen, const char *utf8, const char *ascii)
{
	return screen->ascii ? ascii : utf8;
}

const struct screen_cell *
screen_at(const struct screen *screen, int row, int column)
{
	if (row < 0 || row >= screen->rows || column < 0 || column >= screen->columns)
		return NULL;
	return &screen->cells[(size_t)row * (size_t)screen->columns + (size_t)column];
}

/* True when a cell belongs to the same isolated text as the one before it. */
static bool
continues(const struct screen_cell *before, const struct screen_cell *cell)
{
	return before != NULL && cell != NULL && before->isolated && cell->isolated && !cell->opens;
}

size_t
screen_bytes(const struct screen *screen, int row, int column, char out[SCREEN_CLUSTER + 8])
{
	const struct screen_cell *cell = screen_at(screen, row, column);
	assert(cell != NULL);
	size_t len = 0;
	out[0] = '\0';
	if (cell->width == 0)
		return 0;
	bool isolated = cell->isolated && !screen->ascii;
	if (isolated && !continues(screen_at(screen, row, column - 1), cell)) {
		memcpy(out, isolate_open, sizeof isolate_open);
		len = sizeof isolate_open;
	}
	size_t text_len = strlen(cell->text);
	memcpy(out + len, cell->text, text_len);
	len += text_len;
	if (isolated && !continues(cell, screen_at(screen, row, column + cell->width))) {
		memcpy(out + len, isolate_close, sizeof isolate_close);
		len += sizeof isolate_close;
	}
	out[len] = '\0';
	return len;
}
