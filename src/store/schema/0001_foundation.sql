-- Tenants, people, their places, invitations, sessions, and the audit log.
-- Times are milliseconds since 1970 in UTC, closed lists their wire names, hashes hexadecimal.
-- *_fold: case-folded, for comparing and sorting; search: what `q` looks into.

CREATE TABLE users (
	id TEXT PRIMARY KEY,
	email TEXT NOT NULL,
	email_fold TEXT NOT NULL UNIQUE,
	display_name TEXT NOT NULL,
	name_fold TEXT NOT NULL,
	status TEXT NOT NULL,
	password_hash TEXT,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	version BIGINT NOT NULL
);
CREATE INDEX users_by_name ON users (name_fold, id);

CREATE TABLE sessions (
	token_hash TEXT PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	ip TEXT,
	user_agent TEXT
);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE organizations (
	id TEXT PRIMARY KEY,
	name TEXT NOT NULL,
	name_fold TEXT NOT NULL,
	legal_name TEXT,
	contact_person TEXT,
	contact_email TEXT,
	contact_phone TEXT,
	contact_address TEXT,
	gstin TEXT,
	plan TEXT NOT NULL,
	status TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	version BIGINT NOT NULL
);
CREATE INDEX organizations_by_name ON organizations (name_fold, id);

CREATE TABLE org_members (
	org_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
	user_id TEXT NOT NULL REFERENCES users (id),
	role TEXT NOT NULL,
	joined_at BIGINT NOT NULL,
	version BIGINT NOT NULL,
	PRIMARY KEY (org_id, user_id)
);
CREATE INDEX org_members_by_user ON org_members (user_id, org_id);

CREATE TABLE workspaces (
	id TEXT PRIMARY KEY,
	org_id TEXT NOT NULL REFERENCES organizations (id),
	name TEXT NOT NULL,
	name_fold TEXT NOT NULL,
	description TEXT,
	region TEXT NOT NULL,
	status TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	version BIGINT NOT NULL,
	UNIQUE (org_id, name_fold)
);

-- name_fold and email_fold are copies of the user's, so that a list of 100,000 members is read in
-- order from an index; the one statement that renames a user renames them too.
CREATE TABLE members (
	ws_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
	user_id TEXT NOT NULL REFERENCES users (id),
	role TEXT NOT NULL,
	joined_at BIGINT NOT NULL,
	last_active_on TEXT,
	name_fold TEXT NOT NULL,
	email_fold TEXT NOT NULL,
	version BIGINT NOT NULL,
	PRIMARY KEY (ws_id, user_id)
);
CREATE UNIQUE INDEX members_one_owner ON members (ws_id) WHERE role = 'owner';
CREATE INDEX members_by_name ON members (ws_id, name_fold, user_id);
CREATE INDEX members_by_email ON members (ws_id, email_fold, user_id);
CREATE INDEX members_by_user ON members (user_id, ws_id);

CREATE TABLE invitations (
	id TEXT PRIMARY KEY,
	org_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
	ws_id TEXT REFERENCES workspaces (id) ON DELETE CASCADE,
	level TEXT NOT NULL,
	target_id TEXT NOT NULL,
	email TEXT NOT NULL,
	email_fold TEXT NOT NULL,
	role TEXT NOT NULL,
	grants TEXT NOT NULL,
	token_hash TEXT NOT NULL UNIQUE,
	status TEXT NOT NULL,
	delivery TEXT NOT NULL,
	invited_by TEXT NOT NULL,
	inviter_id TEXT,
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	version BIGINT NOT NULL
);
CREATE UNIQUE INDEX invitations_one_pending ON invitations (target_id, email_fold) WHERE status = 'pending';
CREATE INDEX invitations_by_target ON invitations (target_id, created_at, id);
CREATE INDEX invitations_by_expiry ON invitations (expires_at) WHERE status = 'pending';

-- Outlives what it tells of, so it refers to nothing.  org_id '' is the installation.
CREATE TABLE audit_events (
	org_id TEXT NOT NULL,
	seq BIGINT NOT NULL,
	id TEXT NOT NULL UNIQUE,
	occurred_at BIGINT NOT NULL,
	ws_id TEXT,
	type TEXT NOT NULL,
	actor_type TEXT NOT NULL,
	actor_id TEXT,
	actor_name TEXT NOT NULL,
	actor_email TEXT,
	target_type TEXT NOT NULL,
	target_id TEXT,
	target_name TEXT NOT NULL,
	outcome TEXT NOT NULL,
	ip TEXT,
	user_agent TEXT,
	request_id TEXT,
	details TEXT NOT NULL,
	search TEXT NOT NULL,
	leaf_hash TEXT NOT NULL,
	PRIMARY KEY (org_id, seq)
);

-- The Merkle tree's size and the roots of its perfect subtrees, moved with every event.
CREATE TABLE audit_trees (
	org_id TEXT PRIMARY KEY,
	size BIGINT NOT NULL,
	frontier TEXT NOT NULL
);

-- Answers to POSTs that carried an Idempotency-Key.  The answer is sealed with the key that only the
-- client has (of which the hash stands here), since it may hold a secret that is shown once.
CREATE TABLE idempotency (
	principal TEXT NOT NULL,
	key_hash TEXT NOT NULL,
	fingerprint TEXT NOT NULL,
	status BIGINT NOT NULL,
	answer TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	PRIMARY KEY (principal, key_hash)
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);
