/* What the daemon sends: messages are rows, written in the transaction of what they tell, and one thread
 * sends them, in order per destination, at least once, signed, with growing pauses after failures.  It
 * asks the payment hook (payment.h) in the same way. */
#ifndef DELIVERY_H
#define DELIVERY_H

#include <stdbool.h>
#include <stdint.h>

#include "outgoing.h"

struct arena;
struct call;
struct daemon;
struct sender;
struct err;

/* ---- in a handler, with the writer's connection ---- */

/* Queues a message for every destination of the call's workspace that chose this type and is not switched
 * off.  body is JSON.  0 or the problem in c->err. */
int delivery_publish(struct call *c, const char *type, const char *body);
/* Queues it for one destination, whatever that chose. */
int delivery_send(struct call *c, const char *destination_id, const char *type, const char *body);

/* Queues again what a destination was not told (message_id NULL: all of it), behind what waits there and
 * under the ids that it had; *n is how many. */
int delivery_again(struct call *c, const char *destination_id, const char *message_id, int64_t *n);

/* Has the destination of a workspace's notification webhook follow its settings (url NULL: none). */
int delivery_follow(struct call *c, const char *ws_id, const char *url);

/* ---- the outcome of an attempt, in a job of the writer ---- */

/* What waits first at a destination, and how sending it ended. */
struct delivery_attempt {
	const char *destination_id;
	int64_t seq;
	int64_t at;
	int status;            /* of HTTP; 0: no answer */
	int64_t retry_after_s; /* 0: not asked for */
	const char *error;     /* why there was no answer */
	const char *body;      /* the beginning of the answer, where somebody wants it */
	size_t body_len;
};
/* Notes it: delivered, to be repeated, given up, or (410) that the destination is gone. */
int delivery_settle(struct call *c, const struct delivery_attempt *attempt);
/* Why an attempt failed, for people; in the arena. */
const char *delivery_why(struct arena *arena, const struct delivery_attempt *attempt);
/* How long to wait after that many failures in a row: from 1 s, doubled each time, to 1 h, with up to a
 * quarter more by chance (0 to 255), and never less than what the receiver asked for, up to a day. */
int64_t delivery_pause_ms(int64_t failures, int64_t retry_after_s, unsigned chance);

/* ---- the thread ---- */

int delivery_start(struct daemon *daemon, struct sender **out, struct err *err);
/* Ends what is under way (it is sent again after the next start) and the thread. */
void delivery_stop(struct sender *delivery);
/* After the writer has stopped, which may still be noting outcomes. */
void delivery_free(struct sender *delivery);
/* Something was queued and committed. */
void delivery_wake(struct sender *delivery);

/* Events were committed, which streams may be waiting for; from any thread. */
void delivery_news(struct sender *delivery);

/* A request that is not queued: sent at once, once, by this thread, which then calls done; from any
 * thread.  post and what it points to live until then.  When the daemon stops, done is told so. */
struct delivery_ask {
	struct outgoing_post post;
	outgoing_done_fn *done;
	void *payload;
	struct delivery_ask *next;
	struct sender *delivery;
	bool started;
};
void delivery_ask(struct sender *delivery, struct delivery_ask *ask);

#endif
