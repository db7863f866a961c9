/* The console: the full-screen program, on any terminal and any daemon. */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

struct client;
struct copier;
struct err;
struct keeper;
struct term;

/* Another daemon, or another identity, that one can switch to. */
struct console_profile {
	const char *name;
	const char *where; /* "https://nexa.example, Acme Voice" */
};

struct console_settings {
	struct client *client; /* borrowed */
	struct term *term;     /* borrowed; begun and ended by the console */
	const char *org; /* where to begin, by id or name; NULL: where it was left, or the first */
	const char *workspace;
	const char *via; /* how the daemon is reached, for the header: "socket" */
	const struct console_profile *profiles; /* borrowed; NULL: there are none */
	size_t n_profiles;
	size_t profile; /* the one in use */
	/* Reads the profiles anew, as others are made meanwhile: the settings that have them now; NULL: they stay. */
	const struct console_settings *(*profiles_again)(void *payload);
	void *profiles_payload;
	const char *state_file;   /* where pane, place, filters and sort are kept; NULL: nowhere */
	const char *state_before; /* what is read where that is not there yet; NULL: nothing */
	const struct copier *copier; /* of audit logs to this machine; NULL: none */
	bool offline; /* there is nothing but copies of audit logs: it begins with them */
	const struct keeper *keeper; /* of sign-ins; NULL: none, they end with the console */
	const char *const
	    *keys; /* lines "action = key key", ended by NULL; NULL: the default keys */
};

struct app;

/* Why a console ended: nothing of this when the person left. */
struct console_end {
	int signal;  /* that asked for it; 0: none */
	int profile; /* that was switched to, its place in the list; -1: none */
};

/* Runs until it ends.  A problem when the terminal cannot be used. */
int console_run(const struct console_settings *settings, struct console_end *end, struct err *err);

/* The same in steps, for tests: a console that has drawn nothing yet, one turn of its loop (waits at
 * most timeout_ms), whether it goes on, and the end. */
struct app *console_open(const struct console_settings *settings, struct err *err);
bool console_step(struct app *app, int timeout_ms);
void console_close(struct app *app);

#endif
