/* Offboarding a person: a window with every way in, what becomes of each, and that nothing is left. */
#ifndef OFFBOARD_H
#define OFFBOARD_H

struct app;

/* Opens the window for a person, by id or address. */
void offboard_open(struct app *app, const char *person);
/* Asks for the person first, with `typed` in the line (NULL: nothing). */
void offboard_ask(struct app *app, const char *typed);
/* For the person of the row under the cursor; asks where the list has none. */
void offboard_here(struct app *app);

#endif
