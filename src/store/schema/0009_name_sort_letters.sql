-- utf8_sort_key() no longer takes marks off letters that are not Latin, Greek or Cyrillic: vowel signs.

UPDATE users SET name_sort = nexa_sort_key(display_name);
UPDATE organizations SET name_sort = nexa_sort_key(name);
UPDATE api_keys SET name_sort = nexa_sort_key(name);
UPDATE workspaces SET name_sort = nexa_sort_key(name);
UPDATE members SET name_sort = (SELECT u.name_sort FROM users u WHERE u.id = members.user_id);
