/* What of a text JSON escapes, eight bytes at a time. */
#ifndef JSON_ESCAPES_H
#define JSON_ESCAPES_H

#include <stdint.h>

/* A bit in each byte of eight that JSON escapes: below 0x20, a quote or a backslash.  May flag a byte
 * above a flagged one wrongly, never miss one. */
static inline uint64_t
json_escapes_among(uint64_t eight)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t quotes = eight ^ (ones * '"');
	uint64_t backslashes = eight ^ (ones * '\\');
	return (((eight - ones * 0x20) & ~eight) | ((quotes - ones) & ~quotes) |
	           ((backslashes - ones) & ~backslashes)) &
	    (ones << 7);
}

#endif
