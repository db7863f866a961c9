/* The table of panes. */
#include "pane.h"

static const struct pane *const panes[PANE_COUNT] = {
#define PANE(id) [PANE_##id] = &pane_##id,
#include "panes.def"
};

const struct pane *
pane_get(enum pane_id id)
{
	return panes[id];
}
