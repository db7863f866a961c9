/* Values to JSON and back, by walking fields. */
#include "codec.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "clock.h"
#include "json.h"
#include "jsonw.h"
#include "money.h"

void
faults_add(struct faults *faults, const struct err *err)
{
	if (faults->n < FAULTS_MAX)
		faults->items[faults->n++] = *err;
}

int
faults_fail(const struct faults *faults, struct err *err)
{
	if (faults->n == 0)
		return 0;
	*err = faults->items[0];
	return (int)err->problem;
}

bool
faults_addf(struct faults *faults, enum problem problem, const char *field, const char *format, ...)
{
	char text[sizeof(((struct err *)0)->text)];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	struct err err;
	(void)fail(&err, problem, field, "%s", text);
	faults_add(faults, &err);
	return false;
}

static bool *
has_flag(const struct field *field, void *value)
{
	return (bool *)((char *)value + field->has);
}

static bool *
null_flag(const struct field *field, void *value)
{
	return (bool *)((char *)value + field->null);
}

static void
set_has(const struct field *field, void *value)
{
	if (field->has != 0)
		*has_flag(field, value) = true;
}

/* Every list of a shape has the same layout. */
struct many {
	char *items;
	size_t n;
};

/* ---- to JSON ---- */

static void
write_scalar(struct jsonw *w, const struct field *field, const char *at)
{
	const struct kind_row *kind = kind_row(field->kind);
	char money[MONEY_TEXT];
	switch (kind->class) {
	case CLASS_text:
		jsonw_text(w, *(const char *const *)at);
		break;
	case CLASS_raw:
		jsonw_raw(w, *(const char *const *)at);
		break;
	case CLASS_number:
		jsonw_int(w, *(const int64_t *)at);
		break;
	case CLASS_money:
		jsonw_text(w, money_format(*(const int64_t *)at, money));
		break;
	case CLASS_flag:
		jsonw_bool(w, *(const bool *)at);
		break;
	case CLASS_time:
		jsonw_time(w, *(const int64_t *)at);
		break;
	case CLASS_word:
		if (*(const int *)at == 0)
			jsonw_null(w);
		else
			jsonw_text(w, vocab_name(kind->vocab, *(const int *)at));
		break;
	}
}

static void
write_texts(struct jsonw *w, const struct texts *texts)
{
	jsonw_open(w, '[');
	for (size_t i = 0; i < texts->n; i++)
		jsonw_text(w, texts->items[i]);
	jsonw_close(w, ']');
}

/* codec_write() or codec_write_given(). */
typedef void write_fn(struct jsonw *w, const struct field *fields, const void *value);

static void
write_many(struct jsonw *w, enum shape shape, const struct many *many, write_fn *write)
{
	jsonw_open(w, '[');
	for (size_t i = 0; i < many->n; i++)
		write(w, shape_fields(shape), many->items + i * shape_row(shape)->size);
	jsonw_close(w, ']');
}

static void
write_field(struct jsonw *w, const struct field *field, const char *value, write_fn *write)
{
	const char *at = value + field->offset;
	switch (field->word) {
	case FIELD_embed:
		write(w, shape_fields(field->shape), at);
		break;
	case FIELD_sub:
		if (*(void *const *)at == NULL)
			jsonw_null(w);
		else
			write(w, shape_fields(field->shape), *(void *const *)at);
		break;
	case FIELD_many:
		write_many(w, field->shape, (const struct many *)at, write);
		break;
	case FIELD_texts:
		write_texts(w, (const struct texts *)at);
		break;
	default:
		write_scalar(w, field, at);
		break;
	}
}

/* A number has no value that means null, so its flag decides. */
static bool
is_null_number(const struct field *field, const char *value)
{
	return field->word == FIELD_may && kind_needs_flag(kind_row(field->kind)->class) &&
	    !*(const bool *)(value + field->has);
}

void
codec_write(struct jsonw *w, const struct field *fields, const void *value)
{
	codec_write_without(w, fields, value, NULL);
}

void
codec_write_without(
    struct jsonw *w, const struct field *fields, const void *value, const char *left_out)
{
	jsonw_open(w, '{');
	for (const struct field *field = fields; field->name != NULL; field++) {
		const char *at = (const char *)value + field->offset;
		if (field->word == FIELD_once && *(const char *const *)at == NULL)
			continue;
		if (left_out != NULL && field->name[0] == left_out[0] &&
		    strcmp(field->name, left_out) == 0)
			continue;
		jsonw_key_n(w, field->name, field->name_len);
		if (is_null_number(field, value))
			jsonw_null(w);
		else
			write_field(w, field, value, codec_write);
	}
	jsonw_close(w, '}');
}

