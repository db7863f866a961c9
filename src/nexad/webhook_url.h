/* Where the daemon sends events of its own accord (api.md, "Outgoing webhooks"): to https addresses on
 * the public internet.  webhook_allow_private adds private ones, and http to those. */
#ifndef WEBHOOK_URL_H
#define WEBHOOK_URL_H

#include <stdbool.h>

struct err;
struct sockaddr;

/* When a URL is saved: its form, and its host if that is an address or a name known to be private.
 * Names are not resolved; that is for the moment of connecting.  0, or invalid_field about `field`. */
int webhook_url_check(const char *url, bool allow_private, const char *field, struct err *err);
/* When connecting: whether an address that the host resolved to may be used. */
bool webhook_address_allowed(const struct sockaddr *address, bool https, bool allow_private);

#endif
