/* Rows of text in aligned columns. */
#ifndef GRID_H
#define GRID_H

#include "arena.h"
#include "flat.h"
#include "str.h"

struct grid {
	struct flat_column columns[FLAT_MAX];
	int n_columns;
	int widths[FLAT_MAX];
	bool filled[FLAT_MAX]; /* some row has something there */
	const char **cells;    /* row by row, harmless for a terminal; in the arena */
	size_t n_rows;
	size_t room;
	struct arena arena;
};

/* Without rows; emptied by grid_release(). */
void grid_init(struct grid *grid, enum shape shape, enum flat_detail detail);
/* Adds a row; its texts are copied. */
void grid_add(struct grid *grid, const void *row);
/* Makes columns of names, sentences and lists narrower until a line takes no more than so many, where that can be; what
 * is typed again (ids, addresses, numbers) and what is counted stays whole. */
void grid_fit(struct grid *grid, int columns);
/* Adds the lines to out, each moved in by indent blanks; with titles when asked for. */
void grid_draw(const struct grid *grid, int indent, bool titles, struct str *out);
/* No rows any more; the columns keep their widths. */
void grid_clear(struct grid *grid);
void grid_release(struct grid *grid);

#endif
