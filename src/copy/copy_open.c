/* Opening copies, and what they say of themselves. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "audit_store.h"
#include "clock.h"
#include "copy_internal.h"
#include "digits.h"
#include "json.h"
#include "mem.h"

bool
copy_is_file_problem(enum problem problem)
{
	return problem == PROBLEM_storage_unavailable || problem == PROBLEM_internal ||
	    problem == PROBLEM_conflict;
}

int
copy_damaged(const char *path, struct err *err)
{
	struct err why = *err;
	/* What there was no room for is not there; the rest is as good as it was. */
	if (store_is_full(&why))
		return fail(err, PROBLEM_cancelled, path,
		    "the disk is full; nexa audit sync goes on with the copy once there is room: "
		    "'%.250s'",
		    path);
	return fail(err, PROBLEM_storage_unavailable, path,
	    "the copy is damaged; nexa audit sync --anew fetches it again (A in the console): "
	    "%.250s",
	    why.text);
}

/* ---- the shelf ---- */

static void
copy_close(struct copy_open *copy)
{
	if (copy->writer != NULL)
		db_rollback(copy->writer);
	db_close(copy->writer);
	db_close(copy->reader);
	store_close(copy->store);
	free(copy->leaves);
	free(copy);
}

static struct copy_open *
find(const struct shelf *shelf, const char *path)
{
	struct copy_open *copy = LIST_FIRST(shelf);
	while (copy != NULL && strcmp(copy->path, path) != 0)
		copy = LIST_NEXT(copy, entry);
	return copy;
}

int
shelf_open(struct shelf *shelf, const char *path, struct copy_open **out, struct err *err)
{
	char url[COPY_PATH + 8];
	struct copy_open *copy = find(shelf, path);
	*out = copy;
	if (copy != NULL)
		return 0;
	copy = mem_new(1, sizeof(*copy));
	(void)snprintf(copy->path, sizeof(copy->path), "%s", path);
	(void)snprintf(url, sizeof(url), "sqlite:%s", path);
	if (store_open(url, &copy->store, err) != 0 ||
	    db_open(copy->store, false, &copy->reader, err) != 0) {
		copy_close(copy);
		return copy_damaged(path, err);
	}
	LIST_INSERT_HEAD(shelf, copy, entry);
	*out = copy;
	return 0;
}

void
shelf_drop(struct shelf *shelf, const char *path)
{
	struct copy_open *copy = find(shelf, path);
	if (copy == NULL)
		return;
	LIST_REMOVE(copy, entry);
	copy_close(copy);
}

void
shelf_clear(struct shelf *shelf)
{
	while (!LIST_EMPTY(shelf)) {
		struct copy_open *copy = LIST_FIRST(shelf);
		LIST_REMOVE(copy, entry);
		copy_close(copy);
	}
}

/* ---- what is in it ---- */

int
copy_row_read(
    struct db *db, struct arena *arena, struct copy_row *row, bool *found, struct err *err)
{
	return db_get(db, QUERY_copy_get, WITH_NONE, arena, row, found, err);
}

const char *
copy_organization_name(struct arena *arena, const struct copy_row *row)
{
	struct json *json = NULL;
	struct err err;
	const char *name = NULL;
	if (json_parse(row->organization, strlen(row->organization), &json, &err) == 0)
		name = arena_text(arena, json_text(json_get(json, "name")));
	json_free(json);
	return name == NULL ? arena_text(arena, row->org_id) : name;
}

int
copy_tree_read(
    struct db *db, const char *org_id, struct merkle *tree, int64_t *last_at, struct err *err)
{
	struct arena arena = { NULL };
	struct tree_row row = { .frontier = "" };
	bool found;
	int problem = db_get(db, QUERY_tree_get, WITH(V(org_id)), &arena, &row, &found, err);
	*tree = (struct merkle){ .size = 0 };
	*last_at = row.last_at;
	if (problem == 0 && found && merkle_load((uint64_t)row.size, row.frontier, tree) != 0)
		problem = fail(err, PROBLEM_internal, org_id, "its tree is damaged");
	arena_release(&arena);
	return problem;
}

