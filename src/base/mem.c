/* Allocation that either succeeds or ends the program with a sentence. */
#include "mem.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *
checked(void *memory)
{
	if (memory == NULL) {
		(void)fputs("out of memory\n", stderr);
		abort();
	}
	return memory;
}

void *
mem_new(size_t n, size_t size)
{
	return checked(calloc(n == 0 ? 1 : n, size));
}

void *
mem_resize(void *old, size_t n, size_t size)
{
	return checked(reallocarray(old, n == 0 ? 1 : n, size));
}

char *
mem_text(const char *text)
{
	return checked(strdup(text));
}

void
mem_give_back(void)
{
	(void)malloc_trim(0);
}

void
mem_wipe(char *text)
{
	if (text != NULL)
		explicit_bzero(text, strlen(text));
	free(text);
}
