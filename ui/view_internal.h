/* What view.c and view_draw.c share. */
#ifndef VIEW_INTERNAL_H
#define VIEW_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str;
struct view;

/* ---- view_filter.c ---- */

/* Puts in force what was typed, if it can be. */
void view_filter_apply(struct view *view);
/* The daemon has answered with the filter in force: it is good, and hidden rows are counted. */
void view_filter_answered(struct view *view);
/* The daemon has refused; true when it was the filter, and the one before is in force again. */
bool view_filter_refused(struct view *view);
void view_filter_release(struct view *view);

/* ---- view_marks.c ---- */

void view_mark_toggle(struct view *view);
/* Marks all rows under the filter, asking for those that are not loaded. */
void view_mark_all(struct view *view);
/* Ends that; false when it was not under way. */
bool view_mark_cancel(struct view *view);

/* ---- view_draw.c ---- */

/* Whether a cell was changed by somebody else a moment ago. */
bool view_flashes(struct view *view, const char *id, size_t column);
/* All that is known of a row, a line each. */
void view_describe(struct view *view, const void *row, struct str *out);

#endif
