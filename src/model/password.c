/* The rules for new passwords. */
#include "password.h"

#include <stddef.h>
#include <string.h>

/* The commonest passwords that pass the other rules, lower case; compared without case. */
static const char *const commonest[] = {
	"p@ssw0rd",
	"p@ssword1",
	"passw0rd!",
	"password1!",
	"password!1",
	"password@1",
	"password123!",
	"password@123",
	"p@ssw0rd1",
	"p@ssw0rd123",
	"p@$$w0rd",
	"pa$$w0rd",
	"pa$$word1",
	"welcome1!",
	"welcome@1",
	"welcome@123",
	"welcome123!",
	"admin@123",
	"admin123!",
	"admin@1234",
	"admin1234!",
	"qwerty1!",
	"qwerty123!",
	"qwerty@123",
	"abc@1234",
	"abcd@1234",
	"abcd1234!",
	"abc123!@#",
	"1qaz@wsx",
	"1qaz!qaz",
	"!qaz2wsx",
	"1q2w3e4r!",
	"test@123",
	"test1234!",
	"india@123",
	"user@123",
	"user@1234",
	"pass@123",
	"pass@1234",
	"pass@word1",
	"changeme1!",
	"changeme@123",
	"letmein1!",
	"letmein@123",
	"summer2024!",
	"summer2025!",
	"summer2026!",
	"winter2024!",
	"winter2025!",
	"winter2026!",
	"spring2026!",
	"autumn2026!",
	"company@123",
	"secret@123",
	"master@123",
	"hello@123",
	"hello123!",
	"iloveyou1!",
	"iloveyou@1",
	"monkey123!",
	"dragon123!",
	"football1!",
	"12345678!",
	"123456789!",
	"1234567890!",
	"!@#$1234",
	"1234!@#$",
	"qwer1234!",
	"zaq1@wsx",
	"zaq12wsx!",
	"root@123",
	"root@1234",
	"super@123",
	"default@123",
	"guest@123",
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
	for (size_t i = 0; i < sizeof(commonest) / sizeof(commonest[0]); i++)
		if (same_without_case(commonest[i], password))
			return "is among the commonest passwords";
	return NULL;
}
