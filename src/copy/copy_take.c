/* Taking events over: each hashed again on arrival, in its place in the tree, in transactions of some thousands. */
#include <inttypes.h>
#include <string.h>

#include "arena.h"
#include "audit_store.h"
#include "audit_tiles.h"
#include "clock.h"
#include "copy_internal.h"
#include "ident_form.h"
#include "json.h"
#include "mem.h"

enum { AT_ONCE = 4000 }; /* events of a transaction */

/* ---- beginning ---- */

static int
check_row(
    struct copy_open *copy, const struct copy_row *row, struct copy_begin *begin, struct err *err)
{
	if (strcmp(row->key, begin->key) != 0)
		return fail(err, PROBLEM_not_proven, "key",
		    "the key was changed, or this is another log: it is signed by %s, and the copy by "
		    "%s; nexa audit sync --anew makes a copy of this one",
		    begin->key, row->key);
	if (copy_head_read(copy, row, err) != 0)
		return (int)err->problem;
	begin->has_head = copy->has_head;
	begin->head = copy->head.head;
	return 0;
}

static int
put_row(struct copy_open *copy, const struct copy_begin *begin, const char *note, struct err *err)
{
	return db_run(copy->writer, QUERY_copy_put,
	    WITH(V((const char *)begin->org_id), V(begin->daemon), V(begin->key), V(note),
	        V(clock_now()), V(begin->me), V(begin->organization)),
	    NULL, err);
}

/* In a transaction, so that no other process takes the same events. */
static int
read_state(struct copy_open *copy, struct copy_begin *begin, struct err *err)
{
	struct arena arena = { NULL };
	struct copy_row row;
	bool found;
	int problem = copy_row_read(copy->writer, &arena, &row, &found, err);
	if (problem == 0)
		problem =
		    found ? check_row(copy, &row, begin, err) : put_row(copy, begin, NULL, err);
	if (problem == 0)
		problem = copy_tree_read(
		    copy->writer, begin->org_id, &copy->check.tree, &copy->last_at, err);
	if (problem == 0 && found)
		problem = copy_check_last(copy->writer, &row, (int64_t)copy->check.tree.size, err);
	begin->size = copy->check.tree.size;
	arena_release(&arena);
	return problem;
}

static int
begin_writing(struct copy_open *copy, struct err *err)
{
	if (copy->writer == NULL && db_open(copy->store, true, &copy->writer, err) != 0)
		return copy_damaged(copy->path, err);
	if (db_begin(copy->writer, err) != 0)
		return fail(err, PROBLEM_cancelled, copy->path,
		    "the copy '%.200s' cannot be written now: another nexa is at it", copy->path);
	return 0;
}

int
copy_take_begin(struct shelf *shelf, struct copy_begin *begin, struct err *err)
{
	struct copy_open *copy;
	if (begin->anew) {
		shelf_drop(shelf, begin->path);
		if (copies_remove(begin->path, err) != 0)
			return (int)err->problem;
	}
	if (copy_make_file(begin->path, err) != 0 ||
	    shelf_open(shelf, begin->path, &copy, err) != 0 || begin_writing(copy, err) != 0)
		return (int)err->problem;
	copy->check = (struct audit_check){ .known = NULL };
	copy->n_leaves = 0;
	memcpy(copy->org_id, begin->org_id, sizeof(copy->org_id));
	int problem = read_state(copy, begin, err);
	if (problem != 0) {
		db_rollback(copy->writer);
		db_close(copy->writer);
		copy->writer = NULL;
	}
	return problem != 0 && copy_is_file_problem((enum problem)problem)
	    ? copy_damaged(copy->path, err)
	    : problem;
}

/* ---- events ---- */

/* An id that does not tell where its event stands is kept apart, as the daemon's are. */
static int
note_odd_id(struct copy_open *copy, const struct audit_event *event, struct err *err)
{
	int64_t at_ms;
	int64_t log;
	if (ident_parse(event->id, "evt", &at_ms) != NULL && at_ms == event->occurred_at)
		return 0;
	if (audit_store_log(copy->writer, event->organization_id, &log, err) != 0)
		return (int)err->problem;
	return db_run(copy->writer, QUERY_event_odd_add,
	    WITH(V(event->id), V(audit_store_place(log, event->seq))), NULL, err);
}

/* The tree's hashes are kept as the daemon keeps them: for proofs, and where only they are left. */
static int
commit(struct copy_open *copy, struct err *err)
{
	char frontier[MERKLE_FRONTIER_TEXT];
	int64_t size = (int64_t)copy->check.tree.size;
	merkle_save(&copy->check.tree, frontier);
	if (audit_tiles_add(copy->writer, copy->org_id, copy->check.tree.size - copy->n_leaves,
	        copy->leaves, copy->n_leaves, err) != 0)
		return (int)err->problem;
	copy->n_leaves = 0;
	if (db_run(copy->writer, QUERY_tree_put,
	        WITH(
	            V((const char *)copy->org_id), V(size), V(copy->last_at), V(frontier), V(size)),
	        NULL, err) != 0)
		return (int)err->problem;
	return db_commit(copy->writer, err);
}

