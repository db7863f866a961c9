/* An HTTP answer as a reply: its shape, its page, or its problem. */
#ifndef ANSWER_H
#define ANSWER_H

#include "client.h"

/* Fills *reply, whose op, status, request_id and arena are set, from the body as it came, which is
 * copied.  where is what to call the daemon in a sentence. */
void answer_read(
    const char *body, size_t len, bool dry_run, const char *where, struct reply *reply);

#endif
