-- The hashes of the audit logs' Merkle trees, kept for proofs, also after the events themselves are gone:
-- at level 0 those of the leaves, at level n those of perfect subtrees of 256^n leaves.  A row has those
-- from number `first` on, base 64 of 32 bytes each; rows of one tile, which is 256 of them, become one row
-- when it is full.
CREATE TABLE audit_tiles (
	org_id TEXT NOT NULL,
	level BIGINT NOT NULL,
	first BIGINT NOT NULL,
	hashes TEXT NOT NULL,
	PRIMARY KEY (org_id, level, first)
) WITHOUT ROWID;

-- How many leaves are in them; those of an older database follow when the daemon starts.
ALTER TABLE audit_trees ADD COLUMN tiled BIGINT NOT NULL DEFAULT 0;
