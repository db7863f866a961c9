/* Which of the media types that can be served a request would like best (RFC 9110, 12.5.1). */
#ifndef ACCEPT_H
#define ACCEPT_H

#include <stddef.h>

/* The place in `offered` (types, in the server's order, ended by NULL) of the one that the header Accept
 * (NULL: not sent) gives the highest quality, the first of equals; -1 when it allows none.  What is no
 * media range is passed over. */
int accept_choose(const char *accept, const char *const *offered);

#endif
