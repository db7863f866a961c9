/* Allocate freely, release everything at once: the memory of one request or one reply. */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

struct arena_block;

/* {0} is an empty arena.  Not shared between threads. */
struct arena {
	struct arena_block *last;
};

/* Zeroed memory, aligned for any object, that lives until arena_release(). */
void *arena_new(struct arena *arena, size_t size);
/* Copies of text, terminated, in the arena.  arena_text(a, NULL) is NULL. */
char *arena_text(struct arena *arena, const char *text);
char *arena_text_n(struct arena *arena, const char *text, size_t len);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Gives everything back; the arena is empty and usable again.  A zeroed arena is fine. */
void arena_release(struct arena *arena);
/* The same after overwriting what was in it, for secrets. */
void arena_wipe(struct arena *arena);

#endif
