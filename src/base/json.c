/* A strict check of the text, then a tree by cJSON, whose parser alone is too lenient: it takes
 * control characters, broken UTF-8, numbers like "1." and whatever follows the value. */
#include "json.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "json_escapes.h"
#include "jsonw.h"
#include "mem.h"
#include "utf8.h"

struct scan {
	const char *start;
	const char *at;
	const char *end;
	int depth;
	const char *fault;
};

static bool scan_value(struct scan *s);

static bool
refuse(struct scan *s, const char *fault)
{
	if (s->fault == NULL)
		s->fault = fault;
	return false;
}

static void
skip_blanks(struct scan *s)
{
	while (
	    s->at < s->end && (*s->at == ' ' || *s->at == '\t' || *s->at == '\n' || *s->at == '\r'))
		s->at++;
}

static bool
take(struct scan *s, char c)
{
	if (s->at == s->end || *s->at != c)
		return false;
	s->at++;
	return true;
}

static bool
take_digits(struct scan *s)
{
	const char *from = s->at;
	while (s->at < s->end && *s->at >= '0' && *s->at <= '9')
		s->at++;
	return s->at > from;
}

static bool
scan_number(struct scan *s)
{
	(void)take(s, '-');
	if (!take(s, '0') && !take_digits(s))
		return refuse(s, "a number needs digits");
	if (s->at < s->end && *s->at >= '0' && *s->at <= '9')
		return refuse(s, "a number may not start with 0");
	if (take(s, '.') && !take_digits(s))
		return refuse(s, "digits are missing after the point");
	if (s->at < s->end && (*s->at == 'e' || *s->at == 'E')) {
		s->at++;
		if (!take(s, '+'))
			(void)take(s, '-');
		if (!take_digits(s))
			return refuse(s, "digits are missing in the exponent");
	}
	return true;
}

static bool
scan_hex4(struct scan *s, uint32_t *unit)
{
	*unit = 0;
	for (int i = 0; i < 4; i++, s->at++) {
		const char *digits = "0123456789abcdefABCDEF";
		const char *digit =
		    s->at < s->end && *s->at != '\0' ? strchr(digits, *s->at) : NULL;
		if (digit == NULL)
			return refuse(s, "\\u needs four hexadecimal digits");
		uint32_t value = (uint32_t)(digit - digits);
		*unit = *unit * 16 + (value > 15 ? value - 6 : value);
	}
	return true;
}

static bool
scan_escape(struct scan *s)
{
	if (!take(s, 'u')) {
		if (s->at == s->end || *s->at == '\0' || strchr("\"\\/bfnrt", *s->at) == NULL)
			return refuse(s, "an unknown escape after \\");
		s->at++;
		return true;
	}
	uint32_t unit;
	if (!scan_hex4(s, &unit))
		return false;
	if (unit == 0)
		return refuse(s, "the character NUL is not allowed");
	if (unit >= 0xdc00 && unit <= 0xdfff)
		return refuse(s, "half a surrogate pair");
	if (unit < 0xd800 || unit > 0xdbff)
		return true;
	if (!take(s, '\\') || !take(s, 'u') || !scan_hex4(s, &unit) || unit < 0xdc00 ||
	    unit > 0xdfff)
		return refuse(s, "half a surrogate pair");
	return true;
}

/* Passes over ASCII with nothing to escape, as long as there are eight bytes of it. */
static void
skip_plain(struct scan *s)
{
	const uint64_t not_ascii = UINT64_C(0x8080808080808080);
	uint64_t eight;
	while ((size_t)(s->end - s->at) >= sizeof(eight)) {
		memcpy(&eight, s->at, sizeof(eight));
		if (((eight & not_ascii) | json_escapes_among(eight)) != 0)
			return;
		s->at += sizeof(eight);
	}
}

static bool
scan_text(struct scan *s)
{
	s->at++; /* the quote */
	skip_plain(s);
	while (s->at < s->end) {
		unsigned char c = (unsigned char)*s->at;
		uint32_t code;
		size_t used = 1;
		if (c == '"') {
			s->at++;
			return true;
		}
		if (c < 0x20)
			return refuse(s, "a control character must be escaped");
		if (c >= 0x80)
			used = utf8_decode(s->at, (size_t)(s->end - s->at), &code);
		if (used == 0)
			return refuse(s, "the text is not valid UTF-8");
		s->at += used;
		if (c == '\\' && !scan_escape(s))
			return false;
	}
	return refuse(s, "a text is not closed");
}

static bool
scan_member(struct scan *s)
{
	skip_blanks(s);
	if (s->at == s->end || *s->at != '"')
		return refuse(s, "a member's name in quotes is missing");
	if (!scan_text(s))
		return false;
	skip_blanks(s);
	return take(s, ':') ? true : refuse(s, "':' is missing after a name");
}

