/* HTTP requests that the daemon makes: POSTs over libcurl's multi interface, none of which blocks.  All
 * but outgoing_wake() belong to one thread. */
#ifndef OUTGOING_H
#define OUTGOING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "str.h"

struct err;
struct outgoing;

enum { OUTGOING_ERROR = 256, OUTGOING_ANSWER = 65536 };

struct outgoing_post {
	const char *url;
	const char *const *headers; /* "Name: value" …, ended by NULL; copied */
	const char *body;           /* borrowed until the end */
	size_t body_len;
	int64_t timeout_ms;
	bool allow_private; /* private addresses, and http:// to those */
	bool anywhere;      /* whatever the address: the operator configured it */
};

struct outgoing_answer {
	int status;                 /* 0: none came */
	int64_t retry_after_s;      /* 0: not asked for */
	char error[OUTGOING_ERROR]; /* why none came */
	struct str body;            /* its first OUTGOING_ANSWER bytes */
};

typedef void outgoing_done_fn(const struct outgoing_answer *answer, void *payload);

int outgoing_open(struct outgoing **out, struct err *err);
/* Ends what is under way without calling anybody. */
void outgoing_close(struct outgoing *outgoing);
/* Starts a request; done is called once, from outgoing_poll().  False when it cannot start. */
bool outgoing_post(struct outgoing *outgoing, const struct outgoing_post *post,
    outgoing_done_fn *done, void *payload);
/* Waits at most timeout_ms for something to happen, and lets it. */
void outgoing_poll(struct outgoing *outgoing, int timeout_ms);
/* Ends the wait; from any thread. */
void outgoing_wake(struct outgoing *outgoing);

#endif
