-- Prefixes and switches are looked up by their keys only: kept in the order of these, without a second place to go to,
-- they are found in half the time, and written in half of it.
DROP INDEX network_prefixes_by_group;
ALTER TABLE network_prefixes RENAME TO network_prefixes_until_now;
CREATE TABLE network_prefixes (
	deck BIGINT NOT NULL,
	prefix TEXT NOT NULL,
	group_num BIGINT NOT NULL,
	PRIMARY KEY (deck, prefix)
) WITHOUT ROWID;
INSERT INTO network_prefixes (deck, prefix, group_num)
	SELECT deck, prefix, group_num FROM network_prefixes_until_now ORDER BY deck, prefix;
DROP TABLE network_prefixes_until_now;
CREATE INDEX network_prefixes_by_group ON network_prefixes (deck, group_num, prefix);

ALTER TABLE network_group_switches RENAME TO network_group_switches_until_now;
CREATE TABLE network_group_switches (
	ws_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
	group_num BIGINT NOT NULL,
	enabled BIGINT NOT NULL,
	version BIGINT NOT NULL,
	PRIMARY KEY (ws_id, group_num)
) WITHOUT ROWID;
INSERT INTO network_group_switches (ws_id, group_num, enabled, version)
	SELECT ws_id, group_num, enabled, version FROM network_group_switches_until_now ORDER BY ws_id, group_num;
DROP TABLE network_group_switches_until_now;

-- What a list of countries sums up, and nothing else of a group.
CREATE INDEX network_groups_to_sum_up ON network_groups (provider, country, num, outbound_rate, risk);
