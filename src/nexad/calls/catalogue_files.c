/* Rows of the files become rows of the table. */
#include "catalogue_files.h"

#include <string.h>

#include "arena.h"
#include "csv.h"
#include "err.h"
#include "kind.h"
#include "store.h"
#include "vocab.h"

enum { COLUMNS = 6 };

/* What a file has beside its list; the names are those of the first row. */
enum column {
	COLUMN_ID,
	COLUMN_NAME,
	COLUMN_PROVIDER,
	COLUMN_LANGUAGE,
	COLUMN_GENDER,
	COLUMN_DEFAULT
};
static const char *const names[COLUMNS] = { "id", "name", "provider", "language", "gender",
	"default" };

static const struct {
	const char *list;
	enum column columns[COLUMNS];
	size_t n;
} lists[] = {
	{ "llm", { COLUMN_ID, COLUMN_NAME, COLUMN_PROVIDER, COLUMN_DEFAULT }, 4 },
	{ "transcriber", { COLUMN_ID, COLUMN_NAME, COLUMN_PROVIDER, COLUMN_DEFAULT }, 4 },
	{ "voice",
	    { COLUMN_ID, COLUMN_NAME, COLUMN_PROVIDER, COLUMN_LANGUAGE, COLUMN_GENDER,
	        COLUMN_DEFAULT },
	    6 },
	{ "language", { COLUMN_ID, COLUMN_NAME, COLUMN_DEFAULT }, 3 },
};

struct taking {
	struct db *db;
	const struct catalogue_file *file;
	struct csv csv;
	struct arena arena;
	size_t kind; /* a row of lists */
	const char *cells[COLUMNS];
	size_t n;
};

static int
mistake(struct taking *t, struct err *err, const char *what)
{
	return fail(err, PROBLEM_internal, "catalogue", "catalogue/%s.csv, line %d: %s",
	    t->file->list, t->csv.line, what);
}

static int
check_head(struct taking *t, struct err *err)
{
	size_t n_lists = sizeof(lists) / sizeof(lists[0]);
	while (t->kind < n_lists && strcmp(lists[t->kind].list, t->file->list) != 0)
		t->kind++;
	if (t->kind == n_lists)
		return mistake(t, err, "there is no such list");
	if (!csv_next(&t->csv, &t->arena, t->cells, COLUMNS, &t->n) || t->n != lists[t->kind].n)
		return mistake(t, err, "the columns are not those of README.md");
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->cells[i], names[lists[t->kind].columns[i]]) != 0)
			return mistake(t, err, "the columns are not those of README.md");
	return 0;
}

static int
take_row(struct taking *t, struct err *err)
{
	const char *row[COLUMNS] = { NULL };
	if (t->n != lists[t->kind].n)
		return mistake(t, err, "another number of cells than the first row has");
	for (size_t i = 0; i < t->n; i++)
		row[lists[t->kind].columns[i]] = t->cells[i];
	const char *standard = row[COLUMN_DEFAULT] == NULL ? "" : row[COLUMN_DEFAULT];
	bool is_default = strcmp(standard, "yes") == 0;
	if (!is_default && standard[0] != '\0')
		return mistake(t, err, "default is yes or nothing");
	if (row[COLUMN_GENDER] != NULL && vocab_find(VOCAB_gender, row[COLUMN_GENDER]) < 1)
		return mistake(t, err, "gender is female or male");
	for (enum column i = COLUMN_ID; i < COLUMN_DEFAULT; i++)
		if (row[i] != NULL && row[i][0] == '\0')
			return mistake(t, err, "only default may be empty");
	int64_t changed;
	if (db_run(t->db, QUERY_catalogue_insert,
	        WITH(V(t->file->list), V(row[COLUMN_ID]), V(row[COLUMN_NAME]),
	            V(row[COLUMN_PROVIDER]), V(row[COLUMN_LANGUAGE]), V(row[COLUMN_GENDER]),
	            V((int64_t)is_default)),
	        &changed, err) != 0)
		return (int)err->problem;
	return changed == 1 ? 0 : mistake(t, err, "the id stands in an earlier row, too");
}

int
catalogue_take(struct db *db, const struct catalogue_file *file, struct err *err)
{
	struct taking t = { .db = db, .file = file };
	csv_init(&t.csv, file->text, strlen(file->text));
	int problem = check_head(&t, err);
	if (problem == 0)
		problem = db_run(db, QUERY_catalogue_clear, WITH(V(file->list)), NULL, err);
	while (problem == 0 && csv_next(&t.csv, &t.arena, t.cells, COLUMNS, &t.n))
		problem = take_row(&t, err);
	if (problem == 0)
		problem = db_run(
		    db, QUERY_catalogue_filled, WITH(V(file->list), V(file->sha256)), NULL, err);
	arena_release(&t.arena);
	return problem;
}

static int
take_changed(struct db *db, struct err *err)
{
	for (int i = 0; i < n_catalogue_files; i++) {
		const struct catalogue_file *file = &catalogue_files[i];
		struct arena arena = { NULL };
		struct text_row row = { .text = NULL };
		bool found;
		int problem = db_get(
		    db, QUERY_catalogue_file, WITH(V(file->list)), &arena, &row, &found, err);
		bool same = problem == 0 && found && strcmp(row.text, file->sha256) == 0;
		arena_release(&arena);
		if (problem != 0 || (!same && catalogue_take(db, file, err) != 0))
			return (int)err->problem;
	}
	return 0;
}

int
catalogue_load(struct store *store, struct err *err)
{
	struct db *db = NULL;
	if (db_open(store, true, &db, err) != 0)
		return (int)err->problem;
	int problem = db_begin(db, err);
	if (problem == 0 && (problem = take_changed(db, err)) == 0)
		problem = db_commit(db, err);
	else if (problem != 0)
		db_rollback(db);
	db_close(db);
	return problem;
}
