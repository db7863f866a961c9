-- API keys.  ws_id null: of the whole organization.  creator_id null: made by the operator.
-- expiry_told: whether the log has said that its time was over.

CREATE TABLE api_keys (
	id TEXT PRIMARY KEY,
	org_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
	ws_id TEXT REFERENCES workspaces (id) ON DELETE CASCADE,
	target_id TEXT NOT NULL,
	name TEXT NOT NULL,
	name_fold TEXT NOT NULL,
	mode TEXT NOT NULL,
	last4 TEXT NOT NULL,
	key_hash TEXT NOT NULL UNIQUE,
	scopes TEXT NOT NULL,
	creator_id TEXT REFERENCES users (id),
	creator_name TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	last_used_at BIGINT,
	expires_at BIGINT,
	revoked_at BIGINT,
	expiry_told BIGINT NOT NULL,
	version BIGINT NOT NULL
);
CREATE INDEX api_keys_by_target ON api_keys (target_id, created_at, id);
CREATE INDEX api_keys_by_creator ON api_keys (creator_id, target_id);
CREATE INDEX api_keys_by_expiry ON api_keys (expires_at) WHERE revoked_at IS NULL AND expiry_told = 0;
