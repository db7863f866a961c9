/* Help in two columns: what to type, and what it does. */
#ifndef COLUMNS_H
#define COLUMNS_H

#include "str.h"

enum { COLUMNS_LEFT = 26, COLUMNS_WIDTH = 80 };

/* Adds a row, its right side wrapped; a left side that is too wide gets a line of its own. */
void columns_row(struct str *out, const char *left, const char *right);
/* Adds a paragraph, wrapped and moved in by so many columns. */
void columns_text(struct str *out, int indent, const char *text);

#endif
