/* How the columns of a table share the width there is: arithmetic only. */
#include <assert.h>
#include <string.h>

#include "table.h"

enum {
	GAP = 1 /* between two columns */
};

/* What the shown columns need at least, gaps included. */
static int
needed(const struct table_column *columns, size_t n_columns, const int *widths)
{
	int sum = -GAP;
	for (size_t i = 0; i < n_columns; i++)
		sum += widths[i] > 0 ? columns[i].min + GAP : 0;
	return sum;
}

/* The column that is given up first; n_columns when none may be. */
static size_t
least_important(const struct table_column *columns, size_t n_columns, const int *widths)
{
	size_t found = n_columns;
	for (size_t i = 0; i < n_columns; i++)
		if (widths[i] > 0 && columns[i].priority > 0 &&
		    (found == n_columns || columns[i].priority >= columns[found].priority))
			found = i;
	return found;
}

/* Shares out extra columns by weight; the remainder goes to the first that have one. */
static void
share(int extra, const int *weights, size_t n_columns, int *widths)
{
	int64_t total = 0;
	for (size_t i = 0; i < n_columns; i++)
		total += weights[i];
	if (total == 0)
		return;
	int rest = extra;
	for (size_t i = 0; i < n_columns; i++) {
		int part = (int)((int64_t)extra * weights[i] / total);
		widths[i] += part;
		rest -= part;
	}
	for (size_t i = 0; rest > 0; i = (i + 1) % n_columns) {
		widths[i] += weights[i] > 0;
		rest -= weights[i] > 0;
	}
}

/* Not even the important ones fit: from the left, as far as it goes. */
static void
squeeze(size_t n_columns, int width, int *widths)
{
	int left = width;
	for (size_t i = 0; i < n_columns; i++) {
		if (widths[i] > left)
			widths[i] = left;
		left -= widths[i] > 0 ? widths[i] + GAP : 0;
		if (left < 0)
			left = 0;
	}
}

/* The wishes of those that are not to be cut, or of the others, as far as they go; returns what is left over. */
static int
grant(const struct table_column *columns, size_t n_columns, bool whole, int extra, int *widths)
{
	int weights[TABLE_COLUMNS] = { 0 };
	int wished = 0;
	for (size_t i = 0; i < n_columns; i++) {
		int wish = columns[i].preferred - columns[i].min;
		weights[i] = widths[i] > 0 && wish > 0 && columns[i].whole == whole ? wish : 0;
		wished += weights[i];
	}
	int granted = extra < wished ? extra : wished;
	share(granted, weights, n_columns, widths);
	return extra - granted;
}

/* Everybody's wishes, then what is left over by weight. */
static void
widen(const struct table_column *columns, size_t n_columns, int extra, int *widths)
{
	int weights[TABLE_COLUMNS] = { 0 };
	extra = grant(columns, n_columns, true, extra, widths);
	extra = grant(columns, n_columns, false, extra, widths);
	for (size_t i = 0; i < n_columns; i++)
		weights[i] = widths[i] > 0 ? columns[i].grow : 0;
	share(extra, weights, n_columns, widths);
}

void
table_layout(const struct table_column *columns, size_t n_columns, int skipped, int width,
    int widths[TABLE_COLUMNS])
{
	assert(n_columns <= TABLE_COLUMNS);
	memset(widths, 0, TABLE_COLUMNS * sizeof widths[0]);
	for (size_t i = 0; i < n_columns; i++)
		widths[i] = i == 0 || (int)i > skipped ? columns[i].min : 0;
	size_t victim;
	while (needed(columns, n_columns, widths) > width &&
	    (victim = least_important(columns, n_columns, widths)) < n_columns)
		widths[victim] = 0;
	int extra = width - needed(columns, n_columns, widths);
	if (extra < 0)
		squeeze(n_columns, width < 0 ? 0 : width, widths);
	else
		widen(columns, n_columns, extra, widths);
}
