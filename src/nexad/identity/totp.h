/* Codes of an authenticator (RFC 6238): six digits, a step of 30 seconds, HMAC-SHA-1, which all of them know. */
#ifndef TOTP_H
#define TOTP_H

#include <stdint.h>

enum { TOTP_SECRET = 33 }; /* 160 bits in base 32, terminated */

/* Makes a secret, in base 32. */
void totp_secret_new(char out[TOTP_SECRET]);
/* The step whose code this is: that of now_ms (milliseconds since 1970), the one before or the one after it; 0 when it
 * is none of theirs.  The code is six digits; which of them were right is not told by the time it takes. */
int64_t totp_step(const char *secret, const char *code, int64_t now_ms);

#endif