void
codec_write_given(struct jsonw *w, const struct field *fields, const void *value)
{
	jsonw_open(w, '{');
	for (const struct field *field = fields; field->name != NULL; field++) {
		if (field->has != 0 && !*(const bool *)((const char *)value + field->has))
			continue;
		jsonw_key_n(w, field->name, field->name_len);
		if (field->null != 0 && *(const bool *)((const char *)value + field->null))
			jsonw_null(w);
		else
			write_field(w, field, value, codec_write_given);
	}
	jsonw_close(w, '}');
}

/* ---- from JSON ---- */

static bool
read_word(const struct field *field, const char *text, void *at, struct faults *faults)
{
	int word = vocab_find(kind_row(field->kind)->vocab, text);
	if (word != 0) {
		*(int *)at = word;
		return true;
	}
	int count;
	const struct word *words = kind_words(field->kind, &count);
	char known[200] = "";
	for (int i = 0; i < count && count <= 7; i++) {
		size_t len = strlen(known);
		(void)snprintf(
		    known + len, sizeof(known) - len, "%s%s", i > 0 ? ", " : ": ", words[i].name);
	}
	return faults_addf(faults, PROBLEM_invalid_field, field->name,
	    "%s is not one of the known words%s", field->name, known);
}

static bool
read_checked(const struct field *field, const char *text, struct arena *arena, void *at,
    struct faults *faults)
{
	struct err err;
	if (kind_check(field->kind, field->name, text, arena, (const char **)at, &err) != 0) {
		faults_add(faults, &err);
		return false;
	}
	/* A secret is not judged. */
	bool empty = (*(const char **)at)[0] == '\0' && field->kind != KIND_secret;
	if (empty && field_is_required(field))
		return faults_addf(
		    faults, PROBLEM_invalid_field, field->name, "%s is empty", field->name);
	return true;
}

/* What may be left out is null when it is empty. */
static bool
read_text(const struct field *field, const char *text, struct arena *arena, void *at,
    struct faults *faults)
{
	const char **stored = at;
	if (!read_checked(field, text, arena, at, faults))
		return false;
	if (field->word == FIELD_may && (*stored)[0] == '\0')
		*stored = NULL;
	return true;
}

static bool
read_number(const struct field *field, int64_t number, void *at, struct faults *faults)
{
	int64_t least = kind_row(field->kind)->least;
	int64_t most = kind_row(field->kind)->limit;
	if (number < least || number > most)
		return faults_addf(faults, PROBLEM_invalid_field, field->name,
		    "%s must be from %" PRId64 " to %" PRId64, field->name, least, most);
	*(int64_t *)at = number;
	return true;
}

static bool
read_money(const struct field *field, const char *text, void *at, struct faults *faults)
{
	if (text != NULL && money_parse(text, at))
		return true;
	return faults_addf(faults, PROBLEM_invalid_field, field->name,
	    "%s is not an amount of rupees like \"1234.50\", with at most four decimals",
	    field->name);
}

/* Whole rupees may come as a number; one with a fraction has been a float on its way. */
static bool
read_money_json(const struct field *field, const struct json *json, void *at, struct faults *faults)
{
	int64_t number;
	char text[MONEY_TEXT] = "";
	if (json_int(json, &number))
		(void)snprintf(text, sizeof(text), "%" PRId64, number);
	return read_money(field, text[0] == '\0' ? json_text(json) : text, at, faults);
}

static bool
read_time(const struct field *field, const char *text, void *at, struct faults *faults)
{
	if (text != NULL && clock_parse(text, at))
		return true;
	return faults_addf(faults, PROBLEM_invalid_field, field->name,
	    "%s is not a time like 2027-01-31 or 2026-11-21T23:46:59.123Z", field->name);
}

static bool
wrong_type(
    const struct field *field, const char *wanted, const struct json *json, struct faults *faults)
{
	return faults_addf(faults, PROBLEM_invalid_field, field->name, "%s must be %s, not %s",
	    field->name, wanted, json_type_name(json_type(json)));
}

