/* News from the daemon: the audit tail, or the workspace's changes where the audit log is closed, tell
 * which lists are stale, and whether there is a daemon. */
#ifndef LIVE_H
#define LIVE_H

#include <stdbool.h>
#include <stdint.h>

struct app;
struct client_call;
struct reply;

enum live_state {
	LIVE_connecting,
	LIVE_live,    /* the tail is open: changes show within a second */
	LIVE_polling, /* no right to either: the list shown is loaded again every few seconds */
	LIVE_offline
};

struct live {
	enum live_state state;
	struct client_call *call;
	bool
	    narrow; /* the audit log is closed to one: the workspace's changes are followed instead */
	int64_t seq;      /* of the newest event known; -1: not asked yet */
	int64_t again_at; /* monotonic: when to try or look again; 0: no need */
	int64_t since;    /* clock: when the daemon was lost */
	char fault[416];  /* why it could not be reached the last time; "": not told */
	char away[600];   /* the same with what there is all the same, for view_loading() */
	int64_t heard_at; /* monotonic: when it answered last; 0: not yet */
	int told_s;       /* the age that was drawn last, in seconds; 0: none */
	int quiet;        /* answers of the tail without news, one after the other */
};

/* Begins to follow the active organization. */
void live_start(struct app *app);
void live_stop(struct app *app);
/* Does what is due; returns how long it may sleep, in ms. */
int live_tick(struct app *app);
/* Nothing that is shown may be relied on any more: all of it is asked for anew, and who one is. */
void live_all_stale(struct app *app);
/* For how many seconds the daemon has not answered although it should have; 0: it has.  `asked_at` (monotonic) is of
 * what is being asked for, 0 for nothing. */
int live_silent_s(const struct app *app, int64_t asked_at);
/* Any answer of the daemon tells whether it is there. */
void live_heard(struct app *app, const struct reply *reply);

#endif
