-- Calls.  What is known of the agent and of who made the call stays as it was then.  active: 1 until it
-- has ended.  due_at, step: of a simulated call, what happens next and when; of a live one whose engine
-- has not answered yet, until when it may.
CREATE TABLE calls (
	id TEXT PRIMARY KEY,
	org_id TEXT NOT NULL,
	ws_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
	mode TEXT NOT NULL,
	direction TEXT NOT NULL,
	status TEXT NOT NULL,
	active BIGINT NOT NULL,
	agent_id TEXT NOT NULL,
	agent_title TEXT NOT NULL,
	agent_version_number BIGINT NOT NULL,
	from_number TEXT,
	to_number TEXT NOT NULL,
	metadata TEXT NOT NULL,
	created_by_name TEXT NOT NULL,
	end_reason TEXT,
	created_at BIGINT NOT NULL,
	ringing_at BIGINT,
	answered_at BIGINT,
	ended_at BIGINT,
	duration_sec BIGINT NOT NULL,
	recording_url TEXT,
	transcript TEXT,
	analysis TEXT,
	step BIGINT NOT NULL,
	due_at BIGINT,
	version BIGINT NOT NULL
);
CREATE INDEX calls_by_workspace ON calls (ws_id, created_at, id);
CREATE INDEX calls_active ON calls (org_id, mode) WHERE active = 1;
CREATE INDEX calls_due ON calls (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX calls_by_agent ON calls (agent_id);
