/* The hashes of an audit log's tree, kept in tiles of 256 as tlog-tiles has them, and proofs from them. */
#ifndef AUDIT_TILES_H
#define AUDIT_TILES_H

#include <stdint.h>

#include "merkle_proof.h"

struct db;
struct err;

enum { TILE_HEIGHT = 8, TILE_WIDTH = 256, TILE_LEVELS = 8 };

struct tile {
	int n; /* hashes that there are: TILE_WIDTH when it is full */
	struct digest hashes[TILE_WIDTH];
};

/* Adds the hashes of n leaves, of which the first is number `first` of the log from 0, and the subtrees
 * that they complete.  0 or what the store fails with. */
int audit_tiles_add(struct db *db, const char *org_id, uint64_t first, const struct digest *leaves,
    size_t n, struct err *err);
/* Tile `number` of a level; an empty one when there is none.  Fails with internal when it is damaged. */
int audit_tiles_get(struct db *db, const char *org_id, int level, uint64_t number, struct tile *out,
    struct err *err);
/* Puts the leaves of logs into tiles that were begun before there were any. */
int audit_tiles_carry_over(struct db *db, struct err *err);

/* A log's tree as proofs ask for it. */
struct audit_source {
	struct merkle_source source; /* the first member */
	struct db *db;
	const char *org_id;
	struct err *err;
	int level; /* of the tile at hand; -1: none */
	uint64_t number;
	struct tile tile;
};

/* All pointers are borrowed. */
void audit_source_init(
    struct audit_source *source, struct db *db, const char *org_id, struct err *err);

#endif
