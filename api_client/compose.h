/* An operation and its arguments as the target and body of an HTTP request. */
#ifndef COMPOSE_H
#define COMPOSE_H

#include "client.h"
#include "str.h"

struct composed {
	struct str target; /* path and query, percent-encoded */
	struct str json;   /* the body that was made here; may hold a password */
	const char *body;  /* what to send: json's text or the caller's own; NULL: none */
	size_t body_len;
	const char *content_type; /* of the body */
	long wait_ms;             /* how much longer it takes: a long poll, a long body */
};

/* Fills *out, which compose_release() empties also after a failure.  Fails when the place or a
 * value that belongs into the path is missing. */
int compose(enum op_id op, const struct client_with *with, const void *args, struct composed *out,
    struct err *err);
/* Wipes and frees.  A zeroed one is fine. */
void compose_release(struct composed *composed);

#endif