static void
keep_leaf(struct copy_open *copy, const struct digest *leaf)
{
	if (copy->n_leaves == copy->room) {
		copy->room = copy->room == 0 ? 512 : copy->room * 2;
		copy->leaves = mem_resize(copy->leaves, copy->room, sizeof(*copy->leaves));
	}
	copy->leaves[copy->n_leaves++] = *leaf;
}

static int
commit_when_due(struct copy_open *copy, struct err *err)
{
	if (copy->n_leaves < AT_ONCE)
		return 0;
	/* Who never pauses leaves the log no moment to begin anew: it would become as long as all that was written. */
	if (commit(copy, err) != 0 || db_fold(copy->writer, err) != 0)
		return (int)err->problem;
	return begin_writing(copy, err);
}

int
copy_take_hashes(struct copy_open *copy, const struct json *hashes, uint64_t up_to, struct err *err)
{
	struct digest leaf;
	/* The tile begins with what is here. */
	uint64_t skip = copy->check.tree.size % TILE_WIDTH;
	for (const struct json *each = json_first(hashes);
	     each != NULL && copy->check.tree.size < up_to; each = json_next(each)) {
		if (skip > 0) {
			skip--;
			continue;
		}
		if (json_text(each) == NULL || digest_from_hex(json_text(each), &leaf) != 0)
			return fail(err, PROBLEM_bad_answer, "", "a tile of the log is no tile");
		merkle_add(&copy->check.tree, &leaf);
		keep_leaf(copy, &leaf);
	}
	copy->check.purged = copy->check.tree.size;
	return commit_when_due(copy, err);
}

static int
take_event(struct copy_open *copy, const struct json *json, const struct audit_event *event,
    struct err *err)
{
	if (audit_check_event(&copy->check, json, err) != 0)
		return (int)err->problem;
	if (event->occurred_at < copy->last_at)
		return fail(err, PROBLEM_not_proven, event->id,
		    "event %" PRId64 " (%s) is older than the one before it", event->seq,
		    event->id);
	copy->last_at = event->occurred_at;
	/* The one that was checked last, and found right. */
	keep_leaf(copy, &copy->check.suspect.leaf);
	if (audit_store_add(copy->writer, event, err) != 0)
		return (int)err->problem;
	return note_odd_id(copy, event, err);
}

int
copy_take(struct copy_open *copy, const struct json *data, const struct audit_event *events,
    size_t n, int64_t up_to, struct err *err)
{
	int problem = 0;
	const struct json *json = json_first(data);
	for (size_t i = 0; i < n && problem == 0 && events[i].seq <= up_to; i++) {
		problem = take_event(copy, json, &events[i], err);
		json = json_next(json);
	}
	if (problem == 0)
		problem = commit_when_due(copy, err);
	return problem != 0 && copy_is_file_problem((enum problem)problem)
	    ? copy_damaged(copy->path, err)
	    : problem;
}

/* ---- the end ---- */

static int
finish(struct copy_open *copy, const struct copy_begin *begin, const char *note, struct err *err)
{
	if (put_row(copy, begin, note, err) != 0 || commit(copy, err) != 0)
		return copy_damaged(copy->path, err);
	/* It is whole: what is not merged now is so after the next time. */
	struct err ignored = { .problem = PROBLEM_none };
	(void)audit_store_merge_all(copy->writer, &ignored);
	db_close(copy->writer);
	copy->writer = NULL;
	return 0;
}

int
copy_take_end(struct copy_open *copy, const struct copy_begin *begin, const char *note,
    const struct checkpoint *checkpoint, char line[COPY_LINE], struct err *err)
{
	if (audit_check_end(&copy->check, &checkpoint->head, err) != 0) {
		struct err why = *err;
		db_rollback(copy->writer);
		db_close(copy->writer);
		copy->writer = NULL;
		return fail(err, PROBLEM_not_proven, "", "%.380s", why.text);
	}
	if (finish(copy, begin, note, err) != 0)
		return (int)err->problem;
	return copy_line(copy, line, err);
}

void
copy_take_stop(struct copy_open *copy)
{
	struct err ignored;
	if (copy->writer == NULL)
		return;
	if (copy->n_leaves == 0 || commit(copy, &ignored) != 0)
		db_rollback(copy->writer);
	db_close(copy->writer);
	copy->writer = NULL;
}
