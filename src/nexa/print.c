/* Printing single answers. */
#include "print.h"

#include <errno.h>
#include <string.h>

#include "before_after.h"
#include "complaint.h"
#include "csv.h"
#include "csv_out.h"
#include "json.h"
#include "visible.h"

enum { TEXT_MAX = 256 << 20 };

static int first_error;

void
print_bytes(const struct printer *printer, const char *bytes, size_t len)
{
	errno = 0;
	if (len > 0 && fwrite(bytes, 1, len, printer->file) != len && first_error == 0)
		first_error = errno == 0 ? EIO : errno;
}

int
print_finish(const struct printer *printer)
{
	errno = 0;
	if ((fflush(printer->file) != 0 || ferror(printer->file) != 0) && first_error == 0)
		first_error = errno == 0 ? EIO : errno;
	return first_error;
}

bool
print_has_failed(void)
{
	return first_error != 0;
}

static void
flush(const struct printer *printer, struct str *text)
{
	print_bytes(printer, text->data, text->len);
	str_release(text);
}

static void
print_as_served(const struct printer *printer, const struct reply *reply)
{
	struct str text = STR_INIT(TEXT_MAX);
	if (printer->terminal)
		visible_add_json(&text, reply->body, reply->body_len);
	else
		str_add_n(&text, reply->body, reply->body_len);
	if (text.len == 0 || text.data[text.len - 1] != '\n')
		str_add_char(&text, '\n');
	flush(printer, &text);
}

/* ---- a table of names and values ---- */

static void
add_line(struct str *out, int indent, int width, const char *title, const char *cell)
{
	if (cell[0] == '\0')
		return;
	str_addf(out, "%*s%-*s  ", indent, "", width, title);
	visible_add(out, cell);
	str_add_char(out, '\n');
}

static void
add_lines(struct str *out, int indent, enum shape shape, const void *value)
{
	struct flat_column columns[FLAT_MAX];
	struct arena arena = { 0 };
	const char *cells[FLAT_MAX];
	int n = flat_columns(shape, FLAT_all, columns);
	int width = 0;
	for (int i = 0; i < n; i++) {
		bool list = columns[i].field->word == FIELD_many;
		cells[i] = list ? "" : flat_cell(&columns[i], value, &arena);
		if (cells[i][0] != '\0' && (int)strlen(columns[i].title) > width)
			width = (int)strlen(columns[i].title);
	}
	for (int i = 0; i < n; i++)
		add_line(out, indent, width, columns[i].title, cells[i]);
	arena_release(&arena);
}

static bool
has_lists(enum shape shape)
{
	for (const struct field *field = shape_fields(shape); field->name != NULL; field++)
		if (field->word == FIELD_many)
			return true;
	return false;
}

static void add_lists(const struct printer *printer, struct str *out, int indent, enum shape shape,
    const void *value);

/* A list as a table or, when its items have lists of their own, item by item. */
static void
/* NOLINTNEXTLINE(readability-function-size): where to, how far in, what */
add_list(const struct printer *printer, struct str *out, int indent, enum shape shape,
    const char *items, size_t n)
{
	size_t size = shape_row(shape)->size;
	struct grid grid;
	if (has_lists(shape)) {
		for (size_t i = 0; i < n; i++) {
			str_add(out, i > 0 ? "\n" : "");
			add_lines(out, indent, shape, items + i * size);
			add_lists(printer, out, indent, shape, items + i * size);
		}
		return;
	}
	grid_init(&grid, shape, FLAT_brief);
	for (size_t i = 0; i < n; i++)
		grid_add(&grid, items + i * size);
	if (printer->columns > 0)
		grid_fit(&grid, printer->columns - indent);
	grid_draw(&grid, indent, true, out);
	grid_release(&grid);
}

/* The lists inside a value, one after the other. */
static void
add_lists(
    const struct printer *printer, struct str *out, int indent, enum shape shape, const void *value)
{
	for (const struct field *field = shape_fields(shape); field->name != NULL; field++) {
		struct many_done many = { .n = 0 };
		if (field->word == FIELD_many)
			memcpy(&many, (const char *)value + field->offset, sizeof(many));
		if (many.n == 0)
			continue;
		str_addf(out, "%s%*s%s:\n", out->len > 0 ? "\n" : "", indent, "", field->name);
		add_list(printer, out, indent + 2, field->shape, (const char *)many.items, many.n);
	}
}

/* The only field of an answer, a text: nobody needs to be told its name.  NULL: there are others. */
static const struct field *
only_text(enum shape shape)
{
	const struct field *field = shape_fields(shape);
	bool only = field->name != NULL && field[1].name == NULL;
	return only && field->word < FIELD_embed && kind_row(field->kind)->class == CLASS_text
	    ? field
	    : NULL;
}

static void
add_only(struct str *out, const struct field *field, const void *value)
{
	struct arena arena = { 0 };
	visible_add(out, shape_cell(field, value, &arena));
	str_add_char(out, '\n');
	arena_release(&arena);
}

