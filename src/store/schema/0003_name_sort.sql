-- What names are sorted by and searched in: folded, marks taken off, so that Édith stands before Frank.
-- nexa_sort_key() is utf8_sort_key() in src/base/utf8.h, known to migrations only.
-- A workspace keeps name_fold as well, by which its name is unique.

ALTER TABLE users RENAME COLUMN name_fold TO name_sort;
ALTER TABLE members RENAME COLUMN name_fold TO name_sort;
ALTER TABLE organizations RENAME COLUMN name_fold TO name_sort;
ALTER TABLE api_keys RENAME COLUMN name_fold TO name_sort;
ALTER TABLE workspaces ADD COLUMN name_sort TEXT NOT NULL DEFAULT '';

UPDATE users SET name_sort = nexa_sort_key(display_name);
UPDATE organizations SET name_sort = nexa_sort_key(name);
UPDATE api_keys SET name_sort = nexa_sort_key(name);
UPDATE workspaces SET name_sort = nexa_sort_key(name);
UPDATE members SET name_sort = (SELECT u.name_sort FROM users u WHERE u.id = members.user_id);

CREATE INDEX workspaces_by_name ON workspaces (org_id, name_sort, id);
