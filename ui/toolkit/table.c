/* Drawing of lists, a visible row at a time. */
#include "table.h"

#include <stdio.h>
#include <string.h>

enum { MARK_COLUMNS = 2 }; /* of columns further right */

/* The first column that has no room, and none to the right of it has any; n_columns when all that are not
 * scrolled away show. */
static size_t
first_beyond(const struct table *table, const int *widths)
{
	size_t i = table->n_columns;
	while (i > 0 && widths[i - 1] == 0)
		i--;
	return i;
}

static void
layout(const struct table *table, int width, int widths[TABLE_COLUMNS])
{
	table_layout(
	    table->columns, table->n_columns, table->skipped, width - TABLE_GUTTER, widths);
	if (table->sided && first_beyond(table, widths) < table->n_columns)
		table_layout(table->columns, table->n_columns, table->skipped,
		    width - TABLE_GUTTER - MARK_COLUMNS, widths);
}

/* At the right edge of a line, that there is more. */
static void
draw_more(struct screen *screen, struct screen_place place)
{
	place.column += place.columns - 1;
	place.columns = 1;
	(void)screen_text(screen, place, STYLE_key, screen_pick(screen, "›", ">"));
}

/* A heading that does not fit ends behind a word, where it has several; returns the columns used. */
static int
draw_words(struct screen *screen, struct screen_place place, const struct screen_look *look,
    const char *title)
{
	size_t len = strlen(title);
	size_t line = screen_wrap(screen, title, len, place.columns - 1).len;
	if (screen_columns_n(screen, title, len) <= place.columns || title[line] != ' ')
		return screen_text_n(screen, place, look, title, len);
	char words[200];
	(void)snprintf(
	    words, sizeof(words), "%.*s%s", (int)line, title, screen_pick(screen, "…", "~"));
	return screen_text_as(screen, place, look, words);
}

static void
draw_title(const struct table *table, struct screen *screen, struct screen_place place, size_t i)
{
	const struct table_column *column = &table->columns[i];
	struct screen_look look = { .style = STYLE_heading, .right = column->right };
	if (table->sorted != (int)i) {
		draw_words(screen, place, &look, column->title);
		return;
	}
	const char *arrow = table->descending ? "↓" : "↑";
	struct screen_place arrow_place = { place.row, place.column, 1 };
	struct screen_place title_place = { place.row, place.column, place.columns - 1 };
	if (column->right)
		title_place.column++;
	int used = draw_words(screen, title_place, &look, column->title);
	arrow_place.column += column->right ? title_place.columns - used : used;
	screen_text(screen, arrow_place, STYLE_heading, arrow);
}

/* Where each column stands; calls draw for those that are shown. */
static void
draw_titles(
    const struct table *table, struct screen *screen, struct screen_rect area, const int *widths)
{
	int column = area.column + TABLE_GUTTER;
	for (size_t i = 0; i < table->n_columns; i++) {
		if (widths[i] == 0)
			continue;
		struct screen_place place = { area.row, column, widths[i] };
		draw_title(table, screen, place, i);
		column += widths[i] + 1;
	}
	if (table->sided && first_beyond(table, widths) < table->n_columns)
		draw_more(screen, (struct screen_place){ area.row, area.column, area.columns });
}

/* How the cell of a row is drawn: the cursor stands on one cell only, so that moving it sends
 * little to the terminal. */
static struct screen_look
look_of(const struct table *table, const struct table_row *row, size_t i, bool is_cursor)
{
	const struct table_cell *cell = &row->cells[i];
	struct screen_look look = { .style = cell->style, .match = cell->match };
	look.right = table->columns[i].right;
	if (i == 0 && row->marked && look.style == STYLE_normal)
		look.style = STYLE_marked;
	int under_cursor = table->current < 0 ? 0 : table->current;
	if (is_cursor && !table->unfocused && under_cursor == (int)i) {
		look.style = STYLE_selected;
		look.fill = true;
	}
	return look;
}

static void
draw_gutter(const struct table *table, struct screen *screen, struct screen_place place,
    const struct table_row *row, bool is_cursor)
{
	place.columns = 1;
	if (is_cursor)
		screen_text(screen, place, table->unfocused ? STYLE_dim : STYLE_normal, ">");
	place.column++;
	if (row->marked)
		screen_text(screen, place, STYLE_marked, screen_pick(screen, "✓", "*"));
}

/* Whether a row has something in columns further right. */
static bool
has_beyond(const struct table *table, const struct table_row *row, const int *widths)
{
	for (size_t i = first_beyond(table, widths); table->sided && i < table->n_columns; i++)
		if (row->cells[i].text != NULL && row->cells[i].text[0] != '\0')
			return true;
	return false;
}

static void
draw_row(const struct table *table, struct screen *screen, struct screen_place place, int64_t index,
    const int *widths)
{
	struct table_row row;
	memset(&row, 0, sizeof row);
	table->row(table->context, index, &row);
	bool is_cursor = index == table->pos->cursor;
	if (row.loading) {
		memset(row.cells, 0, sizeof row.cells);
		row.cells[0].text = "…";
		row.cells[0].style = STYLE_dim;
	}
	draw_gutter(table, screen, place, &row, is_cursor);
	int column = place.column + TABLE_GUTTER;
	for (size_t i = 0; i < table->n_columns; i++) {
		if (widths[i] == 0)
			continue;
		struct screen_place cell = { place.row, column, widths[i] };
		struct screen_look look = look_of(table, &row, i, is_cursor);
		const char *text = row.cells[i].text;
		screen_text_as(screen, cell, &look, text == NULL ? "" : text);
		column += widths[i] + 1;
	}
	if (has_beyond(table, &row, widths))
		draw_more(screen, place);
}

void
table_draw(struct table *table, struct screen *screen, struct screen_rect area)
{
	int widths[TABLE_COLUMNS];
	if (area.rows < 2 || area.columns <= TABLE_GUTTER)
		return;
	struct screen_rect before = screen_clip(screen, area);
	layout(table, area.columns, widths);
	draw_titles(table, screen, area, widths);
	listpos_set_rows(table->pos, area.rows - 1);
	for (int i = 0; i < area.rows - 1; i++) {
		int64_t index = listpos_at(table->pos, i);
		if (index < 0)
			break;
		struct screen_place place = { area.row + 1 + i, area.column, area.columns };
		draw_row(table, screen, place, index, widths);
	}
	if (table->pos->total == 0 && table->empty != NULL) {
		struct screen_rect rest = { area.row + 1, area.column + TABLE_GUTTER, area.rows - 1,
			area.columns - TABLE_GUTTER };
		screen_text_wrapped(screen, rest, STYLE_dim, table->empty);
	}
	screen_unclip(screen, before);
}

int64_t
table_item_at(const struct table *table, struct screen_rect area, int row)
{
	return row > area.row ? listpos_at(table->pos, row - area.row - 1) : -1;
}

int
table_column_at(const struct table *table, struct screen_rect area, int column)
{
	int widths[TABLE_COLUMNS];
	layout(table, area.columns, widths);
	int start = area.column + TABLE_GUTTER;
	for (size_t i = 0; i < table->n_columns; i++) {
		if (widths[i] == 0)
			continue;
		if (column >= start && column < start + widths[i])
			return (int)i;
		start += widths[i] + 1;
	}
	return -1;
}
