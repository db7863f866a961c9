-- Why an API key was revoked, as whoever did it said; null: nothing was said.
ALTER TABLE api_keys ADD COLUMN end_reason TEXT;
