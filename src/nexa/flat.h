/* A shape as columns of text: what is embedded becomes columns of its own. */
#ifndef FLAT_H
#define FLAT_H

#include "shape.h"

enum { FLAT_MAX = 64, FLAT_TITLE = 64 };

enum flat_detail {
	FLAT_all,  /* every field; lists as JSON */
	FLAT_brief /* what a person looks for, by brief.def; lists as their length */
};

struct flat_column {
	char title[FLAT_TITLE];    /* "email", "actor.email" */
	const struct field *outer; /* the EMBED or SUB around it; NULL: none */
	const struct field *field;
	bool number; /* to be aligned on the right */
	bool told;   /* JSON, of which is told what changed */
	bool
	    items; /* a list, of which the first items are told; left out of a table where all are empty */
};

/* The columns of a shape; how many. */
int flat_columns(enum shape shape, enum flat_detail detail, struct flat_column out[FLAT_MAX]);
/* The text of a column in a row, in the arena or borrowed from the row; "" for null. */
const char *flat_cell(const struct flat_column *column, const void *row, struct arena *arena);

#endif
