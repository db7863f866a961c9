/* Aligning by what a terminal shows, not by bytes. */
#include "grid.h"

#include <string.h>

#include "mem.h"
#include "utf8.h"
#include "visible.h"

enum { GAP = 2, LEAST = 12, CELL_MOST = 2048 };

void
grid_init(struct grid *grid, enum shape shape, enum flat_detail detail)
{
	*grid = (struct grid){ .n_rows = 0 };
	grid->n_columns = flat_columns(shape, detail, grid->columns);
	for (int i = 0; i < grid->n_columns; i++)
		grid->widths[i] = utf8_width(grid->columns[i].title);
}

static const char *
harmless(struct grid *grid, const char *text)
{
	struct str shown = STR_INIT(1 << 20);
	visible_add(&shown, text);
	const char *copy = arena_text(&grid->arena, str_text(&shown));
	str_release(&shown);
	return copy;
}

void
grid_add(struct grid *grid, const void *row)
{
	size_t n = (size_t)grid->n_columns;
	if (grid->n_rows == grid->room) {
		grid->room = grid->room == 0 ? 64 : grid->room * 2;
		grid->cells = mem_resize((void *)grid->cells, grid->room * n, sizeof(*grid->cells));
	}
	for (size_t i = 0; i < n; i++) {
		const char *cell = harmless(grid, flat_cell(&grid->columns[i], row, &grid->arena));
		int width = utf8_width(cell);
		grid->cells[grid->n_rows * n + i] = cell;
		grid->filled[i] = grid->filled[i] || width > 0;
		if (width > grid->widths[i])
			grid->widths[i] = width;
	}
	grid->n_rows++;
}

/* A list that nothing is in has no column. */
static bool
is_drawn(const struct grid *grid, int i)
{
	return !grid->columns[i].items || grid->filled[i];
}

static bool
may_be_cut(const struct flat_column *column)
{
	const struct field *field = column->field;
	if (column->items || column->told || field == NULL)
		return true;
	return field->word < FIELD_embed &&
	    (field->kind == KIND_name || field->kind == KIND_text || field->kind == KIND_prompt ||
	        field->kind == KIND_link || field->kind == KIND_stream_url);
}

static int
line_width(const struct grid *grid)
{
	int width = -GAP;
	for (int i = 0; i < grid->n_columns; i++)
		width += is_drawn(grid, i) ? grid->widths[i] + GAP : 0;
	return width;
}

/* The widest that may be cut still; -1: none. */
static int
widest(const struct grid *grid)
{
	int found = -1;
	for (int i = 0; i < grid->n_columns; i++)
		if (is_drawn(grid, i) && may_be_cut(&grid->columns[i]) && grid->widths[i] > LEAST &&
		    (found < 0 || grid->widths[i] > grid->widths[found]))
			found = i;
	return found;
}

void
grid_fit(struct grid *grid, int columns)
{
	for (int i; line_width(grid) > columns && (i = widest(grid)) >= 0;)
		grid->widths[i]--;
}

/* As much of a text as its column is wide. */
static const char *
cut(const char *text, int width, char *out, size_t size)
{
	size_t len = 0;
	if (utf8_width(text) <= width)
		return text;
	for (int left = width - 1;;) {
		struct utf8_cluster cluster = utf8_cluster(text + len, strlen(text + len));
		if (cluster.len == 0 || cluster.width > left || len + cluster.len + 4 > size)
			break;
		left -= cluster.width;
		len += cluster.len;
	}
	(void)snprintf(out, size, "%.*s…", (int)len, text);
	return out;
}

static void
draw_cell(const struct grid *grid, int i, const char *whole, struct str *out)
{
	char room[CELL_MOST];
	if (!is_drawn(grid, i))
		return;
	const char *text = cut(whole, grid->widths[i], room, sizeof(room));
	int blanks = grid->widths[i] - utf8_width(text);
	bool last = i + 1 == grid->n_columns;
	if (grid->columns[i].number)
		str_addf(out, "%*s", blanks, "");
	str_add(out, text);
	if (!grid->columns[i].number && !last)
		str_addf(out, "%*s", blanks, "");
	if (!last)
		str_addf(out, "%*s", GAP, "");
}

/* Blanks at the end of a line help nobody. */
static void
end_line(struct str *out)
{
	while (out->len > 0 && out->data[out->len - 1] == ' ')
		out->data[--out->len] = '\0';
	str_add_char(out, '\n');
}

static void
draw_titles(const struct grid *grid, int indent, struct str *out)
{
	char title[FLAT_TITLE];
	str_addf(out, "%*s", indent, "");
	for (int i = 0; i < grid->n_columns; i++) {
		(void)snprintf(title, sizeof(title), "%s", grid->columns[i].title);
		for (char *c = title; *c != '\0'; c++)
			*c = (char)toupper((unsigned char)*c);
		draw_cell(grid, i, title, out);
	}
	end_line(out);
}

void
grid_draw(const struct grid *grid, int indent, bool titles, struct str *out)
{
	if (titles)
		draw_titles(grid, indent, out);
	for (size_t row = 0; row < grid->n_rows; row++) {
		str_addf(out, "%*s", indent, "");
		for (int i = 0; i < grid->n_columns; i++)
			draw_cell(
			    grid, i, grid->cells[row * (size_t)grid->n_columns + (size_t)i], out);
		end_line(out);
	}
}

void
grid_clear(struct grid *grid)
{
	grid->n_rows = 0;
	arena_release(&grid->arena);
}

void
grid_release(struct grid *grid)
{
	grid_clear(grid);
	free((void *)grid->cells);
	grid->cells = NULL;
	grid->room = 0;
}
