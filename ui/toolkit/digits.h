/* Numbers for people: "1,203,332". */
#ifndef DIGITS_H
#define DIGITS_H

#include <stdint.h>

struct arena;

enum { DIGITS_TEXT = 32 };

/* Writes and returns out. */
const char *digits_text(int64_t number, char out[DIGITS_TEXT]);

/* The same in the arena. */
const char *digits_new(struct arena *arena, int64_t number);

#endif
