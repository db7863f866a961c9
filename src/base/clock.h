/* Time as integers, and its one wire form: RFC 3339, UTC, milliseconds. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum {
	CLOCK_TEXT = 25, /* "2026-11-21T23:46:59.123Z" and the terminator */
	CLOCK_DAY_TEXT = 11
};

#define CLOCK_SECOND_MS INT64_C(1000)
#define CLOCK_MINUTE_MS (60 * CLOCK_SECOND_MS)
#define CLOCK_HOUR_MS (60 * CLOCK_MINUTE_MS)
#define CLOCK_DAY_MS (24 * CLOCK_HOUR_MS)

/* Milliseconds since 1970 in UTC; tests set it by clock_set(). */
int64_t clock_now(void);
/* Fixes clock_now() at an instant; 0 lets it run again. */
void clock_set(int64_t now_ms);
/* Milliseconds of a clock that never jumps; for measuring spans only. */
int64_t clock_monotonic(void);
/* The same in microseconds. */
int64_t clock_monotonic_us(void);
/* Microseconds that the thread has had a processor; for measuring spans only. */
int64_t clock_thread_us(void);

void clock_format(int64_t at_ms, char out[CLOCK_TEXT]);
void clock_format_day(int64_t at_ms, char out[CLOCK_DAY_TEXT]);
/* The first instant of the month, in UTC, that is `later` months after the one with at_ms. */
int64_t clock_month(int64_t at_ms, int later);
/* The same day and time that many months later, or the last day of a month that is too short. */
int64_t clock_months_after(int64_t at_ms, int months);
/* Reads a span like 30m, 24h, 90d or 2w into milliseconds; false when it is none, or longer than a century. */
bool clock_parse_span(const char *text, int64_t *ms);
/* Reads RFC 3339 with any offset and up to nine decimals, or a bare date (midnight UTC); years 1970
 * to 9999.  False when the text is anything else. */
bool clock_parse(const char *text, int64_t *at_ms);

#endif
