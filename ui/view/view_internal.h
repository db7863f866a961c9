/* What view.c and view_draw.c share. */
#ifndef VIEW_INTERNAL_H
#define VIEW_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "op.h"

struct screen;
struct screen_rect;
struct str;
struct view;

/* ---- view.c ---- */

/* What a row is, or the one object of a view without a list. */
enum shape view_shape(const struct view *view);
/* The row under the cursor is remembered by id, so that the cursor stays on it. */
void view_set_anchor(struct view *view);
/* It stays where it is, whatever comes there. */
void view_forget_anchor(struct view *view);

/* Another filter is in force: what stands above is asked for anew, where it is of that. */
void view_filter_changed(struct view *view);

/* ---- view_filter.c ---- */

/* Puts in force what was typed, if it can be. */
void view_filter_apply(struct view *view);
/* The daemon has answered with the filter in force: it is good, and hidden rows are counted. */
void view_filter_answered(struct view *view);
/* The daemon has refused, or did not answer; true when there was another filter, and the one before is in force
 * again. */
bool view_filter_refused(struct view *view);
/* Whether the rows that are held were asked for with another filter than the one in force. */
bool view_filter_awaits(const struct view *view);
/* The line says what is in force again, where what it says was refused; whether it was. */
bool view_filter_settle(struct view *view);
void view_filter_release(struct view *view);

/* ---- view_marks.c ---- */

void view_mark_toggle(struct view *view);
/* Marks all rows under the filter, asking for those that are not loaded. */
void view_mark_all(struct view *view);
/* Ends that; false when it was not under way. */
bool view_mark_cancel(struct view *view);

/* ---- view_draw.c ---- */

/* Whether there is room for the detail beside the list. */
bool view_has_beside(const struct view *view);
/* What the list, as it was drawn, cuts of the row under the cursor. */
void view_cut(struct view *view, struct str *out);
/* Whether a cell was changed by somebody else a moment ago. */
bool view_flashes(struct view *view, const char *id, size_t column);
/* Whether a field's text is a time in its wire form. */
bool view_is_time(const char *text);

/* ---- view_detail.c ---- */

/* All that is known of a row, a line each. */
void view_describe(struct view *view, const void *row, struct str *out);
/* The fields of a view without a list. */
void view_draw_fields(struct view *view, struct screen *screen, struct screen_rect area);
/* The row under the cursor, beside the list; while keys move the cursor, the row they began at. */
void view_draw_detail(struct view *view, struct screen *screen, struct screen_rect area);
/* What is cut of the row under the cursor; while keys move the cursor, of the row they began at. */
const char *view_caption(struct view *view);
/* The cursor was moved: its detail follows when the keys pause. */
void view_detail_later(struct view *view);
/* As view_tick(). */
int view_detail_tick(struct view *view);
void view_detail_release(struct view *view);

/* The id of a workspace of the organization by its name, whatever its case; NULL: not known. */
const char *view_workspace_named(const void *payload, const char *name);

#endif
