/* The OS keyring: whatever owns org.freedesktop.secrets on the session bus. */
#ifndef SECRET_SERVICE_H
#define SECRET_SERVICE_H

#include "keyring_wire.h"

/* Texts are borrowed; "" is none. */
struct asked {
	enum keyring_act act;
	const char *server;
	const char *profile;
	const char *secret;
	const char *password;
};

struct answered {
	enum keyring_state state;
	char *label;  /* of the keyring; NULL: not known.  All three are the caller's to g_free() */
	char *secret; /* NULL: none */
	char *detail; /* what the service said that is no state of its own; NULL */
};

/* Does what is asked.  May take for ever: whoever asks has the patience, and kills. */
void secret_service_ask(const struct asked *asked, struct answered *out);

#endif