static bool
read_raw(const struct json *json, struct arena *arena, void *at)
{
	struct str text = STR_INIT(1 << 20);
	json_canonical(json, &text);
	*(const char **)at = arena_text(arena, str_text(&text));
	str_release(&text);
	return true;
}

static bool
read_scalar(const struct field *field, const struct json *json, bool strict, struct arena *arena,
    void *at, struct faults *faults)
{
	enum kind_class class = kind_row(field->kind)->class;
	int64_t number;
	if (class == CLASS_raw)
		return read_raw(json, arena, at);
	if (class == CLASS_flag) {
		if (json_type(json) != JSON_BOOL)
			return wrong_type(field, "true or false", json, faults);
		*(bool *)at = json_bool(json);
		return true;
	}
	if (class == CLASS_number) {
		if (!json_int(json, &number))
			return wrong_type(field, "a whole number", json, faults);
		return read_number(field, number, at, faults);
	}
	if (class == CLASS_money)
		return read_money_json(field, json, at, faults);
	const char *text = json_text(json);
	if (text == NULL)
		return wrong_type(field, "a text", json, faults);
	if (class == CLASS_time)
		return read_time(field, text, at, faults);
	if (class == CLASS_word)
		return read_word(field, text, at, faults);
	if (strict)
		return read_text(field, text, arena, at, faults);
	/* An answer holds what was valid when it was stored; it is for showing, not for judging. */
	*(const char **)at = arena_text(arena, text);
	return true;
}

static bool
read_texts(const struct field *field, const struct json *list, bool strict, struct arena *arena,
    struct texts *texts, struct faults *faults)
{
	if (json_type(list) != JSON_LIST)
		return wrong_type(field, "a list", list, faults);
	texts->items = arena_new(arena, json_count(list) * sizeof(*texts->items));
	for (const struct json *item = json_first(list); item != NULL; item = json_next(item))
		if (read_scalar(field, item, strict, arena, &texts->items[texts->n], faults))
			texts->n++;
	return true;
}

static bool
read_many(const struct field *field, const struct json *list, bool strict, struct arena *arena,
    struct many *many, struct faults *faults)
{
	if (json_type(list) != JSON_LIST)
		return wrong_type(field, "a list", list, faults);
	size_t count = json_count(list);
	size_t size = shape_row(field->shape)->size;
	if (count > CODEC_LIST_MAX)
		return faults_addf(faults, PROBLEM_invalid_field, field->name,
		    "%s has more than %d items", field->name, CODEC_LIST_MAX);
	many->items = arena_new(arena, count * size);
	bool ok = true;
	for (const struct json *item = json_first(list); item != NULL; item = json_next(item)) {
		if (json_type(item) != JSON_OBJECT)
			return wrong_type(field, "a list of objects", item, faults);
		ok = codec_read(item, shape_fields(field->shape), strict, arena,
		         many->items + many->n++ * size, faults) &&
		    ok;
	}
	return ok;
}

/* "fax" of "contact" is called "contact.fax", in its sentence, too. */
static void
name_in_full(struct err *fault, const char *outer, struct arena *arena)
{
	const char *text = fault->text;
	const char *inner = strstr(text, fault->subject);
	if (inner != NULL)
		text = arena_printf(arena, "%.*s%s.%s", (int)(inner - text), text, outer, inner);
	(void)fail(fault, fault->problem, arena_printf(arena, "%s.%s", outer, fault->subject), "%s",
	    arena_text(arena, text));
}

static bool
read_object(const struct field *field, const struct json *json, bool strict, struct arena *arena,
    void *at, struct faults *faults)
{
	if (json_type(json) != JSON_OBJECT)
		return wrong_type(field, "an object", json, faults);
	size_t first = faults->n;
	bool ok = codec_read(json, shape_fields(field->shape), strict, arena, at, faults);
	for (size_t i = first; i < faults->n; i++)
		name_in_full(&faults->items[i], field->name, arena);
	return ok;
}

