/* The statements, and the composition of lists. */
#include "store_table.h"

#include <string.h>

#include "str.h"

#define WORDS_AS_FIELDS
#include "words.h"
/* NOLINTBEGIN(bugprone-macro-parentheses): words are not an expression */
#define ROW(row_name, words)                                                    \
	static const struct field *row_name##_row_fields(void)                  \
	{                                                                       \
		typedef struct row_name self;                                   \
		static const struct field fields[] = { words{ .name = NULL } }; \
		return fields;                                                  \
	}
/* NOLINTEND(bugprone-macro-parentheses) */
#include "rows.def"
#undef WORDS_AS_FIELDS

/* Shapes answer through a function of the same form as rows. */
#define SHAPE(name, text, words)                                                     \
	__attribute__((unused)) static const struct field *name##_shape_fields(void) \
	{                                                                            \
		return shape_fields(SHAPE_##name);                                   \
	}
#include "shapes.def"

#define FIELDS_NONE(row) NULL, 0
#define FIELDS_ROW(row) row##_row_fields, sizeof(struct row)
#define FIELDS_SHAPE(row) row##_shape_fields, sizeof(struct row)

static const struct statement_row statements[QUERY_COUNT] = {
#define QUERY(name, set, row, text) [QUERY_##name] = { #name, (text), FIELDS_##set(row), false },
#define RECALL(name, set, row, text) [QUERY_##name] = { #name, (text), FIELDS_##set(row), true },
#define LIST(id, set, row, columns, from, sorts, tie, filters, search)
#include "queries.def"
};

static const struct list_row lists[LIST_COUNT] = {
#define QUERY(id, set, row, sql)
#define RECALL(id, set, row, sql)
#define LIST(                                                                                 \
    name, set, row, columns_text, from_text, sorts_text, tie_text, filters_text, search_text) \
	[LIST_##name] = { #name, (columns_text), (from_text), (sorts_text), (tie_text),       \
		(filters_text), (search_text), FIELDS_##set(row) },
#include "queries.def"
};

const struct statement_row *
store_statement(enum query query)
{
	return &statements[query];
}

const struct list_row *
store_list(enum list list)
{
	return &lists[list];
}

struct value
value_number(int64_t number)
{
	return (struct value){ .type = VALUE_number, .number = number };
}

struct value
value_text(const char *text)
{
	return (struct value){ .type = text == NULL ? VALUE_null : VALUE_text, .text = text };
}

static const struct field *
field_called(const struct field *fields, const char *name, size_t len)
{
	for (; fields->name != NULL; fields++)
		if (strncmp(fields->name, name, len) == 0 && fields->name[len] == '\0')
			return fields;
	return NULL;
}

int
store_map_column(const struct field *fields, const char *name, struct column *out)
{
	const char *dot = strchr(name, '.');
	size_t outer = 0;
	const struct field *field =
	    field_called(fields, name, dot == NULL ? strlen(name) : (size_t)(dot - name));
	if (field != NULL && dot != NULL) {
		outer = field->offset;
		field = shape_field(shape_fields(field->shape), dot + 1);
	}
	if (field == NULL)
		return -1;
	const struct kind_row *kind = kind_row(field->kind);
	*out = (struct column){ .offset = outer + field->offset,
		.has = field->has == 0 ? 0 : outer + field->has,
		.class = kind->class,
		.vocab = kind->vocab };
	return 0;
}

/* The column of an entry of "name=column; name=column"; name NULL: the first.  NULL: no such entry. */
static const char *
entry(const char *entries, const char *name, size_t *len)
{
	for (const char *at = entries; *at != '\0';) {
		size_t name_len = strcspn(at, "=");
		const char *column = at + name_len + 1;
		*len = strcspn(column, ";");
		if (name == NULL || (strlen(name) == name_len && strncmp(at, name, name_len) == 0))
			return column;
		at = column + *len;
		at += strspn(at, "; ");
	}
	return NULL;
}

bool
store_can_sort(enum list list, const char *sort)
{
	size_t len;
	return entry(lists[list].sorts, sort, &len) != NULL;
}

bool
store_can_search(enum list list)
{
	return lists[list].search != NULL;
}

bool
store_can_filter(enum list list, const char *name)
{
	size_t len;
	return entry(lists[list].filters, name, &len) != NULL;
}

/* The ? of a condition that stands for the value, which has no number; NULL: there is none. */
static const char *
place_of_value(const char *condition, size_t len)
{
	for (const char *at = condition; (at = memchr(at, '?', len - (size_t)(at - condition)));
	     at++)
		if (at[1] < '0' || at[1] > '9')
			return at;
	return NULL;
}

static int
compose_filters(const struct list_shape *shape, struct str *sql, int *parameter)
{
	const struct list_row *row = &lists[shape->list];
	for (int i = 0; i < shape->n_filters; i++) {
		size_t len;
		const char *column = entry(row->filters, shape->filters[i], &len);
		if (column == NULL)
			return -1;
		const char *mark = place_of_value(column, len);
		size_t before = mark == NULL ? len : (size_t)(mark - column);
		str_addf(sql, " AND %.*s%s?%d", (int)before, column, mark == NULL ? " = " : "",
		    ++*parameter);
		if (mark != NULL)
			str_addf(sql, "%.*s", (int)(len - before - 1), mark + 1);
	}
	if (shape->has_search)
		str_addf(sql, " AND %s LIKE ?%d ESCAPE '\\'", row->search, ++*parameter);
	return 0;
}

/* A list without a tie has a sort key that no two rows share. */
static void
compose_order(const struct list_shape *shape, struct str *sql, int parameter)
{
	const struct list_row *row = &lists[shape->list];
	const char *direction = shape->descending ? " DESC" : "";
	char than = shape->descending ? '<' : '>';
	size_t n = 0;
	const char *sort = entry(row->sorts, shape->sort, &n);
	int len = (int)n;
	if (row->tie[0] == '\0') {
		if (shape->has_start)
			str_addf(sql, " AND %.*s %c ?%d", len, sort, than, ++parameter);
		str_addf(sql, " ORDER BY %.*s%s LIMIT ?%d", len, sort, direction, parameter + 1);
		return;
	}
	if (shape->has_start) {
		str_addf(sql, " AND (%.*s, %s) %c (?%d, ?%d)", len, sort, row->tie, than,
		    parameter + 1, parameter + 2);
		parameter += 2;
	}
	str_addf(sql, " ORDER BY %.*s%s, %s%s LIMIT ?%d", len, sort, direction, row->tie, direction,
	    parameter + 1);
}

int
store_compose(const struct list_shape *shape, struct str *sql)
{
	const struct list_row *row = &lists[shape->list];
	int parameter = shape->n_values;
	size_t len;
	const char *sort = entry(row->sorts, shape->sort, &len);
	if (sort == NULL || (shape->has_search && row->search == NULL))
		return -1;
	if (shape->counts)
		str_addf(sql, "SELECT COUNT(*) AS number FROM (SELECT 1 %s", row->from);
	else
		str_addf(sql, "SELECT %s, %.*s AS sort_key, %s AS tie %s", row->columns, (int)len,
		    sort, row->tie[0] == '\0' ? "NULL" : row->tie, row->from);
	if (compose_filters(shape, sql, &parameter) != 0)
		return -1;
	if (shape->counts) {
		str_addf(sql, " LIMIT ?%d) AS counted", parameter + 1);
		return 0;
	}
	compose_order(shape, sql, parameter);
	return 0;
}
