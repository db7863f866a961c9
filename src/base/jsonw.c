/* The direct JSON printer. */
#include "jsonw.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

static void
before_value(struct jsonw *w)
{
	if (w->comma)
		str_add_char(w->out, ',');
	w->comma = true;
}

void
jsonw_open(struct jsonw *w, char bracket)
{
	before_value(w);
	str_add_char(w->out, bracket);
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
	before_value(w);
	size_t len = strlen(name);
	if (str_reserve(w->out, len + 3)) {
		char *at = w->out->data + w->out->len;
		*at++ = '"';
		memcpy(at, name, len);
		memcpy(at + len, "\":", 3);
		w->out->len += len + 3;
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

static bool
is_plain(unsigned char c)
{
	return c >= 0x20 && c != '"' && c != '\\';
}

void
jsonw_text(struct jsonw *w, const char *text)
{
	if (text == NULL) {
		jsonw_null(w);
		return;
	}
	before_value(w);
	str_add_char(w->out, '"');
	while (*text != '\0') {
		size_t run = 0;
		while (is_plain((unsigned char)text[run]))
			run++;
		str_add_n(w->out, text, run);
		text += run;
		if (*text != '\0')
			add_escaped(w->out, (unsigned char)*text++);
	}
	str_add_char(w->out, '"');
}

void
jsonw_int(struct jsonw *w, int64_t value)
{
	before_value(w);
	char digits[24];
	char *at = digits + sizeof(digits);
	uint64_t rest = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
	do
		*--at = (char)('0' + rest % 10);
	while ((rest /= 10) != 0);
	if (value < 0)
		*--at = '-';
	str_add_n(w->out, at, (size_t)(digits + sizeof(digits) - at));
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
	if (!isfinite(value) || value == 0) {
		jsonw_raw(w, value == 0 ? "0" : "null");
		return;
	}
	before_value(w);
	int k = shortest_digits(fabs(value), digits, &n);
	if (value < 0)
		str_add_char(w->out, '-');
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
	before_value(w);
	char quoted[CLOCK_TEXT + 2] = { '"' };
	clock_format(at_ms, quoted + 1);
	quoted[CLOCK_TEXT] = '"';
	str_add_n(w->out, quoted, CLOCK_TEXT + 1);
}

void
jsonw_raw(struct jsonw *w, const char *json)
{
	before_value(w);
	str_add(w->out, json == NULL ? "null" : json);
}
