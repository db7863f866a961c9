/* What nexa and nexa-keyring, the process that it asks the OS keyring through, say to each other: texts, each ended
 * by a NUL, over a pair of sockets; whoever has said all shuts its side. */
#ifndef KEYRING_WIRE_H
#define KEYRING_WIRE_H

#include <stdbool.h>
#include <stddef.h>

struct str;

enum keyring_act {
	KEYRING_load,   /* never asks the person anything */
	KEYRING_save,   /* and reads it back */
	KEYRING_forget, /* what was saved */
	KEYRING_unlock, /* with the password */
	KEYRING_window, /* by the keyring's own window */
	KEYRING_create, /* a first keyring, with the password */
	KEYRING_ACT_COUNT
};

enum keyring_state {
	KEYRING_not_asked,
	KEYRING_open, /* done; of a load: without a secret there is none */
	KEYRING_no_bus,
	KEYRING_no_service,
	KEYRING_no_collection, /* it runs, and has no keyring yet */
	KEYRING_locked,
	KEYRING_wrong_password,
	KEYRING_own_window, /* only the keyring's own window can do that */
	KEYRING_refused,
	KEYRING_failed,
	KEYRING_no_helper, /* from here on nexa's own findings: nexa-keyring is not installed */
	KEYRING_no_answer,
	KEYRING_STATE_COUNT
};

/* "open", "no-bus" …, as they travel and as people read them in `nexa status`. */
const char *keyring_act_name(enum keyring_act act);
const char *keyring_state_name(enum keyring_state state);
/* KEYRING_ACT_COUNT and KEYRING_STATE_COUNT for no such name. */
enum keyring_act keyring_act_find(const char *name);
enum keyring_state keyring_state_find(const char *name);

/* The texts of a request, of an answer, in their order. */
enum { ASKED_act, ASKED_server, ASKED_profile, ASKED_secret, ASKED_password, ASKED_COUNT };
enum { ANSWERED_state, ANSWERED_label, ANSWERED_secret, ANSWERED_detail, ANSWERED_COUNT };
enum { KEYRING_WIRE_MAX = 140000 }; /* bytes of either */

/* Appends n texts; NULL is "". */
void keyring_wire_add(struct str *out, const char *const *texts, size_t n);
/* Finds n texts in the bytes, borrowed; false unless there are just so many. */
bool keyring_wire_read(const char *bytes, size_t len, const char **texts, size_t n);

#endif