static bool
scan_container(struct scan *s, char close)
{
	s->at++;
	if (++s->depth > JSON_DEPTH)
		return refuse(s, "it is nested deeper than 32 levels");
	skip_blanks(s);
	bool more = !take(s, close);
	for (int n = 1; more; n++) {
		if (close == '}' && (n > JSON_MEMBERS || !scan_member(s)))
			return refuse(s, "an object has too many members");
		if (!scan_value(s))
			return false;
		skip_blanks(s);
		more = take(s, ',');
		if (!more && !take(s, close))
			return refuse(
			    s, close == '}' ? "',' or '}' is missing" : "',' or ']' is missing");
	}
	s->depth--;
	return true;
}

static bool
scan_word(struct scan *s)
{
	static const char *const words[] = { "true", "false", "null" };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t len = strlen(words[i]);
		if ((size_t)(s->end - s->at) >= len && memcmp(s->at, words[i], len) == 0) {
			s->at += len;
			return true;
		}
	}
	return refuse(s, "a value is missing");
}

static bool
scan_value(struct scan *s)
{
	skip_blanks(s);
	char c = s->at < s->end ? *s->at : '\0';
	if (c == '{')
		return scan_container(s, '}');
	if (c == '[')
		return scan_container(s, ']');
	if (c == '"')
		return scan_text(s);
	if (c == '-' || (c >= '0' && c <= '9'))
		return scan_number(s);
	return scan_word(s);
}

static int
fail_at(const struct scan *s, struct err *err)
{
	int line = 1;
	const char *line_start = s->start;
	for (const char *at = s->start; at < s->at; at++)
		if (*at == '\n') {
			line++;
			line_start = at + 1;
		}
	return fail(err, PROBLEM_malformed_json, "", "line %d, column %d: %s", line,
	    (int)(s->at - line_start) + 1, s->fault);
}

/* RFC 8785 sorts by UTF-16 code units, which differs from UTF-8 order only above U+FFFF against
 * U+E000 to U+FFFF: there the lead surrogate comes first. */
static int
compare_names(const cJSON *a, const cJSON *b)
{
	const unsigned char *x = (const unsigned char *)a->string;
	const unsigned char *y = (const unsigned char *)b->string;
	while (*x != '\0' && *x == *y) {
		x++;
		y++;
	}
	if ((*x >= 0xf0) != (*y >= 0xf0) && *x >= 0xee && *y >= 0xee)
		return *x >= 0xf0 ? -1 : 1;
	return (int)*x - (int)*y;
}

/* Whether each name of an object comes behind the one before it: what is printed here is so. */
static bool
has_rising_names(const cJSON *object)
{
	const cJSON *a = object->child;
	while (a != NULL && a->next != NULL && compare_names(a, a->next) < 0)
		a = a->next;
	return a == NULL || a->next == NULL;
}

/* The first name that stands twice in one object, anywhere in the tree; NULL when none does. */
static const char *
duplicate_name(const cJSON *parent)
{
	bool looks = cJSON_IsObject(parent) && !has_rising_names(parent);
	for (const cJSON *a = parent->child; a != NULL; a = a->next) {
		for (const cJSON *b = a->next; looks && b != NULL; b = b->next)
			if (strcmp(a->string, b->string) == 0)
				return a->string;
		const char *below = a->child == NULL ? NULL : duplicate_name(a);
		if (below != NULL)
			return below;
	}
	return NULL;
}

int
json_parse(const char *text, size_t len, struct json **out, struct err *err)
{
	struct scan s = { .start = text, .at = text, .end = text + len };
	bool ok = scan_value(&s);
	skip_blanks(&s);
	if (ok && s.at != s.end)
		ok = refuse(&s, "something follows the value");
	if (!ok)
		return fail_at(&s, err);
	cJSON *tree = cJSON_ParseWithLength(text, len);
	if (tree == NULL)
		return fail(err, PROBLEM_malformed_json, "", "the JSON cannot be read");
	const char *twice = duplicate_name(tree);
	if (twice != NULL) {
		(void)fail(
		    err, PROBLEM_malformed_json, twice, "the field '%s' stands twice", twice);
		cJSON_Delete(tree);
		return PROBLEM_malformed_json;
	}
	*out = (struct json *)tree;
	return 0;
}

void
json_free(struct json *document)
{
	cJSON_Delete((cJSON *)document);
}

static void
wipe_texts(cJSON *value)
{
	for (; value != NULL; value = value->next) {
		if (value->valuestring != NULL)
			explicit_bzero(value->valuestring, strlen(value->valuestring));
		wipe_texts(value->child);
	}
}

