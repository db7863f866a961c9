/* What answers on this machine when the daemon cannot be reached, or is not to be: copies of what it had. */
#ifndef LOCAL_H
#define LOCAL_H

#include <stdbool.h>

#include "op.h"
#include "transport.h"

struct local_call; /* an answer that is being made */

/* What is asked; the target is copied. */
struct local_request {
	const char *target;
	transport_sink_fn *sink; /* as transport_request has it, from hear() */
	void *sink_payload;
};

/* The first member of whoever answers. */
struct client_local {
	bool only; /* the daemon is not asked for anything */
	/* Whether it has an answer to such a target; at once. */
	bool (*answers)(struct client_local *local, enum op_id op, const char *target);
	/* Begins to make it; done is called once, from hear(), with an answer that has `copy`.  NULL:
	 * it cannot now. */
	struct local_call *(*start)(struct client_local *local, const struct local_request *request,
	    transport_done_fn *done, void *payload);
	/* Gives it up; done is not called. */
	void (*cancel)(struct client_local *local, struct local_call *call);
	/* As transport_last_seq(). */
	int64_t (*last_seq)(const struct local_call *call);
	/* Readable when hear() has something to do; -1: nothing was started yet. */
	int (*fd)(struct client_local *local);
	void (*hear)(struct client_local *local);
};

#endif
