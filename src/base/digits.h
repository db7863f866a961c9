/* Numbers for people: "1,203,332", "2,000 changes". */
#ifndef DIGITS_H
#define DIGITS_H

#include <stdint.h>

struct arena;

enum { DIGITS_TEXT = 32, DIGITS_COUNTED = 64 };

/* Writes and returns out. */
const char *digits_text(int64_t number, char out[DIGITS_TEXT]);

/* So many of what is called so when it is one, and so when it is not.  Writes and returns out. */
const char *digits_counted(int64_t n, const char *one, const char *many, char out[DIGITS_COUNTED]);

/* The number in the arena. */
const char *digits_new(struct arena *arena, int64_t number);

#endif
