-- When a person signed in last; sessions are gone some day.
ALTER TABLE users ADD COLUMN signed_in_at BIGINT;
UPDATE users SET signed_in_at = (SELECT MAX(s.created_at) FROM sessions s WHERE s.user_id = users.id);

-- The mails of the last hour with invitations, to whom and when: nobody is written to without an end.
CREATE TABLE mailings (
	org_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
	email_fold TEXT NOT NULL,
	at BIGINT NOT NULL
);
CREATE INDEX mailings_by_address ON mailings (org_id, email_fold, at);
