/* A QR code among the lines of a verb. */
#ifndef QR_TERMINAL_H
#define QR_TERMINAL_H

#include <stdbool.h>

struct str;

/* Adds it as lines for the terminal that fd is, in its letters; elsewhere without a limit.  False, and nothing is added,
 * when the terminal has no room for all of it at once, or the text none in a code. */
bool qr_terminal(int fd, const char *text, struct str *out);

#endif
