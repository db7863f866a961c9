/* What can be set one letter after the other: scripts that join their letters, change their places or run from
 * right to left cannot, and stand as boxes, for wrong letters would be worse. */
#ifndef INVOICE_LETTERS_H
#define INVOICE_LETTERS_H

#include <stdbool.h>

struct arena;

/* Any text as the font takes it, in the arena: UTF-8, or (unicode false) WinAnsi with the nearest letter in
 * ASCII; a box, or a question mark, for what cannot be shown, of which *hides becomes true.  Idempotent in
 * UTF-8. */
const char *invoice_letters(struct arena *arena, const char *text, bool unicode, bool *hides);

#endif
