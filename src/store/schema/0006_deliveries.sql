-- Where the daemon sends what happens, and what it sends, in order per destination.  kind: a row of the
-- table in delivery_queue.c.  queued: the newest message's seq; settled: up to which all are delivered or
-- given up; due_at: when the next attempt is, null when nothing waits or nothing may go.
CREATE TABLE destinations (
	id TEXT PRIMARY KEY,
	kind TEXT NOT NULL,
	org_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
	ws_id TEXT REFERENCES workspaces (id) ON DELETE CASCADE,
	url TEXT NOT NULL,
	secret TEXT NOT NULL,
	events TEXT NOT NULL,
	status TEXT NOT NULL,
	queued BIGINT NOT NULL,
	settled BIGINT NOT NULL,
	delivered BIGINT NOT NULL,
	dropped BIGINT NOT NULL,
	attempts BIGINT NOT NULL,
	due_at BIGINT,
	last_attempt_at BIGINT,
	last_status BIGINT,
	last_error TEXT,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	version BIGINT NOT NULL
);
CREATE INDEX destinations_by_place ON destinations (ws_id, created_at, id);
CREATE INDEX destinations_by_org ON destinations (org_id);
CREATE INDEX destinations_due ON destinations (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE deliveries (
	destination_id TEXT NOT NULL REFERENCES destinations (id) ON DELETE CASCADE,
	seq BIGINT NOT NULL,
	id TEXT NOT NULL,
	type TEXT NOT NULL,
	body TEXT NOT NULL,
	state TEXT NOT NULL,
	attempts BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	settled_at BIGINT,
	last_status BIGINT,
	last_error TEXT,
	PRIMARY KEY (destination_id, seq)
);
CREATE INDEX deliveries_by_age ON deliveries (settled_at) WHERE settled_at IS NOT NULL;
