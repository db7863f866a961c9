/* The drawing of text: fitting it into its place, aligning, highlighting, wrapping. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "screen.h"
#include "screen_cells.h"

/* How much of a text fits a number of columns. */
struct fit {
	size_t len; /* bytes that are drawn */
	int used;   /* columns, ellipsis included */
	bool cut;   /* an ellipsis follows */
	bool rtl;
};

/* The bytes at the beginning of a text that are a column each, whatever follows them. */
static size_t
plain_len(const char *text, size_t len)
{
	size_t n = 0;
	while (n < len && text[n] >= ' ' && text[n] <= '~')
		n++;
	/* What follows may be a mark on the last of them. */
	return n == len || n == 0 ? n : n - 1;
}

static struct fit
fit_text(const struct screen *screen, const char *text, size_t len, int columns)
{
	struct fit all = { 0 };
	struct fit part = { .used = 1, .cut = true };
	while (all.len < len) {
		size_t plain = plain_len(text + all.len, len - all.len);
		size_t before_last = (size_t)(columns > all.used ? columns - 1 - all.used : 0);
		size_t shown = plain < before_last ? plain : before_last;
		if (shown > 0)
			part = (struct fit){ all.len + shown, all.used + (int)shown + 1, true,
				all.rtl };
		if (plain > 0 && (size_t)(columns - all.used) < plain)
			return part;
		if (plain > 0) {
			all.used += (int)plain;
			all.len += plain;
			continue;
		}
		struct screen_piece piece = screen_piece(screen, text + all.len, len - all.len);
		if (all.used > columns - piece.width)
			return part;
		all.used += piece.width;
		all.len += piece.len;
		all.rtl = all.rtl || piece.rtl;
		if (all.used < columns)
			part = (struct fit){ all.len, all.used + 1, true, all.rtl };
	}
	return all;
}

static char
lower(char c)
{
	if (c >= 'A' && c <= 'Z')
		c = (char)(c + ('a' - 'A'));
	return c;
}

static bool
starts_with(const char *text, size_t len, const char *start)
{
	size_t at = 0;
	while (at < len && start[at] != '\0' && lower(text[at]) == lower(start[at]))
		at++;
	return start[at] == '\0';
}

/* Follows the parts of a text that are highlighted, from its start to its end. */
struct highlight {
	const struct screen_look *look;
	size_t match_end;
	size_t position;
};

static bool
is_highlighted(struct highlight *highlight, const char *text, size_t len, size_t at)
{
	const struct screen_look *look = highlight->look;
	if (look->match != NULL && look->match[0] != '\0' && at >= highlight->match_end &&
	    starts_with(text + at, len - at, look->match))
		highlight->match_end = at + strlen(look->match);
	if (at < highlight->match_end)
		return true;
	while (highlight->position < look->n_positions && look->positions[highlight->position] < at)
		highlight->position++;
	return highlight->position < look->n_positions &&
	    look->positions[highlight->position] == at;
}

/* Draws len bytes of text from a place on; the column after them. */
static int
draw_pieces(struct screen *screen, struct screen_place place, const struct screen_look *look,
    const char *text, const struct fit *fit)
{
	struct highlight highlight = { .look = look };
	int column = place.column;
	for (size_t at = 0; at < fit->len;) {
		struct screen_piece piece = screen_piece(screen, text + at, fit->len - at);
		struct screen_cell cell = { .width = (uint8_t)piece.width };
		memcpy(cell.text, piece.text, sizeof cell.text);
		cell.isolated = fit->rtl;
		cell.opens = fit->rtl && at == 0;
		cell.style = (uint8_t)look->style;
		if (is_highlighted(&highlight, text, fit->len, at))
			cell.style = STYLE_match;
		if (piece.suspect)
			cell.style = STYLE_control;
		screen_put(screen, place.row, column, &cell);
		column += piece.width;
		at += piece.len;
	}
	return column;
}

static void
draw_ellipsis(struct screen *screen, int row, int column, enum style style, bool isolated)
{
	struct screen_cell cell = screen_cell_of(screen_pick(screen, "…", "~"), style);
	cell.isolated = isolated;
	screen_put(screen, row, column, &cell);
}

