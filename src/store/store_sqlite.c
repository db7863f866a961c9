/* Storage in SQLite: statements and lists, prepared once a connection. */
#include "store_sqlite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "err.h"
#include "mem.h"
#include "store_recall.h"
#include "str.h"

int
sqlite_fail(sqlite3 *handle, const char *doing, struct err *err)
{
	int code = sqlite3_errcode(handle);
	int extended = sqlite3_extended_errcode(handle);
	enum problem problem = PROBLEM_storage_unavailable;
	if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY)
		return fail(err, PROBLEM_conflict, doing, "it is there already");
	if (code == SQLITE_CONSTRAINT || code == SQLITE_ERROR || code == SQLITE_MISUSE ||
	    code == SQLITE_RANGE)
		problem = PROBLEM_internal;
	return fail(err, problem, doing, "%s: %s", doing, sqlite3_errmsg(handle));
}

bool
store_is_full(const struct err *err)
{
	return strstr(err->text, sqlite3_errstr(SQLITE_FULL)) != NULL;
}

enum { COUNT_VALUES = 24 };

/* ---- preparing ---- */

static int
map_columns(struct prepared *prepared, const struct field *fields, int n_columns, struct err *err)
{
	if (n_columns > STORE_COLUMNS || prepared->row_size > STORE_ROW_BYTES)
		return fail(err, PROBLEM_internal, "", "a row of a statement is too large");
	for (int i = 0; i < n_columns; i++) {
		const char *name = sqlite3_column_name(prepared->statement, i);
		if (store_map_column(fields, name, &prepared->columns[i]) != 0)
			return fail(err, PROBLEM_internal, name,
			    "column '%s' is no field of its row", name);
	}
	prepared->n_columns = n_columns;
	return 0;
}

int
sqlite_prepare(sqlite3 *handle, const char *sql, sqlite3_stmt **out, struct err *err)
{
	if (sqlite3_prepare_v3(handle, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) != SQLITE_OK)
		return sqlite_fail(handle, sql, err);
	return 0;
}

int
sqlite_prepare_query(struct db *db, enum query query, struct prepared **out, struct err *err)
{
	const struct statement_row *row = store_statement(query);
	struct prepared *prepared = *out = db->queries[query];
	if (prepared != NULL)
		return 0;
	prepared = *out = db->queries[query] = mem_new(1, sizeof(*prepared));
	prepared->row_size = row->row_size;
	int problem = sqlite_prepare(db->handle, row->sql, &prepared->statement, err);
	if (problem == 0 && row->fields != NULL)
		problem = map_columns(
		    prepared, row->fields(), sqlite3_column_count(prepared->statement), err);
	if (problem != 0)
		sqlite_forget_query(db, query);
	return problem;
}

void
sqlite_forget_query(struct db *db, enum query query)
{
	struct prepared *prepared = db->queries[query];
	db->queries[query] = NULL;
	if (prepared != NULL)
		(void)sqlite3_finalize(prepared->statement);
	free(prepared);
}

static void
forget_list(struct prepared_list *entry)
{
	(void)sqlite3_finalize(entry->prepared.statement);
	free(entry);
}

void
sqlite_forget_lists(struct db *db)
{
	while (db->n_lists > 0)
		forget_list(db->lists[--db->n_lists]);
}

static bool
same_list_shape(const struct list_shape *a, const struct list_shape *b)
{
	if (a->list != b->list || a->descending != b->descending || a->has_start != b->has_start ||
	    a->has_search != b->has_search || a->counts != b->counts ||
	    a->n_filters != b->n_filters)
		return false;
	for (int i = 0; i < a->n_filters; i++)
		if (strcmp(a->filters[i], b->filters[i]) != 0)
			return false;
	return (a->sort == NULL) == (b->sort == NULL) &&
	    (a->sort == NULL || strcmp(a->sort, b->sort) == 0);
}

