-- In a copy of an audit log, which nexa keeps for itself: where it came from, and the newest checkpoint that all its
-- events up to there were compared with (none yet: note is null).  me and organization are as the daemon told them then.
CREATE TABLE audit_copies (
	org_id TEXT PRIMARY KEY,
	daemon TEXT NOT NULL,
	key TEXT NOT NULL,
	note TEXT,
	checked_at BIGINT NOT NULL,
	me TEXT NOT NULL,
	organization TEXT NOT NULL
);
