/* A terminal in memory: scripted input in, the screen out as text; for tests, golden screens. */
#ifndef TERM_MEMORY_H
#define TERM_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "term.h"

/* A terminal of that size in UTF-8 with 256 colours; set ascii and colours before begin() to have
 * another.  Free it with its own free(). */
struct term *term_memory_new(int columns, int rows);

/* Queue what the person does; next() hands it out in this order. */
void term_memory_key(struct term *term, uint32_t key);
/* "gm<enter>ada@example.org<C-s>": characters, and key names in angle brackets; "<lt>" is '<'.  A
 * name that is none is an assertion. */
void term_memory_type(struct term *term, const char *keys);
void term_memory_paste(struct term *term, const char *text, size_t len);
/* Left button at a place. */
void term_memory_click(struct term *term, int row, int column);
/* The wheel, by one notch: 1 down, -1 up. */
void term_memory_wheel(struct term *term, int direction);
void term_memory_resize(struct term *term, int columns, int rows);
/* As a signal does: INPUT_STOP. */
void term_memory_stop(struct term *term, int signal);

/* The screen that was presented last, and its styles, as screen_dump_text() and
 * screen_dump_styles() write them; borrowed until the next call. */
const char *term_memory_text(struct term *term);
const char *term_memory_styles(struct term *term);
/* Where the cursor was shown; false when it was hidden. */
bool term_memory_cursor(struct term *term, int *row, int *column);
/* The text copied last, "" before the first; borrowed. */
const char *term_memory_copied(struct term *term);
/* What copy() will answer from now on; TERM_COPY_SENT at first. */
void term_memory_set_copy(struct term *term, enum term_copy copy);
/* How often the bell rang, suspend() and present() were called. */
int term_memory_bells(struct term *term);
int term_memory_suspends(struct term *term);
int term_memory_presents(struct term *term);

#endif