int
sqlite_prepare_list(
    struct db *db, const struct list_shape *shape, struct prepared **out, struct err *err)
{
	for (int i = 0; i < db->n_lists; i++)
		if (same_list_shape(&db->lists[i]->shape, shape)) {
			*out = &db->lists[i]->prepared;
			return 0;
		}
	/* Rather than grow without bound, forget: a client that walks all shapes only slows itself. */
	if (db->n_lists == LIST_SHAPES)
		sqlite_forget_lists(db);
	struct prepared_list *entry = mem_new(1, sizeof(*entry));
	entry->shape = *shape;
	if (shape->sort != NULL) {
		(void)snprintf(entry->sort, sizeof(entry->sort), "%s", shape->sort);
		entry->shape.sort = entry->sort;
	}
	struct str sql = STR_INIT(16384);
	int problem = store_compose(shape, &sql);
	if (problem != 0)
		problem = fail(
		    err, PROBLEM_invalid_query, "sort", "the list cannot be sorted or filtered so");
	else
		problem =
		    sqlite_prepare(db->handle, str_text(&sql), &entry->prepared.statement, err);
	str_release(&sql);
	if (problem == 0 && !shape->counts) {
		const struct list_row *row = store_list(shape->list);
		int n = sqlite3_column_count(entry->prepared.statement) - 2;
		entry->prepared.row_size = row->row_size;
		problem = map_columns(&entry->prepared, row->fields(), n, err);
	}
	if (problem != 0) {
		forget_list(entry);
		return problem;
	}
	db->lists[db->n_lists++] = entry;
	*out = &entry->prepared;
	return 0;
}

/* ---- running ---- */

static int
bind(sqlite3_stmt *statement, int at, const struct value *value)
{
	switch (value->type) {
	case VALUE_number:
		return sqlite3_bind_int64(statement, at, value->number);
	case VALUE_text:
		return sqlite3_bind_text(statement, at, value->text, -1, SQLITE_STATIC);
	case VALUE_null:
		break;
	}
	return sqlite3_bind_null(statement, at);
}

static void
reset(sqlite3_stmt *statement)
{
	(void)sqlite3_reset(statement);
	(void)sqlite3_clear_bindings(statement);
}

static void
read_column(sqlite3_stmt *statement, int i, const struct column *column, char *row)
{
	char *at = row + column->offset;
	switch (column->class) {
	case CLASS_text:
	case CLASS_raw:
		*(const char **)at = sqlite_text(statement, i);
		break;
	case CLASS_number:
	case CLASS_money:
	case CLASS_time:
		*(int64_t *)at = sqlite3_column_int64(statement, i);
		break;
	case CLASS_flag:
		*(bool *)at = sqlite3_column_int64(statement, i) != 0;
		break;
	case CLASS_word:
		*(int *)at = vocab_find(column->vocab, sqlite_text(statement, i));
		break;
	}
	if (column->has != 0)
		*(bool *)(row + column->has) = sqlite3_column_type(statement, i) != SQLITE_NULL;
}

static void
read_row(const struct prepared *prepared, char *row)
{
	memset(row, 0, prepared->row_size);
	for (int i = 0; i < prepared->n_columns; i++)
		read_column(prepared->statement, i, &prepared->columns[i], row);
}

static int
start(struct db *db, enum query query, const struct value *values, int n, struct prepared **out,
    struct err *err)
{
	int problem = sqlite_begin_when_due(db, err);
	if (problem == 0)
		problem = sqlite_prepare_query(db, query, out, err);
	if (problem != 0)
		return problem;
	sqlite3_stmt *statement = (*out)->statement;
	for (int i = 0; i < n; i++)
		if (bind(statement, i + 1, &values[i]) != SQLITE_OK)
			return sqlite_fail(db->handle, store_statement(query)->id, err);
	return 0;
}

int
db_run(struct db *db, enum query query, const struct value *values, int n, int64_t *changed,
    struct err *err)
{
	struct prepared *prepared;
	if (start(db, query, values, n, &prepared, err) != 0)
		return (int)err->problem;
	sqlite3_stmt *statement = prepared->statement;
	int problem = 0;
	if (sqlite3_step(statement) != SQLITE_DONE)
		problem = sqlite_fail(db->handle, store_statement(query)->id, err);
	else if (changed != NULL)
		*changed = sqlite3_changes64(db->handle);
	if (sqlite3_get_autocommit(db->handle) != 0)
		(void)atomic_fetch_add(&db->store->commits, 1);
	reset(statement);
	return problem;
}

