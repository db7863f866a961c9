/* The carriers that are known. */
#include "carrier.h"

#include <string.h>

#include "carrier_simulator.h"

static const struct carrier *const carriers[] = { &carrier_simulator };

const struct carrier *
carrier_find(const char *provider)
{
	for (size_t i = 0; i < sizeof(carriers) / sizeof(carriers[0]); i++)
		if (strcmp(carriers[i]->provider, provider) == 0)
			return carriers[i];
	return NULL;
}

const struct carrier *
carrier_default(void)
{
	return carriers[0];
}
