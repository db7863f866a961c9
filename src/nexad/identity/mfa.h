/* A person's second factor: an authenticator, and the recovery codes that stand in for it. */
#ifndef MFA_H
#define MFA_H

#include <stdbool.h>
#include <stdint.h>

struct call;
struct texts;

/* Whether the person has an authenticator that was confirmed; 0 or a problem. */
int mfa_is_enabled(struct call *c, const char *user_id, bool *out);
/* Whether a code, or a recovery code, is the person's and was never used; from now on it is used.  The writer's alone,
 * so that of two requests with one code one is right.  *fault: what is wrong, in words; NULL: nothing.  0 or a
 * problem. */
int mfa_check(struct call *c, const char *user_id, const char *code, const char **fault);
/* Replaces what waits for its first code by a new secret, in base 32, in the call's arena.  0 or a problem. */
int mfa_begin(struct call *c, const char *user_id, const char **secret);
/* Confirms what waits by its first code and makes recovery codes; 0 or a problem (conflict: nothing waits;
 * invalid_credentials). */
int mfa_confirm(
    struct call *c, const char *user_id, const char *code, struct texts *recovery_codes);
/* Takes a person's authenticator and recovery codes away; 0 or a problem. */
int mfa_forget(struct call *c, const char *user_id);
/* How many recovery codes are left; 0 or a problem. */
int mfa_codes_left(struct call *c, const char *user_id, int64_t *out);

#endif
