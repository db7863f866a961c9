/* Forms. */
#include "form_data.h"

#include <string.h>

#include "codec.h"
#include "err.h"
#include "utf8.h"

static int
refuse(struct err *err, const char *why)
{
	return fail(err, PROBLEM_invalid_request, "form", "the form %s", why);
}

static int
take_field(
    const char *text, size_t len, struct arena *arena, struct form_data *out, struct err *err)
{
	const char *equals = memchr(text, '=', len);
	size_t name_len = equals == NULL ? len : (size_t)(equals - text);
	size_t value_len = equals == NULL ? 0 : len - name_len - 1;
	if (name_len == 0 || name_len > FORM_NAME_MAX || value_len / 3 > FORM_VALUE_MAX)
		return refuse(err, "has a field with a name or a value of no fitting length");
	const char *name = codec_unescape(arena, text, name_len, true);
	const char *value = codec_unescape(arena, text + len - value_len, value_len, true);
	if (name == NULL || value == NULL || !utf8_valid(name, strlen(name)) ||
	    !utf8_valid(value, strlen(value)))
		return refuse(err, "is not proper percent-encoded UTF-8");
	if (strlen(value) > FORM_VALUE_MAX)
		return refuse(err, "has a value that is too long");
	if (form_data_get(out, name) != NULL)
		return refuse(err, "has a field twice");
	if (out->n == FORM_FIELDS_MAX)
		return refuse(err, "has too many fields");
	out->fields[out->n].name = name;
	out->fields[out->n++].value = value;
	return 0;
}

int
form_data_read(
    const char *text, size_t len, struct arena *arena, struct form_data *out, struct err *err)
{
	out->n = 0;
	for (size_t at = 0; at < len;) {
		const char *end = memchr(text + at, '&', len - at);
		size_t field = end == NULL ? len - at : (size_t)(end - text) - at;
		if (field > 0 && take_field(text + at, field, arena, out, err) != 0)
			return (int)err->problem;
		at += field + 1;
	}
	return 0;
}

const char *
form_data_get(const struct form_data *form, const char *name)
{
	for (int i = 0; i < form->n; i++)
		if (strcmp(form->fields[i].name, name) == 0)
			return form->fields[i].value;
	return NULL;
}