void
print_value(const struct printer *printer, enum shape shape, const void *value)
{
	struct str text = STR_INIT(TEXT_MAX);
	if (printer->output == OUTPUT_csv) {
		csv_out_object_titles(&text, shape);
		csv_out_object_rows(&text, shape, value);
	} else if (shape == SHAPE_done) {
		str_add(&text, "done\n");
	} else if (only_text(shape) != NULL) {
		add_only(&text, only_text(shape), value);
	} else {
		add_lines(&text, 0, shape, value);
		add_lists(printer, &text, 0, shape, value);
	}
	flush(printer, &text);
}

void
print_reply(const struct printer *printer, const struct reply *reply)
{
	if (printer->output == OUTPUT_json || reply->value == NULL)
		print_as_served(printer, reply);
	else
		print_value(printer, ops[reply->op].gives, reply->value);
}

/* ---- dry runs ---- */

static const char *
member_text(const struct json *object, const char *name)
{
	const char *text = json_text(json_get(object, name));
	return text == NULL ? "" : text;
}

static void
add_event(struct str *out, const struct json *event)
{
	str_add(out, "  ");
	visible_add(out, member_text(event, "type"));
	str_add(out, "  ");
	visible_add(out, member_text(event, "target_type"));
	str_add_char(out, ' ');
	visible_add(out, member_text(event, "target_name"));
	const char *workspace = member_text(event, "workspace_name");
	bool itself = strcmp(member_text(event, "target_type"), "workspace") == 0;
	if (workspace[0] != '\0' && !itself) {
		str_add(out, " in ");
		visible_add(out, workspace);
	}
	struct str change = STR_INIT(1 << 16);
	before_after_add(json_get(event, "details"), true, &change);
	str_add(out, change.len > 0 ? ": " : "");
	visible_add(out, str_text(&change));
	str_release(&change);
	str_add_char(out, '\n');
}

static void
add_json_csv(struct str *out, const struct json *value)
{
	struct str text = STR_INIT(1 << 16);
	if (value != NULL)
		json_canonical(value, &text);
	csv_add_cell(out, str_text(&text), true, false);
	str_release(&text);
}

static void
add_event_csv(struct str *out, const struct json *event)
{
	static const char *const names[] = { "type", "target_type", "target_id", "target_name" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		csv_add_cell(out, member_text(event, names[i]), true, i == 0);
	add_json_csv(out, json_get(json_get(event, "details"), "before"));
	add_json_csv(out, json_get(json_get(event, "details"), "after"));
	str_add(out, "\r\n");
}

/* Where several changes are refused together, each in a line of its own. */
static void
add_problem(struct str *out, const struct json *problem)
{
	struct str lines = STR_INIT(TEXT_MAX);
	complaint_add(&lines, member_text(problem, "message"), json_get(problem, "details"));
	str_add(out, "  ");
	visible_add(out, member_text(problem, "code"));
	str_add(out, ": ");
	char *rest = lines.data;
	for (char *line; (line = str_line(&rest)) != NULL;) {
		str_add(out, line == lines.data ? "" : "    ");
		visible_add(out, line);
		str_add_char(out, '\n');
	}
	str_release(&lines);
}

static void
add_consequences(struct str *out, const struct json *consequences)
{
	const struct json *item = json_first(consequences);
	str_add(out, item != NULL ? "what comes of it:\n" : "");
	for (; item != NULL; item = json_next(item)) {
		str_add(out, "  ");
		visible_add(out, json_text(item) == NULL ? "" : json_text(item));
		str_add_char(out, '\n');
	}
}

static void
add_rehearsal(struct str *out, const struct json *problems, const struct json *events,
    const struct json *consequences)
{
	const struct json *item = json_first(problems);
	str_add(out, item != NULL ? "this would be refused:\n" : "");
	for (; item != NULL; item = json_next(item))
		add_problem(out, item);
	item = json_first(events);
	str_add(out, item != NULL ? "this would happen:\n" : "");
	for (; item != NULL; item = json_next(item))
		add_event(out, item);
	add_consequences(out, consequences);
	if (out->len == 0)
		str_add(out, "nothing would change\n");
}

bool
print_rehearsal(const struct printer *printer, const struct reply *reply)
{
	struct str text = STR_INIT(TEXT_MAX);
	const struct json *problems = json_get(reply->json, "problems");
	const struct json *events = json_get(reply->json, "events");
	if (printer->output == OUTPUT_json) {
		print_as_served(printer, reply);
	} else if (printer->output == OUTPUT_csv) {
		str_add(&text, "type,target_type,target_id,target_name,before,after\r\n");
		for (const struct json *e = json_first(events); e != NULL; e = json_next(e))
			add_event_csv(&text, e);
	} else {
		add_rehearsal(&text, problems, events, json_get(reply->json, "consequences"));
	}
	flush(printer, &text);
	return json_count(problems) > 0;
}

void
print_consequences(const struct printer *printer, const struct reply *reply)
{
	struct str text = STR_INIT(TEXT_MAX);
	add_consequences(&text, json_get(reply->json, "consequences"));
	flush(printer, &text);
}
