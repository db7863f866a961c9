/* Cookies (RFC 6265bis): those of a request, and the line that sets one. */
#ifndef COOKIE_H
#define COOKIE_H

#include <stdbool.h>

struct arena;

/* The value of a cookie of the header Cookie (NULL: not sent), in the arena; NULL when it is not there, stands
 * twice, or has characters that no cookie made here has: only letters, digits, '.', '_' and '-'. */
const char *cookie_get(const char *header, const char *name, struct arena *arena);
/* The value of Set-Cookie for one that scripts do not see, that other sites' forms and frames do not send, and
 * that goes with the browser, or, with value NULL, goes now.  secure: over TLS alone, and under a name that begins
 * with __Host-, so that no other host can have set it; the name is the one that cookie_name() says. */
const char *cookie_set(struct arena *arena, const char *name, const char *value, bool secure);
const char *cookie_name(struct arena *arena, const char *name, bool secure);

#endif
