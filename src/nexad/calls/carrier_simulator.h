/* The built-in carrier, for trying things out; it answers as plivo. */
#ifndef CARRIER_SIMULATOR_H
#define CARRIER_SIMULATOR_H

#include "carrier.h"

extern const struct carrier carrier_simulator;

#endif
