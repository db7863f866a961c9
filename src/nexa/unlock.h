/* Opening the OS keyring with a password that is asked for. */
#ifndef UNLOCK_H
#define UNLOCK_H

#include <stdint.h>

struct keeping;
struct nexa;

/* As credential_save() by the setting `store`; a keyring that is locked or has to be made is opened first when
 * somebody is there to type its password and wants to. */
void unlock_and_save(struct nexa *nexa, const char *token, int64_t expires_at, struct keeping *out);

#endif
