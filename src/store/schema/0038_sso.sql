-- Single sign-on.  client_secret is sealed with the daemon's key; allowed_domains has blanks between, and sso_domains the
-- same: a domain is one organization's, so that an address leads to one provider.
-- A session by single sign-on reaches the organization whose provider vouched for it, and nothing else.
CREATE TABLE sso (
	org_id TEXT PRIMARY KEY REFERENCES organizations (id) ON DELETE CASCADE,
	issuer TEXT NOT NULL,
	client_id TEXT NOT NULL,
	client_secret TEXT,
	allowed_domains TEXT NOT NULL,
	enforced BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	version BIGINT NOT NULL
);
CREATE TABLE sso_domains (
	domain TEXT PRIMARY KEY,
	org_id TEXT NOT NULL REFERENCES sso (org_id) ON DELETE CASCADE
);
CREATE INDEX sso_domains_by_org ON sso_domains (org_id);
-- Who a person is at the organization's provider, since their first sign-in there.
CREATE TABLE sso_identities (
	org_id TEXT NOT NULL REFERENCES sso (org_id) ON DELETE CASCADE,
	user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	subject TEXT NOT NULL,
	bound_at BIGINT NOT NULL,
	PRIMARY KEY (org_id, user_id),
	UNIQUE (org_id, subject)
);
CREATE INDEX sso_identities_by_user ON sso_identities (user_id);
ALTER TABLE sessions ADD COLUMN sso_org_id TEXT REFERENCES organizations (id) ON DELETE CASCADE;
CREATE INDEX sessions_by_sso ON sessions (sso_org_id) WHERE sso_org_id IS NOT NULL;
