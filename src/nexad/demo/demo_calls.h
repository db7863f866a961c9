/* Three months of calls in the demo tenant, with what they cost and what was paid in for them. */
#ifndef DEMO_CALLS_H
#define DEMO_CALLS_H

#include <stdint.h>

#include "shape.h"

struct call;

enum { DEMO_DESKS = 16 };

/* A published agent that calls people, and the number that it calls from. */
struct demo_desk {
	const char *ws_id;
	const char *ws_name;
	struct user caller; /* who has it call */
	const char *agent_id;
	const char *number;
};

struct demo_calls {
	struct demo_desk desks[DEMO_DESKS];
	unsigned n_desks;
	struct user payer;
	int64_t webhooks_at; /* when the webhooks are made */
	int64_t chores_at;   /* when the day's chores are next done */
	int64_t asks_at;     /* when a payment hook is asked that is not there */
	int64_t next_at;     /* when the next call is made */
	int64_t until;       /* when the last one may be */
	uint64_t chance;     /* their own */
};

/* The first money in the wallet of the call's organization, paid by the call's person. */
int demo_pay(struct call *c, int64_t rupees, const char *reference);
/* Makes the calls that are over by an instant, the clock going along. */
int demo_calls_until(struct call *c, struct demo_calls *calls, int64_t at);

#endif
