/* A console at a terminal in memory, its time standing still until it is let pass. */
#ifndef STAND_H
#define STAND_H

#include <stdbool.h>

struct app;
struct client;
struct copies;
struct err;
struct nexa_copier;
struct term;
struct world;

enum { STAND_KEYS = 8, STAND_WORD = 128 };

/* Set before stand_open(). */
struct stand {
	struct world *world;
	int columns, rows;
	bool ascii;
	int colours;
	bool read_only;
	bool offline;
	char who[STAND_WORD];       /* "operator", "nobody", or as world_token() knows them */
	char workspace[STAND_WORD]; /* "": the console chooses */
	char keys[STAND_KEYS][STAND_WORD]; /* "action = key" */
	int n_keys;
	/* From stand_open() on. */
	struct client *client;
	struct copies *copies;
	struct nexa_copier *copier;
	struct term *term;
	struct app *app; /* NULL: not open */
	bool left;       /* the person has left the console */
};

void stand_init(struct stand *stand, struct world *world);
int stand_open(struct stand *stand, struct err *err);
/* Ends the console; it can be opened again and finds what it remembered. */
void stand_close(struct stand *stand);

/* One turn of the loop that waits at most so long, in the console's own time. */
void stand_step(struct stand *stand, int timeout_ms);
/* Lets its time pass. */
void stand_pass(struct stand *stand, int ms);
/* Steps until everything that is under way has arrived and is drawn; false when that takes too long. */
bool stand_settle(struct stand *stand);
/* Steps until the text is on the screen, or is not; false when that takes too long. */
bool stand_wait(struct stand *stand, const char *text, bool there);

#endif
