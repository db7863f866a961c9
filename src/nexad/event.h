/* The audit event of a change, written in the change's transaction, with its leaf of the tree. */
#ifndef EVENT_H
#define EVENT_H

#include "vocab.h"

struct call;

/* What an event tells beyond who, when and where, which event_emit() takes from the call. */
struct event_about {
	const char *target_type;
	const char *target_id;
	const char *target_name;
	const char *before; /* canonical JSON objects, or NULL */
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
/* {"name":"value"} in the call's arena; value NULL prints null. */
const char *event_pair(struct call *c, const char *name, const char *value);

#endif
