/* The life of a phone call: made, reported on by the engine or the simulator, ended, told to webhooks. */
#ifndef CALL_LIFE_H
#define CALL_LIFE_H

#include <stdbool.h>
#include <stdint.h>

#include "vocab.h"

struct agent;
struct call;
struct phone_call;

/* What became of a call, in the words of the engine. */
struct call_report {
	enum call_event type;
	enum call_status status; /* of call.ended; unknown: completed when it was answered */
	int64_t at;              /* 0: now */
	const char *end_reason;
	const char *recording_url;
	const char *transcript;
	const char *analysis; /* a JSON object */
};

/* A call of the workspace; not_found when there is none. */
int calls_need(struct call *c, const char *id, struct phone_call *out);
/* A call that is to be. */
struct call_wish {
	const char *to;
	const char *from; /* NULL: no number of its own */
	const struct agent *agent;
	enum key_mode mode;
	const char *metadata; /* a JSON object; NULL: {} */
};
/* How long nothing may be heard of a live call: until an engine has taken it; from then on until it is answered, and
 * beyond the longest that it may last.  Then it is over, and costs nothing. */
enum { CALL_UNTAKEN_MS = 60 * 1000, CALL_SILENT_MS = 15 * 60 * 1000 };

/* Makes it in the call's workspace, with its event: created, and nothing more yet. */
int calls_place(struct call *c, const struct call_wish *wish, struct phone_call *out);
/* The engine, or the simulator, has taken it. */
int calls_initiate(struct call *c, const char *id);
/* What a call costs is told to those only who see the workspace's billing; calls_need() sees to it. */
void calls_hide_charge(const struct call *c, struct phone_call *call);
/* Makes the call's workspace the place of what follows, for those who know a call by its id alone:
 * *found tells whether there is such a call. */
int calls_enter(struct call *c, const char *id, bool *found);
/* Notes a report and tells the webhooks.  What was reported before changes nothing; what no longer can
 * be, because the call is over, is a conflict. */
int calls_report(
    struct call *c, const char *id, const struct call_report *report, struct phone_call *out);
/* Ends a live call of which no engine tells any more, and which nobody knows the length of. */
int calls_give_up(struct call *c, const char *id);
/* Drops recordings, transcripts and calls that are older than their workspace keeps them, of one workspace
 * or (NULL) of all, with an event for each workspace that lost something. */
int calls_retain(struct call *c, const char *ws_id);
/* concurrency_limit when as many calls of that mode are under way as the organization's plan allows. */
int calls_check_room(struct call *c, enum key_mode mode);

#endif
