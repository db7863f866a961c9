/* What comes back at the next start: pane, place, filters and sort, saved views. */
#ifndef STATE_H
#define STATE_H

struct app;

/* Reads the state file, if there is one; a damaged one is passed over. */
void state_load(struct app *app);
void state_save(struct app *app);
void state_release(struct app *app);

#endif
