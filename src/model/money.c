/* Money to text and back, digit by digit. */
#include "money.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { DECIMALS = 4, DECIMALS_SHOWN = 2, DIGITS_MOST = 12 };

const char *
money_format(int64_t money, char out[MONEY_TEXT])
{
	uint64_t size = money < 0 ? UINT64_C(0) - (uint64_t)money : (uint64_t)money;
	int len = snprintf(out, MONEY_TEXT, "%s%" PRIu64 ".%04" PRIu64, money < 0 ? "-" : "",
	    size / (uint64_t)MONEY_RUPEE, size % (uint64_t)MONEY_RUPEE);
	for (int i = DECIMALS; i > DECIMALS_SHOWN && out[len - 1] == '0'; i--)
		out[--len] = '\0';
	return out;
}

bool
money_parse(const char *text, int64_t *out)
{
	static const char digits[] = "0123456789";
	const char *at = text + (text[0] == '-');
	size_t whole = strspn(at, digits);
	size_t part = at[whole] == '.' ? strspn(at + whole + 1, digits) : 0;
	size_t end = whole + part + (at[whole] == '.');
	bool has_part = at[whole] == '.';
	if (whole == 0 || whole > DIGITS_MOST || part > DECIMALS || has_part != (part > 0) ||
	    at[end] != '\0')
		return false;
	int64_t money = 0;
	for (size_t i = 0; i < whole; i++)
		money = money * 10 + (at[i] - '0');
	for (size_t i = 0; i < DECIMALS; i++)
		money = money * 10 + (i < part ? at[whole + 1 + i] - '0' : 0);
	*out = text[0] == '-' ? -money : money;
	return true;
}

/* In two steps, so that no product comes near the end of the type. */
int64_t
money_percent(int64_t money, int64_t hundredths)
{
	const int64_t unit = 10000 * MONEY_PAISA; /* hundredths of a percent to paise */
	int64_t size = money < 0 ? -money : money;
	int64_t paise = size / unit * hundredths + (size % unit * hundredths + unit / 2) / unit;
	return (money < 0 ? -paise : paise) * MONEY_PAISA;
}
