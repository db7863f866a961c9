/* The clock and RFC 3339. */
#include "clock.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define YEAR_9999_END_MS INT64_C(253402300799999)

static _Atomic int64_t fixed_at;

int64_t
clock_now(void)
{
	int64_t at = atomic_load_explicit(&fixed_at, memory_order_relaxed);
	if (at != 0)
		return at;
	struct timespec now;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void
clock_set(int64_t now_ms)
{
	atomic_store_explicit(&fixed_at, now_ms, memory_order_relaxed);
}

int64_t
clock_monotonic(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t
clock_monotonic_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t
clock_thread_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Days since 1970-01-01 of a proleptic Gregorian date, and back: Howard Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms", days_from_civil and civil_from_days. */
static int64_t
days_from_date(int64_t year, int month, int day)
{
	year -= month <= 2;
	int64_t era = year / 400;
	int64_t year_of_era = year - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

static void
date_from_days(int64_t days, int *year, int *month, int *day)
{
	days += 719468;
	int64_t era = days / 146097;
	unsigned doe = (unsigned)(days - era * 146097);
	unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	unsigned mp = (5 * doy + 2) / 153;
	*day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = (int)(yoe + era * 400 + (*month <= 2));
}

/* Months since the beginning of the calendar, and the day of the month. */
static int
months_of(int64_t at_ms, int *day)
{
	int year;
	int month;
	date_from_days(at_ms / CLOCK_DAY_MS, &year, &month, day);
	return year * 12 + month - 1;
}

int64_t
clock_month(int64_t at_ms, int later)
{
	int day;
	int months = months_of(at_ms, &day) + later;
	return days_from_date(months / 12, months % 12 + 1, 1) * CLOCK_DAY_MS;
}

static void
put_two(char *out, unsigned value)
{
	out[0] = (char)('0' + value / 10 % 10);
	out[1] = (char)('0' + value % 10);
}

void
clock_format_day(int64_t at_ms, char out[CLOCK_DAY_TEXT])
{
	int year;
	int month;
	int day;
	date_from_days(at_ms / CLOCK_DAY_MS, &year, &month, &day);
	put_two(out, (unsigned)year / 100);
	put_two(out + 2, (unsigned)year % 100);
	out[4] = '-';
	put_two(out + 5, (unsigned)month);
	out[7] = '-';
	put_two(out + 8, (unsigned)day);
	out[10] = '\0';
}

void
clock_format(int64_t at_ms, char out[CLOCK_TEXT])
{
	unsigned of_day = (unsigned)(at_ms % CLOCK_DAY_MS);
	unsigned seconds = of_day / 1000;
	clock_format_day(at_ms, out);
	memcpy(out + 10, "T00:00:00.000Z", 15);
	put_two(out + 11, seconds / 3600);
	put_two(out + 14, seconds / 60 % 60);
	put_two(out + 17, seconds % 60);
	put_two(out + 20, of_day % 1000 / 10);
	out[22] = (char)('0' + of_day % 10);
}

/* Takes exactly n digits off *text; -1 when they are not there or outside low to high. */
static int
take_digits(const char **text, int n, int low, int high)
{
	int value = 0;
	for (int i = 0; i < n; i++) {
		char c = (*text)[i];
		if (c < '0' || c > '9')
			return -1;
		value = value * 10 + (c - '0');
	}
	*text += n;
	return value < low || value > high ? -1 : value;
}

static bool
take_char(const char **text, const char *set)
{
	if (**text == '\0' || strchr(set, **text) == NULL)
		return false;
	(*text)++;
	return true;
}

static int
days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return month == 2 && leap ? 29 : days[month - 1];
}

int64_t
clock_months_after(int64_t at_ms, int months)
{
	int day;
	int count = months_of(at_ms, &day) + months;
	int last = days_in_month(count / 12, count % 12 + 1);
	int64_t days = days_from_date(count / 12, count % 12 + 1, day < last ? day : last);
	return days * CLOCK_DAY_MS + at_ms % CLOCK_DAY_MS;
}

static bool
take_date(const char **text, int64_t *days)
{
	int year = take_digits(text, 4, 1970, 9999);
	if (year < 0 || !take_char(text, "-"))
		return false;
	int month = take_digits(text, 2, 1, 12);
	if (month < 0 || !take_char(text, "-"))
		return false;
	int day = take_digits(text, 2, 1, days_in_month(year, month));
	*days = days_from_date(year, month, day);
	return day > 0;
}

/* Up to nine decimals of a second, in whole milliseconds. */
static bool
take_fraction(const char **text, int64_t *ms)
{
	if (!take_char(text, "."))
		return true;
	int n = 0;
	int64_t scale = 100;
	for (; **text >= '0' && **text <= '9'; (*text)++, n++, scale /= 10)
		*ms += (**text - '0') * scale;
	return n >= 1 && n <= 9;
}

static bool
take_offset(const char **text, int64_t *ms)
{
	if (take_char(text, "Zz"))
		return true;
	int sign = **text == '-' ? -1 : 1;
	if (!take_char(text, "+-"))
		return false;
	int hours = take_digits(text, 2, 0, 23);
	if (hours < 0 || !take_char(text, ":"))
		return false;
	int minutes = take_digits(text, 2, 0, 59);
	*ms -= sign * (hours * CLOCK_HOUR_MS + minutes * CLOCK_MINUTE_MS);
	return minutes >= 0;
}

static bool
take_time(const char **text, int64_t *ms)
{
	int hour = take_digits(text, 2, 0, 23);
	if (hour < 0 || !take_char(text, ":"))
		return false;
	int minute = take_digits(text, 2, 0, 59);
	if (minute < 0 || !take_char(text, ":"))
		return false;
	int second = take_digits(text, 2, 0, 59);
	*ms += hour * CLOCK_HOUR_MS + minute * CLOCK_MINUTE_MS + second * CLOCK_SECOND_MS;
	return second >= 0 && take_fraction(text, ms) && take_offset(text, ms);
}

bool
clock_parse(const char *text, int64_t *at_ms)
{
	int64_t days;
	if (!take_date(&text, &days))
		return false;
	int64_t ms = days * CLOCK_DAY_MS;
	if (*text != '\0' && (!take_char(&text, "Tt ") || !take_time(&text, &ms)))
		return false;
	if (*text != '\0' || ms < 0 || ms > YEAR_9999_END_MS)
		return false;
	*at_ms = ms;
	return true;
}

bool
clock_parse_span(const char *text, int64_t *ms)
{
	static const struct {
		char unit;
		int64_t ms;
	} units[] = { { 'm', 60 * CLOCK_SECOND_MS }, { 'h', CLOCK_HOUR_MS }, { 'd', CLOCK_DAY_MS },
		{ 'w', 7 * CLOCK_DAY_MS } };
	size_t n = strspn(text, "0123456789");
	if (n == 0 || n > 8 || text[n] == '\0' || text[n + 1] != '\0')
		return false;
	int64_t count = strtoll(text, NULL, 10);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (units[i].unit == text[n] && count <= 36525 * CLOCK_DAY_MS / units[i].ms) {
			*ms = count * units[i].ms;
			return true;
		}
	return false;
}
