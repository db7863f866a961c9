/* The token that requests are signed with: where it comes from, and where a sign-in is kept. */
#ifndef CREDENTIAL_H
#define CREDENTIAL_H

#include <stdint.h>

#include "config.h"
#include "secret.h"

struct err;

enum credential_place {
	CREDENTIAL_nowhere,
	CREDENTIAL_file,        /* one that the person named */
	CREDENTIAL_environment, /* NEXA_TOKEN */
	CREDENTIAL_kernel,      /* the kernel keyring of the user */
	CREDENTIAL_memory       /* this process, until it ends */
};

/* Whose token: a daemon and a profile.  Texts are borrowed. */
struct credential_slot {
	const char *server;
	const char *profile;
};

struct credential {
	struct secret token;
	enum credential_place place;
	const char *from; /* "--token-file", "NEXA_TOKEN"; NULL for what was kept */
};

enum { CREDENTIAL_SENTENCE = 200 };

/* Finds a token: a token file, NEXA_TOKEN, then what is kept for the slot.  Without one the
 * place is nowhere.  Fails when a file was named that cannot be used. */
int credential_load(const struct config *config, const struct credential_slot *slot,
    struct credential *out, struct err *err);
/* Keeps a token until expires_at (but never for more than 12 hours in the kernel), in the place
 * that the setting `store` allows.  *kept says where it is now: memory means that it ends with
 * the program, and then sentence tells why. */
void credential_save(const struct config *config, const struct credential_slot *slot,
    const char *token, int64_t expires_at, enum credential_place *kept,
    char sentence[CREDENTIAL_SENTENCE]);
/* Forgets what is kept for the slot; nothing there is fine. */
void credential_forget(const struct credential_slot *slot);
/* "the kernel keyring", "NEXA_TOKEN" … */
const char *credential_place_name(enum credential_place place);

#endif
