/* The kinds of settings. */
#include "value.h"

#include <inttypes.h>
#include <string.h>

#include "err.h"
#include "utf8.h"

enum { COUNT_MAX = 1000000000 };

/* What is wrong with any text; NULL when nothing is. */
static const char *
text_fault(const char *text)
{
	size_t len = strlen(text);
	uint32_t code;
	if (len == 0)
		return "is empty";
	for (size_t at = 0; at < len;) {
		size_t used = utf8_decode(text + at, len - at, &code);
		if (used == 0)
			return "is not UTF-8";
		if (code == '\r' && at + used == len)
			return "ends in a carriage return, as a line of CSV does";
		if (utf8_is_control(code))
			return "contains a control character";
		at += used;
	}
	return NULL;
}

static bool
read_digits(const char *text, const char **end, int64_t *out)
{
	size_t len = strspn(text, "0123456789");
	if (len == 0 || len > 12)
		return false;
	*out = 0;
	for (size_t i = 0; i < len; i++)
		*out = *out * 10 + (text[i] - '0');
	*end = text + len;
	return true;
}

/* "65536", "64K", "1M", "1 MiB", "2G". */
static bool
read_size(const char *text, int64_t *out)
{
	static const char units[] = "KMG";
	const char *end;
	int64_t size;
	if (!read_digits(text, &end, &size))
		return false;
	end += strspn(end, " ");
	const char *unit = *end == '\0' ? NULL : strchr(units, *end == 'k' ? 'K' : *end);
	if (unit != NULL) {
		size <<= 10 * (unit - units + 1);
		end++;
		end += *end == 'i';
	}
	end += *end == 'B';
	if (*end != '\0' || size > INT64_C(1) << 50)
		return false;
	*out = size;
	return true;
}

static bool
read_count(const char *text, int64_t *out)
{
	const char *end;
	return read_digits(text, &end, out) && *end == '\0' && *out <= COUNT_MAX;
}

static bool
read_flag(const char *text, int64_t *out)
{
	*out = strcmp(text, "true") == 0 || strcmp(text, "yes") == 0;
	return *out != 0 || strcmp(text, "false") == 0 || strcmp(text, "no") == 0;
}

static bool
read_word(const char *words, const char *text, int64_t *out)
{
	size_t wanted = strlen(text);
	*out = 0;
	for (const char *at = words; *at != '\0'; (*out)++) {
		size_t len = strcspn(at, " ");
		if (len == wanted && strncmp(at, text, len) == 0)
			return true;
		at += len;
		at += strspn(at, " ");
	}
	return false;
}

static int
wrong(const struct option_row *row, const char *from, const char *text, const char *wanted,
    struct err *err)
{
	return fail(err, PROBLEM_usage, row->key, "%s: '%s' is not %s", from, text, wanted);
}

static int
wrong_word(const struct option_row *row, const char *from, const char *text, struct err *err)
{
	char words[200] = "one of: ";
	size_t len = strlen(words);
	for (const char *at = row->value; *at != '\0' && len + 3 < sizeof(words); at++) {
		if (*at == ' ')
			words[len++] = ',';
		words[len++] = *at;
	}
	words[len] = '\0';
	return wrong(row, from, text, words, err);
}

int
value_read(const struct option_row *row, const char *text, const char *from, struct value *out,
    struct err *err)
{
	int64_t number = 0;
	const char *fault = text_fault(text);
	if (fault != NULL)
		return fail(err, PROBLEM_usage, row->key, "%s: the value %s", from, fault);
	switch (row->kind) {
	case VALUE_flag:
		if (!read_flag(text, &number))
			return wrong(row, from, text, "true or false", err);
		break;
	case VALUE_size:
		if (!read_size(text, &number))
			return wrong(row, from, text, "a size like 65536, 64K or 1M", err);
		break;
	case VALUE_count:
		if (!read_count(text, &number))
			return wrong(row, from, text, "a whole number", err);
		break;
	case VALUE_word:
		if (!read_word(row->value, text, &number))
			return wrong_word(row, from, text, err);
		break;
	default:
		break;
	}
	out->text = text;
	out->number = number;
	out->from = from;
	return 0;
}
