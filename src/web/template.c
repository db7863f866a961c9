/* Templates, rendered in one pass. */
#include "template.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "str.h"
#include "utf8.h"

struct reader {
	const char *at;
	const struct template_value *values;
	struct str *out;
};

static const char *
reference_of(uint32_t code)
{
	switch (code) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		break;
	}
	bool control = utf8_is_control(code) && code != '\n' && code != '\t';
	return control || utf8_is_bidi_control(code) ? "\xef\xbf\xbd" : NULL;
}

void
template_escape(const char *text, struct str *out)
{
	size_t len = strlen(text);
	for (size_t at = 0; at < len;) {
		uint32_t code = 0;
		size_t used = utf8_decode(text + at, len - at, &code);
		const char *instead = used == 0 ? "\xef\xbf\xbd" : reference_of(code);
		if (instead != NULL)
			str_add(out, instead);
		else
			str_add_n(out, text + at, used);
		at += used == 0 ? 1 : used;
	}
}

static const char *
value_of(const struct template_value *values, const char *name, size_t len)
{
	for (; values->name != NULL; values++)
		if (strncmp(values->name, name, len) == 0 && values->name[len] == '\0')
			return values->value;
	return NULL;
}

/* Up to the end of the section, or of the text; what does not show is passed over. */
static void
render(struct reader *reader, bool shows)
{
	const char *tag;
	while ((tag = strstr(reader->at, "{{")) != NULL) {
		const char *end = strstr(tag, "}}");
		assert(end != NULL);
		if (shows)
			str_add_n(reader->out, reader->at, (size_t)(tag - reader->at));
		reader->at = end + 2;
		char sort = tag[2];
		const char *name = tag + (sort == '#' || sort == '^' ? 3 : 2);
		const char *value = value_of(reader->values, name, (size_t)(end - name));
		if (sort == '/')
			return;
		if (sort == '#' || sort == '^')
			render(reader, shows && (value != NULL) == (sort == '#'));
		else if (shows && value != NULL)
			template_escape(value, reader->out);
	}
	if (shows)
		str_add(reader->out, reader->at);
	reader->at += strlen(reader->at);
}

void
template_render(const char *text, const struct template_value *values, struct str *out)
{
	struct reader reader = { .at = text, .values = values, .out = out };
	render(&reader, true);
}
