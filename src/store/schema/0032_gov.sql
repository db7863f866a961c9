-- successor_id: the key that a rotation has made in its place.
ALTER TABLE api_keys ADD COLUMN successor_id TEXT;

-- A payment is known by its reference.
CREATE INDEX recharges_by_reference ON recharges (org_id, reference) WHERE reference IS NOT NULL;

-- longest_sec: when the engine has to end a call.  A live call whose engine reports nothing more is ended when it
-- is due; those that are under way now are by the longest that any call may last.
ALTER TABLE calls ADD COLUMN longest_sec BIGINT NOT NULL DEFAULT 5400;
UPDATE calls SET due_at = created_at + 7200000 WHERE active = 1 AND mode = 'live' AND due_at IS NULL;
