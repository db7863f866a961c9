/* Sign-ins in a file of the person, unencrypted: only where that was chosen. */
#ifndef CREDENTIAL_FILE_H
#define CREDENTIAL_FILE_H

#include <stdbool.h>

struct credential_slot;
struct err;
struct secret;

/* All answer 0 or a problem.  Loading leaves out empty when there is none; a file that others can read is refused. */
int credential_file_load(const struct credential_slot *slot, struct secret *out, struct err *err);
/* token NULL: forgets the slot's.  Those of other slots stay. */
int credential_file_save(const struct credential_slot *slot, const char *token, struct err *err);
/* Whether there is one, of whatever slots; it is not opened. */
bool credential_file_exists(void);
/* Where it is, for people: below "~" when it is in the home directory; borrowed until the next call. */
const char *credential_file_name(void);

#endif
