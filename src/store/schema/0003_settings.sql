-- What workspaces have set themselves, and what new ones of an organization start with.  Null: the
-- platform's default.  No row: nothing was ever set.

CREATE TABLE workspace_settings (
	ws_id TEXT PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
	default_llm TEXT,
	default_transcriber TEXT,
	default_tts TEXT,
	max_call_duration_sec BIGINT,
	notification_webhook_url TEXT,
	recording_enabled BIGINT,
	retention_recordings_days BIGINT,
	retention_transcripts_days BIGINT,
	version BIGINT NOT NULL
);

CREATE TABLE org_defaults (
	org_id TEXT PRIMARY KEY REFERENCES organizations (id) ON DELETE CASCADE,
	llm TEXT,
	recording_policy TEXT,
	retention_days BIGINT,
	transcriber TEXT,
	version BIGINT NOT NULL
);
