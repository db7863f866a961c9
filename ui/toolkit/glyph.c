/* Cells into glyphs. */
#include "glyph.h"

#include "screen.h"
#include "utf8.h"

enum {
	ISOLATE_OPEN = 0x2068,
	ISOLATE_CLOSE = 0x2069,
	LEFT_TO_RIGHT_MARK = 0x200e,
	JOINER = 0x200d,
	REPLACEMENT = 0xfffd
};

static void
put(struct glyph *glyph, uint32_t code)
{
	*glyph = (struct glyph){ .text = { (wchar_t)code }, .len = 1 };
}

/* Hangs a mark on the character that stands in or covers a column.  When it has too many, the last
 * one gives way: direction matters more than a fifth accent. */
static void
hang(struct glyph *glyphs, int column, uint32_t mark)
{
	while (column > 0 && glyphs[column].len == 0)
		column--;
	struct glyph *glyph = &glyphs[column];
	if (glyph->len == GLYPH_MAX)
		glyph->len--;
	glyph->text[glyph->len++] = (wchar_t)mark;
	glyph->text[glyph->len] = L'\0';
}

/* Where the glyphs of one cell go. */
struct spread {
	struct glyph *glyphs;
	int column; /* the first of the cell */
	int width;
	int used;
	bool marks;
	bool full; /* something found no room: its marks find none either */
};

static void
spread_mark(struct spread *spread, uint32_t code)
{
	bool joins = code == JOINER || (code >= 0xfe00 && code <= 0xfe0f);
	if (!spread->marks || joins || spread->full)
		return;
	if (code == ISOLATE_OPEN && spread->column > 0)
		hang(spread->glyphs, spread->column - 1, code);
	else if (code != ISOLATE_OPEN && spread->used > 0)
		hang(spread->glyphs, spread->column + spread->used - 1, code);
}

static void
spread_code(struct spread *spread, uint32_t code, int width)
{
	if (spread->used + width > spread->width)
		spread->full = true;
	if (spread->full)
		return;
	put(&spread->glyphs[spread->column + spread->used], code);
	for (int i = 1; i < width; i++)
		spread->glyphs[spread->column + spread->used + i].len = 0;
	spread->used += width;
}

static void
spread_cell(const struct screen *screen, int row, struct spread *spread)
{
	char text[SCREEN_CLUSTER + 8];
	size_t len = screen_bytes(screen, row, spread->column, text);
	/* In the first column nothing stands before the text, so it needs an end only. */
	bool closes = false;
	uint32_t code;
	for (size_t at = 0, n; at < len; at += n) {
		n = utf8_decode(text + at, len - at, &code);
		int width = n == 0 ? -1 : wcwidth((wchar_t)code);
		n += n == 0;
		closes = closes || code == ISOLATE_CLOSE;
		if (width < 0)
			spread_code(spread, screen->ascii ? '?' : REPLACEMENT, 1);
		else if (width > 0)
			spread_code(spread, code, width);
		else if (code != ISOLATE_CLOSE)
			spread_mark(spread, code);
	}
	for (; spread->used < spread->width; spread->used++)
		put(&spread->glyphs[spread->column + spread->used], ' ');
	spread->full = false;
	if (closes)
		spread_mark(spread, ISOLATE_CLOSE);
}

/* True when the isolated text that ends in a column began in the first one of the row. */
static bool
began_at_edge(const struct screen *screen, int row, int column)
{
	const struct screen_cell *cell = screen_at(screen, row, column);
	while (cell != NULL && cell->isolated && !cell->opens && column > 0)
		cell = screen_at(screen, row, --column);
	return column == 0 && cell != NULL && cell->isolated;
}

void
glyph_row(const struct screen *screen, int row, bool marks, struct glyph *glyphs)
{
	struct spread spread = { .glyphs = glyphs, .marks = marks };
	for (int column = 0; column < screen->columns; column += spread.width) {
		const struct screen_cell *cell = screen_at(screen, row, column);
		spread.column = column;
		spread.width = cell->width > 0 ? cell->width : 1;
		spread.used = 0;
		spread_cell(screen, row, &spread);
		struct glyph *last = &glyphs[column + spread.width - 1];
		while (last > glyphs && last->len == 0)
			last--;
		if (last->len > 1 && last->text[last->len - 1] == ISOLATE_CLOSE &&
		    began_at_edge(screen, row, column))
			last->text[last->len - 1] = LEFT_TO_RIGHT_MARK;
	}
}
