/* How ids are written: a prefix, '_', ten digits of time and sixteen of chance. */
#ifndef IDENT_FORM_H
#define IDENT_FORM_H

#include <stdint.h>

enum { IDENT_CHANCE_CHARS = 16, IDENT_TEXT = 40 };

/* The digits, of five bits each: Crockford's base 32, lower case, without i, l, o, u. */
extern const char ident_digits[];

/* When an id was made (ms), and the digits of its chance; NULL: it is none, or has another prefix. */
const char *ident_parse(const char *id, const char *prefix, int64_t *at_ms);
/* The id of ident_parse()'s parts; at most IDENT_TEXT bytes. */
void ident_spell(
    const char *prefix, int64_t at_ms, const char chance[IDENT_CHANCE_CHARS], char out[IDENT_TEXT]);

#endif
