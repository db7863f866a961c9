/* Changes that are staged and not yet sent, of one kind and in one place: role edits and removals of a
 * workspace, ends of API keys, or switches of what a workspace may call through one provider. */
#ifndef STAGE_H
#define STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vocab.h"

struct app;
struct client_call;

/* What the changes are made to. */
enum stage_of { STAGE_members, STAGE_keys, STAGE_org_keys, STAGE_switches };

/* One staged change; role unknown before: the person is added, after: removed.  Keys have no roles: they
 * end.  Switches have none either: they are turned on or off. */
struct staged {
	char *id;
	char *name;
	char *
	    about; /* a person's address, what ends with a key, what a switch opens or closes; NULL */
	enum role before;
	enum role after;
	bool was_on;
	bool on;
	enum risk risk;  /* of what is switched */
	char country[4]; /* and where it is; "" for a provider */
	int64_t version; /* of the row that it was made on; 0: there is none */
	char *problem;   /* why the daemon refused it; NULL */
	char *told;      /* the problem that was said last; NULL */
	char *by;      /* who changed the row last, as the log tells; NULL: nobody that is known */
	char *revokes; /* API keys that end with a removal, by name; NULL: none, or not known yet */
	bool conflict; /* somebody else changed the row: `now` and `now_version` hold */
	enum role now;
	bool now_on;
	int64_t now_version;
};

/* What is to be staged. */
struct stage_change {
	const char *id;
	const char *name;
	const char *about;
	enum role before;
	enum role after;
	bool was_on;
	bool on;
	enum risk risk;
	const char *country;  /* where what is switched is; NULL: nowhere */
	const char *provider; /* whose switch */
	int64_t version;
};

struct stage {
	enum stage_of of;
	char *org_id; /* the place; NULL: nothing is staged */
	char *ws_id;  /* "": the organization itself */
	char *place_name;
	char *provider;    /* whose switches; NULL for what has none */
	bool accepts_risk; /* switching on what toll fraud aims at is meant */
	struct staged *items;
	size_t n;
	size_t room;
	struct client_call *call; /* the batch under way */
	char *key; /* what it is known by, so that it happens once however often it is sent */
	char *reason;
	bool in_doubt; /* its answer was lost: it is asked for again when the daemon is back */
	struct client_call *rehearsal; /* whether all could still be applied */
	bool rehearse_again;
	int64_t applied_at; /* of what `undo` takes back */
	const char *later;  /* what was done since and cannot be undone; NULL: nothing */
	struct stage *undo; /* the inverse of what was applied last; NULL: none */
};

/* Stages a change, all of it copied; back to how it stands drops it (of keys, nothing does).  False, and said why, when
 * changes of another kind or place are staged. */
bool stage_put(struct app *app, enum stage_of of, const struct stage_change *change);
/* What is staged for a person, key or switch in the active place; NULL: nothing. */
const struct staged *stage_find(const struct app *app, const char *id);
/* Drops what is staged for it, when something is and may change. */
void stage_take_back(struct app *app, const char *id);
void stage_drop(struct stage *stage, size_t at);
/* Whether what is staged has been sent and may not change now; says so. */
bool stage_is_frozen(struct app *app);
/* Drops all, as a person wants it, and says so; asks first when it is more than one change. */
void stage_discard(struct app *app);
void stage_clear(struct stage *stage);
void stage_release(struct stage *stage);
/* Sends all, all or nothing; the outcome comes to the status line, conflicts into the items.  When
 * the answer is lost, the outcome is not known and nothing may change until it is. */
void stage_apply(struct app *app, const char *reason);
/* The daemon is back: finds out what became of what was sent. */
void stage_resume(struct app *app);
/* Something happened: finds out whether somebody else changed what is staged. */
void stage_rehearse(struct app *app);
/* Gives up what is under way. */
void stage_stop(struct app *app);
/* How many of the changes switch on what toll fraud aims at. */
size_t stage_risky(const struct stage *stage);
/* How many switches are staged in a country of the active place, to be on and to be off. */
void stage_in_country(const struct app *app, const char *country, size_t *on, size_t *off);
/* The log tells that somebody did something to what may be staged; both are copied. */
void stage_note_author(struct app *app, const char *id, const char *name);
/* What the status line says as long as something is staged. */
void stage_text(const struct stage *stage, char *out, size_t size);
/* Stages the inverse of what was applied last; false when there is none. */
bool stage_undo(struct app *app);

/* The review of what is staged: an overlay. */
void review_open(struct app *app);
/* Takes it away when nothing is staged any more. */
void review_settle(struct app *app);

#endif