int
copy_head_read(struct copy_open *copy, const struct copy_row *row, struct err *err)
{
	struct note_key key;
	if (copy->has_head && copy->head_of == row->checked_at)
		return 0;
	copy->has_head = false;
	if (!row->has_note)
		return 0;
	if (note_key_parse(row->key, &key, err) != 0 ||
	    checkpoint_open(row->note, strlen(row->note), &key, &copy->head, err) != 0) {
		err->problem = PROBLEM_internal;
		return PROBLEM_internal;
	}
	copy->has_head = true;
	copy->head_of = row->checked_at;
	return 0;
}

int
copy_check_last(struct db *db, const struct copy_row *row, int64_t size, struct err *err)
{
	struct arena arena = { NULL };
	struct number_row last = { 0 };
	int64_t log;
	int64_t seq = 0;
	bool found = false;
	int problem = audit_store_log(db, row->org_id, &log, err);
	int64_t end = audit_store_place(log + 1, 0);
	if (problem == 0 && log != 0)
		problem = db_get(db, QUERY_event_last, WITH(V(end)), &arena, &last, &found, err);
	arena_release(&arena);
	if (found && last.number > audit_store_place(log, 0))
		seq = last.number - audit_store_place(log, 0);
	/* As long as it is being made it may have nothing but the hashes of a beginning that was let go. */
	if (problem != 0 || seq == size || (seq == 0 && !row->has_note))
		return problem;
	if (seq < size)
		(void)audit_say_missing((uint64_t)seq + 1, (uint64_t)size, "the tail was cut", err);
	else
		(void)fail(err, PROBLEM_internal, "",
		    "event %" PRId64 " was inserted at the end: it was never logged", seq);
	err->problem = PROBLEM_internal;
	return PROBLEM_internal;
}

/* "10:32", and the day when it is not today. */
static const char *
instant(int64_t at_ms, char out[CLOCK_TEXT])
{
	char now[CLOCK_TEXT];
	clock_format(clock_now(), now);
	clock_format(at_ms, out);
	bool today = memcmp(now, out, CLOCK_DAY_TEXT - 1) == 0;
	out[16] = '\0'; /* minutes */
	out[10] = ' ';
	return today ? out + 11 : out;
}

/* How many at the beginning of the log were gone before they could be copied: their hashes only are there. */
static int
gone_events(struct db *db, const char *org_id, uint64_t *gone, struct err *err)
{
	struct arena arena = { NULL };
	struct number_row first = { 0 };
	int64_t log;
	bool found = false;
	int problem = audit_store_log(db, org_id, &log, err);
	int64_t start = audit_store_place(log, 0);
	if (problem == 0)
		problem =
		    db_get(db, QUERY_event_first, WITH(V(start)), &arena, &first, &found, err);
	*gone = found ? (uint64_t)(first.number - start - 1) : 0;
	arena_release(&arena);
	return problem;
}

int
copy_line(struct copy_open *copy, char out[COPY_LINE], struct err *err)
{
	struct arena arena = { NULL };
	struct copy_row row;
	struct merkle tree = { .size = 0 };
	uint64_t gone = 0;
	int64_t last_at;
	bool found;
	char at[CLOCK_TEXT];
	char size[32];
	char part[32];
	int problem = copy_row_read(copy->reader, &arena, &row, &found, err);
	if (problem == 0 && !found)
		problem = fail(err, PROBLEM_internal, copy->path, "nothing was copied yet");
	if (problem == 0)
		problem = copy_tree_read(copy->reader, row.org_id, &tree, &last_at, err);
	if (problem == 0)
		problem = gone_events(copy->reader, row.org_id, &gone, err);
	if (problem == 0)
		problem = copy_head_read(copy, &row, err);
	if (problem == 0 && !copy->has_head)
		(void)snprintf(out, COPY_LINE, "copy broken off, %s events, not verified yet",
		    digits_text((int64_t)(tree.size - gone), size));
	else if (problem == 0 && copy->head.head.size == tree.size)
		(void)snprintf(out, COPY_LINE, "copy of %s, %s events, verified on arrival",
		    instant(row.checked_at, at), digits_text((int64_t)(tree.size - gone), size));
	else if (problem == 0)
		(void)snprintf(out, COPY_LINE,
		    "copy of %s, %s events, the first %s verified on arrival",
		    instant(row.checked_at, at), digits_text((int64_t)(tree.size - gone), size),
		    digits_text(
		        copy->head.head.size > gone ? (int64_t)(copy->head.head.size - gone) : 0,
		        part));
	arena_release(&arena);
	return problem;
}
