/* Money: an integer count of 1/10,000 rupee, written as a decimal.  Never a floating-point number. */
#ifndef MONEY_H
#define MONEY_H

#include <stdbool.h>
#include <stdint.h>

#define MONEY_RUPEE INT64_C(10000)
#define MONEY_PAISA (MONEY_RUPEE / 100)

enum { MONEY_TEXT = 24 };

/* "1234.50": two decimals, or as many as it takes, at most four.  Returns out. */
const char *money_format(int64_t money, char out[MONEY_TEXT]);
/* Reads what money_format() writes, with up to twelve digits before the point; the value is exact or it
 * is refused (false). */
bool money_parse(const char *text, int64_t *out);
/* part of a whole in hundredths of a percent (1800 = 18 %), rounded half away from zero to a paisa. */
int64_t money_percent(int64_t money, int64_t hundredths);

#endif
