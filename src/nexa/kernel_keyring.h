/* Secrets in the kernel's keyring of the user: shared by the user's sessions, gone after a
 * reboot. */
#ifndef KERNEL_KEYRING_H
#define KERNEL_KEYRING_H

struct err;
struct secret;

enum { KERNEL_KEYRING_SECONDS = 12 * 3600 };

/* All answer 0 or a problem whose sentence says what the kernel does not allow.  Loading what is
 * not there, expired or revoked leaves out empty and is no failure. */
int kernel_keyring_load(const char *name, struct secret *out, struct err *err);
/* seconds: how long it lives, KERNEL_KEYRING_SECONDS at most. */
int kernel_keyring_save(const char *name, const char *text, unsigned seconds, struct err *err);
int kernel_keyring_forget(const char *name, struct err *err);

#endif
