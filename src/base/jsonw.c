/* The direct JSON printer. */
#include "jsonw.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "json_escapes.h"

#define EXACT_MOST 9007199254740992.0 /* 2^53 */

/* Room for len bytes behind the comma that is due; NULL when they do not fit. */
static inline __attribute__((always_inline)) char *
begin_value(struct jsonw *w, size_t len)
{
	bool comma = w->comma;
	w->comma = true;
	char *at = str_room(w->out, len + 1);
	if (at != NULL && comma)
		*at++ = ',';
	return at;
}

static void
end_value(struct jsonw *w, char *end)
{
	*end = '\0';
	w->out->len = (size_t)(end - w->out->data);
}

/* What needs nothing but copying. */
static void
add_value(struct jsonw *w, const char *json, size_t len)
{
	char *at = begin_value(w, len);
	if (at != NULL)
		end_value(w, (char *)memcpy(at, json, len) + len);
}

void
jsonw_open(struct jsonw *w, char bracket)
{
	char *at = begin_value(w, 1);
	if (at != NULL) {
		*at = bracket;
		end_value(w, at + 1);
	}
	w->comma = false;
}

void
jsonw_close(struct jsonw *w, char bracket)
{
	str_add_char(w->out, bracket);
	w->comma = true;
}

void
jsonw_key(struct jsonw *w, const char *name)
{
	jsonw_key_n(w, name, strlen(name));
}

void
jsonw_key_n(struct jsonw *w, const char *name, size_t len)
{
	char *at = begin_value(w, len + 3);
	if (at != NULL) {
		*at++ = '"';
		/* NOLINTNEXTLINE(bugprone-not-null-terminated-result): end_value() does it */
		at = (char *)memcpy(at, name, len) + len;
		*at++ = '"';
		*at++ = ':';
		end_value(w, at);
	}
	w->comma = false;
}

static void
add_escaped(struct str *out, unsigned char c)
{
	static const char short_forms[] = "\bb\tt\nn\ff\rr\"\"\\\\";
	for (const char *at = short_forms; *at != '\0'; at += 2)
		if ((unsigned char)*at == c) {
			char pair[2] = { '\\', at[1] };
			str_add_n(out, pair, 2);
			return;
		}
	str_addf(out, "\\u%04x", c);
}

/* How far the text goes without anything to escape. */
static size_t
plain_run(const char *text, size_t len)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t run = 0;
	uint64_t eight;
	while (len - run >= sizeof(eight)) {
		memcpy(&eight, at + run, sizeof(eight));
		if (json_escapes_among(eight) != 0)
			break;
		run += sizeof(eight);
	}
	/* What is left of a longer text is looked at together with some of what is plain. */
	if (len - run < sizeof(eight) && len >= sizeof(eight)) {
		memcpy(&eight, at + len - sizeof(eight), sizeof(eight));
		if (json_escapes_among(eight) == 0)
			return len;
	}
	while (run < len && at[run] >= 0x20 && at[run] != '"' && at[run] != '\\')
		run++;
	return run;
}

/* The rest of a text from its first escape on, with the closing quote. */
static void
add_rest(struct str *out, const char *text, size_t len)
{
	while (len > 0) {
		size_t run = plain_run(text, len);
		str_add_n(out, text, run);
		if (run < len)
			add_escaped(out, (unsigned char)text[run++]);
		text += run;
		len -= run;
	}
	str_add_char(out, '"');
}

void
jsonw_text(struct jsonw *w, const char *text)
{
	if (text == NULL) {
		jsonw_null(w);
		return;
	}
	size_t len = strlen(text);
	size_t run = plain_run(text, len);
	char *at = begin_value(w, run + 2);
	if (at == NULL)
		return;
	*at++ = '"';
	memcpy(at, text, run);
	at += run;
	if (run == len)
		*at++ = '"';
	end_value(w, at);
	if (run < len)
		add_rest(w->out, text + run, len - run);
}

void
jsonw_int(struct jsonw *w, int64_t value)
{
	char digits[24];
	char *at = digits + sizeof(digits);
	uint64_t rest = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
	do
		*--at = (char)('0' + rest % 10);
	while ((rest /= 10) != 0);
	if (value < 0)
		*--at = '-';
	add_value(w, at, (size_t)(digits + sizeof(digits) - at));
}

/* The fewest digits that read back as the value, and n of value = 0.digits * 10^n. */
static int
shortest_digits(double value, char digits[20], int *n)
{
	char text[40];
	int precision = 0;
	do
		(void)snprintf(text, sizeof(text), "%.*e", precision, value);
	while (strtod(text, NULL) != value && ++precision < 17);
	const char *exponent = strchr(text, 'e');
	int k = 0;
	/* The point is the locale's. */
	for (const char *at = text; at < exponent; at++)
		if (*at >= '0' && *at <= '9')
			digits[k++] = *at;
	*n = (int)strtol(exponent + 1, NULL, 10) + 1;
	return k;
}

static void
add_zeros(struct str *out, int n)
{
	while (n-- > 0)
		str_add_char(out, '0');
}

/* ECMA-262, Number::toString, as RFC 8785 (3.2.2.3) wants it. */
void
jsonw_number(struct jsonw *w, double value)
{
	char digits[20];
	int n;
	/* A whole number that a double holds exactly has those digits. */
	if (fabs(value) <= EXACT_MOST && value == (double)(int64_t)value) {
		jsonw_int(w, (int64_t)value);
		return;
	}
	if (!isfinite(value)) {
		jsonw_null(w);
		return;
	}
	int k = shortest_digits(fabs(value), digits, &n);
	add_value(w, "-", value < 0 ? 1 : 0);
	if (n > 21 || n <= -6) {
		str_add_n(w->out, digits, 1);
		str_add(w->out, k > 1 ? "." : "");
		str_add_n(w->out, digits + 1, (size_t)k - 1);
		str_addf(w->out, "e%+d", n - 1);
	} else if (n <= 0) {
		str_add(w->out, "0.");
		add_zeros(w->out, -n);
		str_add_n(w->out, digits, (size_t)k);
	} else {
		str_add_n(w->out, digits, (size_t)(k < n ? k : n));
		add_zeros(w->out, n - k);
		if (k > n) {
			str_add_char(w->out, '.');
			str_add_n(w->out, digits + n, (size_t)(k - n));
		}
	}
}

void
jsonw_bool(struct jsonw *w, bool value)
{
	jsonw_raw(w, value ? "true" : "false");
}

void
jsonw_null(struct jsonw *w)
{
	jsonw_raw(w, "null");
}

void
jsonw_time(struct jsonw *w, int64_t at_ms)
{
	if (at_ms == 0) {
		jsonw_null(w);
		return;
	}
	char quoted[CLOCK_TEXT + 2] = { '"' };
	clock_format(at_ms, quoted + 1);
	quoted[CLOCK_TEXT] = '"';
	add_value(w, quoted, CLOCK_TEXT + 1);
}

void
jsonw_raw(struct jsonw *w, const char *json)
{
	if (json == NULL)
		json = "null";
	add_value(w, json, strlen(json));
}
