/* A carrier that is asked over HTTP (carrier_url; nexa-api(7) has its protocol): four kinds of POST, each
 * answered with JSON that is read as if an enemy had written it. */
#ifndef CARRIER_HTTP_H
#define CARRIER_HTTP_H

#include <stdbool.h>

#include "carrier.h"

struct arena;
struct daemon_settings;
struct json;
struct number_offer;

extern const struct carrier carrier_http;

/* Where requests of a kind go, and the header that proves who asks; NULL: none. */
const char *carrier_address(
    struct arena *arena, const struct daemon_settings *settings, const char *kind);
const char *carrier_authorization(struct arena *arena, const struct daemon_settings *settings);
/* A number that the carrier speaks of; false when it does not make sense. */
bool carrier_read_offer(struct call *c, const struct json *json, struct number_offer *out);
/* Refuses, for now. */
int carrier_unavailable(struct call *c, const char *why);

#endif
