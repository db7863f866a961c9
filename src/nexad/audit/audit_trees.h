/* The audit logs' Merkle trees as the writer moves them: read once a transaction, stored once before its
 * commit, however many events it has. */
#ifndef AUDIT_TREES_H
#define AUDIT_TREES_H

#include <stdint.h>

#include "merkle.h"

struct db;
struct err;

/* What is said when the row of one is not what was stored; of the organization's id. */
#define AUDIT_TREE_DAMAGED \
	"the tree of the audit log of '%s' was changed in the database: its size and its hashes do not fit each other"

#define AUDIT_TREE_REMOVED \
	"the tree of the audit log of '%s' was removed from the database, and there are events"

struct audit_tree {
	struct merkle merkle; /* its size is the newest event's seq */
	int64_t last_at;      /* when the newest event occurred, ms; 0: there is none */
	uint64_t tiled;       /* leaves that are kept for proofs: all, but for a damaged log */
};

/* The tree of an organization's log ("": the installation's) as the connection's transaction has left it;
 * it is borrowed until the next call for the connection.
 * Fails with not_proven when what is stored is damaged, or gone though there are events, and with what the store fails with. */
int audit_tree_open(struct db *db, const char *org_id, struct audit_tree **out, struct err *err);
/* Adds the leaf of an event that occurred at an instant, ms; stored at once outside a transaction. */
int audit_tree_add(struct db *db, struct audit_tree *tree, const struct digest *leaf, int64_t at_ms,
    struct err *err);

#endif
