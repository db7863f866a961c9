/* Idempotency-Key: the same POST sent again within a day gets the same answer. */
#ifndef IDEMPOTENCY_H
#define IDEMPOTENCY_H

#include <stdbool.h>

struct call;

/* Whether the call, which dispatch_check() has let in, was answered before, or cannot be (another request under
 * the same key): then its answer is in the call. */
bool idempotency_answers(struct call *c);
/* Keeps the answer of a call that carries a key; returns whether the call's writes are to be kept. */
bool idempotency_keeps(struct call *c);
/* Forgets it, so that the request can be made again. */
bool idempotency_forget(struct call *c);

#endif
