/* Who the caller is: the peer of the Unix socket, or the bearer of a session token or an API key. */
#ifndef SESSION_H
#define SESSION_H

#include <stdbool.h>
#include <stdint.h>

struct call;
struct daemon;
struct daemon_settings;
struct http_peer;
struct http_request;
struct session;

#define SESSION_LIFE_MS (INT64_C(12) * 60 * 60 * 1000)

/* Fills c->caller; leaves it unknown when nobody is signed in and the operation is open.  0 or a problem
 * (unauthenticated, key_revoked, key_expired). */
int session_identify(struct call *c);
/* Whether a request is one of the operator's, by its connection alone. */
bool session_is_operator(const struct http_request *request, const struct daemon *daemon);
/* Whether the other end is the proxy that the settings name, which speaks for others. */
bool session_is_proxy(const struct http_peer *peer, const struct daemon_settings *settings);
/* permission_denied for whoever is no person: the operator, an API key; nor is a session by single sign-on all of
 * one. */
int session_need_user(struct call *c);
/* Begins a session for a user and fills *out; the token is shown here only.  sso_org: whose identity provider
 * vouched for them, and all that the session reaches; NULL: they proved themselves here. */
int session_begin(struct call *c, const char *user_id, const char *sso_org, struct session *out);

#endif
