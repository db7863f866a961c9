-- The audit log anew: what many events tell alike stands once and is a number in them, ids and hashes are
-- bytes, details are compressed, and one index of words answers every filter.  nexa_… are functions of the
-- store (store_sqlite_audit.c).

-- at: the number of the log in the upper bits, the seq in the lower 40.
CREATE TABLE audit_logs (
	no INTEGER PRIMARY KEY,
	org_id TEXT NOT NULL UNIQUE
);
-- Types of events, ids of workspaces; 0 is none.
CREATE TABLE audit_names (
	no INTEGER PRIMARY KEY,
	name TEXT UNIQUE
);
-- Who did it or what it was done to, as they were called then.
CREATE TABLE audit_parties (
	no INTEGER PRIMARY KEY,
	hash BIGINT NOT NULL,
	type TEXT NOT NULL,
	id TEXT,
	name TEXT NOT NULL,
	email TEXT
);
CREATE INDEX audit_parties_hash ON audit_parties (hash);
-- What they came through.
CREATE TABLE audit_origins (
	no INTEGER PRIMARY KEY,
	hash BIGINT NOT NULL,
	ip TEXT,
	user_agent TEXT
);
CREATE INDEX audit_origins_hash ON audit_origins (hash);

INSERT INTO audit_names (no, name) VALUES (0, NULL);
INSERT INTO audit_logs (org_id) SELECT DISTINCT org_id FROM audit_events ORDER BY org_id;
INSERT INTO audit_names (name) SELECT type FROM audit_events UNION SELECT ws_id FROM audit_events WHERE ws_id IS NOT NULL;
INSERT INTO audit_parties (hash, type, id, name, email)
	SELECT nexa_party(type, id, name, email), type, id, name, email FROM (
		SELECT actor_type AS type, actor_id AS id, actor_name AS name, actor_email AS email FROM audit_events
		UNION SELECT target_type, target_id, target_name, NULL FROM audit_events);
INSERT INTO audit_origins (hash, ip, user_agent)
	SELECT nexa_party(ip, user_agent), ip, user_agent FROM (SELECT DISTINCT ip, user_agent FROM audit_events);

ALTER TABLE audit_events RENAME TO audit_events_before;
CREATE TABLE audit_events (
	at INTEGER PRIMARY KEY,
	occurred_at BIGINT NOT NULL,
	type BIGINT NOT NULL,
	failed BIGINT NOT NULL,
	ws BIGINT NOT NULL,
	actor BIGINT NOT NULL,
	target BIGINT NOT NULL,
	origin BIGINT NOT NULL,
	id BLOB NOT NULL,
	request BLOB,
	details BLOB NOT NULL,
	leaf BLOB NOT NULL
);
INSERT INTO audit_events (at, occurred_at, type, failed, ws, actor, target, origin, id, request, details, leaf)
	SELECT (l.no << 40) + e.seq, e.occurred_at,
		(SELECT no FROM audit_names n WHERE n.name = e.type),
		e.outcome = 'failure',
		COALESCE((SELECT no FROM audit_names n WHERE n.name = e.ws_id), 0),
		(SELECT no FROM audit_parties p WHERE p.hash = nexa_party(e.actor_type, e.actor_id, e.actor_name, e.actor_email)
			AND p.type = e.actor_type AND p.name = e.actor_name AND p.id IS e.actor_id AND p.email IS e.actor_email),
		(SELECT no FROM audit_parties p WHERE p.hash = nexa_party(e.target_type, e.target_id, e.target_name, NULL)
			AND p.type = e.target_type AND p.name = e.target_name AND p.id IS e.target_id AND p.email IS NULL),
		(SELECT no FROM audit_origins o WHERE o.hash = nexa_party(e.ip, e.user_agent) AND o.ip IS e.ip AND o.user_agent IS e.user_agent),
		nexa_pack_id(e.id, 'evt', e.occurred_at), nexa_pack_id(e.request_id, 'req', e.occurred_at),
		nexa_pack(e.details), nexa_bytes(e.leaf_hash)
	FROM audit_events_before e JOIN audit_logs l ON l.org_id = e.org_id
	ORDER BY l.no, e.seq;

