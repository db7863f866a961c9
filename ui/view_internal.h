/* What view.c and view_draw.c share. */
#ifndef VIEW_INTERNAL_H
#define VIEW_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

struct str;
struct view;

/* Whether a cell was changed by somebody else a moment ago. */
bool view_flashes(struct view *view, const char *id, size_t column);
/* All that is known of a row, a line each. */
void view_describe(struct view *view, const void *row, struct str *out);

#endif
