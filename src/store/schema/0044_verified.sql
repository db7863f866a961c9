-- When a person came in by a mail to their address; null: nobody but others vouches for it.
ALTER TABLE users ADD COLUMN verified_at BIGINT;
