/* Finding a name by some of its letters, best matches first: for the palette and pickers. */
#ifndef FUZZY_H
#define FUZZY_H

#include <stddef.h>

enum {
	FUZZY_PATTERN = 64, /* characters of a pattern that count */
	FUZZY_TEXT = 256,   /* characters of a text that are looked at */
	FUZZY_NO_MATCH = -1
};

struct fuzzy_match {
	int score;                       /* higher is better; FUZZY_NO_MATCH */
	size_t positions[FUZZY_PATTERN]; /* byte offsets of what matched, ascending */
	size_t n_positions;
};

/* Matches the characters of pattern in this order, case, accents and blanks in the pattern ignored;
 * beginnings of words and neighbours score high, short texts a little higher.  An empty pattern
 * matches everything with score 0.  Returns the score; out may be NULL. */
int fuzzy_match(const char *pattern, const char *text, struct fuzzy_match *out);

/* One of several texts that matched. */
struct fuzzy_found {
	int score;
	size_t at; /* which of the texts */
};

/* Best first; what is equal in the order of the texts. */
void fuzzy_sort(struct fuzzy_found *found, size_t n);

#endif
