/* What each plan includes. */
#ifndef PLAN_H
#define PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "vocab.h"

struct call;
struct organization;

struct plan_row {
	int64_t workspaces; /* active ones; 0: no limit */
	int64_t calls;      /* at a time; 0: as configured */
	bool rates;         /* shows what destinations cost */
	int64_t pulse_s;    /* calls are charged in pulses of so many seconds */
};

const struct plan_row *plan_row(enum plan plan);
/* Adds what the plan allows to an organization. */
void plan_add_limit(struct organization *organization);
/* An organization by id, with that; not_found when there is none. */
int plan_organization(struct call *c, const char *org_id, struct organization *out);
/* plan_limit when the organization's active workspaces and `more` do not fit the plan. */
int plan_check_room(struct call *c, const char *org_id, enum plan plan, int64_t more);

#endif
