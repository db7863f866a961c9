/* What the files of the app share. */
#ifndef APP_INTERNAL_H
#define APP_INTERNAL_H

#include <stdbool.h>

struct app;
struct input;
struct me;
struct my_organization;
struct view;

/* Too small to see what a key does: then only leaving works. */
bool app_is_too_small(const struct app *app);
/* The organization of an id among those that one may enter; NULL: none of them. */
const struct my_organization *place_organization(const struct me *me, const char *id);
/* Asks for the name, region and state of the active workspace. */
void app_ask_workspace(struct app *app);
/* What stands at a place of the screen: a pane in the tabs, a list of the pane in its title; -1. */
int app_tab_at(const struct app *app, int row, int column);
int app_section_at(struct app *app, int row, int column);
/* A click or the wheel, where no overlay is. */
void app_take_mouse(struct app *app, const struct input *input);
/* The order that the last run left: a field, "-" before it when descending. */
void view_restore_sort(struct view *view, const char *text);

#endif
