/* Rows as CSV (RFC 4180) that a spreadsheet can open without running anything. */
#ifndef CSV_OUT_H
#define CSV_OUT_H

#include "flat.h"
#include "str.h"

/* Adds the line of titles, and a row. */
void csv_out_titles(struct str *out, const struct flat_column *columns, int n);
void csv_out_row(struct str *out, const struct flat_column *columns, int n, const void *row);

#endif
