/* Rows as CSV (RFC 4180) that a spreadsheet can open without running anything. */
#ifndef CSV_OUT_H
#define CSV_OUT_H

#include "flat.h"
#include "str.h"

/* Adds the line of titles, and a row. */
void csv_out_titles(struct str *out, const struct flat_column *columns, int n);
void csv_out_row(struct str *out, const struct flat_column *columns, int n, const void *row);
/* Adds one object with its titles: a row for each item of its lists, under titles like "lines.name", with what
 * the object has beside them in each row, so that it can be filtered and summed; one row without items. */
void csv_out_object(struct str *out, enum shape shape, const void *value);

#endif
