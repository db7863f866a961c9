/* Text from elsewhere made harmless for a terminal. */
#ifndef VISIBLE_H
#define VISIBLE_H

#include "str.h"

/* Adds text with what a terminal would obey shown instead: control characters and bytes that are
 * not UTF-8 as \x1b, marks that change the direction of text as <U+202E>. */
void visible_add(struct str *out, const char *text);
/* The same for printed JSON, which stays the same JSON: escapes where they are needed. */
void visible_add_json(struct str *out, const char *text, size_t len);

#endif
