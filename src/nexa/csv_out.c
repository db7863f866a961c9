/* Printing CSV. */
#include "csv_out.h"

#include <string.h>

#include "arena.h"
#include "csv.h"

enum { LISTS_MAX = 8 };

void
csv_out_titles(struct str *out, const struct flat_column *columns, int n)
{
	for (int i = 0; i < n; i++)
		csv_add_cell(out, columns[i].title, true, i == 0);
	str_add(out, "\r\n");
}

void
csv_out_row(struct str *out, const struct flat_column *columns, int n, const void *row)
{
	struct arena arena = { 0 };
	for (int i = 0; i < n; i++) {
		const char *text = flat_cell(&columns[i], row, &arena);
		csv_add_cell(out, text, !columns[i].number, i == 0);
	}
	str_add(out, "\r\n");
	arena_release(&arena);
}

/* ---- an object with lists ---- */

/* A list of the object: what its items have, and where they are (every list has the layout of this one). */
struct list {
	const struct field *field;
	struct flat_column columns[FLAT_MAX];
	int n_columns;
	struct many_done many;
};

struct object {
	struct flat_column columns[FLAT_MAX];
	int n_columns;
	struct list *lists;
	size_t n_lists;
};

/* Its lists' columns apart from its own; value NULL: only those are wanted. */
static void
take_apart(struct object *object, enum shape shape, const void *value)
{
	struct flat_column all[FLAT_MAX];
	int n = flat_columns(shape, FLAT_all, all);
	for (int i = 0; i < n; i++) {
		const struct field *field = all[i].field;
		bool many = all[i].outer == NULL && field != NULL && field->word == FIELD_many;
		if (!many || object->n_lists == LISTS_MAX) {
			object->columns[object->n_columns++] = all[i];
			continue;
		}
		struct list *list = &object->lists[object->n_lists++];
		list->field = field;
		list->n_columns = flat_columns(field->shape, FLAT_all, list->columns);
		if (value != NULL)
			memcpy(
			    &list->many, (const char *)value + field->offset, sizeof(list->many));
	}
}

/* Which cells of a row are told. */
enum told { TOLD_none, TOLD_texts, TOLD_all };

static void
add_cells(struct str *out, const struct flat_column *columns, int n, const void *row,
    enum told told, bool first)
{
	struct arena arena = { 0 };
	for (int i = 0; i < n; i++) {
		bool left_out = told == TOLD_none || (told == TOLD_texts && columns[i].number);
		const char *text = left_out ? "" : flat_cell(&columns[i], row, &arena);
		csv_add_cell(out, text, !columns[i].number, first && i == 0);
	}
	arena_release(&arena);
}

static bool
has_numbers(const struct object *object)
{
	for (int i = 0; i < object->n_columns; i++)
		if (object->columns[i].number)
			return true;
	return false;
}

/* The object's own cells, then those of each list: of `list` the item, of the others nothing.  item NULL: the row is the
 * object's own, and it alone has the object's numbers, so that a column can be added up. */
static void
add_row(
    struct str *out, const struct object *object, const void *value, size_t list, const void *item)
{
	add_cells(out, object->columns, object->n_columns, value,
	    item == NULL ? TOLD_all : TOLD_texts, true);
	for (size_t i = 0; i < object->n_lists; i++)
		add_cells(out, object->lists[i].columns, object->lists[i].n_columns, item,
		    list == i && item != NULL ? TOLD_all : TOLD_none, false);
	str_add(out, "\r\n");
}

static void
add_object_titles(struct str *out, const struct object *object)
{
	struct arena arena = { 0 };
	for (int i = 0; i < object->n_columns; i++)
		csv_add_cell(out, object->columns[i].title, true, i == 0);
	for (const struct list *at = object->lists; at < object->lists + object->n_lists; at++)
		for (int i = 0; i < at->n_columns; i++)
			csv_add_cell(out,
			    arena_printf(&arena, "%s.%s", at->field->name, at->columns[i].title),
			    true, false);
	str_add(out, "\r\n");
	arena_release(&arena);
}

static size_t
n_items(const struct object *object)
{
	size_t n = 0;
	for (size_t list = 0; list < object->n_lists; list++)
		n += object->lists[list].many.n;
	return n;
}

void
csv_out_object_titles(struct str *out, enum shape shape)
{
	struct arena arena = { 0 };
	struct object object = { .lists = arena_new(&arena, LISTS_MAX * sizeof(struct list)) };
	take_apart(&object, shape, NULL);
	add_object_titles(out, &object);
	arena_release(&arena);
}

void
csv_out_object_rows(struct str *out, enum shape shape, const void *value)
{
	struct arena arena = { 0 };
	struct object object = { .lists = arena_new(&arena, LISTS_MAX * sizeof(struct list)) };
	take_apart(&object, shape, value);
	if (n_items(&object) == 0 || has_numbers(&object))
		add_row(out, &object, value, 0, NULL);
	for (size_t list = 0; list < object.n_lists; list++) {
		const struct list *at = &object.lists[list];
		size_t size = shape_row(at->field->shape)->size;
		for (size_t i = 0; i < at->many.n; i++)
			add_row(out, &object, value, list, (const char *)at->many.items + i * size);
	}
	arena_release(&arena);
}
