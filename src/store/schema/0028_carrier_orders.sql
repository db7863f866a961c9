-- What the carrier is asked for over HTTP and has not confirmed yet, in the order of seq for each number: a purchase,
-- a release or a configuration.  The id is the key by which it does nothing twice.  max_rent: 1/10 000 rupee.
CREATE TABLE carrier_orders (
	id TEXT PRIMARY KEY,
	seq BIGINT NOT NULL UNIQUE,
	kind TEXT NOT NULL,
	phone_number TEXT NOT NULL,
	ws_id TEXT NOT NULL,
	country TEXT NOT NULL,
	nickname TEXT,
	billed BIGINT NOT NULL,
	max_rent BIGINT NOT NULL,
	actor_type TEXT NOT NULL,
	actor_id TEXT,
	actor_name TEXT,
	body TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	attempts BIGINT NOT NULL,
	next_attempt_at BIGINT NOT NULL,
	last_error TEXT
);
CREATE INDEX carrier_orders_due ON carrier_orders (next_attempt_at);
CREATE INDEX carrier_orders_by_number ON carrier_orders (phone_number, seq);
