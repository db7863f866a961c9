/* What the carrier is asked to do over HTTP.  An order is a row, written in the transaction that wants it and
 * sent by the delivery thread until there is a clear answer, in order for each number, with the row's id as
 * the idempotency key: a purchase whose answer is lost is asked about again, so nothing is bought twice.  A
 * number is put into its workspace, and its first month charged, in the transaction that notes the
 * carrier's yes; what is bought and cannot be kept is given back. */
#ifndef CARRIER_ORDERS_H
#define CARRIER_ORDERS_H

struct call;
struct daemon;
struct attempt;
struct number_purchase_args;
struct phone_number;

/* As in struct carrier. */
int carrier_order_buy(
    struct call *c, const struct number_purchase_args *args, struct phone_number *out);
int carrier_order_configure(struct call *c, const struct phone_number *number);
int carrier_order_release(struct call *c, const struct phone_number *number);
/* The carrier's answer to an order, in a job of the writer; then c->then answers who waits for it. */
int carrier_settle(struct call *c, const struct attempt *attempt);
/* Once the writer has stopped: answers those who still wait. */
void carrier_orders_stop(struct daemon *daemon);

#endif
