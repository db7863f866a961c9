/* Rows as CSV (RFC 4180) that a spreadsheet can open without running anything. */
#ifndef CSV_OUT_H
#define CSV_OUT_H

#include "flat.h"
#include "str.h"

/* Adds the line of titles, and a row. */
void csv_out_titles(struct str *out, const struct flat_column *columns, int n);
void csv_out_row(struct str *out, const struct flat_column *columns, int n, const void *row);
/* Adds the titles of an object with lists, "lines.name" of what an item has; and a row for each item of its lists, with
 * what the object has beside them, so that it can be filtered.  The object's own numbers are in a row of their own, the
 * first, so that each column can be added up; such a row there is, too, when there are no items. */
void csv_out_object_titles(struct str *out, enum shape shape);
void csv_out_object_rows(struct str *out, enum shape shape, const void *value);

#endif
