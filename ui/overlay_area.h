/* Where overlays are drawn. */
#ifndef OVERLAY_AREA_H
#define OVERLAY_AREA_H

#include <stdbool.h>

#include "screen.h"

struct app;

/* Whether the terminal is so small that an overlay takes all of it. */
bool overlay_is_small(const struct screen *screen);
/* The place for an overlay that wants that size: in the middle of the pane, header, status and key
 * line left free; on a small terminal everything but the status line while that says something. */
struct screen_rect overlay_area(
    const struct app *app, const struct screen *screen, int columns, int rows);

#endif
