/* Printing CSV. */
#include "csv_out.h"

#include <string.h>

#include "arena.h"

void
csv_out_cell(struct str *out, const char *text, bool is_text, bool first)
{
	bool formula = is_text && text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
	bool quoted = strpbrk(text, ",;\"\t\r\n") != NULL;
	str_add(out, first ? "" : ",");
	str_add(out, quoted ? "\"" : "");
	str_add(out, formula ? "'" : "");
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '"')
			str_add_char(out, '"');
		str_add_char(out, *c);
	}
	str_add(out, quoted ? "\"" : "");
}

void
csv_out_titles(struct str *out, const struct flat_column *columns, int n)
{
	for (int i = 0; i < n; i++)
		csv_out_cell(out, columns[i].title, true, i == 0);
	str_add(out, "\r\n");
}

void
csv_out_row(struct str *out, const struct flat_column *columns, int n, const void *row)
{
	struct arena arena = { 0 };
	for (int i = 0; i < n; i++) {
		const char *text = flat_cell(&columns[i], row, &arena);
		csv_out_cell(out, text, !columns[i].number, i == 0);
	}
	str_add(out, "\r\n");
	arena_release(&arena);
}
