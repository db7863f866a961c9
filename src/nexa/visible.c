/* Showing instead of obeying. */
#include "visible.h"

#include <string.h>

#include "utf8.h"

static bool
is_obeyed(uint32_t code)
{
	return utf8_is_control(code) || utf8_is_bidi_control(code);
}

static void
add_shown(struct str *out, uint32_t code)
{
	if (code == '\n')
		str_add(out, "\\n");
	else if (code == '\t')
		str_add(out, "\\t");
	else if (utf8_is_control(code) && code < 0x100)
		str_addf(out, "\\x%02x", (unsigned)code);
	else
		str_addf(out, "<U+%04X>", (unsigned)code);
}

void
visible_add(struct str *out, const char *text)
{
	size_t len = strlen(text);
	for (size_t at = 0; at < len;) {
		uint32_t code = 0;
		size_t used = utf8_decode(text + at, len - at, &code);
		if (used == 0) {
			str_addf(out, "\\x%02x", (unsigned char)text[at]);
			used = 1;
		} else if (is_obeyed(code)) {
			add_shown(out, code);
		} else {
			str_add_n(out, text + at, used);
		}
		at += used;
	}
}

void
visible_add_json(struct str *out, const char *text, size_t len)
{
	for (size_t at = 0; at < len;) {
		uint32_t code = 0;
		size_t used = utf8_decode(text + at, len - at, &code);
		if (used == 0)
			used = 1;
		else if (code >= 0x7f && is_obeyed(code))
			str_addf(out, "\\u%04x", (unsigned)code);
		else
			str_add_n(out, text + at, used);
		at += used;
	}
}
