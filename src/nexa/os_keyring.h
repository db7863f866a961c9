/* The OS keyring, asked through the process nexa-keyring so that nothing here ever waits for it longer than it wants
 * to: GLib stays out, a hang is killed. */
#ifndef OS_KEYRING_H
#define OS_KEYRING_H

#include <stdint.h>

#include "keyring_wire.h"
#include "secret.h"

enum {
	OS_KEYRING_MS = 3000,          /* what a keyring may take that asks nobody */
	OS_KEYRING_WINDOW_MS = 120000, /* what a person may take to type a password */
	OS_KEYRING_TEXT = 160
};

/* Texts are borrowed; NULL is none. */
struct os_keyring_request {
	enum keyring_act act;
	const char *server;
	const char *profile;
	const char *secret;   /* to save */
	const char *password; /* to unlock or create with */
};

struct os_keyring_answer {
	enum keyring_state state;
	char label[OS_KEYRING_TEXT];  /* of the keyring; "" when not told */
	char detail[OS_KEYRING_TEXT]; /* what the service itself said; "" */
	struct secret secret;
};

struct os_keyring;

/* Begins to ask; at most ms milliseconds are given.  Never NULL: what is clear at once (no bus, no nexa-keyring) is
 * told by the first os_keyring_poll(). */
struct os_keyring *os_keyring_begin(const struct os_keyring_request *request, int64_t ms);
/* What to wait for until then, -1 when it need not be waited for; and how long at most, in ms. */
int os_keyring_fd(const struct os_keyring *keyring);
int os_keyring_wait_ms(const struct os_keyring *keyring);
/* Whether the answer is there: then it is in *out, whose secret the caller releases. */
bool os_keyring_poll(struct os_keyring *keyring, struct os_keyring_answer *out);
/* Frees, and kills what is still under way; NULL is fine. */
void os_keyring_end(struct os_keyring *keyring);
/* All of it, waiting. */
void os_keyring_ask(const struct os_keyring_request *request, struct os_keyring_answer *out);

#endif
