/* Printing lists page by page: CSV and JSON at once, tables when their widths are known. */
#include <inttypes.h>
#include <string.h>

#include "csv_out.h"
#include "print.h"
#include "visible.h"

enum { TEXT_MAX = 256 << 20, ROWS_KEPT = 10000 };

static void
flush(struct listing *listing)
{
	print_bytes(listing->printer, listing->text.data, listing->text.len);
	str_clear(&listing->text);
}

/* ---- JSON: the pages of one list made one list, each row as it was served ---- */

/* The end of the quoted text at text; it is valid JSON. */
static const char *
skip_text(const char *text)
{
	for (text++; *text != '"' && *text != '\0'; text++)
		if (*text == '\\' && text[1] != '\0')
			text++;
	return *text == '\0' ? text : text + 1;
}

/* The end of the text, list or object that starts at text. */
static const char *
skip_value(const char *text)
{
	int depth = 0;
	do {
		if (*text == '"') {
			text = skip_text(text);
			continue;
		}
		if (*text == '[' || *text == '{')
			depth++;
		else if (*text == ']' || *text == '}')
			depth--;
		text++;
	} while (depth > 0 && *text != '\0');
	return text;
}

/* What stands between the brackets of the member "data" of an object. */
static const char *
data_of(const char *body, size_t *len)
{
	const char *at = strchr(body, '{');
	*len = 0;
	while (at != NULL && (at = strchr(at, '"')) != NULL) {
		bool wanted = strncmp(at, "\"data\"", 6) == 0;
		at = skip_text(at);
		at += strspn(at, " \t\r\n:");
		if (wanted) {
			*len = (size_t)(skip_value(at) - at) - 2;
			return at + 1;
		}
		at = *at == '[' || *at == '{' || *at == '"' ? skip_value(at) : at;
	}
	return "";
}

static void
add_json_page(struct listing *listing, const struct reply *reply)
{
	size_t len;
	const char *data = data_of(reply->body, &len);
	str_add(&listing->text, listing->n_pages == 0 ? "{\"data\":[" : "");
	if (listing->n_rows > 0 && reply->n > 0)
		str_add_char(&listing->text, ',');
	if (listing->printer->terminal)
		visible_add_json(&listing->text, data, len);
	else
		str_add_n(&listing->text, data, len);
}

static void
add_json_end(struct listing *listing, const char *next_cursor)
{
	struct str *out = &listing->text;
	/* Now that it was counted, it is known. */
	if (next_cursor == NULL) {
		listing->total = (int64_t)listing->n_rows;
		listing->at_least = false;
	}
	str_addf(out, "],\"meta\":{\"limit\":%zu,\"next_cursor\":", listing->n_rows);
	if (next_cursor == NULL)
		str_add(out, "null");
	else
		str_addf(out, "\"%s\"", next_cursor);
	str_add(out, ",\"prev_cursor\":null,\"total\":");
	if (listing->total < 0 || listing->at_least)
		str_add(out, "null");
	else
		str_addf(out, "%" PRId64, listing->total);
	if (listing->at_least)
		str_addf(out, ",\"total_at_least\":%" PRId64, listing->total);
	str_add(out, "}}\n");
}

/* ---- the three forms ---- */

void
print_list_begin(struct listing *listing, const struct printer *printer, enum op_id op)
{
	*listing = (struct listing){ .printer = printer, .op = op, .text = STR_INIT(TEXT_MAX) };
	enum flat_detail detail = printer->output == OUTPUT_table ? FLAT_brief : FLAT_all;
	grid_init(&listing->grid, ops[op].gives, detail);
}

static void
draw_table(struct listing *listing)
{
	if (listing->printer->columns > 0)
		grid_fit(&listing->grid, listing->printer->columns);
	grid_draw(&listing->grid, 0, !listing->titled, &listing->text);
	grid_clear(&listing->grid);
	listing->titled = true;
}

/* Lists whose rows have lists that matter: a line for each person and workspace. */
static bool
is_taken_apart(enum shape shape)
{
	return shape == SHAPE_access_row;
}

static void
add_csv(struct listing *listing, const void *row)
{
	const struct grid *grid = &listing->grid;
	enum shape shape = ops[listing->op].gives;
	if (is_taken_apart(shape))
		csv_out_object_rows(&listing->text, shape, row);
	else
		csv_out_row(&listing->text, grid->columns, grid->n_columns, row);
}

static void
add_csv_titles(struct listing *listing)
{
	const struct grid *grid = &listing->grid;
	enum shape shape = ops[listing->op].gives;
	if (is_taken_apart(shape))
		csv_out_object_titles(&listing->text, shape);
	else
		csv_out_titles(&listing->text, grid->columns, grid->n_columns);
}

static void
add_rows(struct listing *listing, const struct reply *reply)
{
	size_t size = shape_row(ops[listing->op].gives)->size;
	struct grid *grid = &listing->grid;
	if (listing->printer->output == OUTPUT_csv && listing->n_pages == 0)
		add_csv_titles(listing);
	for (size_t i = 0; i < reply->n; i++) {
		const void *row = (const char *)reply->value + i * size;
		if (listing->printer->output == OUTPUT_csv)
			add_csv(listing, row);
		else
			grid_add(grid, row);
	}
	if (grid->n_rows >= ROWS_KEPT)
		draw_table(listing);
}

void
print_list_page(struct listing *listing, const struct reply *reply, bool more)
{
	bool only = listing->n_pages == 0 && !more;
	if (listing->n_pages == 0) {
		listing->total = reply->total;
		listing->at_least = reply->total_at_least;
	}
	if (listing->printer->output != OUTPUT_json)
		add_rows(listing, reply);
	else if (only)
		print_reply(listing->printer, reply);
	else
		add_json_page(listing, reply);
	flush(listing);
	listing->n_pages += only && listing->printer->output == OUTPUT_json ? 0 : 1;
	listing->n_rows += reply->n;
}

void
print_list_end(struct listing *listing, const char *next_cursor)
{
	if (listing->printer->output == OUTPUT_table)
		draw_table(listing);
	else if (listing->printer->output == OUTPUT_json && listing->n_pages > 0)
		add_json_end(listing, next_cursor);
	flush(listing);
	grid_release(&listing->grid);
	str_release(&listing->text);
}
