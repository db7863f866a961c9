/* Which carrier it is. */
#include "carrier.h"

#include "call.h"
#include "carrier_http.h"
#include "carrier_simulator.h"
#include "daemon.h"

const struct carrier *
carrier_of(const struct call *c)
{
	return c->daemon->settings.carrier_url != NULL ? &carrier_http : &carrier_simulator;
}
