/* Ids as texts. */
#include "ident_form.h"

#include <stddef.h>
#include <string.h>

enum { TIME_CHARS = 10 };

const char ident_digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

void
ident_spell(
    const char *prefix, int64_t at_ms, const char chance[IDENT_CHANCE_CHARS], char out[IDENT_TEXT])
{
	size_t len = strlen(prefix);
	uint64_t bits = (uint64_t)at_ms;
	memcpy(out, prefix, len);
	out[len++] = '_';
	for (int i = TIME_CHARS - 1; i >= 0; i--, bits >>= 5)
		out[len + (size_t)i] = ident_digits[bits & 31];
	memcpy(out + len + TIME_CHARS, chance, IDENT_CHANCE_CHARS);
	out[len + TIME_CHARS + IDENT_CHANCE_CHARS] = '\0';
}

const char *
ident_parse(const char *id, const char *prefix, int64_t *at_ms)
{
	size_t len = strlen(prefix);
	if (strncmp(id, prefix, len) != 0 || id[len] != '_' ||
	    strlen(id + len + 1) != TIME_CHARS + IDENT_CHANCE_CHARS)
		return NULL;
	*at_ms = 0;
	for (const char *at = id + len + 1; *at != '\0'; at++) {
		const char *digit = strchr(ident_digits, *at);
		if (digit == NULL)
			return NULL;
		if (at < id + len + 1 + TIME_CHARS)
			*at_ms = *at_ms << 5 | (digit - ident_digits);
	}
	return id + len + 1 + TIME_CHARS;
}
