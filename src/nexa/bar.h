/* A bar on standard error while a verb takes long, and C-c, which ends it in order. */
#ifndef BAR_H
#define BAR_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "progress.h"

enum { BAR_MS = 100 }; /* between two bar_show() */

struct bar {
	const char *phase; /* borrowed */
	struct progress progress;
	bool watched;
	bool waits; /* has said so */
	struct sigaction before;
};

/* wanted: unless standard error is none that anybody looks at. */
void bar_begin(struct bar *bar, const char *phase, int64_t total, bool wanted);
void bar_show(struct bar *bar, int64_t done);
/* All is sent, and how far the other end is with it is not known: says what is awaited, once. */
void bar_wait(struct bar *bar);
void bar_end(struct bar *bar);
/* Whether C-c was pressed since bar_begin(); never where it is ignored (nohup, in the background). */
bool bar_is_stopped(void);

#endif
