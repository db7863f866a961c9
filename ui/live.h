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
};

/* Begins to follow the active organization. */
void live_start(struct app *app);
void live_stop(struct app *app);
/* Does what is due; returns how long it may sleep, in ms. */
int live_tick(struct app *app);
/* Nothing that is shown may be relied on any more: all of it is asked for anew, and who one is. */
void live_all_stale(struct app *app);
/* Any answer of the daemon tells whether it is there. */
void live_heard(struct app *app, const struct reply *reply);

#endif
