PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_migrations (name TEXT PRIMARY KEY, applied_at BIGINT NOT NULL);
INSERT INTO schema_migrations VALUES('0001_foundation',1795321018859);
CREATE TABLE users (
	id TEXT PRIMARY KEY,
	email TEXT NOT NULL,
	email_fold TEXT NOT NULL UNIQUE,
	display_name TEXT NOT NULL,
	name_fold TEXT NOT NULL,
	status TEXT NOT NULL,
	password_hash TEXT,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	version BIGINT NOT NULL
);
INSERT INTO users VALUES('usr_01m80qhehkkrxexqjwvx4x50ec','u0@example.org','u0@example.org','Zoe','zoe','active','$argon2id$v=19$m=19456,t=2,p=1$MMZNlmX7N8Asm4QCenTkfw$9hmaTYwFzYqqcj22MCU3uwnoxgwhKiHBZQAE+nYiDHw',1795321018931,1795321018931,1);
INSERT INTO users VALUES('usr_01m80qhek545as8s1ykfpnfkj8','u1@example.org','u1@example.org','Édith','édith','active','$argon2id$v=19$m=19456,t=2,p=1$MK3jWgVXbXoGOzDoTbXBcw$LHWrlA5+X06xdLfUxfVWuMbDGQdLJ9/TowaiV4z13Fo',1795321018981,1795321018981,1);
INSERT INTO users VALUES('usr_01m80qhemh63zqt4jf4h0dpp9k','u2@example.org','u2@example.org','Frank','frank','active','$argon2id$v=19$m=19456,t=2,p=1$UMNiplySxhZS0euT83wotw$oT1u6GW9u+usrFQURcvlrIykgIrMXagXIX4zKDOO61w',1795321019025,1795321019025,1);
INSERT INTO users VALUES('usr_01m80qhep0phxmq3ntw6a78yht','u3@example.org','u3@example.org','edgar','edgar','active','$argon2id$v=19$m=19456,t=2,p=1$1YHXqfz6y6IeygtfYFzBig$hjN2qRNZRZqExTOiupFql+tP7lgdQWMoUaLdpF1VAO8',1795321019072,1795321019072,1);
INSERT INTO users VALUES('usr_01m80qheq64kt61nt477055t5j','u4@example.org','u4@example.org','Łukasz','łukasz','active','$argon2id$v=19$m=19456,t=2,p=1$1h3cWzXGUWzLbtQausHRtg$LFyngqVidMwFW+qtmPN2Pg0fXhlb6MgaWK/+BCicAas',1795321019110,1795321019110,1);
INSERT INTO users VALUES('usr_01m80qherhfe9ppza0zfy8q517','u5@example.org','u5@example.org','Martin','martin','active','$argon2id$v=19$m=19456,t=2,p=1$P5cE4hZUmXhbMXR7OuxsxA$+MY8mgd3x8UR2g10YLolIm0yeT7dehL0/UF17SHLb6w',1795321019153,1795321019153,1);
INSERT INTO users VALUES('usr_01m80qhesvjg3pzczhw68cd39s','u6@example.org','u6@example.org','Ørsted','ørsted','active','$argon2id$v=19$m=19456,t=2,p=1$2xx1q8shU2PrjrEHWiU1ug$zR3EdMIsHWBCMWcv7Z5wqnOB4BXEyGB4lDQ1YynYf6c',1795321019195,1795321019195,1);
INSERT INTO users VALUES('usr_01m80qhev5f3qmh0tb1zv0yhqd','u7@example.org','u7@example.org','Peter','peter','active','$argon2id$v=19$m=19456,t=2,p=1$3fC4SMB5MgZKKzXNccezww$C9x+9BNv0//tkiu7ItmU0T2DbWDbElGgjapBLamAdNE',1795321019237,1795321019237,1);
INSERT INTO users VALUES('usr_01m80qhews8vdevmd83bq0b0wn','u8@example.org','u8@example.org','Edith','edith','active','$argon2id$v=19$m=19456,t=2,p=1$5p6SLStu+r9LKJmh1t3Rsw$j3CProV4t3fY+Dld4+Rg1DqV6VYU8YCP9gwwiLI0Hrs',1795321019289,1795321019289,1);
CREATE TABLE sessions (
	token_hash TEXT PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	ip TEXT,
	user_agent TEXT
);
CREATE TABLE organizations (
	id TEXT PRIMARY KEY,
	name TEXT NOT NULL,
	name_fold TEXT NOT NULL,
	legal_name TEXT,
	contact_person TEXT,
	contact_email TEXT,
	contact_phone TEXT,
	contact_address TEXT,
	gstin TEXT,
	plan TEXT NOT NULL,
	status TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	version BIGINT NOT NULL
);
INSERT INTO organizations VALUES('org_01m80qhewzk0nma3hzhp4va75g','Zoe','zoe',NULL,NULL,NULL,NULL,NULL,NULL,'enterprise','active',1795321019295,1795321019295,1);
INSERT INTO organizations VALUES('org_01m80qhex7p3er4xew5tjj0ynb','Édith','édith',NULL,NULL,NULL,NULL,NULL,NULL,'enterprise','active',1795321019303,1795321019303,1);
INSERT INTO organizations VALUES('org_01m80qhexbn7es2jvyrzpq26j6','Frank','frank',NULL,NULL,NULL,NULL,NULL,NULL,'enterprise','active',1795321019307,1795321019307,1);
INSERT INTO organizations VALUES('org_01m80qhexjhsqj9dcy5c5dhe73','edgar','edgar',NULL,NULL,NULL,NULL,NULL,NULL,'enterprise','active',1795321019314,1795321019314,1);
INSERT INTO organizations VALUES('org_01m80qhexphh4kmdavjg9nfdyb','Łukasz','łukasz',NULL,NULL,NULL,NULL,NULL,NULL,'enterprise','active',1795321019318,1795321019318,1);
INSERT INTO organizations VALUES('org_01m80qhexy0n9ynj8w5h4a68fr','Martin','martin',NULL,NULL,NULL,NULL,NULL,NULL,'enterprise','active',1795321019326,1795321019326,1);
INSERT INTO organizations VALUES('org_01m80qhey0phydefqgfc3xtg2j','Ørsted','ørsted',NULL,NULL,NULL,NULL,NULL,NULL,'enterprise','active',1795321019328,1795321019328,1);
INSERT INTO organizations VALUES('org_01m80qhey26b12zdqs8bqr7akq','Peter','peter',NULL,NULL,NULL,NULL,NULL,NULL,'enterprise','active',1795321019330,1795321019330,1);
INSERT INTO organizations VALUES('org_01m80qhey5d3fasn28xyfawc3x','Edith','edith',NULL,NULL,NULL,NULL,NULL,NULL,'enterprise','active',1795321019333,1795321019333,1);
CREATE TABLE org_members (
	org_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
	user_id TEXT NOT NULL REFERENCES users (id),
	role TEXT NOT NULL,
	joined_at BIGINT NOT NULL,
	version BIGINT NOT NULL,
	PRIMARY KEY (org_id, user_id)
);
INSERT INTO org_members VALUES('org_01m80qhewzk0nma3hzhp4va75g','usr_01m80qhehkkrxexqjwvx4x50ec','org_owner',1795321019295,1);
INSERT INTO org_members VALUES('org_01m80qhex7p3er4xew5tjj0ynb','usr_01m80qhehkkrxexqjwvx4x50ec','org_owner',1795321019303,1);
INSERT INTO org_members VALUES('org_01m80qhexbn7es2jvyrzpq26j6','usr_01m80qhehkkrxexqjwvx4x50ec','org_owner',1795321019307,1);
INSERT INTO org_members VALUES('org_01m80qhexjhsqj9dcy5c5dhe73','usr_01m80qhehkkrxexqjwvx4x50ec','org_owner',1795321019314,1);
INSERT INTO org_members VALUES('org_01m80qhexphh4kmdavjg9nfdyb','usr_01m80qhehkkrxexqjwvx4x50ec','org_owner',1795321019318,1);
INSERT INTO org_members VALUES('org_01m80qhexy0n9ynj8w5h4a68fr','usr_01m80qhehkkrxexqjwvx4x50ec','org_owner',1795321019326,1);
INSERT INTO org_members VALUES('org_01m80qhey0phydefqgfc3xtg2j','usr_01m80qhehkkrxexqjwvx4x50ec','org_owner',1795321019328,1);
INSERT INTO org_members VALUES('org_01m80qhey26b12zdqs8bqr7akq','usr_01m80qhehkkrxexqjwvx4x50ec','org_owner',1795321019330,1);
INSERT INTO org_members VALUES('org_01m80qhey5d3fasn28xyfawc3x','usr_01m80qhehkkrxexqjwvx4x50ec','org_owner',1795321019333,1);
INSERT INTO org_members VALUES('org_01m80qhewzk0nma3hzhp4va75g','usr_01m80qhek545as8s1ykfpnfkj8','org_viewer',1795321019386,1);
INSERT INTO org_members VALUES('org_01m80qhewzk0nma3hzhp4va75g','usr_01m80qhemh63zqt4jf4h0dpp9k','org_viewer',1795321019438,1);
INSERT INTO org_members VALUES('org_01m80qhewzk0nma3hzhp4va75g','usr_01m80qhep0phxmq3ntw6a78yht','org_viewer',1795321019502,1);
INSERT INTO org_members VALUES('org_01m80qhewzk0nma3hzhp4va75g','usr_01m80qheq64kt61nt477055t5j','org_viewer',1795321019570,1);
INSERT INTO org_members VALUES('org_01m80qhewzk0nma3hzhp4va75g','usr_01m80qherhfe9ppza0zfy8q517','org_viewer',1795321019630,1);
INSERT INTO org_members VALUES('org_01m80qhewzk0nma3hzhp4va75g','usr_01m80qhesvjg3pzczhw68cd39s','org_viewer',1795321019730,1);
INSERT INTO org_members VALUES('org_01m80qhewzk0nma3hzhp4va75g','usr_01m80qhev5f3qmh0tb1zv0yhqd','org_viewer',1795321019774,1);
INSERT INTO org_members VALUES('org_01m80qhewzk0nma3hzhp4va75g','usr_01m80qhews8vdevmd83bq0b0wn','org_viewer',1795321019838,1);
CREATE TABLE workspaces (
	id TEXT PRIMARY KEY,
	org_id TEXT NOT NULL REFERENCES organizations (id),
	name TEXT NOT NULL,
	name_fold TEXT NOT NULL,
	description TEXT,
	region TEXT NOT NULL,
	status TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	version BIGINT NOT NULL,
	UNIQUE (org_id, name_fold)
);
INSERT INTO workspaces VALUES('ws_01m80qhfe1t1de6kbgzadeq5g9','org_01m80qhewzk0nma3hzhp4va75g','Zoe','zoe',NULL,'in','active',1795321019841,1795321019841,1);
INSERT INTO workspaces VALUES('ws_01m80qhfe2232tqg02sm9ggc6t','org_01m80qhewzk0nma3hzhp4va75g','Édith','édith',NULL,'in','active',1795321019843,1795321019843,1);
INSERT INTO workspaces VALUES('ws_01m80qhfe4c2cxc45bds60dkey','org_01m80qhewzk0nma3hzhp4va75g','Frank','frank',NULL,'in','active',1795321019844,1795321019844,1);
INSERT INTO workspaces VALUES('ws_01m80qhfe5emkjebpr2n7ayxtt','org_01m80qhewzk0nma3hzhp4va75g','edgar','edgar',NULL,'in','active',1795321019845,1795321019845,1);
INSERT INTO workspaces VALUES('ws_01m80qhfe50w8r0b280tvn2zhw','org_01m80qhewzk0nma3hzhp4va75g','Łukasz','łukasz',NULL,'in','active',1795321019845,1795321019845,1);
INSERT INTO workspaces VALUES('ws_01m80qhfe6te1ggympfzn0ah1t','org_01m80qhewzk0nma3hzhp4va75g','Martin','martin',NULL,'in','active',1795321019846,1795321019846,1);
INSERT INTO workspaces VALUES('ws_01m80qhfe855x236rbc0y2fj33','org_01m80qhewzk0nma3hzhp4va75g','Ørsted','ørsted',NULL,'in','active',1795321019848,1795321019848,1);
INSERT INTO workspaces VALUES('ws_01m80qhfe9njskhdz9yptmnt7t','org_01m80qhewzk0nma3hzhp4va75g','Peter','peter',NULL,'in','active',1795321019849,1795321019849,1);
INSERT INTO workspaces VALUES('ws_01m80qhfea8qxg8ba9mnwad9md','org_01m80qhewzk0nma3hzhp4va75g','Edith','edith',NULL,'in','active',1795321019850,1795321019850,1);
CREATE TABLE members (
	ws_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
	user_id TEXT NOT NULL REFERENCES users (id),
	role TEXT NOT NULL,
	joined_at BIGINT NOT NULL,
	last_active_on TEXT,
	name_fold TEXT NOT NULL,
	email_fold TEXT NOT NULL,
	version BIGINT NOT NULL,
	PRIMARY KEY (ws_id, user_id)
);
INSERT INTO members VALUES('ws_01m80qhfe1t1de6kbgzadeq5g9','usr_01m80qhehkkrxexqjwvx4x50ec','owner',1795321019841,NULL,'zoe','u0@example.org',1);
INSERT INTO members VALUES('ws_01m80qhfe1t1de6kbgzadeq5g9','usr_01m80qhek545as8s1ykfpnfkj8','viewer',1795321019841,NULL,'édith','u1@example.org',1);
INSERT INTO members VALUES('ws_01m80qhfe1t1de6kbgzadeq5g9','usr_01m80qhemh63zqt4jf4h0dpp9k','viewer',1795321019841,NULL,'frank','u2@example.org',1);
INSERT INTO members VALUES('ws_01m80qhfe1t1de6kbgzadeq5g9','usr_01m80qhep0phxmq3ntw6a78yht','viewer',1795321019841,NULL,'edgar','u3@example.org',1);
INSERT INTO members VALUES('ws_01m80qhfe1t1de6kbgzadeq5g9','usr_01m80qheq64kt61nt477055t5j','viewer',1795321019841,NULL,'łukasz','u4@example.org',1);
INSERT INTO members VALUES('ws_01m80qhfe1t1de6kbgzadeq5g9','usr_01m80qherhfe9ppza0zfy8q517','viewer',1795321019841,NULL,'martin','u5@example.org',1);
INSERT INTO members VALUES('ws_01m80qhfe1t1de6kbgzadeq5g9','usr_01m80qhesvjg3pzczhw68cd39s','viewer',1795321019841,NULL,'ørsted','u6@example.org',1);
INSERT INTO members VALUES('ws_01m80qhfe1t1de6kbgzadeq5g9','usr_01m80qhev5f3qmh0tb1zv0yhqd','viewer',1795321019841,NULL,'peter','u7@example.org',1);
INSERT INTO members VALUES('ws_01m80qhfe1t1de6kbgzadeq5g9','usr_01m80qhews8vdevmd83bq0b0wn','viewer',1795321019841,NULL,'edith','u8@example.org',1);
INSERT INTO members VALUES('ws_01m80qhfe2232tqg02sm9ggc6t','usr_01m80qhehkkrxexqjwvx4x50ec','owner',1795321019843,NULL,'zoe','u0@example.org',1);
INSERT INTO members VALUES('ws_01m80qhfe4c2cxc45bds60dkey','usr_01m80qhehkkrxexqjwvx4x50ec','owner',1795321019844,NULL,'zoe','u0@example.org',1);
INSERT INTO members VALUES('ws_01m80qhfe5emkjebpr2n7ayxtt','usr_01m80qhehkkrxexqjwvx4x50ec','owner',1795321019845,NULL,'zoe','u0@example.org',1);
INSERT INTO members VALUES('ws_01m80qhfe50w8r0b280tvn2zhw','usr_01m80qhehkkrxexqjwvx4x50ec','owner',1795321019846,NULL,'zoe','u0@example.org',1);
INSERT INTO members VALUES('ws_01m80qhfe6te1ggympfzn0ah1t','usr_01m80qhehkkrxexqjwvx4x50ec','owner',1795321019846,NULL,'zoe','u0@example.org',1);
INSERT INTO members VALUES('ws_01m80qhfe855x236rbc0y2fj33','usr_01m80qhehkkrxexqjwvx4x50ec','owner',1795321019848,NULL,'zoe','u0@example.org',1);
INSERT INTO members VALUES('ws_01m80qhfe9njskhdz9yptmnt7t','usr_01m80qhehkkrxexqjwvx4x50ec','owner',1795321019849,NULL,'zoe','u0@example.org',1);
INSERT INTO members VALUES('ws_01m80qhfea8qxg8ba9mnwad9md','usr_01m80qhehkkrxexqjwvx4x50ec','owner',1795321019850,NULL,'zoe','u0@example.org',1);
CREATE TABLE invitations (
	id TEXT PRIMARY KEY,
	org_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
	ws_id TEXT REFERENCES workspaces (id) ON DELETE CASCADE,
	level TEXT NOT NULL,
	target_id TEXT NOT NULL,
	email TEXT NOT NULL,
	email_fold TEXT NOT NULL,
	role TEXT NOT NULL,
	grants TEXT NOT NULL,
	token_hash TEXT NOT NULL UNIQUE,
	status TEXT NOT NULL,
	delivery TEXT NOT NULL,
	invited_by TEXT NOT NULL,
	inviter_id TEXT,
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	version BIGINT NOT NULL
);
INSERT INTO invitations VALUES('inv_01m80qhey9pzcxnbbsc7gktdws','org_01m80qhewzk0nma3hzhp4va75g',NULL,'organization','org_01m80qhewzk0nma3hzhp4va75g','u1@example.org','u1@example.org','org_viewer','[]','20c6a3b92ab3bab12652800ca8ecfb9aac392e0c3c74a10a26a42da220771a11','accepted','link','root','uid:0',1795321019337,1795925819337,2);
INSERT INTO invitations VALUES('inv_01m80qhezynx40facnfpzdrahh','org_01m80qhewzk0nma3hzhp4va75g',NULL,'organization','org_01m80qhewzk0nma3hzhp4va75g','u2@example.org','u2@example.org','org_viewer','[]','8e0a3885953c24816863632042720361c5b1c16174cae741a117cd5ccb30b2f5','accepted','link','root','uid:0',1795321019390,1795925819390,2);
INSERT INTO invitations VALUES('inv_01m80qhf1yphxhr4yfajcqqhpt','org_01m80qhewzk0nma3hzhp4va75g',NULL,'organization','org_01m80qhewzk0nma3hzhp4va75g','u3@example.org','u3@example.org','org_viewer','[]','0812b3b32f966f59beb642d7181b020a32e38f8d2775504752700c46955abb55','accepted','link','root','uid:0',1795321019454,1795925819454,2);
INSERT INTO invitations VALUES('inv_01m80qhf3t5qbqxdk8kmp4rtqd','org_01m80qhewzk0nma3hzhp4va75g',NULL,'organization','org_01m80qhewzk0nma3hzhp4va75g','u4@example.org','u4@example.org','org_viewer','[]','f87edd34cb5314a604799099c03c6c62af09bb53d63cfe2cb29ef8f09df8e427','accepted','link','root','uid:0',1795321019514,1795925819514,2);
INSERT INTO invitations VALUES('inv_01m80qhf5qc495pm56wv9pdp34','org_01m80qhewzk0nma3hzhp4va75g',NULL,'organization','org_01m80qhewzk0nma3hzhp4va75g','u5@example.org','u5@example.org','org_viewer','[]','6a87bca55f5c3af9ada2656c73e0b6e8884301ae181dbb6ae5f0b4363f74cfb9','accepted','link','root','uid:0',1795321019575,1795925819575,2);
INSERT INTO invitations VALUES('inv_01m80qhf7t400wy09bfcwe2sdk','org_01m80qhewzk0nma3hzhp4va75g',NULL,'organization','org_01m80qhewzk0nma3hzhp4va75g','u6@example.org','u6@example.org','org_viewer','[]','e7cc635e265568a83b3c4e4046139af71dfb11258160b64faacf38ae939f28f5','accepted','link','root','uid:0',1795321019642,1795925819642,2);
INSERT INTO invitations VALUES('inv_01m80qhfam9hwadq8xdh9cyazt','org_01m80qhewzk0nma3hzhp4va75g',NULL,'organization','org_01m80qhewzk0nma3hzhp4va75g','u7@example.org','u7@example.org','org_viewer','[]','c6ed8f412fa83662150c347043549fabc5a42d40b9425707fdd524727d0bc1a1','accepted','link','root','uid:0',1795321019732,1795925819732,2);
INSERT INTO invitations VALUES('inv_01m80qhfc0neqhxy8qndw6hkcy','org_01m80qhewzk0nma3hzhp4va75g',NULL,'organization','org_01m80qhewzk0nma3hzhp4va75g','u8@example.org','u8@example.org','org_viewer','[]','e86ba04487b767e9441bc73c129295743a7b31e777653d2d4170410e53660182','accepted','link','root','uid:0',1795321019776,1795925819776,2);
CREATE TABLE audit_events (
	org_id TEXT NOT NULL,
	seq BIGINT NOT NULL,
	id TEXT NOT NULL UNIQUE,
	occurred_at BIGINT NOT NULL,
	ws_id TEXT,
	type TEXT NOT NULL,
	actor_type TEXT NOT NULL,
	actor_id TEXT,
	actor_name TEXT NOT NULL,
	actor_email TEXT,
	target_type TEXT NOT NULL,
	target_id TEXT,
	target_name TEXT NOT NULL,
	outcome TEXT NOT NULL,
	ip TEXT,
	user_agent TEXT,
	request_id TEXT,
	details TEXT NOT NULL,
	search TEXT NOT NULL,
	leaf_hash TEXT NOT NULL,
	PRIMARY KEY (org_id, seq)
);
INSERT INTO audit_events VALUES('',1,'evt_01m80qhehk0d377cs522bcgctm',1795321018931,NULL,'user.created','operator','uid:0','root',NULL,'user','usr_01m80qhehkkrxexqjwvx4x50ec','Zoe','success',NULL,NULL,'req_vonma7ssoawmn7yhl72s','{"after":{"email":"u0@example.org"}}','root  zoe user.created {"after":{"email":"u0@example.org"}}','097deb3fbea53dc0936fe6592e05a6a82ee30aa347ad8d232c18ef32c3fc05b3');
INSERT INTO audit_events VALUES('',2,'evt_01m80qhek5v2g7bcaky6t3ew73',1795321018981,NULL,'user.created','operator','uid:0','root',NULL,'user','usr_01m80qhek545as8s1ykfpnfkj8','Édith','success',NULL,NULL,'req_h6pcni6dtn6neqdwdq4t','{"after":{"email":"u1@example.org"}}','root  édith user.created {"after":{"email":"u1@example.org"}}','b88197864c2bf3b206a0141a34805fb908064c428451ee499b4527388d4b48c6');
INSERT INTO audit_events VALUES('',3,'evt_01m80qhemhmexvpxr35arhpv32',1795321019025,NULL,'user.created','operator','uid:0','root',NULL,'user','usr_01m80qhemh63zqt4jf4h0dpp9k','Frank','success',NULL,NULL,'req_pibcp6mrojohpk7tr4nk','{"after":{"email":"u2@example.org"}}','root  frank user.created {"after":{"email":"u2@example.org"}}','35ee61fdbb0f00ff18de00f766c3aa78a075cc39847f36746a7f4ad8b3f354a3');
INSERT INTO audit_events VALUES('',4,'evt_01m80qhep0tcea6zymja2c3nvk',1795321019072,NULL,'user.created','operator','uid:0','root',NULL,'user','usr_01m80qhep0phxmq3ntw6a78yht','edgar','success',NULL,NULL,'req_7uedabijg72kjebbgq74','{"after":{"email":"u3@example.org"}}','root  edgar user.created {"after":{"email":"u3@example.org"}}','1058caac9eab0ecde2a0c45dcad9035a04af7be5a3b2b1e2331619b5e6d210a7');
INSERT INTO audit_events VALUES('',5,'evt_01m80qheq654k18maxy2m0v854',1795321019110,NULL,'user.created','operator','uid:0','root',NULL,'user','usr_01m80qheq64kt61nt477055t5j','Łukasz','success',NULL,NULL,'req_lzbims3jzjbg7xoy4htr','{"after":{"email":"u4@example.org"}}','root  łukasz user.created {"after":{"email":"u4@example.org"}}','d8aeb36f6650773a04ebe316f923ef64caf2906f13413a42fe4eb94582831f69');
INSERT INTO audit_events VALUES('',6,'evt_01m80qherhfrqgpxsxs3b6vj7h',1795321019153,NULL,'user.created','operator','uid:0','root',NULL,'user','usr_01m80qherhfe9ppza0zfy8q517','Martin','success',NULL,NULL,'req_zsesrcn4on6muo6amf3z','{"after":{"email":"u5@example.org"}}','root  martin user.created {"after":{"email":"u5@example.org"}}','931ff0028807a6932a42d9ed2ee496f815ef15c0faffcfda45eb84d7bc1a1d55');
INSERT INTO audit_events VALUES('',7,'evt_01m80qhesvxdtyejy1mmbwtca5',1795321019195,NULL,'user.created','operator','uid:0','root',NULL,'user','usr_01m80qhesvjg3pzczhw68cd39s','Ørsted','success',NULL,NULL,'req_ktfc5agcje56zyi3q4qc','{"after":{"email":"u6@example.org"}}','root  ørsted user.created {"after":{"email":"u6@example.org"}}','e47bdd430a0d4793296c3c4fc5b515ea09861009ed333b28481ee9541894fc86');
INSERT INTO audit_events VALUES('',8,'evt_01m80qhev5b9g90de1f1syavqs',1795321019237,NULL,'user.created','operator','uid:0','root',NULL,'user','usr_01m80qhev5f3qmh0tb1zv0yhqd','Peter','success',NULL,NULL,'req_oevi3aydfwhujfhosost','{"after":{"email":"u7@example.org"}}','root  peter user.created {"after":{"email":"u7@example.org"}}','27416fe8a219790eca2182dcfa507407c9d668df52af98ab11b5823a5cd08fae');
INSERT INTO audit_events VALUES('',9,'evt_01m80qhewskemsdttd6wneesgv',1795321019289,NULL,'user.created','operator','uid:0','root',NULL,'user','usr_01m80qhews8vdevmd83bq0b0wn','Edith','success',NULL,NULL,'req_a5um3ozbs23cs56pt3l5','{"after":{"email":"u8@example.org"}}','root  edith user.created {"after":{"email":"u8@example.org"}}','0d2f0df87353694bbb4274ae3844d82b88befb0c9f0d880bcdc681c167b2fa91');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',1,'evt_01m80qhewz1fysxgr7wkpt5j00',1795321019295,NULL,'organization.created','operator','uid:0','root',NULL,'organization','org_01m80qhewzk0nma3hzhp4va75g','Zoe','success',NULL,NULL,'req_km5hbnor3ix4bavmmau2','{"after":{"plan":"enterprise"}}','root  zoe organization.created {"after":{"plan":"enterprise"}}','475fa21ec00b53980a42c92da0d932ff4519b5ba05dca4a1e72ede91b7759b2a');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',2,'evt_01m80qhewze8qj70vf2sg69v34',1795321019295,NULL,'member.added','operator','uid:0','root',NULL,'user','usr_01m80qhehkkrxexqjwvx4x50ec','Zoe','success',NULL,NULL,'req_km5hbnor3ix4bavmmau2','{"after":{"role":"org_owner"},"level":"organization"}','root  zoe member.added {"after":{"role":"org_owner"},"level":"organization"}','15c5908d47748e9069802902315fdf58440abca15a81d07e248c10b4cf30f517');
INSERT INTO audit_events VALUES('org_01m80qhex7p3er4xew5tjj0ynb',1,'evt_01m80qhex7nn9m5fy19y2tra11',1795321019303,NULL,'organization.created','operator','uid:0','root',NULL,'organization','org_01m80qhex7p3er4xew5tjj0ynb','Édith','success',NULL,NULL,'req_2c5lm7ewajmn65nhqtuj','{"after":{"plan":"enterprise"}}','root  édith organization.created {"after":{"plan":"enterprise"}}','72f5f5fbadd791ef4bd16e619f573fe3d66db301c2b7e34ef29227dec3b01278');
INSERT INTO audit_events VALUES('org_01m80qhex7p3er4xew5tjj0ynb',2,'evt_01m80qhex78y7m3d7brzkpsbpa',1795321019303,NULL,'member.added','operator','uid:0','root',NULL,'user','usr_01m80qhehkkrxexqjwvx4x50ec','Zoe','success',NULL,NULL,'req_2c5lm7ewajmn65nhqtuj','{"after":{"role":"org_owner"},"level":"organization"}','root  zoe member.added {"after":{"role":"org_owner"},"level":"organization"}','826178e61df84e82db1af0a64aa4fcc91081df694f6b6194c48654e7f9249c76');
INSERT INTO audit_events VALUES('org_01m80qhexbn7es2jvyrzpq26j6',1,'evt_01m80qhexbnx96xknznatj1ejs',1795321019307,NULL,'organization.created','operator','uid:0','root',NULL,'organization','org_01m80qhexbn7es2jvyrzpq26j6','Frank','success',NULL,NULL,'req_e2fty2dcrwdcgt5z6yjq','{"after":{"plan":"enterprise"}}','root  frank organization.created {"after":{"plan":"enterprise"}}','998b90c6d63f493401a79f482427681d7b8fa81c873c2218d6f155a7dbaa145d');
INSERT INTO audit_events VALUES('org_01m80qhexbn7es2jvyrzpq26j6',2,'evt_01m80qhexbjza6xpawsc0yn82a',1795321019307,NULL,'member.added','operator','uid:0','root',NULL,'user','usr_01m80qhehkkrxexqjwvx4x50ec','Zoe','success',NULL,NULL,'req_e2fty2dcrwdcgt5z6yjq','{"after":{"role":"org_owner"},"level":"organization"}','root  zoe member.added {"after":{"role":"org_owner"},"level":"organization"}','5af1070047bb9eed92a835a07820f6c685fd79511e83201f9862a5e277b97b94');
INSERT INTO audit_events VALUES('org_01m80qhexjhsqj9dcy5c5dhe73',1,'evt_01m80qhexj6p9sfsdpx63grxr3',1795321019314,NULL,'organization.created','operator','uid:0','root',NULL,'organization','org_01m80qhexjhsqj9dcy5c5dhe73','edgar','success',NULL,NULL,'req_4jxhkqpa4d2zgjlj4ids','{"after":{"plan":"enterprise"}}','root  edgar organization.created {"after":{"plan":"enterprise"}}','f2d936a70d8a41b75d1d2d9a564c17576424b9c008dc907a7359b19ec833ee27');
INSERT INTO audit_events VALUES('org_01m80qhexjhsqj9dcy5c5dhe73',2,'evt_01m80qhexj6nvk143qrt8zwr3r',1795321019314,NULL,'member.added','operator','uid:0','root',NULL,'user','usr_01m80qhehkkrxexqjwvx4x50ec','Zoe','success',NULL,NULL,'req_4jxhkqpa4d2zgjlj4ids','{"after":{"role":"org_owner"},"level":"organization"}','root  zoe member.added {"after":{"role":"org_owner"},"level":"organization"}','53d42ca773951294fc4bb37315e171ddc0773fac2d910883bbaad27ee1c5c127');
INSERT INTO audit_events VALUES('org_01m80qhexphh4kmdavjg9nfdyb',1,'evt_01m80qhexptf6hnq4m0s9jsw93',1795321019318,NULL,'organization.created','operator','uid:0','root',NULL,'organization','org_01m80qhexphh4kmdavjg9nfdyb','Łukasz','success',NULL,NULL,'req_v5buajwfe7yvdyw64yaq','{"after":{"plan":"enterprise"}}','root  łukasz organization.created {"after":{"plan":"enterprise"}}','336ff5c0b24095969fcf73a6622c47b3c40eee755e1468c2d70507a18ff141b7');
INSERT INTO audit_events VALUES('org_01m80qhexphh4kmdavjg9nfdyb',2,'evt_01m80qhexpzeygzt3q669qr7yw',1795321019318,NULL,'member.added','operator','uid:0','root',NULL,'user','usr_01m80qhehkkrxexqjwvx4x50ec','Zoe','success',NULL,NULL,'req_v5buajwfe7yvdyw64yaq','{"after":{"role":"org_owner"},"level":"organization"}','root  zoe member.added {"after":{"role":"org_owner"},"level":"organization"}','0e3f96acb00d974edf833deea5db03256ffcf219023896805ccdccfe5951dadb');
INSERT INTO audit_events VALUES('org_01m80qhexy0n9ynj8w5h4a68fr',1,'evt_01m80qhexy87err904jpbwh1pk',1795321019326,NULL,'organization.created','operator','uid:0','root',NULL,'organization','org_01m80qhexy0n9ynj8w5h4a68fr','Martin','success',NULL,NULL,'req_jt4duz4nt53dw7yblkni','{"after":{"plan":"enterprise"}}','root  martin organization.created {"after":{"plan":"enterprise"}}','e5fe8d6b24b36a2a8a0dbf3ba12154d6ad7c3e5ad98a8f5e507dbd68c7978bda');
INSERT INTO audit_events VALUES('org_01m80qhexy0n9ynj8w5h4a68fr',2,'evt_01m80qhexypgh72srmebdvhz76',1795321019326,NULL,'member.added','operator','uid:0','root',NULL,'user','usr_01m80qhehkkrxexqjwvx4x50ec','Zoe','success',NULL,NULL,'req_jt4duz4nt53dw7yblkni','{"after":{"role":"org_owner"},"level":"organization"}','root  zoe member.added {"after":{"role":"org_owner"},"level":"organization"}','a1bd3f2e01094be106041c91d9314df25c6747cf1b62e390525abcc58dfa15ec');
INSERT INTO audit_events VALUES('org_01m80qhey0phydefqgfc3xtg2j',1,'evt_01m80qhey0f7ghevgf0kr85t14',1795321019328,NULL,'organization.created','operator','uid:0','root',NULL,'organization','org_01m80qhey0phydefqgfc3xtg2j','Ørsted','success',NULL,NULL,'req_fqdazikgchjp7l4tbvvs','{"after":{"plan":"enterprise"}}','root  ørsted organization.created {"after":{"plan":"enterprise"}}','e439f879eb1e9f1b2e0706da167b57bc317b127d9be39384c5a756145de7beef');
INSERT INTO audit_events VALUES('org_01m80qhey0phydefqgfc3xtg2j',2,'evt_01m80qhey03hh9q455dezc43ky',1795321019328,NULL,'member.added','operator','uid:0','root',NULL,'user','usr_01m80qhehkkrxexqjwvx4x50ec','Zoe','success',NULL,NULL,'req_fqdazikgchjp7l4tbvvs','{"after":{"role":"org_owner"},"level":"organization"}','root  zoe member.added {"after":{"role":"org_owner"},"level":"organization"}','4dd3b6877ce764ec8b990e3148155647cf03738fd9d8b46e5119cbfccd9379e7');
INSERT INTO audit_events VALUES('org_01m80qhey26b12zdqs8bqr7akq',1,'evt_01m80qhey2z5q9we3gvjhq14kk',1795321019330,NULL,'organization.created','operator','uid:0','root',NULL,'organization','org_01m80qhey26b12zdqs8bqr7akq','Peter','success',NULL,NULL,'req_7blzsvhkuoyo3rttrbao','{"after":{"plan":"enterprise"}}','root  peter organization.created {"after":{"plan":"enterprise"}}','45930c54e0a1da5b0c8741ce68c4edab719a4521ee5028e1c3b2cd15c5757981');
INSERT INTO audit_events VALUES('org_01m80qhey26b12zdqs8bqr7akq',2,'evt_01m80qhey2a0qjmv1pt1pc2bhe',1795321019330,NULL,'member.added','operator','uid:0','root',NULL,'user','usr_01m80qhehkkrxexqjwvx4x50ec','Zoe','success',NULL,NULL,'req_7blzsvhkuoyo3rttrbao','{"after":{"role":"org_owner"},"level":"organization"}','root  zoe member.added {"after":{"role":"org_owner"},"level":"organization"}','3c6b95f8b1f47fa3859721523773514ece091c5ab043bbaf66d722ec63227ad0');
INSERT INTO audit_events VALUES('org_01m80qhey5d3fasn28xyfawc3x',1,'evt_01m80qhey5fpzd8kzdvws7k43z',1795321019333,NULL,'organization.created','operator','uid:0','root',NULL,'organization','org_01m80qhey5d3fasn28xyfawc3x','Edith','success',NULL,NULL,'req_ohwinw2usxhpg4jw47qk','{"after":{"plan":"enterprise"}}','root  edith organization.created {"after":{"plan":"enterprise"}}','7353c36050136859c955ffc53bf803dd737b7c6ac2a01f3a012ad6d8dbdd4513');
INSERT INTO audit_events VALUES('org_01m80qhey5d3fasn28xyfawc3x',2,'evt_01m80qhey5zcvvmpyp2sw57x1k',1795321019333,NULL,'member.added','operator','uid:0','root',NULL,'user','usr_01m80qhehkkrxexqjwvx4x50ec','Zoe','success',NULL,NULL,'req_ohwinw2usxhpg4jw47qk','{"after":{"role":"org_owner"},"level":"organization"}','root  zoe member.added {"after":{"role":"org_owner"},"level":"organization"}','29fefafd7e2557064cb0c969a921b60dbb1463f10f463b3c39099174c3df7aa3');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',3,'evt_01m80qhey95e0257zckpytek8b',1795321019337,NULL,'member.invited','operator','uid:0','root',NULL,'invitation','inv_01m80qhey9pzcxnbbsc7gktdws','u1@example.org','success',NULL,NULL,'req_xuwqddsteouyq4sxdrhp','{"after":{"role":"org_viewer"},"level":"organization"}','root  u1@example.org member.invited {"after":{"role":"org_viewer"},"level":"organization"}','a349d3d075a181665fcdc7a877ee717540369e2affa6f997e4b20123c8a9b724');
INSERT INTO audit_events VALUES('',10,'evt_01m80qhezknm2j26t9nkc8xyk0',1795321019379,NULL,'auth.login_succeeded','user','usr_01m80qhek545as8s1ykfpnfkj8','Édith','u1@example.org','user','usr_01m80qhek545as8s1ykfpnfkj8','Édith','success',NULL,NULL,'req_pisrdlh6svas2hjxyfga','{}','édith u1@example.org édith auth.login_succeeded {}','3a3a609b757ec9e4cce0224ec5b78bbf1934fe4a8e43ea2e5fc788f030e6f68c');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',4,'evt_01m80qheztjcv2ek2sh4n4gnmn',1795321019386,NULL,'member.invitation_accepted','user','usr_01m80qhek545as8s1ykfpnfkj8','Édith','u1@example.org','invitation','inv_01m80qhey9pzcxnbbsc7gktdws','u1@example.org','success','127.0.0.1',NULL,'req_hkwlcb4fmrusnc2rcexi','{"after":{"role":"org_viewer"},"level":"organization"}','édith u1@example.org u1@example.org member.invitation_accepted {"after":{"role":"org_viewer"},"level":"organization"}','79243dd97822cf3dfe19d0dd7097ce1f40faeb2f728c775d6ed4bed207663c2e');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',5,'evt_01m80qhezt2xgv46py18qqf99f',1795321019386,NULL,'member.added','user','usr_01m80qhek545as8s1ykfpnfkj8','Édith','u1@example.org','user','usr_01m80qhek545as8s1ykfpnfkj8','Édith','success','127.0.0.1',NULL,'req_hkwlcb4fmrusnc2rcexi','{"after":{"role":"org_viewer"},"level":"organization"}','édith u1@example.org édith member.added {"after":{"role":"org_viewer"},"level":"organization"}','2f455ed48a047af927277b52d1704ae92c4b08a2ff68ad6e2a738b7ccc5c3767');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',6,'evt_01m80qhezv2pd4dn91jmrx6qqh',1795321019387,NULL,'auth.logout','user','usr_01m80qhek545as8s1ykfpnfkj8','Édith','u1@example.org','user','usr_01m80qhek545as8s1ykfpnfkj8','Édith','success','127.0.0.1',NULL,'req_couhafg6tivn3jxvgcvx','{}','édith u1@example.org édith auth.logout {}','85824416251213e5bd7b895a78a3222bd92264cd8a3eff91cf01882d52a5c6bc');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',7,'evt_01m80qhezyb7d77f7ezr25w88j',1795321019390,NULL,'member.invited','operator','uid:0','root',NULL,'invitation','inv_01m80qhezynx40facnfpzdrahh','u2@example.org','success',NULL,NULL,'req_htn4gd6exnpa3btpkh5n','{"after":{"role":"org_viewer"},"level":"organization"}','root  u2@example.org member.invited {"after":{"role":"org_viewer"},"level":"organization"}','6f6700798ce71027d3f362a3220e00f96e02aaf7980601b94a188f7bbdd74629');
INSERT INTO audit_events VALUES('',11,'evt_01m80qhf19dmdg0v34vrwbnknw',1795321019433,NULL,'auth.login_succeeded','user','usr_01m80qhemh63zqt4jf4h0dpp9k','Frank','u2@example.org','user','usr_01m80qhemh63zqt4jf4h0dpp9k','Frank','success',NULL,NULL,'req_7s27a3sqszfz7wjla4ts','{}','frank u2@example.org frank auth.login_succeeded {}','7311c0ae9cf691c216f86509917dc3f7c18480e11af6d5f0ac9c2c90ca2e4e00');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',8,'evt_01m80qhf1eynpb8x941xr69d66',1795321019438,NULL,'member.invitation_accepted','user','usr_01m80qhemh63zqt4jf4h0dpp9k','Frank','u2@example.org','invitation','inv_01m80qhezynx40facnfpzdrahh','u2@example.org','success','127.0.0.1',NULL,'req_3hihgx274m7sjnnvyx55','{"after":{"role":"org_viewer"},"level":"organization"}','frank u2@example.org u2@example.org member.invitation_accepted {"after":{"role":"org_viewer"},"level":"organization"}','bd2b4ea9588ff0d726259b5a3a7c37bae0917deba7fc3656f60220b51f0a6b28');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',9,'evt_01m80qhf1exj4650qg7etcehf5',1795321019438,NULL,'member.added','user','usr_01m80qhemh63zqt4jf4h0dpp9k','Frank','u2@example.org','user','usr_01m80qhemh63zqt4jf4h0dpp9k','Frank','success','127.0.0.1',NULL,'req_3hihgx274m7sjnnvyx55','{"after":{"role":"org_viewer"},"level":"organization"}','frank u2@example.org frank member.added {"after":{"role":"org_viewer"},"level":"organization"}','56993f3f46df47c013cbda0cb7198fabc5af6238bc7f86e3ea9adee8abc5b1dd');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',10,'evt_01m80qhf1pt6y39922c0naw0pr',1795321019446,NULL,'auth.logout','user','usr_01m80qhemh63zqt4jf4h0dpp9k','Frank','u2@example.org','user','usr_01m80qhemh63zqt4jf4h0dpp9k','Frank','success','127.0.0.1',NULL,'req_akoafahinmyuxreyyiig','{}','frank u2@example.org frank auth.logout {}','77833ba1775b3e0aba166bfc8f0315cf5fcf6b83b9111110a863d6bb39b268ed');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',11,'evt_01m80qhf1yckdecv69hjp269eh',1795321019454,NULL,'member.invited','operator','uid:0','root',NULL,'invitation','inv_01m80qhf1yphxhr4yfajcqqhpt','u3@example.org','success',NULL,NULL,'req_xtvpy7hgvioxdco7rsji','{"after":{"role":"org_viewer"},"level":"organization"}','root  u3@example.org member.invited {"after":{"role":"org_viewer"},"level":"organization"}','5d77add7a7c5aaad192ce9e1e9270c170fd9572700256df909098e9d9ded36fb');
INSERT INTO audit_events VALUES('',12,'evt_01m80qhf37aqt5b7tncfrz72y7',1795321019495,NULL,'auth.login_succeeded','user','usr_01m80qhep0phxmq3ntw6a78yht','edgar','u3@example.org','user','usr_01m80qhep0phxmq3ntw6a78yht','edgar','success',NULL,NULL,'req_xdowdfdrfk276gnkuggl','{}','edgar u3@example.org edgar auth.login_succeeded {}','efdde7a31887c2138d6f9ad0bb06edaec816b0b418953f42bdb828a5b0974757');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',12,'evt_01m80qhf3ewt4dgqck6z79bkk9',1795321019502,NULL,'member.invitation_accepted','user','usr_01m80qhep0phxmq3ntw6a78yht','edgar','u3@example.org','invitation','inv_01m80qhf1yphxhr4yfajcqqhpt','u3@example.org','success','127.0.0.1',NULL,'req_bj4cq6im44jtf25m4jmq','{"after":{"role":"org_viewer"},"level":"organization"}','edgar u3@example.org u3@example.org member.invitation_accepted {"after":{"role":"org_viewer"},"level":"organization"}','5db7c3ef8a66b5ff65cdab7c578eb6e6ca75558ff797b64de8e2b98f92838dbb');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',13,'evt_01m80qhf3ekxf2cwdbfte1j05f',1795321019502,NULL,'member.added','user','usr_01m80qhep0phxmq3ntw6a78yht','edgar','u3@example.org','user','usr_01m80qhep0phxmq3ntw6a78yht','edgar','success','127.0.0.1',NULL,'req_bj4cq6im44jtf25m4jmq','{"after":{"role":"org_viewer"},"level":"organization"}','edgar u3@example.org edgar member.added {"after":{"role":"org_viewer"},"level":"organization"}','59815d36f9c7670aa9d2716b9e8f55ecbb5702907e2913d4e1961967bd9c952d');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',14,'evt_01m80qhf3jqh1fv5sg29xgc7cx',1795321019506,NULL,'auth.logout','user','usr_01m80qhep0phxmq3ntw6a78yht','edgar','u3@example.org','user','usr_01m80qhep0phxmq3ntw6a78yht','edgar','success','127.0.0.1',NULL,'req_qx5mrfddvqvpbvwer2gc','{}','edgar u3@example.org edgar auth.logout {}','9b215260fcc1f20587d073568c04f9307fa5cce7de85ab6f8a48902a3f7c8673');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',15,'evt_01m80qhf3t2fa8n36nqbr57wrq',1795321019514,NULL,'member.invited','operator','uid:0','root',NULL,'invitation','inv_01m80qhf3t5qbqxdk8kmp4rtqd','u4@example.org','success',NULL,NULL,'req_5wy2aulcudfig6yugumu','{"after":{"role":"org_viewer"},"level":"organization"}','root  u4@example.org member.invited {"after":{"role":"org_viewer"},"level":"organization"}','de80d7fa3373740b56e459bb32cac2d2b28fc353996b7432157bdcb0511c3431');
INSERT INTO audit_events VALUES('',13,'evt_01m80qhf5d8mt02sxs9vqaj353',1795321019565,NULL,'auth.login_succeeded','user','usr_01m80qheq64kt61nt477055t5j','Łukasz','u4@example.org','user','usr_01m80qheq64kt61nt477055t5j','Łukasz','success',NULL,NULL,'req_bqfdpi3vqnjappq4fsgw','{}','łukasz u4@example.org łukasz auth.login_succeeded {}','54c947b06f390c9f4b11c60a37d9dae4993054d8dcf7ec318009ea29205c96ee');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',16,'evt_01m80qhf5j4g15z0j8mjqs1g9y',1795321019570,NULL,'member.invitation_accepted','user','usr_01m80qheq64kt61nt477055t5j','Łukasz','u4@example.org','invitation','inv_01m80qhf3t5qbqxdk8kmp4rtqd','u4@example.org','success','127.0.0.1',NULL,'req_o7s4vbztgqkuaqdjp3jn','{"after":{"role":"org_viewer"},"level":"organization"}','łukasz u4@example.org u4@example.org member.invitation_accepted {"after":{"role":"org_viewer"},"level":"organization"}','a3624b25609d6f62e6c836da3b977d08590fa4869b3ab7bd70986eaf8564eb2b');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',17,'evt_01m80qhf5j2j7skz8ky74xe1cj',1795321019570,NULL,'member.added','user','usr_01m80qheq64kt61nt477055t5j','Łukasz','u4@example.org','user','usr_01m80qheq64kt61nt477055t5j','Łukasz','success','127.0.0.1',NULL,'req_o7s4vbztgqkuaqdjp3jn','{"after":{"role":"org_viewer"},"level":"organization"}','łukasz u4@example.org łukasz member.added {"after":{"role":"org_viewer"},"level":"organization"}','04c195d77ce44b8e1344d090fcee6274f6421f66fdbaebd23fb15cd5e0bc19ac');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',18,'evt_01m80qhf5p1p8ha06y2hc23vm9',1795321019574,NULL,'auth.logout','user','usr_01m80qheq64kt61nt477055t5j','Łukasz','u4@example.org','user','usr_01m80qheq64kt61nt477055t5j','Łukasz','success','127.0.0.1',NULL,'req_onr57hzuxvf3kouw7tpj','{}','łukasz u4@example.org łukasz auth.logout {}','8470bf1b2a2ee8c257082d8cdb7597dcd3bd43306fc284481c86f17606456954');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',19,'evt_01m80qhf5qcd8qd2xba3gvet0w',1795321019575,NULL,'member.invited','operator','uid:0','root',NULL,'invitation','inv_01m80qhf5qc495pm56wv9pdp34','u5@example.org','success',NULL,NULL,'req_kf2prm3i2w23tfbs6mun','{"after":{"role":"org_viewer"},"level":"organization"}','root  u5@example.org member.invited {"after":{"role":"org_viewer"},"level":"organization"}','a68da51dff004115831ec633a3082173a7c7c70417b845ff10eb7f4f434a468a');
INSERT INTO audit_events VALUES('',14,'evt_01m80qhf7954adq61shnbvj4p2',1795321019625,NULL,'auth.login_succeeded','user','usr_01m80qherhfe9ppza0zfy8q517','Martin','u5@example.org','user','usr_01m80qherhfe9ppza0zfy8q517','Martin','success',NULL,NULL,'req_nit3speoizb4qpu7ttrn','{}','martin u5@example.org martin auth.login_succeeded {}','93e1cd1bcebadfb066f3c16d726324b7ee41c8329c08139943e834c54271e543');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',20,'evt_01m80qhf7eq6346xq6zag9wfe4',1795321019630,NULL,'member.invitation_accepted','user','usr_01m80qherhfe9ppza0zfy8q517','Martin','u5@example.org','invitation','inv_01m80qhf5qc495pm56wv9pdp34','u5@example.org','success','127.0.0.1',NULL,'req_vprri3o5yivpmpnutpsk','{"after":{"role":"org_viewer"},"level":"organization"}','martin u5@example.org u5@example.org member.invitation_accepted {"after":{"role":"org_viewer"},"level":"organization"}','3612c100436f202511302bb7c5cf8f2700329f5f370654a387511c64218a0717');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',21,'evt_01m80qhf7edwjz9zbcdkxgh5aj',1795321019630,NULL,'member.added','user','usr_01m80qherhfe9ppza0zfy8q517','Martin','u5@example.org','user','usr_01m80qherhfe9ppza0zfy8q517','Martin','success','127.0.0.1',NULL,'req_vprri3o5yivpmpnutpsk','{"after":{"role":"org_viewer"},"level":"organization"}','martin u5@example.org martin member.added {"after":{"role":"org_viewer"},"level":"organization"}','b420c36944052fe581ed042749c797119aec14b72cc65f5b04d9296b614469a3');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',22,'evt_01m80qhf7nhs4pf13yvqg92nqt',1795321019637,NULL,'auth.logout','user','usr_01m80qherhfe9ppza0zfy8q517','Martin','u5@example.org','user','usr_01m80qherhfe9ppza0zfy8q517','Martin','success','127.0.0.1',NULL,'req_2q77lpx75erhwf2vrg4n','{}','martin u5@example.org martin auth.logout {}','4124d5afc600ee7b0a713c1ffd1d287447ec27438b84dd7696abebc9d19dfa1c');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',23,'evt_01m80qhf7ts3mxxs9fers4y4ch',1795321019642,NULL,'member.invited','operator','uid:0','root',NULL,'invitation','inv_01m80qhf7t400wy09bfcwe2sdk','u6@example.org','success',NULL,NULL,'req_5wr2lffcgjvxzhg2zxu5','{"after":{"role":"org_viewer"},"level":"organization"}','root  u6@example.org member.invited {"after":{"role":"org_viewer"},"level":"organization"}','81e0c7f07073107a4800a9e1b78e9fb24ac3fc0a12c893397cbc9d4fae2459fb');
INSERT INTO audit_events VALUES('',15,'evt_01m80qhfab3ndmx82zwpxqfzt4',1795321019723,NULL,'auth.login_succeeded','user','usr_01m80qhesvjg3pzczhw68cd39s','Ørsted','u6@example.org','user','usr_01m80qhesvjg3pzczhw68cd39s','Ørsted','success',NULL,NULL,'req_xcihkthrdhndfoeqdtke','{}','ørsted u6@example.org ørsted auth.login_succeeded {}','8e73f357f6e35b3560adb30be9615e227c92f3960e8871583b93f1424ee4c279');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',24,'evt_01m80qhfajydmfw3v19vx2fgk6',1795321019730,NULL,'member.invitation_accepted','user','usr_01m80qhesvjg3pzczhw68cd39s','Ørsted','u6@example.org','invitation','inv_01m80qhf7t400wy09bfcwe2sdk','u6@example.org','success','127.0.0.1',NULL,'req_ywtfk3kmkoy3txqejses','{"after":{"role":"org_viewer"},"level":"organization"}','ørsted u6@example.org u6@example.org member.invitation_accepted {"after":{"role":"org_viewer"},"level":"organization"}','0d0a5991c84cda132874787dd1af5ef47c2fc0b8c2ca20158dfa11a936b709c3');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',25,'evt_01m80qhfaj6hsv1eqh6v0jekbb',1795321019730,NULL,'member.added','user','usr_01m80qhesvjg3pzczhw68cd39s','Ørsted','u6@example.org','user','usr_01m80qhesvjg3pzczhw68cd39s','Ørsted','success','127.0.0.1',NULL,'req_ywtfk3kmkoy3txqejses','{"after":{"role":"org_viewer"},"level":"organization"}','ørsted u6@example.org ørsted member.added {"after":{"role":"org_viewer"},"level":"organization"}','69da8fd0c5604a0a01ef71e0880eb898315fb2ac529e78ba63988293dbde4797');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',26,'evt_01m80qhfakf7wc9m96z82f64aw',1795321019731,NULL,'auth.logout','user','usr_01m80qhesvjg3pzczhw68cd39s','Ørsted','u6@example.org','user','usr_01m80qhesvjg3pzczhw68cd39s','Ørsted','success','127.0.0.1',NULL,'req_2xmgm75j4oes3htmkb2o','{}','ørsted u6@example.org ørsted auth.logout {}','27478076f5def08a96cbf80e5d8aa35bcb29c11de3051b23ed00b01bd42b0571');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',27,'evt_01m80qhfamjjwqvm5ad07d7syd',1795321019732,NULL,'member.invited','operator','uid:0','root',NULL,'invitation','inv_01m80qhfam9hwadq8xdh9cyazt','u7@example.org','success',NULL,NULL,'req_mod5n3lqyrl263hvcr5b','{"after":{"role":"org_viewer"},"level":"organization"}','root  u7@example.org member.invited {"after":{"role":"org_viewer"},"level":"organization"}','ada57cd8ef93e12ee220bc90ccb723a39f139b4a62c38947769e948973709c4e');
INSERT INTO audit_events VALUES('',16,'evt_01m80qhfbswf16shd4rmmwcfr1',1795321019769,NULL,'auth.login_succeeded','user','usr_01m80qhev5f3qmh0tb1zv0yhqd','Peter','u7@example.org','user','usr_01m80qhev5f3qmh0tb1zv0yhqd','Peter','success',NULL,NULL,'req_34sxzsa3uipernos6flm','{}','peter u7@example.org peter auth.login_succeeded {}','f173d8e5000900c14be4c8d73ddd6e691b715edce047d7445e244d5699b58a55');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',28,'evt_01m80qhfbydzyy3k9ka9wb9jsj',1795321019774,NULL,'member.invitation_accepted','user','usr_01m80qhev5f3qmh0tb1zv0yhqd','Peter','u7@example.org','invitation','inv_01m80qhfam9hwadq8xdh9cyazt','u7@example.org','success','127.0.0.1',NULL,'req_tkwjjujnijmn4is4pniu','{"after":{"role":"org_viewer"},"level":"organization"}','peter u7@example.org u7@example.org member.invitation_accepted {"after":{"role":"org_viewer"},"level":"organization"}','3ace4d6fce661dc39e03c6f85f6aa611c450e7a4d13b5525587d4ada79bcfbbd');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',29,'evt_01m80qhfbyqdhn1nqzzedq8fb3',1795321019774,NULL,'member.added','user','usr_01m80qhev5f3qmh0tb1zv0yhqd','Peter','u7@example.org','user','usr_01m80qhev5f3qmh0tb1zv0yhqd','Peter','success','127.0.0.1',NULL,'req_tkwjjujnijmn4is4pniu','{"after":{"role":"org_viewer"},"level":"organization"}','peter u7@example.org peter member.added {"after":{"role":"org_viewer"},"level":"organization"}','067d9874cd5e7098c1c5638a689e9d4a66cfb1389a2bd89b1a9cab9d7d86e2d0');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',30,'evt_01m80qhfbzb0vze3mgftqsxrbg',1795321019775,NULL,'auth.logout','user','usr_01m80qhev5f3qmh0tb1zv0yhqd','Peter','u7@example.org','user','usr_01m80qhev5f3qmh0tb1zv0yhqd','Peter','success','127.0.0.1',NULL,'req_zt6xdf6hlk2rr4dg6t7q','{}','peter u7@example.org peter auth.logout {}','401a8aa0d3d193317498feb46376ff3efa574a869722b50d8324dcc12beb4ce0');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',31,'evt_01m80qhfc0wm4jq03vb511y4fj',1795321019776,NULL,'member.invited','operator','uid:0','root',NULL,'invitation','inv_01m80qhfc0neqhxy8qndw6hkcy','u8@example.org','success',NULL,NULL,'req_2btu7gvjb4chjmny64z3','{"after":{"role":"org_viewer"},"level":"organization"}','root  u8@example.org member.invited {"after":{"role":"org_viewer"},"level":"organization"}','d0539d17df63a6037ed3381745f36508658197d7f53e939c9fc565ba41dc4548');
INSERT INTO audit_events VALUES('',17,'evt_01m80qhfdx33zbvv6xs01zfb1w',1795321019837,NULL,'auth.login_succeeded','user','usr_01m80qhews8vdevmd83bq0b0wn','Edith','u8@example.org','user','usr_01m80qhews8vdevmd83bq0b0wn','Edith','success',NULL,NULL,'req_gubnprecvjezjjibmlwm','{}','edith u8@example.org edith auth.login_succeeded {}','82661e01b347102b8d287a6142b4a6152e1d62e47b3748e1175a112823719b9d');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',32,'evt_01m80qhfdyk4mp9ws06jpwhhjw',1795321019838,NULL,'member.invitation_accepted','user','usr_01m80qhews8vdevmd83bq0b0wn','Edith','u8@example.org','invitation','inv_01m80qhfc0neqhxy8qndw6hkcy','u8@example.org','success','127.0.0.1',NULL,'req_jenaedrzy3fidd3df6w6','{"after":{"role":"org_viewer"},"level":"organization"}','edith u8@example.org u8@example.org member.invitation_accepted {"after":{"role":"org_viewer"},"level":"organization"}','116da478753dc064e6bb2e405120f53d4947e9d5dc0bb2ff2fe47684add1e7eb');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',33,'evt_01m80qhfdyexwdzx62ade4ybah',1795321019838,NULL,'member.added','user','usr_01m80qhews8vdevmd83bq0b0wn','Edith','u8@example.org','user','usr_01m80qhews8vdevmd83bq0b0wn','Edith','success','127.0.0.1',NULL,'req_jenaedrzy3fidd3df6w6','{"after":{"role":"org_viewer"},"level":"organization"}','edith u8@example.org edith member.added {"after":{"role":"org_viewer"},"level":"organization"}','7535b075b1580446acf0b258fd0291c4b465f58cdd2d2660e64cfb0ec4e07516');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',34,'evt_01m80qhfe00cg69w10wf7e9wws',1795321019840,NULL,'auth.logout','user','usr_01m80qhews8vdevmd83bq0b0wn','Edith','u8@example.org','user','usr_01m80qhews8vdevmd83bq0b0wn','Edith','success','127.0.0.1',NULL,'req_osjcicuechql53mjg3gf','{}','edith u8@example.org edith auth.logout {}','35724d14c08fc052bff9b4f9d9edd6ed9fc4b4659aac5d121c5c7ed0e5bde5ba');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',35,'evt_01m80qhfe1ah3jks0ncxe0edwa',1795321019841,'ws_01m80qhfe1t1de6kbgzadeq5g9','workspace.created','operator','uid:0','root',NULL,'workspace','ws_01m80qhfe1t1de6kbgzadeq5g9','Zoe','success',NULL,NULL,'req_midzj657lshvtgudaudh','{"after":{"region":"in"}}','root  zoe workspace.created {"after":{"region":"in"}}','99938c4ada854361c36479083ac24665761fd28d198fc6db9004ab6904a07956');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',36,'evt_01m80qhfe19d4k2v8drcx6kgzk',1795321019841,'ws_01m80qhfe1t1de6kbgzadeq5g9','member.added','operator','uid:0','root',NULL,'user','usr_01m80qhehkkrxexqjwvx4x50ec','Zoe','success',NULL,NULL,'req_midzj657lshvtgudaudh','{"after":{"role":"owner"},"level":"workspace"}','root  zoe member.added {"after":{"role":"owner"},"level":"workspace"}','0cf5002d180fa6a0210a163917a4d29d9f4f289f57dc8bb15f0e7bc57b39a525');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',37,'evt_01m80qhfe18kg3jwk74c47e12e',1795321019841,'ws_01m80qhfe1t1de6kbgzadeq5g9','member.added','operator','uid:0','root',NULL,'user','usr_01m80qhek545as8s1ykfpnfkj8','Édith','success',NULL,NULL,'req_midzj657lshvtgudaudh','{"after":{"role":"viewer"},"level":"workspace"}','root  édith member.added {"after":{"role":"viewer"},"level":"workspace"}','44d81ddfdaf44a7a2e9801b64f8d88325375badf1b8492e8b4e5ece93030ef40');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',38,'evt_01m80qhfe13m4bjj23rqehbakk',1795321019841,'ws_01m80qhfe1t1de6kbgzadeq5g9','member.added','operator','uid:0','root',NULL,'user','usr_01m80qhemh63zqt4jf4h0dpp9k','Frank','success',NULL,NULL,'req_midzj657lshvtgudaudh','{"after":{"role":"viewer"},"level":"workspace"}','root  frank member.added {"after":{"role":"viewer"},"level":"workspace"}','bda135753fa4be16e4a1b5cdf579416cd6672e66c4f82c97732d9c3925d41e3d');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',39,'evt_01m80qhfe151hc4z07gggxezrf',1795321019841,'ws_01m80qhfe1t1de6kbgzadeq5g9','member.added','operator','uid:0','root',NULL,'user','usr_01m80qhep0phxmq3ntw6a78yht','edgar','success',NULL,NULL,'req_midzj657lshvtgudaudh','{"after":{"role":"viewer"},"level":"workspace"}','root  edgar member.added {"after":{"role":"viewer"},"level":"workspace"}','165f84af451fb7ab31ba10237796d4de256a58dfdbac93e38204cb60ef4d00cc');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',40,'evt_01m80qhfe1x7hjz41cy1apqr3q',1795321019841,'ws_01m80qhfe1t1de6kbgzadeq5g9','member.added','operator','uid:0','root',NULL,'user','usr_01m80qheq64kt61nt477055t5j','Łukasz','success',NULL,NULL,'req_midzj657lshvtgudaudh','{"after":{"role":"viewer"},"level":"workspace"}','root  łukasz member.added {"after":{"role":"viewer"},"level":"workspace"}','ecf1cbd9dfb7d04f66315e6a6818f78987ddba3474ca2ab41461fa6197cc3902');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',41,'evt_01m80qhfe1r02s8k0vt170z8jb',1795321019841,'ws_01m80qhfe1t1de6kbgzadeq5g9','member.added','operator','uid:0','root',NULL,'user','usr_01m80qherhfe9ppza0zfy8q517','Martin','success',NULL,NULL,'req_midzj657lshvtgudaudh','{"after":{"role":"viewer"},"level":"workspace"}','root  martin member.added {"after":{"role":"viewer"},"level":"workspace"}','27133ec9ca0baf2dddb45dbe87c860a6e2acb5dd6dad3300c480794b2a135f67');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',42,'evt_01m80qhfe1zxrhgjghf3jz3fnj',1795321019841,'ws_01m80qhfe1t1de6kbgzadeq5g9','member.added','operator','uid:0','root',NULL,'user','usr_01m80qhesvjg3pzczhw68cd39s','Ørsted','success',NULL,NULL,'req_midzj657lshvtgudaudh','{"after":{"role":"viewer"},"level":"workspace"}','root  ørsted member.added {"after":{"role":"viewer"},"level":"workspace"}','6f65a21cee38cff854b4723710903dc2a7d7375ad951f93f64cb96ccb7d411d2');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',43,'evt_01m80qhfe16hcemtv0zckbjpxs',1795321019841,'ws_01m80qhfe1t1de6kbgzadeq5g9','member.added','operator','uid:0','root',NULL,'user','usr_01m80qhev5f3qmh0tb1zv0yhqd','Peter','success',NULL,NULL,'req_midzj657lshvtgudaudh','{"after":{"role":"viewer"},"level":"workspace"}','root  peter member.added {"after":{"role":"viewer"},"level":"workspace"}','4391bdffd8569f13536efaae58956cd09edd948ad237bbba0adb65fe05c33b56');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',44,'evt_01m80qhfe1tvya6wyqh2x4brsa',1795321019841,'ws_01m80qhfe1t1de6kbgzadeq5g9','member.added','operator','uid:0','root',NULL,'user','usr_01m80qhews8vdevmd83bq0b0wn','Edith','success',NULL,NULL,'req_midzj657lshvtgudaudh','{"after":{"role":"viewer"},"level":"workspace"}','root  edith member.added {"after":{"role":"viewer"},"level":"workspace"}','da26231639587152edbb832df190c6c1721ad91c7f1bf86605a9aa11ffb5b5b3');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',45,'evt_01m80qhfe3vnns9ygrz9xm8dsx',1795321019843,'ws_01m80qhfe2232tqg02sm9ggc6t','workspace.created','operator','uid:0','root',NULL,'workspace','ws_01m80qhfe2232tqg02sm9ggc6t','Édith','success',NULL,NULL,'req_g7z6ipwrz52hkxqipnqx','{"after":{"region":"in"}}','root  édith workspace.created {"after":{"region":"in"}}','341c16c54f513ce4d9d9946b555f9c0c72156106390f512e96b4371e2065bf35');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',46,'evt_01m80qhfe3b8axfmqhzn35bmdh',1795321019843,'ws_01m80qhfe2232tqg02sm9ggc6t','member.added','operator','uid:0','root',NULL,'user','usr_01m80qhehkkrxexqjwvx4x50ec','Zoe','success',NULL,NULL,'req_g7z6ipwrz52hkxqipnqx','{"after":{"role":"owner"},"level":"workspace"}','root  zoe member.added {"after":{"role":"owner"},"level":"workspace"}','b1d459af17affbe4600f0eee2f4d842982af516da06e7d515582e56acead1d52');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',47,'evt_01m80qhfe40c99v2zhembwrzbs',1795321019844,'ws_01m80qhfe4c2cxc45bds60dkey','workspace.created','operator','uid:0','root',NULL,'workspace','ws_01m80qhfe4c2cxc45bds60dkey','Frank','success',NULL,NULL,'req_optydipbygrykptx6qs7','{"after":{"region":"in"}}','root  frank workspace.created {"after":{"region":"in"}}','0545338a796806368b7b60685f02efc2afa7b908c429891d11ec81e2603edd4d');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',48,'evt_01m80qhfe41eh3fp5ns8e7xd40',1795321019844,'ws_01m80qhfe4c2cxc45bds60dkey','member.added','operator','uid:0','root',NULL,'user','usr_01m80qhehkkrxexqjwvx4x50ec','Zoe','success',NULL,NULL,'req_optydipbygrykptx6qs7','{"after":{"role":"owner"},"level":"workspace"}','root  zoe member.added {"after":{"role":"owner"},"level":"workspace"}','b0ae364d178653e5129fd94d4320868154495ae9e49169f77c95068a0302a9b6');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',49,'evt_01m80qhfe5x9q99ywkzv7qwtcs',1795321019845,'ws_01m80qhfe5emkjebpr2n7ayxtt','workspace.created','operator','uid:0','root',NULL,'workspace','ws_01m80qhfe5emkjebpr2n7ayxtt','edgar','success',NULL,NULL,'req_qzgr3exedg6d4uqpf45i','{"after":{"region":"in"}}','root  edgar workspace.created {"after":{"region":"in"}}','af5b7906a9e26e4ed13ac5e1733cda438bf4ca27b50a72c9b4a0921795685427');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',50,'evt_01m80qhfe5cnry0a3bgq30vdz1',1795321019845,'ws_01m80qhfe5emkjebpr2n7ayxtt','member.added','operator','uid:0','root',NULL,'user','usr_01m80qhehkkrxexqjwvx4x50ec','Zoe','success',NULL,NULL,'req_qzgr3exedg6d4uqpf45i','{"after":{"role":"owner"},"level":"workspace"}','root  zoe member.added {"after":{"role":"owner"},"level":"workspace"}','9066922c35b8eb6765640a704fb2c16ff49a11cd9a31a8af4383be05904b0219');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',51,'evt_01m80qhfe6twr7r40j0rwvr14s',1795321019846,'ws_01m80qhfe50w8r0b280tvn2zhw','workspace.created','operator','uid:0','root',NULL,'workspace','ws_01m80qhfe50w8r0b280tvn2zhw','Łukasz','success',NULL,NULL,'req_zwym5c7nfe7x46eikv4n','{"after":{"region":"in"}}','root  łukasz workspace.created {"after":{"region":"in"}}','184449b779f23169715f259accff463f4f6d316d02687e4745a5ab4642e1da98');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',52,'evt_01m80qhfe6e11zgfwn9rc9jp24',1795321019846,'ws_01m80qhfe50w8r0b280tvn2zhw','member.added','operator','uid:0','root',NULL,'user','usr_01m80qhehkkrxexqjwvx4x50ec','Zoe','success',NULL,NULL,'req_zwym5c7nfe7x46eikv4n','{"after":{"role":"owner"},"level":"workspace"}','root  zoe member.added {"after":{"role":"owner"},"level":"workspace"}','5d39054d460e3f215ad360e1298c3fb4195a8c93661485ae33657af6596d4727');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',53,'evt_01m80qhfe69xxj6x9he7yq4t9b',1795321019846,'ws_01m80qhfe6te1ggympfzn0ah1t','workspace.created','operator','uid:0','root',NULL,'workspace','ws_01m80qhfe6te1ggympfzn0ah1t','Martin','success',NULL,NULL,'req_ji3fhoyyxx63m3o7cg22','{"after":{"region":"in"}}','root  martin workspace.created {"after":{"region":"in"}}','30b72809d5a83aaeb3b44a674461e80230252a92afecbfa430b3f8cebfe6b424');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',54,'evt_01m80qhfe6sjektfzfqah2xphe',1795321019846,'ws_01m80qhfe6te1ggympfzn0ah1t','member.added','operator','uid:0','root',NULL,'user','usr_01m80qhehkkrxexqjwvx4x50ec','Zoe','success',NULL,NULL,'req_ji3fhoyyxx63m3o7cg22','{"after":{"role":"owner"},"level":"workspace"}','root  zoe member.added {"after":{"role":"owner"},"level":"workspace"}','2b6319c167ad7fe0a592aa832a23717b3de3ec222321367fcff6f3f31f0c54f2');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',55,'evt_01m80qhfe8jbgan7zrtjtbnd6e',1795321019848,'ws_01m80qhfe855x236rbc0y2fj33','workspace.created','operator','uid:0','root',NULL,'workspace','ws_01m80qhfe855x236rbc0y2fj33','Ørsted','success',NULL,NULL,'req_2lekdhltr7fdu2xlaaby','{"after":{"region":"in"}}','root  ørsted workspace.created {"after":{"region":"in"}}','6135129f5c5d4b22689f7c59bceb9ab0d0d63098730505765a4eba5f1c6285db');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',56,'evt_01m80qhfe83h3e5h0p7qsgn10p',1795321019848,'ws_01m80qhfe855x236rbc0y2fj33','member.added','operator','uid:0','root',NULL,'user','usr_01m80qhehkkrxexqjwvx4x50ec','Zoe','success',NULL,NULL,'req_2lekdhltr7fdu2xlaaby','{"after":{"role":"owner"},"level":"workspace"}','root  zoe member.added {"after":{"role":"owner"},"level":"workspace"}','e7b808de20de6f65ce7fafc9ec88d32a4cc4eb8738a0326f255fb0fa3f721819');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',57,'evt_01m80qhfe9s9da4mxe5xmxkswm',1795321019849,'ws_01m80qhfe9njskhdz9yptmnt7t','workspace.created','operator','uid:0','root',NULL,'workspace','ws_01m80qhfe9njskhdz9yptmnt7t','Peter','success',NULL,NULL,'req_mcgze4vtcp5tyqs6qj2c','{"after":{"region":"in"}}','root  peter workspace.created {"after":{"region":"in"}}','e7b6633fe9d83928962578243507ce9bafa611945bf91fbd456efcb67156520a');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',58,'evt_01m80qhfe9md7s3yyd4bmpf5y3',1795321019849,'ws_01m80qhfe9njskhdz9yptmnt7t','member.added','operator','uid:0','root',NULL,'user','usr_01m80qhehkkrxexqjwvx4x50ec','Zoe','success',NULL,NULL,'req_mcgze4vtcp5tyqs6qj2c','{"after":{"role":"owner"},"level":"workspace"}','root  zoe member.added {"after":{"role":"owner"},"level":"workspace"}','a5f36705c87c206ce2eb19fac230c8e5c19c1b05ea90bf081af11a16c79f8ec8');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',59,'evt_01m80qhfeatzfcr2yyst1d9353',1795321019850,'ws_01m80qhfea8qxg8ba9mnwad9md','workspace.created','operator','uid:0','root',NULL,'workspace','ws_01m80qhfea8qxg8ba9mnwad9md','Edith','success',NULL,NULL,'req_l4ujmzzh5z3fav7da2pe','{"after":{"region":"in"}}','root  edith workspace.created {"after":{"region":"in"}}','9aac330537f58a597c656d28c0e0b96d422b40165138efb8102a1fc9aa4a904d');
INSERT INTO audit_events VALUES('org_01m80qhewzk0nma3hzhp4va75g',60,'evt_01m80qhfeadamg4x3s797xyx3r',1795321019850,'ws_01m80qhfea8qxg8ba9mnwad9md','member.added','operator','uid:0','root',NULL,'user','usr_01m80qhehkkrxexqjwvx4x50ec','Zoe','success',NULL,NULL,'req_l4ujmzzh5z3fav7da2pe','{"after":{"role":"owner"},"level":"workspace"}','root  zoe member.added {"after":{"role":"owner"},"level":"workspace"}','52e26e77b521e5b383b94d21ee5574ba3d5adf5689788b412b374d2efa629842');
CREATE TABLE audit_trees (
	org_id TEXT PRIMARY KEY,
	size BIGINT NOT NULL,
	frontier TEXT NOT NULL
);
INSERT INTO audit_trees VALUES('',17,'5438a5f19fe15214991d1c8cbd9e1293b1d62aa9bc6a388ed783b3b2fdbde09e82661e01b347102b8d287a6142b4a6152e1d62e47b3748e1175a112823719b9d');
INSERT INTO audit_trees VALUES('org_01m80qhewzk0nma3hzhp4va75g',60,'5bc3d679a29e05866ade248e1b3cd48ec158c53aca6989226e9fea522340a88e150ad0a71aeb4fa2245d614033eef30d47be590d07f32af4f45073fda3efd1dafccb7ed50eae69b4d36149291b576c828931dc5c1572fd3dcf99886712d3ba0be5fc2c32eab6286eec7ec3c7a839f4980560b3c2dd5f0ea7c18fcd27189b4ef4');
INSERT INTO audit_trees VALUES('org_01m80qhex7p3er4xew5tjj0ynb',2,'9a7e94484dd0699becc842635b70adf317a1788c30833525b2ad4c90c69d88f5');
INSERT INTO audit_trees VALUES('org_01m80qhexbn7es2jvyrzpq26j6',2,'80fac25e4c0306042a9e903ef11921af02c37dbeecf115f6bb18b9c9bf3de302');
INSERT INTO audit_trees VALUES('org_01m80qhexjhsqj9dcy5c5dhe73',2,'70fa81ba87526f2a5f024866f09144fd44aafa18ae6ded1200ad47722c8ff025');
INSERT INTO audit_trees VALUES('org_01m80qhexphh4kmdavjg9nfdyb',2,'72e94ddcff60eb08927c15a4d9365c0dd8fb08477293028cd1fa3f0d0fb83a2d');
INSERT INTO audit_trees VALUES('org_01m80qhexy0n9ynj8w5h4a68fr',2,'02cf1fa74812cfadd29aca0af7afcdec9a0a705fa3393d69950644c8316de110');
INSERT INTO audit_trees VALUES('org_01m80qhey0phydefqgfc3xtg2j',2,'367f21e11fe37a3d5252aa6c7916491e98939f42d0c1423afe1dc29e59c18512');
INSERT INTO audit_trees VALUES('org_01m80qhey26b12zdqs8bqr7akq',2,'73680b3caf91746fa4e0d01e8b022c15e0aa2c06fe61be34059ca272ac22ff1d');
INSERT INTO audit_trees VALUES('org_01m80qhey5d3fasn28xyfawc3x',2,'a5f4d9999cc53721779ea4f3da8fcef03fa3d9b6de87182b10529a5bb62c0c94');
CREATE TABLE idempotency (
	principal TEXT NOT NULL,
	key_hash TEXT NOT NULL,
	fingerprint TEXT NOT NULL,
	status BIGINT NOT NULL,
	answer TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	PRIMARY KEY (principal, key_hash)
);
CREATE INDEX users_by_name ON users (name_fold, id);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
CREATE INDEX organizations_by_name ON organizations (name_fold, id);
CREATE INDEX org_members_by_user ON org_members (user_id, org_id);
CREATE UNIQUE INDEX members_one_owner ON members (ws_id) WHERE role = 'owner';
CREATE INDEX members_by_name ON members (ws_id, name_fold, user_id);
CREATE INDEX members_by_email ON members (ws_id, email_fold, user_id);
CREATE INDEX members_by_user ON members (user_id, ws_id);
CREATE UNIQUE INDEX invitations_one_pending ON invitations (target_id, email_fold) WHERE status = 'pending';
CREATE INDEX invitations_by_target ON invitations (target_id, created_at, id);
CREATE INDEX invitations_by_expiry ON invitations (expires_at) WHERE status = 'pending';
CREATE INDEX idempotency_by_age ON idempotency (created_at);
COMMIT;
