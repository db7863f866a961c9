/* A bar on standard error for long work, on one line that is drawn again and again. */
#ifndef BAR_H
#define BAR_H

#include <stdbool.h>

struct progress;

enum { BAR_MS = 100 }; /* how often it is worth drawing */

/* Whether somebody looks. */
bool bar_is_seen(void);
/* "Checking [####....] 1,203 of 9,000  13%", and what else is to be said behind it. */
void bar_draw(const char *phase, const struct progress *progress, const char *after);
void bar_wipe(void);

#endif