static bool
read_field(const struct field *field, const struct json *json, bool strict, struct arena *arena,
    void *value, struct faults *faults)
{
	char *at = (char *)value + field->offset;
	bool nullable = field->word == FIELD_may || field->word == FIELD_sub;
	set_has(field, value);
	if (json_type(json) == JSON_NULL && (nullable || !strict)) {
		/* A number has no value of its own for null: it counts as not given, or as cleared. */
		enum kind_class class = kind_row(field->kind)->class;
		if (field->null != 0)
			*null_flag(field, value) = true;
		else if (field->has != 0 && kind_needs_flag(class))
			*has_flag(field, value) = false;
		return true;
	}
	switch (field->word) {
	case FIELD_embed:
		return read_object(field, json, strict, arena, at, faults);
	case FIELD_sub:
		*(void **)at = arena_new(arena, shape_row(field->shape)->size);
		return read_object(field, json, strict, arena, *(void **)at, faults);
	case FIELD_many:
		return read_many(field, json, strict, arena, (struct many *)at, faults);
	case FIELD_texts:
		return read_texts(field, json, strict, arena, (struct texts *)at, faults);
	default:
		return read_scalar(field, json, strict, arena, at, faults);
	}
}

bool
codec_read_member(const struct json *json, const struct field *field, struct arena *arena,
    void *value, struct faults *faults)
{
	return read_field(field, json, true, arena, value, faults);
}

void
codec_require(const struct field *fields, const bool *given, struct faults *faults)
{
	for (size_t i = 0; fields[i].name != NULL; i++)
		if (!given[i] && field_is_required(&fields[i]))
			(void)faults_addf(faults, PROBLEM_invalid_field, fields[i].name,
			    "%s is missing", fields[i].name);
}

bool
codec_read(const struct json *object, const struct field *fields, bool strict, struct arena *arena,
    void *value, struct faults *faults)
{
	bool given[64] = { false };
	size_t before = faults->n;
	/* An answer may hold a word that a newer daemon knows: it is passed over as unknown. */
	struct faults passed_over;
	passed_over.n = 0;
	struct faults *to = strict ? faults : &passed_over;
	for (const struct json *m = json_first(object); m != NULL; m = json_next(m)) {
		const struct field *field = shape_field(fields, json_name(m));
		if (field != NULL) {
			given[field - fields] = true;
			(void)read_field(field, m, strict, arena, value, to);
		} else if (strict) {
			(void)faults_addf(faults, PROBLEM_unknown_field, json_name(m),
			    "there is no field '%s' here", json_name(m));
		}
	}
	if (strict)
		codec_require(fields, given, faults);
	return faults->n == before;
}

bool
codec_read_text(const struct field *field, const char *text, struct arena *arena, void *value,
    struct faults *faults)
{
	char *at = (char *)value + field->offset;
	enum kind_class class = kind_row(field->kind)->class;
	set_has(field, value);
	if (class == CLASS_word)
		return read_word(field, text, at, faults);
	if (class == CLASS_time)
		return read_time(field, text, at, faults);
	if (class == CLASS_money)
		return read_money(field, text, at, faults);
	if (class == CLASS_flag) {
		bool yes = strcmp(text, "true") == 0;
		if (!yes && strcmp(text, "false") != 0)
			return faults_addf(faults, PROBLEM_invalid_field, field->name,
			    "%s must be true or false", field->name);
		*(bool *)at = yes;
		return true;
	}
	if (class == CLASS_number) {
		char *end;
		int64_t number = strtoll(text, &end, 10);
		if (*text < '0' || *text > '9' || *end != '\0' || strlen(text) > 18)
			return faults_addf(faults, PROBLEM_invalid_field, field->name,
			    "%s must be a whole number", field->name);
		return read_number(field, number, at, faults);
	}
	return read_checked(field, text, arena, at, faults);
}

static int
hex_value(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *found = c == '\0' ? NULL : strchr(digits, c);
	return found == NULL ? -1 : (int)((found - digits) % 16);
}

char *
codec_unescape(struct arena *arena, const char *text, size_t len, bool plus_is_blank)
{
	char *out = arena_new(arena, len + 1);
	char *to = out;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		if (c == '+' && plus_is_blank) {
			c = ' ';
		} else if (c == '%') {
			int high = i + 2 < len ? hex_value(text[i + 1]) : -1;
			int low = high < 0 ? -1 : hex_value(text[i + 2]);
			if (low < 0)
				return NULL;
			c = (char)(high << 4 | low);
			i += 2;
		}
		if (c == '\0')
			return NULL;
		*to++ = c;
	}
	*to = '\0';
	return out;
}

void
codec_escape(struct str *out, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || strchr("-._~", c) != NULL;
		char escaped[3] = { '%', digits[c >> 4], digits[c & 15] };
		str_add_n(out, plain ? text : escaped, plain ? 1 : 3);
	}
}
