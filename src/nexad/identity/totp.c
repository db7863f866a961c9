/* liboath, which stands here alone, does the arithmetic. */
#include "totp.h"

#include <liboath/oath.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { STEP_MS = 30000, DIGITS = 6, SECRET_BYTES = 20 };

static pthread_once_t begun = PTHREAD_ONCE_INIT;
static bool usable;

static void
begin(void)
{
	usable = oath_init() == OATH_OK;
}

void
totp_secret_new(char out[TOTP_SECRET])
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	unsigned char chance[TOTP_SECRET - 1];
	randombytes_buf(chance, sizeof(chance));
	for (int i = 0; i < TOTP_SECRET - 1; i++)
		out[i] = letters[chance[i] & 31];
	out[TOTP_SECRET - 1] = '\0';
	sodium_memzero(chance, sizeof(chance));
}

/* The step of the three around now whose code it is; all are tried, whichever it was. */
static int64_t
find(const char *key, size_t len, const char *code, int64_t now)
{
	char right[DIGITS + 1];
	int64_t found = 0;
	for (int64_t step = now - 1; step <= now + 1; step++)
		if (oath_hotp_generate(key, len, (uint64_t)step, DIGITS, false,
		        OATH_HOTP_DYNAMIC_TRUNCATION, right) == OATH_OK &&
		    sodium_memcmp(right, code, DIGITS) == 0)
			found = step;
	sodium_memzero(right, sizeof(right));
	return found;
}

int64_t
totp_step(const char *secret, const char *code, int64_t now_ms)
{
	char *key = NULL;
	size_t len = 0;
	(void)pthread_once(&begun, begin);
	if (!usable || strlen(code) != DIGITS || strspn(code, "0123456789") != DIGITS ||
	    oath_base32_decode(secret, strlen(secret), &key, &len) != OATH_OK)
		return 0;
	int64_t step = len == SECRET_BYTES ? find(key, len, code, now_ms / STEP_MS) : 0;
	sodium_memzero(key, len);
	free(key);
	return step;
}
