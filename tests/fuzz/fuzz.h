/* What the fuzz targets share.  A target judges one input and stops the program when a promise is broken;
 * libFuzzer calls it with inputs of its own (run.sh), driver.c with those kept in corpus/. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The name is libFuzzer's. */
int LLVMFuzzerTestOneInput(/* NOLINT(readability-identifier-naming) */
    const uint8_t *data, size_t size);

_Noreturn static inline void
fuzz_broken(const char *file, int line, const char *promise)
{
	(void)fprintf(stderr, "%s:%d: %s\n", file, line, promise);
	abort();
}

/* A promise. */
#define must(condition) ((condition) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #condition))

/* The input as a text that ends where the input ends, or at its first NUL. */
static inline char *
fuzz_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	if (text == NULL)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

#endif
