-- Wallets, their ledgers, recharges and usage.  Money is 1/10,000 rupee.
-- Billing records outlive organizations and workspaces (7 years), so they refer to nothing and keep names.

-- balance is the sum of the ledger's amounts, n_entries how many there are; both move with each entry.
-- version is that of the auto-recharge settings.
CREATE TABLE wallets (
	org_id TEXT PRIMARY KEY,
	balance BIGINT NOT NULL,
	n_entries BIGINT NOT NULL,
	auto_enabled BIGINT NOT NULL DEFAULT 0,
	auto_threshold BIGINT,
	auto_amount BIGINT,
	version BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE ledger (
	org_id TEXT NOT NULL,
	seq BIGINT NOT NULL,
	id TEXT NOT NULL UNIQUE,
	created_at BIGINT NOT NULL,
	type TEXT NOT NULL,
	amount BIGINT NOT NULL,
	balance_after BIGINT NOT NULL,
	ws_id TEXT,
	ws_name TEXT,
	call_id TEXT,
	reference TEXT,
	recorded_by TEXT NOT NULL,
	PRIMARY KEY (org_id, seq)
);
CREATE INDEX ledger_by_workspace ON ledger (org_id, ws_id, seq);
-- A call is charged once, however often its end is reported.
CREATE UNIQUE INDEX ledger_one_charge ON ledger (org_id, call_id) WHERE type = 'call_charge';

CREATE TABLE recharges (
	id TEXT PRIMARY KEY,
	org_id TEXT NOT NULL,
	type TEXT NOT NULL,
	status TEXT NOT NULL,
	amount BIGINT NOT NULL,
	reference TEXT,
	created_at BIGINT NOT NULL,
	created_by TEXT NOT NULL,
	attempts BIGINT NOT NULL,
	last_error TEXT,
	next_attempt_at BIGINT,
	settled_at BIGINT,
	transaction_id TEXT,
	version BIGINT NOT NULL
);
CREATE INDEX recharges_by_org ON recharges (org_id, created_at, id);
CREATE INDEX recharges_due ON recharges (next_attempt_at) WHERE status = 'pending';

-- What was used, by the hour in which it was charged; invoice '' as long as it stands on none.
CREATE TABLE usage_hours (
	org_id TEXT NOT NULL,
	ws_id TEXT NOT NULL,
	hour BIGINT NOT NULL,
	invoice TEXT NOT NULL,
	ws_name TEXT NOT NULL,
	calls BIGINT NOT NULL,
	answered BIGINT NOT NULL,
	billed_s BIGINT NOT NULL,
	calls_amount BIGINT NOT NULL,
	rentals_amount BIGINT NOT NULL,
	PRIMARY KEY (org_id, ws_id, hour, invoice)
);
CREATE INDEX usage_by_hour ON usage_hours (org_id, hour);
CREATE INDEX usage_to_invoice ON usage_hours (hour, org_id) WHERE invoice = '';

-- Numbers are gapless per organization: its series, then how many there are.
CREATE TABLE invoice_series (
	org_id TEXT PRIMARY KEY,
	series BIGINT NOT NULL UNIQUE,
	n_invoices BIGINT NOT NULL
);

-- Immutable.  tax: hundredths of a percent.
CREATE TABLE invoices (
	number TEXT PRIMARY KEY,
	org_id TEXT NOT NULL,
	seq BIGINT NOT NULL,
	period_from BIGINT NOT NULL,
	period_to BIGINT NOT NULL,
	issued_at BIGINT NOT NULL,
	supplier_name TEXT NOT NULL,
	supplier_gstin TEXT,
	supplier_address TEXT,
	customer_name TEXT NOT NULL,
	customer_gstin TEXT,
	customer_address TEXT,
	place_of_supply TEXT,
	tax BIGINT NOT NULL,
	subtotal BIGINT NOT NULL,
	cgst BIGINT NOT NULL,
	sgst BIGINT NOT NULL,
	igst BIGINT NOT NULL,
	total BIGINT NOT NULL,
	UNIQUE (org_id, seq)
);

CREATE TABLE invoice_lines (
	number TEXT NOT NULL,
	ws_id TEXT NOT NULL,
	ws_name TEXT NOT NULL,
	calls BIGINT NOT NULL,
	billed_s BIGINT NOT NULL,
	calls_amount BIGINT NOT NULL,
	rentals_amount BIGINT NOT NULL,
	PRIMARY KEY (number, ws_id)
);
