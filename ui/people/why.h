/* Why somebody may do something, or what is missing; and the pickers of what and where. */
#ifndef WHY_H
#define WHY_H

#include <stddef.h>

struct app;
struct str;
struct why;

/* Asks whom, what and where, and shows the daemon's answer; `typed` begins the search for the person (NULL:
 * nothing). */
void why_ask(struct app *app, const char *typed);
/* About the person of the row under the cursor; asks whom where the list has none. */
void why_here(struct app *app);

/* The answer as it is read: the sentence, what they have, what would be enough, what stands against it. */
void why_describe(const struct why *why, struct str *out);

/* Picks what may be done: chosen gets the place of the action in the matrix, the first being 0.  Payload as of
 * overlay_pick(). */
void why_pick_action(struct app *app, const char *title,
    void (*chosen)(struct app *app, size_t index, void *payload), void *payload);
/* Picks a workspace of those that the Workspaces pane holds, after `first` (NULL: nothing stands before them); chosen
 * gets its index for why_place(). */
void why_pick_workspace(struct app *app, const char *first,
    void (*chosen)(struct app *app, size_t index, void *payload), void *payload);

/* A workspace as it was when the choice was offered: the pane's list may have changed meanwhile. */
struct why_place {
	const char *id; /* NULL: `first` */
	const char *name;
};

/* Good until the next is picked. */
const struct why_place *why_place(const struct app *app, size_t index);
/* At the console's end. */
void why_free(struct app *app);

#endif
