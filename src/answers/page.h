/* The answer of a list operation: rows straight from the statement to JSON, then the cursors. */
#ifndef PAGE_H
#define PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store.h"

struct call;

struct listing;

struct page {
	struct call *call;
	enum shape shape;
	struct jsonw *w;
	int64_t n;
	void *payload; /* the operation's own, from row to row; NULL at first */
	/* What an operation that counts and cuts for itself knows: */
	bool has_total;
	int64_t total;     /* exactly so many */
	int64_t at_least;  /* when that is not known; 0: as many as the page shows */
	int64_t key_after; /* cursors are of places between these two, when they differ */
	int64_t key_before;
	bool
	    begins; /* not where the list does: a page without a cursor is of what comes behind this key */
	int64_t begin_key;
	/* Called when it is known where the page begins; may change the list's values.  NULL: nobody asks. */
	int (*narrow)(struct page *page, const struct listing *listing);
	bool has_most;
	int64_t most;    /* rows that there are, as it has found */
	int64_t further; /* not 0: cut for its time; the next page goes on after this key */
	/* Judges each row before it is added, or fails; NULL: nobody does. */
	int (*judge)(const void *row, struct err *err);
	/* A list of some hundreds, each of which is made anew: all are read to count them. */
	bool counts_as_read;
};

/* Adds a row of the operation's shape. */
void page_add(struct page *page, const void *row);
/* Answers with the list's rows, filtered, sorted and cut as the call's arguments say; values are the
 * list's own ?1 …  Filters are the operation's MAY parameters that the list's row has a column for.
 * each (may be NULL: the rows are of the shape) adds a row that needs making first. */
int page_list(struct page *page, enum list list, const struct value *values, int n,
    int (*each)(struct page *page, const void *row));

#endif
