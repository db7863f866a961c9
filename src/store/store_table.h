/* The statements as a table, and how their columns become rows; knows no database. */
#ifndef STORE_TABLE_H
#define STORE_TABLE_H

#include "store.h"

enum { STORE_COLUMNS = 24, STORE_ROW_BYTES = 1024 };

struct statement_row {
	const char *id;
	const char *sql;
	const struct field *(*fields)(void); /* NULL: answers no rows */
	size_t row_size;
	bool recalled; /* readers remember it until the next commit */
};

struct list_row {
	const char *id;
	const char *columns;
	const char *from;
	const char *sorts;   /* "name=column; name=column" */
	const char *tie;     /* "": no two rows have the same sort key */
	const char *filters; /* likewise */
	const char *search;  /* NULL: cannot be searched */
	const struct field *(*fields)(void);
	size_t row_size;
};

/* Where a column's value goes in a row. */
struct column {
	size_t offset;
	size_t has; /* 0: no flag */
	enum kind_class class;
	enum vocab vocab;
};

const struct statement_row *store_statement(enum query query);
const struct list_row *store_list(enum list list);
/* Finds the field for a column called "name" or "embedded.name"; -1 when there is none. */
int store_map_column(const struct field *fields, const char *name, struct column *out);

/* Which of a list's statements: everything that changes its text. */
struct list_shape {
	enum list list;
	const char *sort; /* NULL: the first */
	bool descending;  /* as read: the listing's direction, turned when going backwards */
	bool has_start;
	bool has_search;
	bool counts; /* SELECT COUNT(*) up to a bound instead of the rows */
	int n_values;
	int n_filters;
	const char *filters[LIST_FILTERS];
};

/* Composes the statement.  Parameters after the list's own: filters in order, search, start key, start
 * tie (of a list that has one), limit.  -1 when the sort or a filter is not the list's. */
int store_compose(const struct list_shape *shape, struct str *sql);

#endif
