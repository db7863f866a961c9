-- Phone numbers; and agents are sorted as other names are.

ALTER TABLE agents RENAME COLUMN title_fold TO title_sort;
UPDATE agents SET title_sort = nexa_sort_key(title);

-- trunk: the SIP address behind a number that its owner brought; null: bought from the carrier.
-- rent: 1/10 000 rupee a month, 0 where nothing is billed.
CREATE TABLE phone_numbers (
	id TEXT PRIMARY KEY,
	ws_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
	phone_number TEXT NOT NULL UNIQUE,
	country TEXT NOT NULL,
	type TEXT NOT NULL,
	provider TEXT NOT NULL,
	nickname TEXT,
	search TEXT NOT NULL,
	inbound_agent_id TEXT REFERENCES agents (id),
	outbound_agent_id TEXT REFERENCES agents (id),
	is_default BIGINT NOT NULL,
	trunk TEXT,
	rent BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	version BIGINT NOT NULL
);
CREATE INDEX phone_numbers_by_workspace ON phone_numbers (ws_id, phone_number, id);
CREATE UNIQUE INDEX phone_numbers_one_default ON phone_numbers (ws_id) WHERE is_default = 1;
CREATE INDEX phone_numbers_by_inbound ON phone_numbers (inbound_agent_id);
CREATE INDEX phone_numbers_by_outbound ON phone_numbers (outbound_agent_id);
