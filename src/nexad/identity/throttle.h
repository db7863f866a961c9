/* Failed sign-ins are counted per account and per address, known or not: ten in 15 minutes for an
 * account, fifty for an address, then 429. */
#ifndef THROTTLE_H
#define THROTTLE_H

#include <stdint.h>

enum { THROTTLE_ACCOUNT_MOST = 10, THROTTLE_ADDRESS_MOST = 50 };

#define THROTTLE_WINDOW_MS (INT64_C(15) * 60 * 1000)

struct call;

/* rate_limited, with Retry-After, when the account (a folded address) or the client has failed too
 * often; 0 otherwise. */
int throttle_check(struct call *c, const char *account);
/* Counts a failure; forgets an account's failures. */
void throttle_failed(const struct call *c, const char *account);
void throttle_succeeded(const char *account);

#endif