static int
walk(struct db *db, struct prepared *prepared, const char *name,
    int (*each)(const void *row, void *payload), void *payload, struct err *err)
{
	_Alignas(16) char row[STORE_ROW_BYTES];
	int problem = 0;
	int step;
	while ((step = sqlite3_step(prepared->statement)) == SQLITE_ROW && problem == 0) {
		read_row(prepared, row);
		problem = each(row, payload);
	}
	if (problem == 0 && step != SQLITE_DONE)
		problem = sqlite_fail(db->handle, name, err);
	else if (problem != 0 && err->problem == PROBLEM_none)
		err->problem = (enum problem)problem;
	reset(prepared->statement);
	return problem;
}

int
/* NOLINTNEXTLINE(readability-function-size): a statement, its values, where the rows go */
db_each(struct db *db, enum query query, const struct value *values, int n,
    int (*each)(const void *row, void *payload), void *payload, struct err *err)
{
	struct prepared *prepared;
	if (start(db, query, values, n, &prepared, err) != 0)
		return (int)err->problem;
	return walk(db, prepared, store_statement(query)->id, each, payload, err);
}

static int
/* NOLINTNEXTLINE(readability-function-size): a statement, its values, where the rows go */
ask(struct db *db, enum query query, const struct value *values, int n, struct arena *arena,
    void *row, bool *found, struct err *err)
{
	struct prepared *prepared;
	if (start(db, query, values, n, &prepared, err) != 0)
		return (int)err->problem;
	int step = sqlite3_step(prepared->statement);
	int problem = 0;
	*found = step == SQLITE_ROW;
	if (step == SQLITE_ROW) {
		read_row(prepared, row);
		for (int i = 0; i < prepared->n_columns; i++) {
			const struct column *column = &prepared->columns[i];
			const char **at = (const char **)((char *)row + column->offset);
			if (column->class == CLASS_text || column->class == CLASS_raw)
				*at = arena_text(arena, *at);
		}
	} else if (step != SQLITE_DONE) {
		problem = sqlite_fail(db->handle, store_statement(query)->id, err);
	}
	reset(prepared->statement);
	return problem;
}

/* After how many commits a reader asks. */
static uint64_t
commits_seen(const struct db *db)
{
	return db->inside ? db->commits : atomic_load(&db->store->commits);
}

int
/* NOLINTNEXTLINE(readability-function-size): a statement, its values, where the rows go */
db_get(struct db *db, enum query query, const struct value *values, int n, struct arena *arena,
    void *row, bool *found, struct err *err)
{
	if (db->recall == NULL || !store_statement(query)->recalled)
		return ask(db, query, values, n, arena, row, found, err);
	struct recall_key key = { (int)query, values, n, commits_seen(db) };
	if (recall_get(db->recall, &key, arena, row, found))
		return 0;
	if (ask(db, query, values, n, arena, row, found, err) != 0)
		return (int)err->problem;
	recall_put(db->recall, &key, row, *found);
	return 0;
}

/* ---- lists ---- */

static struct list_shape
shape_of(const struct listing *listing, bool counts)
{
	struct list_shape shape = { .list = listing->list,
		.sort = counts ? NULL : listing->sort,
		.descending = !counts && listing->descending != listing->backwards,
		.has_start = !counts && listing->has_start,
		.has_search = listing->search != NULL,
		.counts = counts,
		.n_values = listing->n_values,
		.n_filters = listing->n_filters };
	for (int i = 0; i < listing->n_filters; i++)
		shape.filters[i] = listing->filters[i].name;
	return shape;
}

/* "%words%" with LIKE's own characters escaped. */
static void
search_pattern(const char *words, struct str *out)
{
	str_add_char(out, '%');
	for (; *words != '\0'; words++) {
		if (*words == '%' || *words == '_' || *words == '\\')
			str_add_char(out, '\\');
		str_add_char(out, *words);
	}
	str_add_char(out, '%');
}

/* Binds in the order that store_compose() numbers; pattern must outlive the walk. */
static int
bind_listing(sqlite3_stmt *statement, const struct listing *listing, const char *pattern,
    bool counts, int64_t limit)
{
	int at = 0;
	int code = SQLITE_OK;
	for (int i = 0; i < listing->n_values; i++)
		code |= bind(statement, ++at, &listing->values[i]);
	for (int i = 0; i < listing->n_filters; i++)
		code |= bind(statement, ++at, &listing->filters[i].value);
	if (listing->search != NULL)
		code |= sqlite3_bind_text(statement, ++at, pattern, -1, SQLITE_STATIC);
	if (!counts && listing->has_start) {
		code |= bind(statement, ++at, &listing->start_key);
		if (store_list(listing->list)->tie[0] != '\0')
			code |= sqlite3_bind_text(
			    statement, ++at, listing->start_tie, -1, SQLITE_STATIC);
	}
	return code | sqlite3_bind_int64(statement, ++at, limit);
}

