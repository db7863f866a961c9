/* Rules, boxes and bars, in box drawing characters that join each other or in ASCII. */
#include <string.h>

#include "screen.h"
#include "screen_cells.h"

/* The directions in which a line leaves the middle of a cell. */
enum { UP = 1, DOWN = 2, LEFT = 4, RIGHT = 8 };

static const char *const joints[16] = {
	[0] = " ",
	[UP] = "│",
	[DOWN] = "│",
	[UP | DOWN] = "│",
	[LEFT] = "─",
	[RIGHT] = "─",
	[LEFT | RIGHT] = "─",
	[UP | LEFT] = "┘",
	[UP | RIGHT] = "└",
	[DOWN | LEFT] = "┐",
	[DOWN | RIGHT] = "┌",
	[UP | DOWN | LEFT] = "┤",
	[UP | DOWN | RIGHT] = "├",
	[UP | LEFT | RIGHT] = "┴",
	[DOWN | LEFT | RIGHT] = "┬",
	[UP | DOWN | LEFT | RIGHT] = "┼",
};

static const char *
ascii_joint(unsigned arms)
{
	if ((arms & (UP | DOWN)) == 0)
		return "-";
	return (arms & (LEFT | RIGHT)) == 0 ? "|" : "+";
}

/* The arms of what stands in a cell already; 0 when it is no line of this style. */
static unsigned
arms_of(const struct screen *screen, const struct screen_cell *cell, enum style style)
{
	if (cell->style != style)
		return 0;
	if (screen->ascii) {
		switch (cell->text[0]) {
		case '-':
			return LEFT | RIGHT;
		case '|':
			return UP | DOWN;
		case '+':
			return UP | DOWN | LEFT | RIGHT;
		default:
			return 0;
		}
	}
	/* Most of a frame is drawn on blanks; every joint begins with the same byte. */
	if (cell->text[0] != joints[LEFT][0])
		return 0;
	/* From above, so that a single arm, which looks like a whole line, is read as one. */
	for (unsigned arms = 15; arms > 0; arms--)
		if (strcmp(cell->text, joints[arms]) == 0)
			return arms;
	return 0;
}

static void
join(struct screen *screen, int row, int column, enum style style, unsigned arms)
{
	const struct screen_cell *old = screen_at(screen, row, column);
	if (old == NULL)
		return;
	arms |= arms_of(screen, old, style);
	struct screen_cell cell =
	    screen_cell_of(screen->ascii ? ascii_joint(arms) : joints[arms], style);
	screen_put(screen, row, column, &cell);
}

void
screen_rule(struct screen *screen, struct screen_place place, enum style style)
{
	for (int i = 0; i < place.columns; i++) {
		unsigned arms =
		    (i > 0 ? (unsigned)LEFT : 0) | (i + 1 < place.columns ? (unsigned)RIGHT : 0);
		join(screen, place.row, place.column + i, style, arms);
	}
}

void
screen_column_rule(struct screen *screen, struct screen_rect rect, enum style style)
{
	for (int i = 0; i < rect.rows; i++) {
		unsigned arms =
		    (i > 0 ? (unsigned)UP : 0) | (i + 1 < rect.rows ? (unsigned)DOWN : 0);
		join(screen, rect.row + i, rect.column, style, arms);
	}
}

void
screen_box(struct screen *screen, struct screen_rect rect, enum style style)
{
	if (rect.rows < 2 || rect.columns < 2)
		return;
	int top = rect.row;
	int left = rect.column;
	int bottom = top + rect.rows - 1;
	int right = left + rect.columns - 1;
	for (int column = left + 1; column < right; column++) {
		join(screen, top, column, style, LEFT | RIGHT);
		join(screen, bottom, column, style, LEFT | RIGHT);
	}
	for (int row = top + 1; row < bottom; row++) {
		join(screen, row, left, style, UP | DOWN);
		join(screen, row, right, style, UP | DOWN);
	}
	join(screen, top, left, style, DOWN | RIGHT);
	join(screen, top, right, style, DOWN | LEFT);
	join(screen, bottom, left, style, UP | RIGHT);
	join(screen, bottom, right, style, UP | LEFT);
}

struct screen_rect
screen_window(struct screen *screen, struct screen_rect rect, const char *title)
{
	screen_fill(screen, rect, STYLE_normal);
	screen_box(screen, rect, STYLE_border);
	if (rect.columns > 6 && title != NULL && title[0] != '\0') {
		struct screen_place place = { rect.row, rect.column + 3, rect.columns - 6 };
		int used = screen_text(screen, place, STYLE_title, title);
		struct screen_place before = { rect.row, rect.column + 2, 1 };
		struct screen_place after = { rect.row, rect.column + 3 + used, 1 };
		screen_text(screen, before, STYLE_normal, " ");
		screen_text(screen, after, STYLE_normal, " ");
	}
	struct screen_rect inside = { rect.row + 1, rect.column + 2, rect.rows - 2,
		rect.columns - 4 };
	if (inside.rows < 0)
		inside.rows = 0;
	if (inside.columns < 0)
		inside.columns = 0;
	return inside;
}

void
screen_bar(struct screen *screen, struct screen_place place, int per_mille)
{
	static const char *const eighths[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
	if (place.columns <= 0)
		return;
	per_mille = per_mille < 0 ? 0 : per_mille > 1000 ? 1000 : per_mille;
	int64_t steps = screen->ascii ? 1 : 8;
	int64_t filled = (int64_t)place.columns * steps * per_mille / 1000;
	for (int i = 0; i < place.columns; i++) {
		int64_t part = filled - i * steps;
		const char *text = screen_pick(screen, "·", ".");
		enum style style = STYLE_dim;
		if (part >= steps)
			text = screen_pick(screen, "█", "#");
		else if (part > 0)
			text = eighths[part];
		if (part > 0)
			style = STYLE_bar;
		screen_text(
		    screen, (struct screen_place){ place.row, place.column + i, 1 }, style, text);
	}
}

/* A cell of a column that is so many eighths of a row high above the cell's foot. */
static const char *
eighth(const struct screen *screen, int64_t eighths)
{
	static const char *const utf8[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	static const char *const ascii[] = { " ", ".", ".", ":", "-", "=", "+", "*", "#" };
	int64_t at = eighths < 0 ? 0 : eighths > 8 ? 8 : eighths;
	return screen->ascii ? ascii[at] : utf8[at];
}

void
screen_spark(
    struct screen *screen, struct screen_rect rect, const int64_t *values, int n, int64_t most)
{
	int each = n == 0 ? 0 : rect.columns / n;
	for (int i = 0; i < n; i++) {
		/* What is more than nothing is seen. */
		int64_t high = most <= 0 ? 0 : values[i] * rect.rows * 8 / most;
		high = high == 0 && values[i] > 0 ? 1 : high;
		for (int row = 0; row < rect.rows; row++) {
			int64_t part = high - 8 * (int64_t)(rect.rows - 1 - row);
			struct screen_cell cell = screen_cell_of(eighth(screen, part), STYLE_bar);
			for (int column = 0; column < each; column++)
				screen_put(
				    screen, rect.row + row, rect.column + i * each + column, &cell);
		}
	}
}
