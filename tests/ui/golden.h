/* Screens as files: what was shown is compared with what was shown when somebody last looked. */
#ifndef GOLDEN_H
#define GOLDEN_H

#include <stdbool.h>
#include <stddef.h>

struct str;

/* Replaces, in place, what differs from run to run: ids, hashes, secrets become x of the same length. */
void golden_mask(char *text);
/* The text of a screen with all of a QR code masked; styles tell where one is.  The caller frees it. */
char *golden_mask_paper(const char *text, const char *styles);

/* Compares a screen and its styles with tests/golden/screens/NAME.txt and NAME.styles; with
 * GENERATE=1 in the environment writes them instead.  False: *why has the lines that differ. */
bool golden_check(const char *name, const char *text, const char *styles, struct str *why);

/* Adds to *why each golden file that no call asked for; false when there is one. */
bool golden_is_complete(struct str *why);

#endif
