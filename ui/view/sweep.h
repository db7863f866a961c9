/* A list read from its start to its end, row by row, apart from the window that is shown. */
#ifndef SWEEP_H
#define SWEEP_H

#include <stdbool.h>

#include "rows.h"

enum sweep_state {
	SWEEP_more,  /* a page was read, the next one is asked for */
	SWEEP_done,  /* there is no more, or it was enough */
	SWEEP_failed /* rows.err */
};

struct sweep;

struct sweep_kind {
	bool (*row)(const void *row, void *payload); /* false: enough */
	/* After each page; may end the sweep with sweep_stop(), and has to once it is not SWEEP_more. */
	void (*told)(struct sweep *sweep, enum sweep_state state, void *payload);
};

struct sweep {
	const struct sweep_kind *kind;
	void *payload;
	struct rows rows;
	bool stopped; /* while a page is read */
	bool reading;
};

/* Begins at once: the same list as `like` in the same order, under another filter (NULL: none). */
struct sweep *sweep_start(
    const struct rows *like, const char *filter, const struct sweep_kind *kind, void *payload);
/* Frees all; nothing is told any more.  NULL is fine. */
void sweep_stop(struct sweep *sweep);

#endif