void
json_wipe(struct json *document)
{
	wipe_texts((cJSON *)document);
	cJSON_Delete((cJSON *)document);
}

static const cJSON *
tree(const struct json *value)
{
	return (const cJSON *)value;
}

enum json_type
json_type(const struct json *value)
{
	switch (value == NULL ? cJSON_NULL : tree(value)->type & 0xff) {
	case cJSON_True:
	case cJSON_False:
		return JSON_BOOL;
	case cJSON_Number:
		return JSON_NUMBER;
	case cJSON_String:
		return JSON_TEXT;
	case cJSON_Array:
		return JSON_LIST;
	case cJSON_Object:
		return JSON_OBJECT;
	default:
		return JSON_NULL;
	}
}

const char *
json_type_name(enum json_type type)
{
	static const char *const names[] = { "null", "true or false", "a number", "a text",
		"a list", "an object" };
	return names[type];
}

const struct json *
json_get(const struct json *object, const char *name)
{
	if (object == NULL || !cJSON_IsObject(tree(object)))
		return NULL;
	return (const struct json *)cJSON_GetObjectItemCaseSensitive(tree(object), name);
}

const struct json *
json_first(const struct json *parent)
{
	return parent == NULL ? NULL : (const struct json *)tree(parent)->child;
}

const struct json *
json_next(const struct json *value)
{
	return (const struct json *)tree(value)->next;
}

size_t
json_count(const struct json *parent)
{
	return parent == NULL ? 0 : (size_t)cJSON_GetArraySize(tree(parent));
}

const char *
json_name(const struct json *value)
{
	return tree(value)->string;
}

const char *
json_text(const struct json *value)
{
	return value == NULL ? NULL : cJSON_GetStringValue(tree(value));
}

bool
json_bool(const struct json *value)
{
	return value != NULL && cJSON_IsTrue(tree(value));
}

bool
json_int(const struct json *value, int64_t *out)
{
	const double limit = 9007199254740992.0;
	if (value == NULL || !cJSON_IsNumber(tree(value)))
		return false;
	double number = tree(value)->valuedouble;
	if (!(number >= -limit && number <= limit) || (double)(int64_t)number != number)
		return false;
	*out = (int64_t)number;
	return true;
}

static int
compare_members(const void *a, const void *b)
{
	return compare_names(*(const cJSON *const *)a, *(const cJSON *const *)b);
}

static void canonical(const cJSON *value, struct jsonw *w);

static void
canonical_member(const cJSON *member, const char *left_out, struct jsonw *w)
{
	if (left_out != NULL && strcmp(member->string, left_out) == 0)
		return;
	jsonw_text(w, member->string);
	str_add_char(w->out, ':');
	w->comma = false;
	canonical(member, w);
}

static void
canonical_sorted(const cJSON *object, const char *left_out, struct jsonw *w)
{
	size_t n = (size_t)cJSON_GetArraySize(object);
	const cJSON **members = mem_new(n, sizeof(const cJSON *));
	size_t i = 0;
	for (const cJSON *member = object->child; member != NULL; member = member->next)
		members[i++] = member;
	qsort((void *)members, n, sizeof(const cJSON *), compare_members);
	for (i = 0; i < n; i++)
		canonical_member(members[i], left_out, w);
	free((void *)members);
}

/* left_out: the name of a member, or NULL. */
static void
canonical_object(const cJSON *object, const char *left_out, struct jsonw *w)
{
	jsonw_open(w, '{');
	if (!has_rising_names(object))
		canonical_sorted(object, left_out, w);
	else
		for (const cJSON *member = object->child; member != NULL; member = member->next)
			canonical_member(member, left_out, w);
	jsonw_close(w, '}');
}

static void
canonical(const cJSON *value, struct jsonw *w)
{
	switch (json_type((const struct json *)value)) {
	case JSON_OBJECT:
		canonical_object(value, NULL, w);
		break;
	case JSON_LIST:
		jsonw_open(w, '[');
		for (const cJSON *item = value->child; item != NULL; item = item->next)
			canonical(item, w);
		jsonw_close(w, ']');
		break;
	case JSON_TEXT:
		jsonw_text(w, value->valuestring);
		break;
	case JSON_NUMBER:
		jsonw_number(w, value->valuedouble);
		break;
	case JSON_BOOL:
		jsonw_bool(w, cJSON_IsTrue(value));
		break;
	case JSON_NULL:
		jsonw_null(w);
		break;
	}
}

void
json_canonical(const struct json *value, struct str *out)
{
	struct jsonw w = { .out = out };
	canonical(tree(value), &w);
}

void
json_canonical_without(const struct json *object, const char *left_out, struct str *out)
{
	struct jsonw w = { .out = out };
	canonical_object(tree(object), left_out, &w);
}
