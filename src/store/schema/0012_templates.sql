-- Templates for the analysis after a call.  fields: JSON, as served.

CREATE TABLE templates (
	id TEXT PRIMARY KEY,
	ws_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
	name TEXT NOT NULL,
	name_sort TEXT NOT NULL,
	description TEXT,
	fields TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	version BIGINT NOT NULL
);
CREATE INDEX templates_by_name ON templates (ws_id, name_sort, id);
