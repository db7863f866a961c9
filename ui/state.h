/* What comes back at the next start: pane, place, filters and sort, saved views.  It is kept for each identity; the state
 * file itself says whose was kept last. */
#ifndef STATE_H
#define STATE_H

struct app;

enum { STATE_OWNER = 17 }; /* 16 digits that stand for an identity, and the terminator */

/* Reads what was kept last, before it is known who it is; a damaged file is passed over. */
void state_load(struct app *app);
/* The daemon says who it is, by id (NULL: it has none): somebody else's state gives way to theirs. */
void state_meet(struct app *app, const char *id);
void state_save(struct app *app);
void state_release(struct app *app);

#endif
