/* Libraries that are loaded with their first use: what they bring would cost each start, and most never need them. */
#ifndef LATE_H
#define LATE_H

#include <stdbool.h>
#include <stddef.h>

/* The first of n names that is installed; NULL: none is.  It stays to the end. */
void *late_open(const char *const *names, size_t n);
/* Puts the function of that name into *function, a pointer to one; false: it is not there. */
bool late_find(void *library, const char *name, void *function);

#endif
