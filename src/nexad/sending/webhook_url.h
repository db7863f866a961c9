/* Where the daemon sends events of its own accord (api.md, "Outgoing webhooks"): to https addresses on
 * the public internet.  webhook_allow_private adds private ones, and what is not encrypted to those. */
#ifndef WEBHOOK_URL_H
#define WEBHOOK_URL_H

#include <stdbool.h>

struct err;
struct sockaddr;

/* When a URL is saved: its form, and its host if that is an address or a name known to be private.
 * Names are not resolved; that is for the moment of connecting.  0, or invalid_field about `field`. */
int webhook_url_check(const char *url, bool allow_private, const char *field, struct err *err);
/* The same of an audit stream's, which may be syslog+tls://HOST:PORT and syslog+tcp://HOST:PORT, too. */
int stream_url_check(const char *url, bool allow_private, const char *field, struct err *err);
/* Which of them it is; and whether what is sent there is encrypted. */
bool stream_url_is_syslog(const char *url);
bool stream_url_is_secure(const char *url);
/* When connecting: whether an address that the host resolved to may be used, over TLS or without. */
bool webhook_address_allowed(const struct sockaddr *address, bool secure, bool allow_private);

#endif
