/* The audit event of a change, written in the change's transaction, with its leaf of the tree. */
#ifndef EVENT_H
#define EVENT_H

#include "shape.h"
#include "vocab.h"

struct arena;
struct call;
struct db;
struct err;

/* What an event tells beyond who, when and where, which event_emit() takes from the call. */
struct event_about {
	const char *target_type; /* never NULL */
	const char *target_id;   /* NULL: there is none, as of somebody who is not known */
	const char *target_name; /* never NULL */
	const char *before;      /* canonical JSON objects, or NULL */
	const char *after;
	const char *reason;
	const char *batch_id;
	const char *granted_through; /* "organization": a role given by an Org Admin's assignment */
	enum level level;            /* of a membership or an invitation */
	enum outcome outcome;        /* unknown: success */
	const char *org_id;          /* NULL: the call's place; "": the installation */
	const char *ws_id;           /* NULL: the call's place; "": none */
};

/* Writes the event; 0 or the problem that is in c->err. */
int event_emit(struct call *c, enum event type, const struct event_about *about);
/* Writes an event that is complete but for its id, seq, leaf hash and, when that is 0, its time; it gets
 * them, in the arena.  A time before the newest event's is that one's. */
int event_append(struct db *db, struct arena *arena, struct audit_event *event, struct err *err);
/* {"name":"value"} in the call's arena; value NULL prints null. */
const char *event_pair(struct call *c, const char *name, const char *value);

#endif
