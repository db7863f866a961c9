/* Recharges that the payment hook pays: pending until it answers, asked with the recharge's id as the
 * idempotency key, so that nothing is paid twice however often it is asked.  The rows are the state; the
 * delivery thread asks (delivery.h). */
#ifndef PAYMENT_H
#define PAYMENT_H

#include <stdint.h>

#include "vocab.h"

struct arena;
struct call;
struct attempt;
struct payment_row;
struct value;

/* A recharge that is to be paid in the organization of the call's place, as the call's caller wishes, with
 * its event; *id is its id.  0 or the problem in c->err. */
int payment_ask(struct call *c, enum transaction_type type, int64_t amount, const char *reference,
    const char **id);
/* After the balance moved by an amount: asks for an auto-recharge when it crossed the threshold, and none
 * is pending. */
int payment_ask_if_crossed(struct call *c, int64_t moved);
/* What the hook is sent, in the arena: the same bytes for a recharge each time. */
const char *payment_body(struct arena *arena, const struct payment_row *row);
/* The hook's answer, in a job of the writer: 2xx puts the money into the wallet, once; 400, 402, 410 and
 * 422 refuse it for good; all else is asked again, later. */
int payment_settle(struct call *c, const struct attempt *attempt);
/* Fails what was asked for 3 days without an answer. */
int payment_give_up(struct call *c);

#endif
