-- Where organizations have their audit logs sent.  The events are the queue: all up to delivered_seq were taken
-- by the receiver.  old_secret signs beside secret until old_until; due_at: when the next attempt may be, null
-- while it is paused; failures: how many there were in a row, the first at failing_since.
CREATE TABLE audit_streams (
	org_id TEXT PRIMARY KEY REFERENCES organizations (id) ON DELETE CASCADE,
	url TEXT NOT NULL,
	format TEXT NOT NULL,
	secret TEXT NOT NULL,
	old_secret TEXT,
	old_until BIGINT,
	ca TEXT,
	status TEXT NOT NULL,
	delivered_seq BIGINT NOT NULL,
	failures BIGINT NOT NULL,
	failing_since BIGINT,
	due_at BIGINT,
	last_attempt_at BIGINT,
	last_error TEXT,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	version BIGINT NOT NULL
);
CREATE INDEX audit_streams_due ON audit_streams (due_at) WHERE due_at IS NOT NULL;
