-- What can be called through whom, at which rates, and what each workspace has switched on.  Rates are
-- 1/10,000 rupee a minute.

CREATE TABLE telephony_providers (
	id TEXT PRIMARY KEY,
	name TEXT NOT NULL,
	kind TEXT NOT NULL,
	is_default BIGINT NOT NULL,
	inbound_rate BIGINT,
	outbound_rate BIGINT,
	imported_at BIGINT,
	version BIGINT NOT NULL
);
INSERT INTO telephony_providers (id, name, kind, is_default, inbound_rate, outbound_rate, imported_at, version) VALUES
	('plivo', 'Plivo', 'deck', 1, NULL, NULL, NULL, 1),
	('sip', 'SIP/BYOC', 'flat', 0, 0, 0, NULL, 1);

-- num: the group where there are many of them (prefixes, switches, bit sets); never given twice while
-- something names it.  What it is known by from deck to deck is its name.
CREATE TABLE network_groups (
	num INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	provider TEXT NOT NULL REFERENCES telephony_providers (id),
	country TEXT NOT NULL,
	country_name TEXT NOT NULL,
	country_sort TEXT NOT NULL,
	name TEXT NOT NULL,
	name_sort TEXT NOT NULL,
	search TEXT NOT NULL,
	inbound_rate BIGINT NOT NULL,
	outbound_rate BIGINT NOT NULL,
	risk TEXT NOT NULL,
	default_enabled BIGINT NOT NULL,
	prefix_count BIGINT NOT NULL,
	version BIGINT NOT NULL,
	UNIQUE (provider, name)
);
CREATE INDEX network_groups_by_name ON network_groups (provider, name_sort, id);
CREATE INDEX network_groups_by_country ON network_groups (provider, country, name_sort, id);

CREATE TABLE network_prefixes (
	provider TEXT NOT NULL,
	prefix TEXT NOT NULL,
	group_num BIGINT NOT NULL,
	PRIMARY KEY (provider, prefix)
);
CREATE INDEX network_prefixes_by_group ON network_prefixes (group_num, prefix);

-- A group without a row is off; what an import removes takes its rows along.
CREATE TABLE network_group_switches (
	ws_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
	group_num BIGINT NOT NULL,
	enabled BIGINT NOT NULL,
	version BIGINT NOT NULL,
	PRIMARY KEY (ws_id, group_num)
);

-- Without a row a provider with a deck is on, one with a flat rate off.
CREATE TABLE provider_switches (
	ws_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
	provider TEXT NOT NULL,
	enabled BIGINT NOT NULL,
	version BIGINT NOT NULL,
	PRIMARY KEY (ws_id, provider)
);
