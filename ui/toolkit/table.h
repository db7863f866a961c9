/* A list on the screen: columns that make room for each other, rows asked for as they are shown. */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "listpos.h"
#include "screen.h"

enum {
	TABLE_COLUMNS = 64, /* columns of a table at most */
	TABLE_GUTTER = 3    /* columns at the left for the cursor and the mark */
};

/* Texts are borrowed and outlive the table. */
struct table_column {
	const char *title;
	int min;       /* columns that it needs to make sense */
	int preferred; /* columns that show nearly everything */
	/* When it gets narrow the highest number goes first, 0 never; of equals, the rightmost. */
	int priority;
	int grow;   /* its share of what is left over when all have their preferred width */
	bool right; /* numbers */
	bool
	    whole; /* in a view: as wide as what was shown in it, up to what it prefers, before others
	             * get more than their least */
};

struct table_cell {
	const char *text; /* borrowed until the next row is asked for; NULL is empty */
	enum style style;
	const char *match; /* see struct screen_look */
};

/* What a row callback fills; cells of STYLE_normal with no text before the call. */
struct table_row {
	struct table_cell cells[TABLE_COLUMNS];
	bool marked;
	bool loading; /* not here yet: shown as an ellipsis, cells ignored */
};

/* Fills row from item index of the list. */
typedef void (*table_row_fn)(void *context, int64_t index, struct table_row *row);

/* Everything is borrowed; pos belongs to the view and survives the table. */
struct table {
	const struct table_column *columns;
	size_t n_columns; /* the first one is the item's name: it carries the cursor */
	struct listpos *pos;
	table_row_fn row;
	void *context;
	const char *empty; /* shown instead of rows when there are none */
	int sorted;        /* the column with the arrow, -1 for none */
	bool descending;
	int current; /* the column under the cursor, -1 for whole rows */
	int skipped; /* columns after the first that are scrolled away to the left */
	bool
	    sided; /* a mark tells of columns further right, and of rows that have something there */
	bool unfocused; /* the cursor belongs to another pane: shown quietly */
};

/* Shares width columns among table columns: widths[i] is what column i gets, 0 if it is not shown;
 * one blank stands between two.  The first `skipped` after column 0 are not shown.  Pure. */
void table_layout(const struct table_column *columns, size_t n_columns, int skipped, int width,
    int widths[TABLE_COLUMNS]);
/* Draws titles and as many rows as fit; tells pos the height. */
void table_draw(struct table *table, struct screen *screen, struct screen_rect area);
/* What stands at a place of the screen, for the mouse, in the area last drawn: the item, -1 for
 * none; the column, -1 for none. */
int64_t table_item_at(const struct table *table, struct screen_rect area, int row);
int table_column_at(const struct table *table, struct screen_rect area, int column);

#endif
