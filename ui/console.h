/* The console: the full-screen program, on any terminal and any daemon. */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stdbool.h>

struct client;
struct err;
struct keeper;
struct term;

struct console_settings {
	struct client *client; /* borrowed */
	struct term *term;     /* borrowed; begun and ended by the console */
	const char *org; /* where to begin, by id or name; NULL: where it was left, or the first */
	const char *workspace;
	const char *via;        /* how the daemon is reached, for the header: "socket" */
	const char *state_file; /* where pane, place, filters and sort are kept; NULL: nowhere */
	const struct keeper *keeper; /* of sign-ins; NULL: none, they end with the console */
	const char *const
	    *keys; /* lines "action = key key", ended by NULL; NULL: the default keys */
};

struct app;

/* Runs until the person leaves, or a signal asks for it: then that is *ended_by, else 0.  A problem
 * when the terminal cannot be used. */
int console_run(const struct console_settings *settings, int *ended_by, struct err *err);

/* The same in steps, for tests: a console that has drawn nothing yet, one turn of its loop (waits at
 * most timeout_ms), whether it goes on, and the end. */
struct app *console_open(const struct console_settings *settings, struct err *err);
bool console_step(struct app *app, int timeout_ms);
void console_close(struct app *app);

#endif
