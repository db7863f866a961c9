/* Templates: what is looked for in a call after it has ended. */
#include <string.h>

#include "call.h"
#include "clock.h"
#include "difference.h"
#include "event.h"
#include "ident.h"
#include "json.h"
#include "jsonw.h"
#include "page.h"
#include "store_table.h"
#include "utf8.h"

enum { FIELDS_MOST = 50 };

static int
from_row(struct call *c, const struct template_row *row, struct template *out)
{
	struct json *list;
	struct err err;
	*out = (struct template){ .id = row->id,
		.name = row->name,
		.description = row->description,
		.has_description = row->has_description,
		.created_at = row->created_at,
		.updated_at = row->updated_at,
		.version = row->version };
	if (json_parse(row->fields, strlen(row->fields), &list, &err) != 0)
		return call_refuse(c, PROBLEM_internal, "fields", "the stored template is damaged");
	struct faults faults = { .n = 0 };
	(void)codec_read_member(
	    list, shape_field(shape_fields(SHAPE_template), "fields"), &c->arena, out, &faults);
	json_free(list);
	return 0;
}

static const char *
print_fields(struct call *c, const struct many_template_field *fields)
{
	struct str text = STR_INIT(1 << 18);
	struct jsonw w = { .out = &text };
	jsonw_open(&w, '[');
	for (size_t i = 0; i < fields->n; i++)
		codec_write(&w, shape_fields(SHAPE_template_field), &fields->items[i]);
	jsonw_close(&w, ']');
	return call_keep(c, &text);
}

static int
add_row(struct page *page, const void *row)
{
	struct template template;
	int problem = from_row(page->call, row, &template);
	if (problem == 0)
		page_add(page, &template);
	return problem;
}

int
op_template_list(struct call *c, const struct template_list_args *args, struct page *page)
{
	(void)args;
	return page_list(page, LIST_templates, WITH(V(c->place.ws_id)), add_row);
}

static int
need(struct call *c, const char *id, struct template_row *row, struct template *out)
{
	if (call_need(c, QUERY_template_get, WITH(V(c->place.ws_id), V(id)), row, "template") != 0)
		return (int)c->err.problem;
	return from_row(c, row, out);
}

int
op_template_get(struct call *c, const struct template_get_args *args, struct template *out)
{
	struct template_row row;
	return need(c, args->id, &row, out);
}

static int
emit(struct call *c, enum event type, const struct template_row *row, const char *before,
    const char *after)
{
	return event_emit(c, type,
	    &(struct event_about){ .target_type = "template",
	        .target_id = row->id,
	        .target_name = row->name,
	        .before = before,
	        .after = after });
}

/* Names differ; options are an enum's and nobody else's. */
static int
check_fields(struct call *c, const struct many_template_field *fields)
{
	if (fields->n > FIELDS_MOST)
		return call_broken(c, PROBLEM_invalid_field, "fields",
		    "a template has at most %d fields", FIELDS_MOST);
	for (size_t i = 0; i < fields->n; i++) {
		const struct template_field *field = &fields->items[i];
		bool options = field->options != NULL && field->options[0] != '\0';
		if (options != (field->type == FIELD_TYPE_choice) &&
		    call_broken(c, PROBLEM_invalid_field, "fields", "the field '%s' %s",
		        field->name,
		        options ? "is no enum and has options" : "is an enum without options") != 0)
			return (int)c->err.problem;
		for (size_t j = 0; j < i; j++)
			if (strcmp(field->name, fields->items[j].name) == 0 &&
			    call_broken(c, PROBLEM_invalid_field, "fields",
			        "the field '%s' stands twice", field->name) != 0)
				return (int)c->err.problem;
	}
	return 0;
}

int
op_template_create(struct call *c, const struct template_create_args *args, struct template *out)
{
	struct template_row row = { .id = ident_new(&c->arena, "tpl"), .name = args->name };
	if (check_fields(c, &args->fields) != 0 ||
	    call_run(c, QUERY_template_insert,
	        WITH(V(row.id), V(c->place.ws_id), V(args->name),
	            V(utf8_sort_key(&c->arena, args->name)), V(args->description),
	            V(print_fields(c, &args->fields)), V(clock_now()))) != 0 ||
	    emit(c, EVENT_template_created, &row, NULL, NULL) != 0)
		return (int)c->err.problem;
	return need(c, row.id, &row, out);
}

static void
merge(struct call *c, struct template_row *row, const struct template_update_args *args)
{
	if (args->has_name)
		row->name = args->name;
	if (args->has_description) {
		row->description = args->description;
		row->has_description = args->description != NULL;
	}
	if (args->fields.n > 0)
		row->fields = print_fields(c, &args->fields);
}

int
op_template_update(struct call *c, const struct template_update_args *args, struct template *out)
{
	static const char *const names[] = { "description", "fields", "name", NULL };
	struct template_row before;
	struct event_about told = { .before = NULL };
	if (need(c, args->id, &before, out) != 0 ||
	    call_match(c, before.version, SHAPE_template, out) != 0)
		return (int)c->err.problem;
	if (args->has_name && args->name == NULL)
		return call_refuse(c, PROBLEM_invalid_field, "name", "name cannot be null");
	struct template_row row = before;
	merge(c, &row, args);
	if (check_fields(c, &args->fields) != 0)
		return (int)c->err.problem;
	difference(c, store_statement(QUERY_template_get)->fields(), names, &before, &row, &told);
	if (told.before == NULL)
		return 0;
	if (call_run(c, QUERY_template_update,
	        WITH(V(row.id), V(row.name), V(utf8_sort_key(&c->arena, row.name)),
	            V(row.description), V(row.fields), V(clock_now()))) != 0 ||
	    emit(c, EVENT_template_updated, &row, told.before, told.after) != 0)
		return (int)c->err.problem;
	return need(c, row.id, &row, out);
}

int
op_template_delete(struct call *c, const struct template_delete_args *args, struct done *out)
{
	struct template_row row;
	struct template before;
	out->done = true;
	if (need(c, args->id, &row, &before) != 0 ||
	    call_match(c, row.version, SHAPE_template, &before) != 0 ||
	    emit(c, EVENT_template_deleted, &row, NULL, NULL) != 0)
		return (int)c->err.problem;
	return call_run(c, QUERY_template_delete, WITH(V(row.id)));
}
