/* What handlers that need agents share. */
#ifndef AGENT_H
#define AGENT_H

#include <stdint.h>

#include "shape.h"

struct agent;
struct agent_row;
struct call;

/* What an agent has where it says nothing itself. */
struct agent_defaults {
	struct workspace_settings settings;
	const char *language;
	const char *voice;
};

int agent_defaults(struct call *c, struct agent_defaults *out);
/* An agent of the call's workspace in one of its versions (0: the newest), with what is in force and
 * where that comes from; not_found when there is none. */
int agent_need(struct call *c, const char *id, int64_t number, struct agent *out);
/* The same for a call: the published version when number is 0; conflict when there is none. */
int agent_to_call(struct call *c, const char *id, int64_t number, struct agent *out);
/* A row as its resource. */
void agent_from_row(
    const struct agent_row *row, const struct agent_defaults *defaults, struct agent *out);

#endif
