-- Recharges that a payment hook pays.  asked_at: since when it is asked, for 3 days.
ALTER TABLE recharges ADD COLUMN asked_at BIGINT NOT NULL DEFAULT 0;
UPDATE recharges SET asked_at = created_at;
