-- Tokens for where an event stands (audit_words.c): what is asked can be asked of a part of the log, and ends with it.
INSERT INTO audit_index (rowid, words)
	SELECT at, printf('=x%x =y%x =z%x', at >> 10, at >> 15, at >> 19) FROM audit_events ORDER BY at;
