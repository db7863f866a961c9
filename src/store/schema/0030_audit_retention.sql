-- Audit logs of which all events before a place go, a few at a time; that they do stands in the log already.
CREATE TABLE audit_purges (
	log BIGINT PRIMARY KEY,
	before BIGINT NOT NULL
);
