#include "digits.h"

#include <inttypes.h>
#include <stdio.h>

#include "arena.h"

const char *
digits_text(int64_t number, char out[DIGITS_TEXT])
{
	char plain[24];
	int len = snprintf(plain, sizeof(plain), "%" PRId64, number);
	char *to = out;
	for (int i = 0; i < len; i++) {
		if (i > (number < 0) && (len - i) % 3 == 0)
			*to++ = ',';
		*to++ = plain[i];
	}
	*to = '\0';
	return out;
}

const char *
digits_counted(int64_t n, const char *one, const char *many, char out[DIGITS_COUNTED])
{
	char digits[DIGITS_TEXT];
	(void)snprintf(out, DIGITS_COUNTED, "%s %s", digits_text(n, digits), n == 1 ? one : many);
	return out;
}

const char *
digits_new(struct arena *arena, int64_t number)
{
	char text[DIGITS_TEXT];
	return arena_text(arena, digits_text(number, text));
}
