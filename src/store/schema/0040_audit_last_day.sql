-- The last day (since 1970) on which an event told of who, or came from where: when retention has let go all of that day,
-- nothing that is kept tells of them any more, and their names and addresses go, too.
ALTER TABLE audit_parties ADD COLUMN last_day BIGINT NOT NULL DEFAULT 0;
UPDATE audit_parties SET last_day = u.day FROM (
	SELECT no, MAX(day) AS day FROM (
		SELECT actor AS no, occurred_at / 86400000 AS day FROM audit_events
		UNION ALL SELECT target, occurred_at / 86400000 FROM audit_events) AS told GROUP BY no) AS u
	WHERE u.no = audit_parties.no;
CREATE INDEX audit_parties_last_day ON audit_parties (last_day);
ALTER TABLE audit_origins ADD COLUMN last_day BIGINT NOT NULL DEFAULT 0;
UPDATE audit_origins SET last_day = u.day FROM (
	SELECT origin AS no, MAX(occurred_at / 86400000) AS day FROM audit_events GROUP BY origin) AS u
	WHERE u.no = audit_origins.no;
CREATE INDEX audit_origins_last_day ON audit_origins (last_day);
