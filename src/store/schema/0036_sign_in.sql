-- When a session was last used, to the minute.
ALTER TABLE sessions ADD COLUMN last_used_at BIGINT NOT NULL DEFAULT 0;
UPDATE sessions SET last_used_at = created_at;

-- secret: sealed with the installation's key, so that a copy of the database makes no codes.  confirmed_at: null until
-- the first code was shown.  last_step: the newest step of 30 seconds whose code was taken; none up to it is again.
CREATE TABLE authenticators (
	user_id TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
	secret TEXT NOT NULL,
	last_step BIGINT NOT NULL,
	confirmed_at BIGINT,
	created_at BIGINT NOT NULL
);

-- Those that are not used yet.
CREATE TABLE recovery_codes (
	user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	hash TEXT NOT NULL,
	PRIMARY KEY (user_id, hash)
);

-- Whether its people need an authenticator.
ALTER TABLE organizations ADD COLUMN mfa_required BIGINT NOT NULL DEFAULT 0;
