-- Invoices are issued: what else stands on them, and how what has to be invoiced is found.
ALTER TABLE invoices ADD COLUMN customer_contact TEXT;
ALTER TABLE invoices ADD COLUMN sac TEXT NOT NULL DEFAULT '';

-- One invoice for a month, whatever happens.
CREATE UNIQUE INDEX invoices_one_a_month ON invoices (org_id, period_from);
CREATE INDEX invoices_by_time ON invoices (issued_at, number);
CREATE INDEX usage_of_org_to_invoice ON usage_hours (org_id, hour) WHERE invoice = '';
