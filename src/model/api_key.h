/* The text of an API key: "dnx_live_" or "dnx_test_", 26 base62 characters of chance, 6 of checksum, so
 * that a mistyped or leaked key is recognised without asking anybody (domain.md, section 5). */
#ifndef API_KEY_H
#define API_KEY_H

enum {
	API_KEY_PREFIX = 9,   /* both prefixes are that long */
	API_KEY_CHANCE = 26,  /* base62 characters: 154 bits */
	API_KEY_CHECKSUM = 6, /* base62 digits of a CRC-32, zero-padded */
	API_KEY_TEXT = API_KEY_PREFIX + API_KEY_CHANCE + API_KEY_CHECKSUM + 1,
	API_KEY_LAST = 4 /* characters that may be shown */
};

/* The digits, in the order of their value. */
extern const char api_key_digits[];

/* Completes a text that holds prefix and chance by its checksum and terminator. */
void api_key_seal(char text[API_KEY_TEXT]);
/* What is wrong with a text as a key, to stand after a name ("is no API key: …"); NULL: nothing. */
const char *api_key_fault(const char *text);

#endif
