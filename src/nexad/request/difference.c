/* Two values side by side. */
#include "difference.h"

#include <string.h>

#include "call.h"
#include "event.h"
#include "jsonw.h"
#include "utf8.h"

/* A longer text would make the event as long as what it tells of. */
enum { TEXT_MOST = 1000 };

static void
print(struct call *c, struct jsonw *w, const struct field *field, const void *value)
{
	const char *cell = shape_cell(field, value, &c->arena);
	enum kind_class class = kind_row(field->kind)->class;
	jsonw_key(w, field->name);
	if (cell[0] == '\0')
		jsonw_null(w);
	else if (class == CLASS_number)
		jsonw_raw(w, cell);
	else if (class == CLASS_flag)
		jsonw_bool(w, strcmp(cell, "yes") == 0);
	else if (field->kind == KIND_prompt || strlen(cell) > TEXT_MOST)
		jsonw_text(w, arena_printf(&c->arena, "%zu characters", utf8_count(cell)));
	else
		jsonw_text(w, cell);
}

static const char *
closed(struct call *c, struct jsonw *w)
{
	jsonw_close(w, '}');
	return call_keep(c, w->out);
}

void
difference(struct call *c, const struct field *fields, const char *const *names, const void *before,
    const void *after, struct event_about *about)
{
	struct str texts[2] = { STR_INIT(16384), STR_INIT(16384) };
	struct jsonw w[2] = { { .out = &texts[0] }, { .out = &texts[1] } };
	bool differ = false;
	for (int i = 0; i < 2; i++)
		jsonw_open(&w[i], '{');
	for (; *names != NULL; names++) {
		const struct field *field = shape_field(fields, *names);
		if (strcmp(shape_cell(field, before, &c->arena),
		        shape_cell(field, after, &c->arena)) == 0)
			continue;
		print(c, &w[0], field, before);
		print(c, &w[1], field, after);
		differ = true;
	}
	about->before = closed(c, &w[0]);
	about->after = closed(c, &w[1]);
	if (!differ)
		about->before = about->after = NULL;
}
