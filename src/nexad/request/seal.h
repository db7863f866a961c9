/* Secrets that the daemon needs back, so that a hash will not do, as the database keeps them: sealed with a key
 * that stands in no database, made of the one that signs the audit logs (audit.key). */
#ifndef SEAL_H
#define SEAL_H

#include <stddef.h>

struct arena;
struct daemon_settings;

/* Base 64, in the arena, of the secret encrypted for one place: purpose ("sso client secret") and whose it is (an
 * id).  NULL when this daemon has no key. */
const char *seal(struct arena *arena, const struct daemon_settings *settings, const char *purpose,
    const char *of, const char *secret);
/* The secret back, in the arena, which its owner wipes; NULL when it was sealed for another place, by another key,
 * or was changed. */
char *unseal(struct arena *arena, const struct daemon_settings *settings, const char *purpose,
    const char *of, const char *sealed);

#endif
