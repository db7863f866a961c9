/* The rent of phone numbers: the first month when a number is bought, each later one on that day of the
 * month, in the transaction that also notes that it is paid. */
#ifndef RENTAL_H
#define RENTAL_H

#include <stdint.h>

struct call;
struct number_purchase_args;

/* conflict when a month at that rent is dearer than the buyer wants, insufficient_balance when the wallet of the
 * call's place does not cover it. */
int rental_check(struct call *c, const struct number_purchase_args *wish, int64_t rent);
/* Charges the first month of a number of the call's place that was just bought. */
int rental_begin(struct call *c, const char *number_id);
/* Charges, as the daemon's own act, every month that has begun since; also when the wallet does not cover
 * it, since a number that is lost does not come back. */
int rental_go_on(struct call *c);

#endif
