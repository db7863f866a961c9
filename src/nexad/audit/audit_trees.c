/* The trees that a transaction has moved, in memory.  Another transaction reads them anew: nothing here
 * relies on being the only daemon. */
#include "audit_trees.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "audit_store.h"
#include "audit_tiles.h"
#include "err.h"
#include "mem.h"
#include "store.h"

/* One of them. */
struct kept {
	struct audit_tree now; /* the first member: what the caller holds */
	struct audit_tree before;
	uint64_t opened_in; /* the savepoint that `before` belongs to */
	bool moved;
	bool moved_before;
	struct digest *leaves; /* that are not stored yet */
	size_t n_leaves;
	size_t n_before;
	size_t room;
	char *org_id;
	struct kept *next;
};

struct trees {
	struct db_behind behind; /* the first member: what the connection holds */
	struct kept *first;      /* the last asked for */
	uint64_t savepoint;
};

static int
load(struct db *db, const char *org_id, struct audit_tree *out, struct err *err)
{
	struct arena arena = { NULL };
	struct tree_row row = { .size = 0 };
	int64_t log = 0;
	bool found;
	int problem = db_get(db, QUERY_tree_get, WITH(V(org_id)), &arena, &row, &found, err);
	if (problem == 0 && !found)
		problem = audit_store_log(db, org_id, &log, err);
	if (problem == 0 && log != 0)
		problem = fail(err, PROBLEM_not_proven, org_id, AUDIT_TREE_REMOVED, org_id);
	*out = (struct audit_tree){ .last_at = row.last_at, .tiled = (uint64_t)row.tiled };
	if (problem == 0 && found &&
	    merkle_load((uint64_t)row.size, row.frontier, &out->merkle) != 0)
		problem = fail(err, PROBLEM_not_proven, org_id, AUDIT_TREE_DAMAGED, org_id);
	arena_release(&arena);
	return problem;
}

/* Leaves follow on those that are kept: behind a gap they would be of no use. */
static int
store_leaves(struct db *db, struct kept *kept, struct err *err)
{
	uint64_t first = kept->now.merkle.size - kept->n_leaves;
	size_t n = kept->n_leaves;
	kept->n_leaves = 0;
	if (kept->now.tiled != first)
		return 0;
	kept->now.tiled += n;
	return audit_tiles_add(db, kept->org_id, first, kept->leaves, n, err);
}

static int
store(struct db *db, struct kept *kept, struct err *err)
{
	char frontier[MERKLE_FRONTIER_TEXT];
	merkle_save(&kept->now.merkle, frontier);
	kept->moved = false;
	if (store_leaves(db, kept, err) != 0)
		return (int)err->problem;
	return db_run(db, QUERY_tree_put,
	    WITH(V(kept->org_id), V((int64_t)kept->now.merkle.size), V(kept->now.last_at),
	        V(frontier), V((int64_t)kept->now.tiled)),
	    NULL, err);
}

/* ---- what the connection asks of them ---- */

static int
store_moved(struct db_behind *behind, struct db *db, struct err *err)
{
	struct trees *trees = (struct trees *)behind;
	for (struct kept *kept = trees->first; kept != NULL; kept = kept->next)
		if (kept->moved && store(db, kept, err) != 0)
			return (int)err->problem;
	return 0;
}

static void
mark(struct db_behind *behind)
{
	((struct trees *)behind)->savepoint++;
}

static void
undo(struct db_behind *behind)
{
	struct trees *trees = (struct trees *)behind;
	for (struct kept *kept = trees->first; kept != NULL; kept = kept->next) {
		if (kept->opened_in != trees->savepoint)
			continue;
		kept->now = kept->before;
		kept->moved = kept->moved_before;
		kept->n_leaves = kept->n_before;
	}
}

static void
end(struct db_behind *behind, bool committed)
{
	(void)committed;
	struct trees *trees = (struct trees *)behind;
	while (trees->first != NULL) {
		struct kept *kept = trees->first;
		trees->first = kept->next;
		free(kept->leaves);
		free(kept->org_id);
		free(kept);
	}
}

static void
release(struct db_behind *behind)
{
	free(behind);
}

/* ---- */

static struct trees *
trees_of(struct db *db)
{
	struct db_behind *behind = db_behind(db, store_moved);
	if (behind == NULL) {
		struct trees *trees = mem_new(1, sizeof(*trees));
		trees->behind = (struct db_behind){
			.store = store_moved,
			.mark = mark,
			.undo = undo,
			.end = end,
			.release = release,
		};
		trees->savepoint = 1;
		behind = &trees->behind;
		db_add_behind(db, behind);
	}
	return (struct trees *)behind;
}

/* Moved to the front: a group of changes is mostly about one organization. */
static struct kept *
find(struct trees *trees, const char *org_id)
{
	for (struct kept **at = &trees->first; *at != NULL; at = &(*at)->next) {
		struct kept *kept = *at;
		if (strcmp(kept->org_id, org_id) != 0)
			continue;
		*at = kept->next;
		kept->next = trees->first;
		trees->first = kept;
		return kept;
	}
	return NULL;
}

int
audit_tree_open(struct db *db, const char *org_id, struct audit_tree **out, struct err *err)
{
	struct trees *trees = trees_of(db);
	if (!db_in_transaction(db))
		end(&trees->behind, false);
	struct kept *kept = find(trees, org_id);
	if (kept == NULL) {
		struct audit_tree loaded;
		if (load(db, org_id, &loaded, err) != 0)
			return (int)err->problem;
		kept = mem_new(1, sizeof(*kept));
		kept->now = loaded;
		kept->org_id = mem_text(org_id);
		kept->next = trees->first;
		trees->first = kept;
	}
	if (kept->opened_in != trees->savepoint) {
		kept->opened_in = trees->savepoint;
		kept->before = kept->now;
		kept->moved_before = kept->moved;
		kept->n_before = kept->n_leaves;
	}
	*out = &kept->now;
	return 0;
}

int
audit_tree_add(struct db *db, struct audit_tree *tree, const struct digest *leaf, int64_t at_ms,
    struct err *err)
{
	struct kept *kept = (struct kept *)tree;
	if (kept->n_leaves == kept->room) {
		kept->room = kept->room == 0 ? 64 : kept->room * 2;
		kept->leaves = mem_resize(kept->leaves, kept->room, sizeof(*kept->leaves));
	}
	kept->leaves[kept->n_leaves++] = *leaf;
	merkle_add(&tree->merkle, leaf);
	tree->last_at = at_ms;
	kept->moved = true;
	return db_in_transaction(db) ? 0 : store(db, kept, err);
}
