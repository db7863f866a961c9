-- A deck is written beside the one in force and put in its place at once: prefixes belong to a deck, and a
-- provider has one that is in force.  What is of no provider's deck was left behind, and is cleared away.
ALTER TABLE telephony_providers ADD COLUMN deck BIGINT NOT NULL DEFAULT 0;
UPDATE telephony_providers SET deck = (SELECT COUNT(*) FROM telephony_providers o WHERE o.id <= telephony_providers.id);

DROP INDEX network_prefixes_by_group;
ALTER TABLE network_prefixes RENAME TO network_prefixes_until_now;
CREATE TABLE network_prefixes (
	deck BIGINT NOT NULL,
	prefix TEXT NOT NULL,
	group_num BIGINT NOT NULL,
	PRIMARY KEY (deck, prefix)
);
INSERT INTO network_prefixes (deck, prefix, group_num)
	SELECT p.deck, x.prefix, x.group_num FROM network_prefixes_until_now x JOIN telephony_providers p ON p.id = x.provider
	ORDER BY p.deck, x.prefix;
DROP TABLE network_prefixes_until_now;
CREATE INDEX network_prefixes_by_group ON network_prefixes (deck, group_num, prefix);
