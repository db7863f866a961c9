/* Memory: an allocation that cannot be had ends the program, here and nowhere else.  Every input has
 * a limit before it has an allocation, so this is an exhausted machine, not a hostile request. */
#ifndef MEM_H
#define MEM_H

#include <stddef.h>

/* Zeroed memory for n objects of the given size; the caller frees it with free(). */
void *mem_new(size_t n, size_t size);
/* Like realloc for n objects of the given size; the added part is not cleared. */
void *mem_resize(void *old, size_t n, size_t size);
/* A copy of a terminated text; the caller frees it with free(). */
char *mem_text(const char *text);
/* Returns to the system what is free of all arenas, which takes some milliseconds: what a start or an hour's work
 * has needed is not kept by a process that then rests. */
void mem_give_back(void);
/* Frees a terminated text that is a secret: nothing of it stays in memory.  NULL is fine. */
void mem_wipe(char *text);

#endif
