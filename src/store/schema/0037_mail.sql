-- What became of an invitation's mail (null: it is delivered by a link), and the mails that wait: one an invitation,
-- gone once it was taken, refused for good, or the invitation has ended.  sealed: the token, as seal.h has it, because
-- the invitation has only its hash.
ALTER TABLE invitations ADD COLUMN mail TEXT;
ALTER TABLE invitations ADD COLUMN mail_error TEXT;
ALTER TABLE invitations ADD COLUMN mail_at BIGINT;
CREATE TABLE mails (
	id TEXT PRIMARY KEY,
	invitation_id TEXT NOT NULL UNIQUE REFERENCES invitations (id) ON DELETE CASCADE,
	sealed TEXT NOT NULL,
	queued_at BIGINT NOT NULL,
	attempts BIGINT NOT NULL,
	next_at BIGINT NOT NULL
);
CREATE INDEX mails_due ON mails (next_at);
