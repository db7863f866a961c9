/* What app.c and app_draw.c share. */
#ifndef APP_INTERNAL_H
#define APP_INTERNAL_H

#include <stdbool.h>

struct app;
struct view;

/* Too small to see what a key does: then only leaving works. */
bool app_is_too_small(const struct app *app);
/* The order that the last run left: a field, "-" before it when descending. */
void view_restore_sort(struct view *view, const char *text);

#endif
