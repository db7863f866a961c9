/* Tiles in the store, written in the transaction of the events. */
#include "audit_tiles.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "base64.h"
#include "err.h"
#include "log.h"
#include "mem.h"
#include "store.h"

enum {
	TILE_TEXT = BASE64_TEXT(TILE_WIDTH * DIGEST_LEN),
	CARRIED = 16384 /* leaves a transaction, of an older database */
};

/* ---- reading ---- */

struct reading {
	struct tile *tile;
	uint64_t first; /* of the tile */
	bool damaged;
};

static int
add_row(const void *row, void *payload)
{
	const struct tile_row *part = row;
	struct reading *reading = payload;
	struct tile *tile = reading->tile;
	size_t room = sizeof(tile->hashes) - (size_t)tile->n * DIGEST_LEN;
	size_t len = 0;
	bool ok = (uint64_t)part->first == reading->first + (uint64_t)tile->n &&
	    base64_read(BASE64_STANDARD, part->hashes, tile->hashes[tile->n % TILE_WIDTH].bytes,
	        room, &len) &&
	    len % DIGEST_LEN == 0;
	reading->damaged = reading->damaged || !ok;
	tile->n += ok ? (int)(len / DIGEST_LEN) : 0;
	return 0;
}

int
audit_tiles_get(struct db *db, const char *org_id, int level, uint64_t number, struct tile *out,
    struct err *err)
{
	struct reading reading = { .tile = out, .first = number * TILE_WIDTH };
	out->n = 0;
	if (db_each(db, QUERY_tile_get, WITH(V(org_id), V(level), V((int64_t)reading.first)),
	        add_row, &reading, err) != 0)
		return (int)err->problem;
	if (reading.damaged)
		return fail(err, PROBLEM_not_proven, org_id,
		    "the hashes of the audit log of '%s' are damaged", org_id);
	return 0;
}

/* ---- adding ---- */

/* Where hashes are added. */
struct rung {
	struct db *db;
	const char *org_id;
	int level;
};

static int
put(const struct rung *to, uint64_t first, const struct digest *hashes, int n, struct err *err)
{
	char text[TILE_TEXT];
	(void)base64_write(BASE64_STANDARD, hashes->bytes, (size_t)n * DIGEST_LEN, text);
	return db_run(to->db, QUERY_tile_put,
	    WITH(V(to->org_id), V(to->level), V((int64_t)first), V(text)), NULL, err);
}

/* Writes it in place of the rows that it has grown from. */
static int
put_full(const struct rung *to, uint64_t number, const struct tile *tile, struct err *err)
{
	int64_t first = (int64_t)(number * TILE_WIDTH);
	if (db_run(to->db, QUERY_tile_forget, WITH(V(to->org_id), V(to->level), V(first)), NULL,
	        err) != 0)
		return (int)err->problem;
	return put(to, (uint64_t)first, tile->hashes, TILE_WIDTH, err);
}

static struct digest
root_of(const struct tile *tile)
{
	struct merkle tree = { .size = 0 };
	for (int i = 0; i < tile->n; i++)
		merkle_add(&tree, &tile->hashes[i]);
	return merkle_root(&tree);
}

/* The n that a tile still takes; *root is its root. */
static int
fill_tile(const struct rung *to, uint64_t first, const struct digest *hashes, int n,
    struct digest *root, struct err *err)
{
	struct tile tile = { .n = 0 };
	uint64_t number = first / TILE_WIDTH;
	int before = (int)(first % TILE_WIDTH);
	if (before > 0 && audit_tiles_get(to->db, to->org_id, to->level, number, &tile, err) != 0)
		return (int)err->problem;
	if (tile.n != before)
		return fail(err, PROBLEM_not_proven, to->org_id,
		    "hashes of the audit log of '%s' are missing", to->org_id);
	memcpy(&tile.hashes[before], hashes, (size_t)n * DIGEST_LEN);
	tile.n = TILE_WIDTH;
	*root = root_of(&tile);
	return put_full(to, number, &tile, err);
}

/* At most as many as the tile still takes; *root is that of the tile when they fill it. */
static int
add_to_tile(const struct rung *to, uint64_t first, const struct digest *hashes, int n,
    struct digest *root, struct err *err)
{
	return (int)(first % TILE_WIDTH) + n < TILE_WIDTH
	    ? put(to, first, hashes, n, err)
	    : fill_tile(to, first, hashes, n, root, err);
}

/* A full tile is one hash of the level above it, and so on as long as it fills that one, too. */
static int
add_above(const struct rung *leaves, uint64_t number, struct digest root, struct err *err)
{
	struct rung to = *leaves;
	int problem;
	bool full;
	do {
		struct digest hash = root;
		to.level++;
		full = number % TILE_WIDTH == TILE_WIDTH - 1;
		problem = add_to_tile(&to, number, &hash, 1, &root, err);
		number /= TILE_WIDTH;
	} while (full && problem == 0);
	return problem;
}

