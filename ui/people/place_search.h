/* Finding a workspace or an organization by name where there are more than one is told of. */
#ifndef PLACE_SEARCH_H
#define PLACE_SEARCH_H

#include <stdbool.h>

struct app;

/* Opens a line to type on; the daemon is asked as one types, enter goes there. */
void place_search_open(struct app *app, bool workspaces);

#endif
