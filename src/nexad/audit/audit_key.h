/* The key that signs the checkpoints of the audit logs, made when the daemon first starts. */
#ifndef AUDIT_KEY_H
#define AUDIT_KEY_H

#include <stdbool.h>

#include "note.h"

/* Reads audit.key of the data directory: one line, the seed of an Ed25519 key in base 64, for nobody but its
 * owner.  0, also when there is none, which *is_there tells; fails when others can read it, or when it cannot be
 * read. */
int audit_key_read(
    const char *directory, unsigned char secret[NOTE_SECRET], bool *is_there, struct err *err);
/* Makes it, where there is none, and reads it.  0, or a problem that names the file. */
int audit_key_make(const char *directory, unsigned char secret[NOTE_SECRET], struct err *err);

#endif
