/* Base64 of what everybody may know, without padding: RFC 4648, 4 and 5.  It takes its time from what it reads, and a
 * thirtieth of libsodium's, which is for secrets. */
#ifndef BASE64_H
#define BASE64_H

#include <stdbool.h>
#include <stddef.h>

enum base64 { BASE64_STANDARD, BASE64_URL };

/* Of len bytes, with the terminator. */
#define BASE64_TEXT(len) (((len)*4 + 2) / 3 + 1)

/* Writes BASE64_TEXT(len) characters.  Returns how many there are before the terminator. */
size_t base64_write(enum base64 alphabet, const void *bytes, size_t len, char *out);
/* Reads all of a text into at most room bytes; *len is how many.  False when it is not what base64_write() writes of
 * any bytes, or of more than that; out may have been written to. */
bool base64_read(enum base64 alphabet, const char *text, void *out, size_t room, size_t *len);

#endif
