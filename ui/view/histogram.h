/* The events of the log over time, as the daemon counts them for the filter in force. */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

struct audit_histogram;
struct screen;
struct screen_rect;

/* Bars from the oldest to the newest with the days at their ends, on a row, or on some with a line below where the
 * area is tall (NULL: its room alone, where it is not known yet); how many rows it took, none in a low area. */
int histogram_draw(
    const struct audit_histogram *histogram, struct screen *screen, struct screen_rect area);

#endif
