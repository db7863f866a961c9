/* The checksum is CRC-32 as IEEE 802.3 has it, by zlib. */
#include "api_key.h"

#include <stdint.h>
#include <string.h>
#include <zlib.h>

const char api_key_digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

enum { BODY = API_KEY_PREFIX + API_KEY_CHANCE };

static void
checksum(const char *text, char out[API_KEY_CHECKSUM])
{
	unsigned long crc = crc32(crc32(0, NULL, 0), (const unsigned char *)text, BODY);
	for (int i = API_KEY_CHECKSUM - 1; i >= 0; i--, crc /= 62)
		out[i] = api_key_digits[crc % 62];
}

void
api_key_seal(char text[API_KEY_TEXT])
{
	checksum(text, text + BODY);
	text[API_KEY_TEXT - 1] = '\0';
}

const char *
api_key_fault(const char *text)
{
	char sum[API_KEY_CHECKSUM];
	if (strncmp(text, "dnx_live_", API_KEY_PREFIX) != 0 &&
	    strncmp(text, "dnx_test_", API_KEY_PREFIX) != 0)
		return "is no API key: it begins with neither dnx_live_ nor dnx_test_";
	if (strlen(text) != API_KEY_TEXT - 1 ||
	    strspn(text + API_KEY_PREFIX, api_key_digits) != API_KEY_CHANCE + API_KEY_CHECKSUM)
		return "is no API key: after its prefix come 32 letters and digits";
	checksum(text, sum);
	if (memcmp(text + BODY, sum, sizeof(sum)) != 0)
		return "is mistyped: its checksum does not fit";
	return NULL;
}
