/* Signing in, for `nexa login` and for who accepts an invitation. */
#ifndef SIGN_IN_H
#define SIGN_IN_H

#include <stdbool.h>

struct err;
struct nexa;
struct reply;
struct session;

/* Asks for what is missing (the address when email is NULL, the password, the code of an authenticator) and signs
 * in; the answer is the daemon's, freed with reply_wipe().  NULL, and *err, when there was no answer to ask. */
struct reply *sign_in_ask(struct nexa *nexa, const char *email, struct err *err);
/* Keeps a new session where the settings want it, and tells as whom one is signed in.  Where it could not outlive
 * this command it is ended and that is said: false. */
bool sign_in_keep(struct nexa *nexa, const struct session *session);

/* Signs in by single sign-on: shows where to go with which code, and waits until that is done there.  The exit
 * status. */
int sign_on(struct nexa *nexa, const char *email);

#endif
