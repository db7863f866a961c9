/* The key that signs the checkpoints of the audit logs, made when the daemon first starts. */
#ifndef AUDIT_KEY_H
#define AUDIT_KEY_H

#include "note.h"

/* Reads audit.key of the data directory, or makes it: one line, the seed of an Ed25519 key in base 64,
 * for nobody but its owner.  Fails when others can read it, or when it cannot be read or made. */
int audit_key_load(const char *directory, unsigned char secret[NOTE_SECRET], struct err *err);

#endif
