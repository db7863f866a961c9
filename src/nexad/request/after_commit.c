/* After the commit: one place that rings all who wait. */
#include "after_commit.h"

#include "call.h"
#include "call_simulator.h"
#include "daemon.h"
#include "delivery.h"
#include "err.h"
#include "log.h"
#include "routes.h"
#include "tail.h"

bool
after_commit(struct call *c, const struct err *committed)
{
	c->settled = true;
	if (committed->problem != PROBLEM_none)
		c->err = *committed;
	else if (!c->dry_run && (c->err.problem == PROBLEM_none || c->keep_on_failure))
		tail_notify(c->daemon->tail, c->caused);
	if (c->reroutes)
		routes_settle(c->daemon->routes, c);
	if (c->sends)
		delivery_wake(c->daemon->delivery);
	if (c->simulates)
		simulator_wake(c->daemon->simulator);
	return c->err.problem == PROBLEM_none;
}

bool
after_own_commit(struct call *c, const struct err *committed, const char *failed)
{
	bool well = after_commit(c, committed);
	if (!well)
		log_line(LOG_error, failed, LOG_TEXT("why", c->err.text), LOG_END);
	return well;
}