int
screen_text_n(struct screen *screen, struct screen_place place, const struct screen_look *look,
    const char *text, size_t len)
{
	if (place.columns <= 0)
		return 0;
	struct fit fit = fit_text(screen, text, len, place.columns);
	int free_columns = place.columns - fit.used;
	struct screen_place start = place;
	if (look->right)
		start.column += free_columns;
	int column = draw_pieces(screen, start, look, text, &fit);
	if (fit.cut)
		draw_ellipsis(screen, place.row, column, look->style, fit.rtl);
	if (look->fill && free_columns > 0) {
		int from = look->right ? place.column : place.column + fit.used;
		struct screen_rect rest = { place.row, from, 1, free_columns };
		screen_fill(screen, rest, look->style);
	}
	return fit.used;
}

int
screen_text_as(struct screen *screen, struct screen_place place, const struct screen_look *look,
    const char *text)
{
	return screen_text_n(screen, place, look, text, strlen(text));
}

int
screen_text(struct screen *screen, struct screen_place place, enum style style, const char *text)
{
	struct screen_look look = { .style = style };
	return screen_text_n(screen, place, &look, text, strlen(text));
}

int
screen_format(
    struct screen *screen, struct screen_place place, enum style style, const char *format, ...)
{
	char text[1024];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return screen_text(screen, place, style, text);
}

int
screen_columns(const struct screen *screen, const char *text)
{
	return screen_columns_n(screen, text, strlen(text));
}

int
screen_columns_n(const struct screen *screen, const char *text, size_t len)
{
	return fit_text(screen, text, len, INT32_MAX).used;
}

static size_t
without_blanks(const char *text, size_t len)
{
	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\r'))
		len--;
	return len;
}

/* Where the line after a break at a run of blanks begins: behind them and behind a newline. */
static size_t
behind_blanks(const char *text, size_t len, size_t at)
{
	while (at < len && (text[at] == ' ' || text[at] == '\r'))
		at++;
	return at < len && text[at] == '\n' ? at + 1 : at;
}

struct screen_wrap
screen_wrap(const struct screen *screen, const char *text, size_t len, int columns)
{
	size_t at = 0;
	size_t gap = 0; /* the blanks after the last whole word; 0 before there is one */
	int used = 0;
	while (at < len && text[at] != '\n') {
		struct screen_piece piece = screen_piece(screen, text + at, len - at);
		bool ends_line = text[at] == '\r' && at + 1 < len && text[at + 1] == '\n';
		if (text[at] == ' ' && at > 0 && text[at - 1] != ' ' &&
		    without_blanks(text, at) > 0)
			gap = at;
		if (used > columns - piece.width && text[at] != ' ' && !ends_line) {
			if (gap > 0)
				return (struct screen_wrap){ gap, behind_blanks(text, len, gap) };
			if (at == 0)
				at = piece.len;
			return (struct screen_wrap){ without_blanks(text, at), at };
		}
		used += piece.width;
		at += piece.len;
	}
	return (struct screen_wrap){ without_blanks(text, at), at < len ? at + 1 : at };
}

int
screen_rows(const struct screen *screen, const char *text, int columns)
{
	int rows = 0;
	size_t len = strlen(text);
	for (size_t at = 0; at < len; rows++)
		at += screen_wrap(screen, text + at, len - at, columns).next;
	return rows;
}

int
screen_text_wrapped(
    struct screen *screen, struct screen_rect rect, enum style style, const char *text)
{
	struct screen_look look = { .style = style };
	size_t len = strlen(text);
	int row = 0;
	for (size_t at = 0; at < len && row < rect.rows && rect.columns > 0; row++) {
		struct screen_wrap line = screen_wrap(screen, text + at, len - at, rect.columns);
		struct screen_place place = { rect.row + row, rect.column, rect.columns };
		int used = screen_text_n(screen, place, &look, text + at, line.len);
		at += line.next;
		if (at < len && row + 1 == rect.rows) {
			int last = used < rect.columns ? used : rect.columns - 1;
			draw_ellipsis(screen, place.row, rect.column + last, style, false);
		}
	}
	return row;
}

struct screen_place
screen_take_row(struct screen_rect *area)
{
	bool any = area->rows > 0;
	struct screen_place place = { area->row, area->column, any ? area->columns : 0 };
	area->row += any;
	area->rows -= any;
	return place;
}

void
screen_take_text(
    struct screen *screen, struct screen_rect *area, enum style style, const char *text)
{
	int used = screen_text_wrapped(screen, *area, style, text);
	area->row += used;
	area->rows -= used;
}
