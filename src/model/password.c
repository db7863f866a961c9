/* The rules for new passwords. */
#include "password.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { COMMON_MAX = 16, DRESS_MAX = 5 };

static const char commonest[][COMMON_MAX] = {
#define COMMON(password) password,
#include "commonest.def"
};

/* Those known to be common that pass the other rules by more than a digit and a sign at the end, lower case. */
static const char *const dressed[] = {
	"p@ssw0rd",
	"p@ssword1",
	"p@ssw0rd1",
	"p@ssw0rd123",
	"p@$$w0rd",
	"pa$$w0rd",
	"pa$$word1",
	"1qaz@wsx",
	"1qaz!qaz",
	"!qaz2wsx",
	"india@123",
	"user@123",
	"user@1234",
	"pass@word1",
	"company@123",
	"!@#$1234",
	"qwer1234!",
	"zaq1@wsx",
	"zaq12wsx!",
	"root@123",
	"root@1234",
	"default@123",
	"login@123",
	"temp@123",
	"temp1234!",
	"demo@123",
	"demo1234!",
	"nexa@123",
	"dialnexa@123",
};

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static int
same_without_case(const char *a, const char *b)
{
	while (*a != '\0' && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return *a == *b;
}

static bool
is_common(const char *password, size_t len)
{
	char folded[COMMON_MAX];
	if (len >= COMMON_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		folded[i] = lower(password[i]);
	folded[len] = '\0';
	for (size_t i = 0; i < sizeof(commonest) / sizeof(commonest[0]); i++)
		if (strcmp(commonest[i], folded) == 0)
			return true;
	return false;
}

/* A digit or a sign of ASCII. */
static bool
is_dress(char byte)
{
	return byte > ' ' && byte < 0x7f && !(lower(byte) >= 'a' && lower(byte) <= 'z');
}

/* One of the commonest with up to five digits and signs after it, as rules like ours make people write them:
 * "Monkey1!", "Summer-2026". */
static bool
is_dressed(const char *password, size_t len)
{
	for (size_t i = 0; i < sizeof(dressed) / sizeof(dressed[0]); i++)
		if (same_without_case(dressed[i], password))
			return true;
	size_t bare = len;
	while (bare > 0 && len - bare < DRESS_MAX && is_dress(password[bare - 1]))
		if (is_common(password, --bare))
			return true;
	return false;
}

const char *
password_fault(const char *password)
{
	size_t len = strlen(password);
	if (len < 8)
		return "is shorter than 8 bytes";
	if (len > 1000)
		return "is longer than 1,000 bytes";
	if (strpbrk(password, "0123456789") == NULL)
		return "needs a digit";
	if (strspn(password, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") ==
	    len)
		return "needs a special character";
	return is_common(password, len) || is_dressed(password, len)
	    ? "is among the commonest passwords"
	    : NULL;
}

const char *
password_own_fault(const char *password, const char *email)
{
	size_t address = strlen(email);
	size_t name = strcspn(email, "@");
	size_t len = strlen(password);
	size_t bare = len;
	while (bare > 0 && len - bare <= DRESS_MAX) {
		bool same = bare == address || bare == name;
		for (size_t i = 0; same && i < bare; i++)
			same = lower(password[i]) == lower(email[i]);
		if (same)
			return "is the e-mail address with little added";
		if (!is_dress(password[--bare]))
			break;
	}
	return NULL;
}
