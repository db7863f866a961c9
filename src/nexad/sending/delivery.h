/* The thread that sends what is queued (delivery_queue.h), in order per destination, at least once, signed, with growing
 * pauses after failures (attempt.h).  It asks the payment hook (payment.h) and the carrier in the same way. */
#ifndef DELIVERY_H
#define DELIVERY_H

#include <stdbool.h>

#include "outgoing.h"

struct daemon;
struct sender;
struct err;

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
