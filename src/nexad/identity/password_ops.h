/* Passwords with argon2id: what runs before the writer's turn, on a thread for slow work. */
#ifndef PASSWORD_OPS_H
#define PASSWORD_OPS_H

#include <stdint.h>

struct call;
struct user;

/* Hashes a new password (to c->password_hash) or checks one (to c->password_ok), as the operation
 * needs.  0 or a problem. */
int password_before(struct call *c);
/* How many passwords were checked since the start; one costs what any other does. */
uint64_t password_checks(void);
/* Hashes a password to c->password_hash; 0 or a problem. */
int password_hash(struct call *c, const char *password);
/* In the writer's turn: c->password_hash is the person's password from now on, told wherever they have something, with
 * after as in struct event_about; all their sessions end.  0 or a problem. */
int password_set(struct call *c, const struct user *user, const char *after);

#endif
