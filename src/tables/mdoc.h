/* Writing mdoc(7) that no text from a table can break. */
#ifndef MDOC_H
#define MDOC_H

#include "str.h"

/* Begins a macro line: mdoc_macro(out, "It Cm"), arguments, mdoc_end().  words is mdoc as it is. */
void mdoc_macro(struct str *out, const char *words);
/* Adds one argument, whatever is in it; hyphens stay what they are for whoever copies them. */
void mdoc_arg(struct str *out, const char *text);
/* Adds a name in its spelling for people: "set_role" with - for _. */
void mdoc_name(struct str *out, const char *name);
void mdoc_end(struct str *out);
/* A whole macro line with one argument. */
void mdoc_line(struct str *out, const char *words, const char *text);
/* Names with blanks between, each in the macro, commas between and a semicolon last. */
void mdoc_listed(struct str *out, const char *macro, const char *names);
/* Text of tables as lines of running text, and as sentences: a capital first, a full stop last. */
void mdoc_text(struct str *out, const char *text);
void mdoc_sentence(struct str *out, const char *text);

#endif
