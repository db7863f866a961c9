/* Forms: what was read of one is written again and means the same, and as HTML none of it is markup; and the same
 * bytes as a header of cookies. */
#include "arena.h"
#include "codec.h"
#include "cookie.h"
#include "err.h"
#include "form_data.h"
#include "fuzz.h"
#include "str.h"
#include "template.h"
#include "utf8.h"

static void
write_form(const struct form_data *form, struct str *out)
{
	for (int i = 0; i < form->n; i++) {
		codec_escape(out, form->fields[i].name);
		str_add_char(out, '=');
		codec_escape(out, form->fields[i].value);
		str_add_char(out, '&');
	}
}

static void
check_html(const char *text)
{
	struct str html = STR_INIT(1 << 20);
	template_escape(text, &html);
	must(!html.failed && utf8_valid(str_text(&html), html.len));
	must(strpbrk(str_text(&html), "<>\"'\r\x1b") == NULL);
	str_release(&html);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { NULL };
	struct form_data form;
	struct form_data again;
	struct err err;
	struct str text = STR_INIT(1 << 20);
	if (form_data_read((const char *)data, size, &arena, &form, &err) == 0) {
		write_form(&form, &text);
		must(form_data_read(str_text(&text), text.len, &arena, &again, &err) == 0);
		must(again.n == form.n);
		for (int i = 0; i < form.n; i++) {
			must(strcmp(again.fields[i].value, form.fields[i].value) == 0);
			check_html(form.fields[i].value);
		}
	}
	const char *header = arena_text_n(&arena, (const char *)data, size);
	const char *cookie = cookie_get(header, "a", &arena);
	must(cookie == NULL || strpbrk(cookie, " ;,\"\r\n") == NULL);
	check_html(header);
	str_release(&text);
	arena_release(&arena);
	return 0;
}
