/* Signed notes (C2SP signed-note, golang.org/x/mod/sumdb/note) with Ed25519, and the checkpoint of a log
 * in one (C2SP tlog-checkpoint). */
#ifndef NOTE_H
#define NOTE_H

#include <stddef.h>
#include <stdint.h>

#include "merkle_proof.h"

struct err;
struct str;

enum {
	NOTE_NAME = 200,  /* bytes of a key's name, terminator counted */
	NOTE_VKEY = 300,  /* of a key's text */
	NOTE_MAX = 65536, /* of a note; longer ones are refused */
	NOTE_PUBLIC = 32,
	NOTE_SECRET = 64 /* libsodium's form, the public key at its end */
};

/* A key that verifies; name is what it signs for: the origin of the log. */
struct note_key {
	char name[NOTE_NAME];
	uint32_t id; /* the first four bytes of SHA-256(name ‖ \n ‖ 1 ‖ public) */
	unsigned char public[NOTE_PUBLIC];
};

/* A log's tree at one moment. */
struct checkpoint {
	char origin[NOTE_NAME];
	struct merkle_head head;
};

/* The key of a name, which has 1 to NOTE_NAME - 1 bytes, no blanks and no +. */
void note_key_make(const char *name, const unsigned char public[NOTE_PUBLIC], struct note_key *out);
/* "name+0123abcd+base64", and back: not_proven when it is none. */
void note_key_print(const struct note_key *key, char out[NOTE_VKEY]);
int note_key_parse(const char *vkey, struct note_key *out, struct err *err);

/* Adds the note: origin, size and root, signed by the secret key for the name that origin is. */
void checkpoint_sign(
    const struct checkpoint *checkpoint, const unsigned char secret[NOTE_SECRET], struct str *out);
/* The checkpoint in a note that the key has signed, of the log that the key is for.  not_proven says what
 * is wrong with it. */
int checkpoint_open(const char *note, size_t len, const struct note_key *key,
    struct checkpoint *out, struct err *err);

#endif
