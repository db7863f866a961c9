/* Where we are in a long list: cursor and scroll position, as arithmetic without a screen. */
#ifndef LISTPOS_H
#define LISTPOS_H

#include <stdint.h>

/* {0} is an empty list.  The functions keep: 0 <= cursor < total (0 when empty), and the cursor is
 * one of the rows top to top + rows - 1. */
struct listpos {
	int64_t total;  /* items in the list */
	int64_t cursor; /* the current one */
	int64_t top;    /* the one in the first row */
	int rows;       /* rows on the screen, at least 1 */
};

/* The list has another length; the cursor keeps its place as far as there is one. */
void listpos_set_total(struct listpos *pos, int64_t total);
/* The screen has another height. */
void listpos_set_rows(struct listpos *pos, int rows);
/* Items came in before index at: the same item stays under the cursor, in the same row of the screen where possible.
 * Adjusts the total. */
void listpos_inserted(struct listpos *pos, int64_t at, int64_t n);

/* The cursor by so many items, scrolling no further than needed. */
void listpos_move(struct listpos *pos, int64_t by);
/* A page, or half of one, down (1) or up (-1): the view and the cursor move together. */
void listpos_page(struct listpos *pos, int direction);
void listpos_half_page(struct listpos *pos, int direction);
void listpos_first(struct listpos *pos);
void listpos_last(struct listpos *pos);
/* To an item, which comes to the middle of the screen when it was not on it. */
void listpos_go(struct listpos *pos, int64_t index);
/* The view by so many rows (the wheel); the cursor is taken along at the edge. */
void listpos_scroll(struct listpos *pos, int64_t by);
/* The item in a row of the screen; -1 when there is none. */
int64_t listpos_at(const struct listpos *pos, int row);

#endif
