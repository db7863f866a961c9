/* Switches of a workspace: looked up, judged, turned, and told to the audit log. */
#ifndef SWITCHES_H
#define SWITCHES_H

#include <stdbool.h>
#include <stddef.h>

#include "op.h"

struct call;

/* How switches are turned, and what was said to it. */
struct switches_turn {
	bool enabled;
	bool accept_risk;
	const char *reason;
	const char *batch_id;
};

/* Whether rates are told to the caller, as the number that statements take. */
struct value switches_rates(const struct call *c);
/* A provider or a network group of it with its switch in the call's workspace; not_found. */
int switches_need_provider(struct call *c, const char *id, struct telephony_provider *out);
int switches_need_group(
    struct call *c, const char *provider, const char *id, struct network_group *out);
/* risk_not_accepted for network groups that toll fraud aims at and that would be switched on without its
 * being meant; they stand in the error's details. */
int switches_check_risk(
    struct call *c, const struct network_group *groups, size_t n, const struct switches_turn *turn);
/* Turns one, with its event; the caller has seen that it stands otherwise. */
int switches_turn_group(
    struct call *c, const struct network_group *group, const struct switches_turn *turn);
int switches_turn_provider(
    struct call *c, const struct telephony_provider *provider, const struct switches_turn *turn);

#endif
