/* Several changes of one kind as one: each that cannot be made is told with what stands there now, and then
 * none is made. */
#ifndef BATCH_H
#define BATCH_H

#include "err.h"
#include "jsonw.h"
#include "shape.h"
#include "str.h"

struct call;

enum { BATCH_MAX = 5000 };

struct batch {
	struct call *call;
	const char *id_name; /* what names a change on the wire */
	enum shape shape;    /* of what stands there */
	struct str details;
	struct jsonw w;
	struct err first;
	int n_failed;
	int n_rules; /* broken before the change that is tried */
};

/* Begins a batch of n changes; invalid_field when they are none or too many.  Ended by batch_end(). */
int batch_begin(
    struct batch *batch, struct call *c, const char *id_name, enum shape shape, size_t n);
/* Begins a change. */
void batch_try(struct batch *batch);
/* Once it was judged and before anything is changed: a rule that a dry run only noted is told with the
 * change, not by itself.  0, or that problem. */
int batch_judged(struct batch *batch);
/* After each change, with what came of it: 0, or a problem in c->err, which is noted and taken back.
 * current: what stands there, NULL when nothing does.  Whether the change was made. */
bool batch_tried(struct batch *batch, int problem, const char *id, const void *current);
/* 0, or the problem of the whole, with each change that failed in the answer's details. */
int batch_end(struct batch *batch);

#endif
