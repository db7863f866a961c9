/* Comma-separated values, RFC 4180: read with LF or CRLF, with or without a byte-order mark; spreadsheets
 * of some countries put semicolons or tabs for the commas. */
#ifndef CSV_H
#define CSV_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct str;

struct csv {
	const char *at;
	const char *end;
	char delimiter; /* what the first line has: a comma, else a semicolon or a tab */
	int line;       /* of the record that csv_next() gave last; the first is 1 */
	int next_line;
	bool open; /* a quote of that record is never closed: it holds the rest of the text */
};

/* Reads text, which is borrowed and need not be terminated. */
void csv_init(struct csv *csv, const char *text, size_t len);
/* The next record: its fields in the arena, at most max of them kept, *n how many there are.  Blank
 * lines are passed over.  False at the end. */
bool csv_next(struct csv *csv, struct arena *arena, const char **fields, size_t max, size_t *n);
/* Whether a spreadsheet would take the text for a formula: starts with = + - @, also in full width, TAB or CR
 * (OWASP, CSV injection). */
bool csv_is_formula(const char *text);
/* Adds a cell, with a comma before it unless it is the row's first: quoted where it must be, and a text that
 * a spreadsheet would take for a formula with a ' in front, as one that is like that already, so that it can be read
 * back. */
void csv_add_cell(struct str *out, const char *text, bool is_text, bool first);
/* A text as csv_add_cell() was given it: without the ' that it puts in front. */
const char *csv_disarmed(const char *text);

#endif
