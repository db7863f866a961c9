-- Agents and their versions, phone numbers, templates.  Null in a version: as the workspace has it.
-- draft_number: the newest version, which is edited until it is published; from then on it is kept as
-- it is, and the next edit makes another.  published_number null: not published.

CREATE TABLE agents (
	id TEXT PRIMARY KEY,
	ws_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
	title TEXT NOT NULL,
	title_fold TEXT NOT NULL,
	draft_number BIGINT NOT NULL,
	published_number BIGINT,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	version BIGINT NOT NULL
);
CREATE INDEX agents_by_title ON agents (ws_id, title_fold, id);

CREATE TABLE agent_versions (
	agent_id TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
	number BIGINT NOT NULL,
	language_id TEXT,
	conversation_start_type TEXT NOT NULL,
	allow_interruptions BIGINT NOT NULL,
	prompt_text TEXT,
	welcome_message TEXT,
	llm_id TEXT,
	voice_id TEXT,
	transcriber_id TEXT,
	max_call_duration_sec BIGINT,
	recording BIGINT,
	published_at BIGINT,
	PRIMARY KEY (agent_id, number)
);
