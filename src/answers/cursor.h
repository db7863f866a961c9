/* Where a page goes on: a row's place in one list, as asked for. */
#ifndef CURSOR_H
#define CURSOR_H

#include <stdbool.h>

#include "store.h"

struct arena;
struct call;
struct jsonw;

/* Where a row stands in its list. */
struct mark {
	struct value key;
	const char *tie;
};

/* Names the list that a call asks for: the operation, where, in which order and by which filters, hashed to 16 digits; in
 * the call's arena. */
const char *cursor_list(struct call *c, const struct listing *listing);
/* Prints the cursor of the page after the mark, or before it; mark NULL: null. */
void cursor_print(struct jsonw *w, const char *list, const struct mark *mark, bool backwards);
/* Reads where a cursor of that list stands; false: it is of another, or of none. */
bool cursor_read(
    struct arena *arena, const char *cursor, const char *list, struct mark *mark, bool *backwards);

#endif
