-- Until when the rent of a phone number is paid, and for how many months it was: a month begins on the day of
-- the purchase.
ALTER TABLE phone_numbers ADD COLUMN rented_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE phone_numbers ADD COLUMN months_rented BIGINT NOT NULL DEFAULT 0;
UPDATE phone_numbers SET rented_until = created_at;
CREATE INDEX phone_numbers_to_rent ON phone_numbers (rented_until) WHERE rent > 0;
