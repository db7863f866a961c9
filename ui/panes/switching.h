/* Switches of what a workspace may call, staged: of rows, of one network group, of whole countries; and why a
 * number may be called or not. */
#ifndef SWITCHING_H
#define SWITCHING_H

#include "bindings.h"
#include "shape.h"

struct app;
struct arena;
struct view;
struct view_mark;

/* Stages UI_group_on or UI_group_off, or with UI_group_keep takes back what is staged: for the marked rows, else for
 * the one under the cursor, of providers or of network groups. */
void switches_of_rows(struct view *view, enum ui_action action);
/* The same for a network group (NULL: not known yet) of the view's provider. */
void switches_of_group(struct view *view, const struct network_group *group, enum ui_action action);
/* The same for all network groups of the marked countries, else of the one under the cursor, which are read
 * from the daemon as `groups` lists them. */
void switches_of_countries(struct view *view, const struct view *groups, enum ui_action action);
/* What hangs on the switch of a network group, in the arena. */
const char *switches_about(const struct network_group *group, struct arena *arena);
/* Whose switch a marked row of the pane is. */
const char *switches_provider(struct view *view, const struct view_mark *mark);
/* Shows the network groups of a provider under a filter. */
void switches_show(struct app *app, const char *provider, const char *filter);

/* A line to type a number on, and what routing decides on it.  provider NULL: the default one. */
void explain_open(struct app *app, const char *provider, const char *number);

#endif
