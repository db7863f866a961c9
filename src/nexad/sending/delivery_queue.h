/* The queue of messages: rows, written in the transaction of what they tell. */
#ifndef DELIVERY_QUEUE_H
#define DELIVERY_QUEUE_H

#include <stdint.h>

struct attempt;
struct call;

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

/* Notes it: delivered, to be repeated, given up, or (410) that the destination is gone. */
int delivery_settle(struct call *c, const struct attempt *attempt);

#endif
