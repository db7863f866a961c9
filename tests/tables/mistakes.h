/* Mistakes in tables are told and counted, so that one run finds all of them. */
#ifndef MISTAKES_H
#define MISTAKES_H

#include "unit_fail.h"

static int mistakes;

#define mistake(...) (print_error(__VA_ARGS__), print_error("\n"), (void)mistakes++)

static inline int
mistakes_begin(void **state)
{
	(void)state;
	mistakes = 0;
	return 0;
}

#define of_tables(test) cmocka_unit_test_setup((test), mistakes_begin)

#define N(array) (sizeof(array) / sizeof((array)[0]))

/* Takes the next name off "name email" or "name=column; email=column". */
static inline bool
next_name(const char **at, const char *ends, const char *between, char out[64])
{
	if (**at == '\0')
		return false;
	(void)snprintf(out, 64, "%.*s", (int)strcspn(*at, ends), *at);
	*at += strcspn(*at, between);
	*at += strspn(*at, between);
	*at += strspn(*at, " ");
	return true;
}

/* A sentence of a table: something, without a full stop, and not too long. */
static inline void
check_sentence(const char *about, const char *name, const char *text, size_t most)
{
	size_t len = text == NULL ? 0 : strlen(text);
	if (len == 0)
		mistake("%s %s: says nothing", about, name);
	else if (text[len - 1] == '.' || text[len - 1] == ' ' || text[0] == ' ')
		mistake("%s %s: a full stop or a blank at an end: '%s'", about, name, text);
	else if (len > most)
		mistake("%s %s: %zu characters are too many: '%s'", about, name, len, text);
}

#endif
