-- Numbers that are kept instead of counted: a workspace may have 100,000 members, a log a million events.
-- member_count is moved with every row of members that comes or goes, last_at (the time of the newest
-- leaf) with every event.

ALTER TABLE workspaces ADD COLUMN member_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE audit_trees ADD COLUMN last_at BIGINT NOT NULL DEFAULT 0;

UPDATE workspaces SET member_count = (SELECT COUNT(*) FROM members m WHERE m.ws_id = workspaces.id);
UPDATE audit_trees SET last_at = COALESCE(
	(SELECT MAX(e.occurred_at) FROM audit_events e WHERE e.org_id = audit_trees.org_id), 0);