int
audit_tiles_add(struct db *db, const char *org_id, uint64_t first, const struct digest *leaves,
    size_t n, struct err *err)
{
	const struct rung to = { db, org_id, 0 };
	while (n > 0) {
		struct digest root;
		size_t room = TILE_WIDTH - first % TILE_WIDTH;
		size_t part = n < room ? n : room;
		if (add_to_tile(&to, first, leaves, (int)part, &root, err) != 0 ||
		    (part == room && add_above(&to, first / TILE_WIDTH, root, err) != 0))
			return (int)err->problem;
		first += part;
		leaves += part;
		n -= part;
	}
	return 0;
}

/* ---- a database from before there were tiles ---- */

struct carried {
	struct digest leaves[CARRIED];
	size_t n;
	int64_t seq; /* of the newest */
};

static int
add_leaf(const void *row, void *payload)
{
	const struct leaf_row *leaf = row;
	struct carried *carried = payload;
	/* An event that is missing, or no longer has a hash, is where the tiles end. */
	if (leaf->seq == carried->seq + 1 &&
	    digest_from_hex(leaf->leaf_hash, &carried->leaves[carried->n]) == 0) {
		carried->n++;
		carried->seq++;
	}
	return 0;
}

/* One transaction; *carried->n is 0 when there was nothing left. */
static int
carry_some(struct db *db, const char *org_id, struct carried *carried, struct err *err)
{
	int64_t from = carried->seq;
	carried->n = 0;
	if (db_each(db, QUERY_event_leaves, WITH(V(org_id), V(from), V(CARRIED)), add_leaf, carried,
	        err) != 0 ||
	    carried->n == 0 || db_begin(db, err) != 0)
		return (int)err->problem;
	if (audit_tiles_add(db, org_id, (uint64_t)from, carried->leaves, carried->n, err) != 0 ||
	    db_run(db, QUERY_tree_tiled, WITH(V(org_id), V(carried->seq)), NULL, err) != 0) {
		db_rollback(db);
		return (int)err->problem;
	}
	return db_commit(db, err);
}

static int
carry_log(struct db *db, const struct behind_row *log, struct err *err)
{
	struct carried *carried = mem_new(1, sizeof(*carried));
	int problem;
	carried->seq = log->tiled;
	err->problem = PROBLEM_none;
	do {
		problem = carry_some(db, log->org_id, carried, err);
	} while (problem == 0 && carried->n > 0);
	if (problem == 0 && carried->seq < log->size)
		log_line(LOG_error,
		    "an audit log lacks events, or they were changed; it cannot be proved",
		    LOG_TEXT("organization", log->org_id), LOG_NUMBER("seq", carried->seq + 1),
		    LOG_END);
	free(carried);
	return problem;
}

int
audit_tiles_carry_over(struct db *db, struct err *err)
{
	struct arena arena = { NULL };
	struct behind_row log;
	bool found;
	struct value after = value_text(NULL);
	int problem;
	while (
	    (problem = db_get(db, QUERY_tree_behind, &after, 1, &arena, &log, &found, err)) == 0 &&
	    found && (problem = carry_log(db, &log, err)) == 0)
		after = value_text(log.org_id);
	arena_release(&arena);
	return problem;
}

/* ---- proofs ---- */

/* The root of the 2^rest hashes from number `at` on, of the tile at hand. */
static struct digest
root_within(const struct tile *tile, uint64_t at, int rest)
{
	struct merkle tree = { .size = 0 };
	for (uint64_t i = 0; i < UINT64_C(1) << rest; i++)
		merkle_add(&tree, &tile->hashes[at + i]);
	return merkle_root(&tree);
}

static int
node(struct merkle_source *source, int height, uint64_t index, struct digest *out)
{
	struct audit_source *self = (struct audit_source *)source;
	int level = height / TILE_HEIGHT;
	int rest = height % TILE_HEIGHT;
	uint64_t at = index << rest;
	uint64_t number = at / TILE_WIDTH;
	at %= TILE_WIDTH;
	if (self->level != level || self->number != number) {
		self->level = -1;
		if (audit_tiles_get(
		        self->db, self->org_id, level, number, &self->tile, self->err) != 0)
			return (int)self->err->problem;
		self->level = level;
		self->number = number;
	}
	if (at + (UINT64_C(1) << rest) > (uint64_t)self->tile.n)
		return fail(self->err, PROBLEM_not_proven, self->org_id,
		    "hashes of the audit log of '%s' are missing", self->org_id);
	*out = root_within(&self->tile, at, rest);
	return 0;
}

void
audit_source_init(struct audit_source *source, struct db *db, const char *org_id, struct err *err)
{
	source->source = (struct merkle_source){ .node = node };
	source->db = db;
	source->org_id = org_id;
	source->err = err;
	source->level = -1;
	source->number = 0;
	source->tile.n = 0;
}