static struct value
column_value(sqlite3_stmt *statement, int i)
{
	if (sqlite3_column_type(statement, i) == SQLITE_INTEGER)
		return value_number(sqlite3_column_int64(statement, i));
	return value_text(sqlite_text(statement, i));
}

int
db_list(struct db *db, const struct listing *listing,
    int (*each)(const struct listed *listed, void *payload), void *payload, struct err *err)
{
	_Alignas(16) char row[STORE_ROW_BYTES];
	struct list_shape shape = shape_of(listing, false);
	struct prepared *prepared;
	if (sqlite_begin_when_due(db, err) != 0 ||
	    sqlite_prepare_list(db, &shape, &prepared, err) != 0)
		return (int)err->problem;
	struct str pattern = STR_INIT(2048);
	if (listing->search != NULL)
		search_pattern(listing->search, &pattern);
	int problem = 0;
	int step = SQLITE_ERROR;
	if (bind_listing(prepared->statement, listing, str_text(&pattern), false, listing->limit) ==
	    SQLITE_OK) {
		while ((step = sqlite3_step(prepared->statement)) == SQLITE_ROW && problem == 0) {
			read_row(prepared, row);
			struct listed listed = { row,
				column_value(prepared->statement, prepared->n_columns),
				sqlite_text(prepared->statement, prepared->n_columns + 1) };
			problem = each(&listed, payload);
		}
	}
	if (problem == 0 && step != SQLITE_DONE)
		problem = sqlite_fail(db->handle, store_list(listing->list)->id, err);
	reset(prepared->statement);
	str_release(&pattern);
	return problem;
}

static int
count_rows(
    struct db *db, const struct listing *listing, int64_t most, int64_t *count, struct err *err)
{
	struct list_shape shape = shape_of(listing, true);
	struct prepared *prepared;
	if (sqlite_begin_when_due(db, err) != 0 ||
	    sqlite_prepare_list(db, &shape, &prepared, err) != 0)
		return (int)err->problem;
	struct str pattern = STR_INIT(2048);
	if (listing->search != NULL)
		search_pattern(listing->search, &pattern);
	int problem = 0;
	if (bind_listing(prepared->statement, listing, str_text(&pattern), true, most + 1) ==
	        SQLITE_OK &&
	    sqlite3_step(prepared->statement) == SQLITE_ROW)
		*count = sqlite3_column_int64(prepared->statement, 0);
	else
		problem = sqlite_fail(db->handle, store_list(listing->list)->id, err);
	reset(prepared->statement);
	str_release(&pattern);
	return problem;
}

/* What tells a count from others of its list: everything but the order and the place that a page begins at. */
static int
count_values(const struct listing *listing, int64_t most, struct value values[COUNT_VALUES])
{
	int n = 0;
	if (listing->n_values > COUNT_VALUES - 3 - 2 * listing->n_filters)
		return -1;
	values[n++] = value_number(most);
	values[n++] = value_text(listing->search);
	values[n++] = value_number(listing->n_filters);
	for (int i = 0; i < listing->n_filters; i++) {
		values[n++] = value_text(listing->filters[i].name);
		values[n++] = listing->filters[i].value;
	}
	for (int i = 0; i < listing->n_values; i++)
		values[n++] = listing->values[i];
	return n;
}

int
db_count(
    struct db *db, const struct listing *listing, int64_t most, int64_t *count, struct err *err)
{
	struct value values[COUNT_VALUES];
	int n = db->recall == NULL ? -1 : count_values(listing, most, values);
	if (n < 0)
		return count_rows(db, listing, most, count, err);
	struct recall_key key = { RECALL_COUNT + (int)listing->list, values, n, commits_seen(db) };
	if (recall_get_number(db->recall, &key, count))
		return 0;
	if (count_rows(db, listing, most, count, err) != 0)
		return (int)err->problem;
	recall_put_number(db->recall, &key, *count);
	return 0;
}
