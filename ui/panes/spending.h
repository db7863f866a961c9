/* What was used, as sections of a pane: of the organization with money, of the active workspace with money, of the
 * organization without.  Each is of the last 30 days or of a month. */
#ifndef SPENDING_H
#define SPENDING_H

#include <stdbool.h>

#include "bindings.h"

struct screen;
struct screen_rect;
struct str;
struct view;

/* The arguments of the operation: the month that the view is of. */
void spending_ask(const struct view *view, void *args);
void spending_ask_here(const struct view *view, void *args);
void spending_ask_activity(const struct view *view, void *args);
/* The key that picks the month. */
bool spending_run(struct view *view, enum ui_action action, const void *row);
/* The object as bars; NULL: not here yet. */
void spending_draw(
    struct view *view, const void *object, struct screen *screen, struct screen_rect area);
void spending_draw_here(
    struct view *view, const void *object, struct screen *screen, struct screen_rect area);
void spending_draw_activity(
    struct view *view, const void *object, struct screen *screen, struct screen_rect area);
/* The object as text. */
void spending_describe(struct view *view, const void *object, struct str *out);
void spending_describe_here(struct view *view, const void *object, struct str *out);
void spending_describe_activity(struct view *view, const void *object, struct str *out);

#endif
