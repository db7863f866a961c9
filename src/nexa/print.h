/* Answers on standard output: as a table for people, as JSON as it was served, as CSV. */
#ifndef PRINT_H
#define PRINT_H

#include <stdbool.h>
#include <stdio.h>

#include "client.h"
#include "grid.h"
#include "str.h"

/* In the order of the words of the setting `output`. */
enum output { OUTPUT_table, OUTPUT_json, OUTPUT_csv };

struct printer {
	enum output output;
	FILE *file;
	bool terminal; /* what a terminal would obey is not sent to it */
	int columns;   /* that tables have; 0: as many as they take */
};

/* Sends bytes on; what fails is remembered. */
void print_bytes(const struct printer *printer, const char *bytes, size_t len);
/* Sends on what is still held back.  0, or the errno of the first thing that failed. */
int print_finish(const struct printer *printer);
/* Whether something failed already: there is no use in printing more. */
bool print_has_failed(void);

/* Prints an answer that is no list. */
void print_reply(const struct printer *printer, const struct reply *reply);
/* Prints a value of a shape with all that is in it, as a table or CSV. */
void print_value(const struct printer *printer, enum shape shape, const void *value);
/* Prints what a dry run told.  Returns whether there were problems. */
bool print_rehearsal(const struct printer *printer, const struct reply *reply);
/* Prints of that only what else comes of the change; nothing when nothing does. */
void print_consequences(const struct printer *printer, const struct reply *reply);

/* A list that arrives in pages. */
struct listing {
	const struct printer *printer;
	enum op_id op;
	struct grid grid; /* a table's rows until their widths are known */
	bool titled;
	size_t n_pages;
	size_t n_rows;
	int64_t total;
	bool at_least;
	struct str text;
};

void print_list_begin(struct listing *listing, const struct printer *printer, enum op_id op);
/* Prints a page, or keeps it; more: another one follows. */
void print_list_page(struct listing *listing, const struct reply *reply, bool more);
/* Prints what was kept; last may be NULL. */
void print_list_end(struct listing *listing, const char *next_cursor);

#endif
