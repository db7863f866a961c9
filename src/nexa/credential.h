/* The token that requests are signed with: where it comes from, and where a sign-in is kept. */
#ifndef CREDENTIAL_H
#define CREDENTIAL_H

#include <stdint.h>

#include "config.h"
#include "os_keyring.h"
#include "secret.h"

struct err;
struct str;

enum credential_place {
	CREDENTIAL_nowhere,
	CREDENTIAL_file,        /* one that the person named */
	CREDENTIAL_environment, /* NEXA_TOKEN */
	CREDENTIAL_keyring,     /* the OS keyring */
	CREDENTIAL_kernel,      /* the kernel keyring of the user */
	CREDENTIAL_state_file,  /* credential_file.h */
	CREDENTIAL_memory       /* this process, until it ends */
};

/* In the order of the words of the setting `store`. */
enum store { STORE_auto, STORE_keyring, STORE_kernel, STORE_file, STORE_memory, STORE_COUNT };

/* Whose token: a daemon and a profile.  Texts are borrowed. */
struct credential_slot {
	const char *server;
	const char *profile;
};

struct credential {
	struct secret token;
	enum credential_place place;
	const char *from; /* "--token-file", "NEXA_TOKEN"; NULL for what was kept */
	/* What the OS keyring said last. */
	enum keyring_state keyring;
	char label[OS_KEYRING_TEXT];
	char detail[OS_KEYRING_TEXT];
};

/* Where a sign-in is kept now, or why it is not. */
struct keeping {
	enum credential_place place;
	enum keyring_state keyring;
	char label[OS_KEYRING_TEXT];
	char detail[OS_KEYRING_TEXT];
	enum store tried; /* what refused in the end, by `why`; STORE_auto: nothing */
	char why[200];
	int64_t until; /* clock; of the kernel keyring */
};

/* Finds a token: a token file, NEXA_TOKEN, then what is kept for the slot: with store = auto in the OS keyring, else
 * the kernel keyring, otherwise only in the store that is set.  Without one the place is nowhere.  Fails when a file
 * was named that cannot be used.  Waits for the OS keyring, OS_KEYRING_MS at most; for two minutes after it did not
 * answer at all the kernel keyring is looked into first. */
int credential_load(const struct config *config, const struct credential_slot *slot,
    struct credential *out, struct err *err);
/* The same in parts, for who must not wait: what is given; whether the OS keyring is to be asked then; and all else
 * once it has answered, whose secret is taken (NULL: it was not asked). */
int credential_given(const struct config *config, struct credential *out, struct err *err);
bool credential_asks_keyring(enum store store);
void credential_find(enum store store, const struct credential_slot *slot,
    struct os_keyring_answer *answer, struct credential *out);

/* Keeps a token until expires_at (but never for more than 12 hours in the kernel): with store = auto in the OS
 * keyring, else the kernel keyring; else in the store that was chosen.  Memory means that it ends with the program.
 * Waits as above. */
void credential_save(enum store store, const struct credential_slot *slot, const char *token,
    int64_t expires_at, struct keeping *out);
/* The same once the OS keyring has answered (NULL: it was not asked).  Other copies of the slot's, but for one in the
 * OS keyring, are forgotten. */
void credential_settle(enum store store, const struct credential_slot *slot, const char *token,
    int64_t expires_at, const struct os_keyring_answer *answer, struct keeping *out);
/* Forgets what is kept for the slot; nothing there is fine.  credential_forget() the OS keyring's too, waiting. */
void credential_forget(const struct credential_slot *slot);
void credential_forget_here(const struct credential_slot *slot);

/* "the kernel keyring", "NEXA_TOKEN" … */
const char *credential_place_name(enum credential_place place);
/* Says of an OS keyring what its state means for who signs in; nothing when it is open or was not asked. */
void credential_tell_keyring(
    enum keyring_state state, const char *label, const char *detail, struct str *out);
/* Says where a sign-in is kept, in whole sentences; in words for a line of the screen. */
void credential_tell(const struct keeping *keeping, struct str *out);
void credential_tell_shortly(const struct keeping *keeping, struct str *out);
/* The exit status of a program that found no token because of the keyring's state. */
int credential_exit_status(enum keyring_state state);

#endif
