/* Base64: four digits of six bits for three bytes. */
#include "base64.h"

#include <stdint.h>
#include <string.h>

static const char digits[][65] = {
	[BASE64_STANDARD] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
	[BASE64_URL] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
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

/* 64: it is none. */
static uint32_t
value_of(const char *digit, char c)
{
	if (c >= 'a' && c <= 'z')
		return (uint32_t)(c - 'a') + 26;
	if (c >= 'A' && c <= 'Z')
		return (uint32_t)(c - 'A');
	if (c >= '0' && c <= '9')
		return (uint32_t)(c - '0') + 52;
	if (c == digit[62])
		return 62;
	return c == digit[63] ? 63 : 64;
}

/* Two or three digits, whose bits beyond the last byte are zero. */
static bool
read_rest(const char *digit, const char *text, size_t n, unsigned char *out)
{
	uint32_t bits = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t value = value_of(digit, text[i]);
		if (value > 63)
			return false;
		bits = bits << 6 | value;
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
	const char *digit = digits[alphabet];
	unsigned char *to = out;
	size_t left = strlen(text);
	*len = left / 4 * 3 + (left % 4 > 0 ? left % 4 - 1 : 0);
	if (*len > room)
		return false;
	for (; left >= 4; left -= 4, text += 4) {
		uint32_t bits = 0;
		uint32_t wrong = 0;
		for (int i = 0; i < 4; i++) {
			uint32_t value = value_of(digit, text[i]);
			wrong |= value;
			bits = bits << 6 | (value & 63);
		}
		if (wrong > 63)
			return false;
		*to++ = (unsigned char)(bits >> 16);
		*to++ = (unsigned char)(bits >> 8);
		*to++ = (unsigned char)bits;
	}
	return left == 0 || read_rest(digit, text, left, to);
}
