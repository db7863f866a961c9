/* All that is known of one row or object, as text; beside a list it follows the cursor at rest. */
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "args.h"
#include "client.h"
#include "clock.h"
#include "mem.h"
#include "view.h"
#include "view_internal.h"

enum { REST_MS = 40 };

/* The widest label, those of an object inside included. */
static size_t
label_columns(const struct field *fields)
{
	size_t columns = 0;
	char label[FIELD_LABEL];
	for (const struct field *field = fields; field->name != NULL; field++) {
		size_t len = field->word == FIELD_embed
		    ? label_columns(shape_fields(field->shape)) + 2
		    : strlen(field_label(field, label));
		bool shown = field->word <= FIELD_embed || field->word == FIELD_texts;
		if (shown && len > columns)
			columns = len;
	}
	return columns;
}

/* Every list of a shape has the same layout. */
struct many {
	char *items;
	size_t n;
};

const char *
view_workspace_name(const struct app *app, const char *id)
{
	const struct me *me = app->me == NULL ? NULL : app->me->value;
	for (size_t i = 0; me != NULL && i < me->workspaces.n; i++)
		if (strcmp(me->workspaces.items[i].id, id) == 0)
			return me->workspaces.items[i].name;
	return id;
}

/* The records of a list, each on a line: "Production, viewer". */
static void
describe_many(const struct app *app, const struct field *field, const void *at, struct str *out)
{
	struct arena arena = { NULL };
	struct many many;
	char label[FIELD_LABEL];
	memcpy(&many, at, sizeof(many));
	if (many.n > 0)
		str_addf(out, "%s:\n", field_label(field, label));
	for (size_t i = 0; i < many.n; i++) {
		const char *item = many.items + i * shape_row(field->shape)->size;
		const char *between = "  ";
		for (const struct field *each = shape_fields(field->shape); each->name != NULL;
		     each++) {
			const char *text =
			    each->word >= FIELD_embed ? "" : args_shown(each, item, &arena);
			if (text[0] == '\0')
				continue;
			if (each->kind == KIND_ws_ref)
				text = view_workspace_name(app, text);
			str_addf(out, "%s%s", between, field_spoken(each->name, text));
			between = ", ";
		}
		str_add_char(out, '\n');
	}
	arena_release(&arena);
}

static void
describe_texts(const struct field *field, const void *at, int columns, struct str *out)
{
	const struct texts *texts = at;
	char label[FIELD_LABEL];
	if (texts->n > 0)
		str_addf(out, "%-*s ", columns, field_label(field, label));
	for (size_t i = 0; i < texts->n; i++)
		str_addf(out, " %s", texts->items[i]);
	if (texts->n > 0)
		str_add_char(out, '\n');
}

static void
describe_fields(const struct app *app, const struct field *fields, const char *value, int indent,
    int columns, struct str *out)
{
	struct arena arena = { NULL };
	char label[FIELD_LABEL];
	for (const struct field *field = fields; field->name != NULL; field++) {
		if (field->word == FIELD_many)
			describe_many(app, field, value + field->offset, out);
		if (field->word == FIELD_texts)
			describe_texts(field, value + field->offset, columns, out);
		if (field->word == FIELD_embed) {
			str_addf(out, "%*s%s:\n", indent, "", field_label(field, label));
			describe_fields(app, shape_fields(field->shape), value + field->offset,
			    indent + 2, columns, out);
			continue;
		}
		if (field->word > FIELD_embed)
			continue;
		const char *text = args_shown(field, value, &arena);
		if (text[0] != '\0')
			str_addf(out, "%*s%-*s  %s\n", indent, "", columns - indent,
			    field_label(field, label),
			    view_is_time(text) ? arena_printf(&arena, "%.10s %.8s", text, text + 11)
			                       : field_spoken(field->name, text));
	}
	arena_release(&arena);
}

void
view_describe(struct view *view, const void *row, struct str *out)
{
	const struct field *fields = shape_fields(view_shape(view));
	if (view->section->detail != NULL)
		view->section->detail(view, row, out);
	else
		describe_fields(view->app, fields, row, 0, (int)label_columns(fields), out);
}

void
view_draw_fields(struct view *view, struct screen *screen, struct screen_rect area)
{
	struct str text = STR_INIT(1 << 16);
	const void *row = view_row(view);
	if (row != NULL)
		view_describe(view, row, &text);
	else
		str_add(&text, view->none ? view->section->empty : view_loading(view));
	(void)screen_text_wrapped(screen, area, STYLE_normal, str_text(&text));
	str_release(&text);
}

/* ---- beside the list ---- */

void
view_detail_later(struct view *view)
{
	view->detail_due = clock_monotonic() + REST_MS;
}

int
view_detail_tick(struct view *view)
{
	int64_t now = clock_monotonic();
	if (view->detail_due == 0)
		return -1;
	if (now < view->detail_due)
		return (int)(view->detail_due - now);
	view->detail_due = 0;
	view->app->dirty = true;
	return -1;
}

void
view_detail_release(struct view *view)
{
	free(view->detail);
	view->detail = NULL;
	view->detail_due = 0;
}

const char *
view_caption(struct view *view)
{
	bool shown = view->section->spelt_out && !view_has_beside(view) && view_row(view) != NULL;
	if (shown && (view->detail == NULL || view->detail_due == 0)) {
		struct str text = STR_INIT(4000);
		view_cut(view, &text);
		free(view->detail);
		view->detail = mem_text(str_text(&text));
		str_release(&text);
	}
	return shown ? view->detail : "";
}

void
view_draw_detail(struct view *view, struct screen *screen, struct screen_rect area)
{
	const void *row = view_row(view);
	if (view->detail == NULL || view->detail_due == 0) {
		struct str text = STR_INIT(1 << 16);
		if (row != NULL)
			view_describe(view, row, &text);
		free(view->detail);
		view->detail = mem_text(str_text(&text));
		view->detail_top = view->pos.top;
		str_release(&text);
	}
	/* While the list scrolls nothing stands beside it: terminals scroll whole lines only, and with
	 * a text that stays each of them would have to be sent. */
	if (view->detail_top == view->pos.top)
		(void)screen_text_wrapped(screen, area, STYLE_normal, view->detail);
}