-- An id tells when it was made, which is when the event occurred and so where it stands; but not these.
CREATE TABLE audit_odd_ids (
	id TEXT PRIMARY KEY,
	at BIGINT NOT NULL
);
INSERT INTO audit_odd_ids (id, at) SELECT nexa_unpack_id(id, 'evt', occurred_at), at FROM audit_events WHERE LENGTH(id) <> 10;

CREATE VIEW audit_log AS
	SELECT e.at, l.org_id, e.at & 1099511627775 AS seq, nexa_unpack_id(e.id, 'evt', e.occurred_at) AS id, e.occurred_at,
		w.name AS ws_id, t.name AS type, a.type AS actor_type, a.id AS actor_id, a.name AS actor_name, a.email AS actor_email,
		g.type AS target_type, g.id AS target_id, g.name AS target_name,
		CASE e.failed WHEN 0 THEN 'success' ELSE 'failure' END AS outcome, o.ip, o.user_agent,
		nexa_unpack_id(e.request, 'req', e.occurred_at) AS request_id, nexa_unpack(e.details) AS details,
		LOWER(HEX(e.leaf)) AS leaf_hash
	FROM audit_events e
		CROSS JOIN audit_logs l ON l.no = e.at >> 40
		CROSS JOIN audit_names t ON t.no = e.type
		CROSS JOIN audit_names w ON w.no = e.ws
		CROSS JOIN audit_parties a ON a.no = e.actor
		CROSS JOIN audit_parties g ON g.no = e.target
		CROSS JOIN audit_origins o ON o.no = e.origin;

-- A token for each value that can be asked for, and the words of names, targets and details (audit_words.c).
CREATE VIRTUAL TABLE audit_index USING fts5(words, content='', detail=none, columnsize=0, tokenize="ascii tokenchars '='");
INSERT INTO audit_index (rowid, words)
	SELECT e.at, nexa_event_words(b.type, b.outcome, b.ws_id, b.actor_id, b.actor_name, b.actor_email, b.target_id, b.target_name, b.details)
	FROM audit_logs l JOIN audit_events_before b ON b.org_id = l.org_id JOIN audit_events e ON e.at = (l.no << 40) + b.seq
	ORDER BY e.at;

-- The words that the index has, so that one is found by its beginning.
CREATE TABLE audit_vocabulary (
	word TEXT PRIMARY KEY
) WITHOUT ROWID;
CREATE VIRTUAL TABLE audit_index_terms USING fts5vocab(audit_index, row);
INSERT INTO audit_vocabulary (word) SELECT term FROM audit_index_terms WHERE nexa_is_word(term);
DROP TABLE audit_index_terms;

-- How many of what there were in each hour and in each day (span: milliseconds) of a log.
CREATE TABLE audit_counts (
	log BIGINT NOT NULL,
	span BIGINT NOT NULL,
	start BIGINT NOT NULL,
	type BIGINT NOT NULL,
	ws BIGINT NOT NULL,
	failed BIGINT NOT NULL,
	n BIGINT NOT NULL,
	PRIMARY KEY (log, span, start, type, ws, failed)
) WITHOUT ROWID;
INSERT INTO audit_counts (log, span, start, type, ws, failed, n)
	SELECT at >> 40, 3600000, occurred_at / 3600000, type, ws, failed, COUNT(*) FROM audit_events GROUP BY 1, 3, 4, 5, 6;
INSERT INTO audit_counts (log, span, start, type, ws, failed, n)
	SELECT log, 86400000, start / 24, type, ws, failed, SUM(n) FROM audit_counts GROUP BY 1, 3, 4, 5, 6;

DROP TABLE audit_events_before;
