/* Aligning by what a terminal shows, not by bytes. */
#include "grid.h"

#include <string.h>

#include "mem.h"
#include "utf8.h"
#include "visible.h"

enum { GAP = 2 };

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

static void
draw_cell(const struct grid *grid, int i, const char *text, struct str *out)
{
	int blanks = grid->widths[i] - utf8_width(text);
	if (grid->columns[i].items && !grid->filled[i])
		return;
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
