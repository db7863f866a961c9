/* Printing CSV. */
#include "csv_out.h"

#include "arena.h"
#include "csv.h"

void
csv_out_titles(struct str *out, const struct flat_column *columns, int n)
{
	for (int i = 0; i < n; i++)
		csv_add_cell(out, columns[i].title, true, i == 0);
	str_add(out, "\r\n");
}

void
csv_out_row(struct str *out, const struct flat_column *columns, int n, const void *row)
{
	struct arena arena = { 0 };
	for (int i = 0; i < n; i++) {
		const char *text = flat_cell(&columns[i], row, &arena);
		csv_add_cell(out, text, !columns[i].number, i == 0);
	}
	str_add(out, "\r\n");
	arena_release(&arena);
}
