/* Base64: four digits of six bits for three bytes. */
#include "base64.h"

#include <stdint.h>
#include <string.h>

static const char digits[][65] = {
	[BASE64_STANDARD] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
	[BASE64_URL] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
};

/* One more than the value of a digit; 0: it is none.  By a table: a processor guesses random digits wrong. */
/* clang-format off */
#define LETTERS_AND_NUMBERS \
	['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6, ['G'] = 7, ['H'] = 8, ['I'] = 9, \
	['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18, \
	['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24, ['Y'] = 25, ['Z'] = 26, ['a'] = 27, \
	['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32, ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, \
	['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44, ['s'] = 45, \
	['t'] = 46, ['u'] = 47, ['v'] = 48, ['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, \
	['2'] = 55, ['3'] = 56, ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62
/* clang-format on */

static const unsigned char values[][256] = {
	[BASE64_STANDARD] = { LETTERS_AND_NUMBERS, ['+'] = 63, ['/'] = 64 },
	[BASE64_URL] = { LETTERS_AND_NUMBERS, ['-'] = 63, ['_'] = 64 },
};

size_t
base64_write(enum base64 alphabet, const void *bytes, size_t len, char *out)
{
	const unsigned char *at = bytes;
	const char *digit = digits[alphabet];
	char *to = out;
	for (; len >= 3; len -= 3, at += 3) {
		uint32_t three = (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
		*to++ = digit[three >> 18];
		*to++ = digit[three >> 12 & 63];
		*to++ = digit[three >> 6 & 63];
		*to++ = digit[three & 63];
	}
	if (len > 0) {
		uint32_t rest = (uint32_t)at[0] << 16 | (len > 1 ? (uint32_t)at[1] << 8 : 0);
		*to++ = digit[rest >> 18];
		*to++ = digit[rest >> 12 & 63];
		if (len > 1)
			*to++ = digit[rest >> 6 & 63];
	}
	*to = '\0';
	return (size_t)(to - out);
}

/* Two or three digits, whose bits beyond the last byte are zero. */
static bool
read_rest(const unsigned char *value_of, const unsigned char *text, size_t n, unsigned char *out)
{
	uint32_t bits = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t value = value_of[text[i]];
		if (value == 0)
			return false;
		bits = bits << 6 | (value - 1);
	}
	unsigned beyond = n == 2 ? 4 : 2;
	if (n == 1 || (bits & ((1u << beyond) - 1)) != 0)
		return false;
	bits >>= beyond;
	out[0] = (unsigned char)(n == 2 ? bits : bits >> 8);
	if (n == 3)
		out[1] = (unsigned char)bits;
	return true;
}

bool
base64_read(enum base64 alphabet, const char *text, void *out, size_t room, size_t *len)
{
	const unsigned char *value_of = values[alphabet];
	const unsigned char *at = (const unsigned char *)text;
	unsigned char *to = out;
	size_t left = strlen(text);
	*len = left / 4 * 3 + (left % 4 > 0 ? left % 4 - 1 : 0);
	if (*len > room)
		return false;
	for (; left >= 4; left -= 4, at += 4) {
		/* Of what is no digit all bits are set. */
		uint32_t four[] = { value_of[at[0]] - 1u, value_of[at[1]] - 1u,
			value_of[at[2]] - 1u, value_of[at[3]] - 1u };
		uint32_t bits = four[0] << 18 | four[1] << 12 | four[2] << 6 | four[3];
		if ((four[0] | four[1] | four[2] | four[3]) > 63)
			return false;
		*to++ = (unsigned char)(bits >> 16);
		*to++ = (unsigned char)(bits >> 8);
		*to++ = (unsigned char)bits;
	}
	return left == 0 || read_rest(value_of, at, left, to);
}
