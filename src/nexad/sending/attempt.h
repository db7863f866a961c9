/* An attempt to send something: how it ended, why it failed, and how long to wait for the next. */
#ifndef ATTEMPT_H
#define ATTEMPT_H

#include <stddef.h>
#include <stdint.h>

struct arena;

/* What waits first at a destination, and how sending it ended. */
struct attempt {
	const char *destination_id;
	int64_t seq;
	int64_t at;
	int status;            /* of HTTP; 0: no answer */
	int64_t retry_after_s; /* 0: not asked for */
	const char *error;     /* why there was no answer */
	const char *body;      /* the beginning of the answer, where somebody wants it */
	size_t body_len;
};

/* Why an attempt failed, for people; in the arena. */
const char *attempt_why(struct arena *arena, const struct attempt *attempt);
/* How long to wait after that many failures in a row: from 1 s, doubled each time, to 1 h (webhooks are given up before;
 * streams, payments, orders and mail are not), with up to a quarter more by chance (0 to 255), and never less than what
 * the receiver asked for, up to a day. */
int64_t attempt_pause_ms(int64_t failures, int64_t retry_after_s, unsigned chance);

#endif
