/* Invoices as CSV: one table, so that it can be summed and pivoted; what a row does not have is empty. */
#include <stdio.h>

#include "clock.h"
#include "csv.h"
#include "invoice_print.h"
#include "money.h"
#include "shape.h"
#include "str.h"

static void
text(struct str *out, const char *cell)
{
	csv_add_cell(out, cell == NULL ? "" : cell, true, false);
}

/* Numbers are printed here, so they are no formulas even when they are below zero. */
static void
money(struct str *out, int64_t amount)
{
	char cell[MONEY_TEXT];
	csv_add_cell(out, money_format(amount, cell), false, false);
}

static void
count(struct str *out, int64_t number)
{
	char cell[24];
	(void)snprintf(cell, sizeof(cell), "%lld", (long long)number);
	csv_add_cell(out, cell, false, false);
}

static void
day(struct str *out, int64_t at)
{
	char cell[CLOCK_DAY_TEXT];
	clock_format_day(at, cell);
	csv_add_cell(out, cell, false, false);
}

/* What every row starts with. */
static void
add_invoice(struct str *out, const struct invoice *invoice)
{
	csv_add_cell(out, invoice->number, true, true);
	day(out, invoice->issued_at);
	day(out, invoice->period_from);
	day(out, invoice->period_to);
	text(out, invoice->supplier.name);
	text(out, invoice->supplier.gstin);
	text(out, invoice->customer.name);
	text(out, invoice->customer.gstin);
	text(out, invoice->place_of_supply);
	text(out, invoice->sac);
	text(out, invoice->currency);
}

static void
add_line(struct str *out, const struct invoice *invoice, const struct invoice_line *line)
{
	add_invoice(out, invoice);
	text(out, "workspace");
	text(out, line->name);
	text(out, line->workspace_id);
	count(out, line->calls);
	count(out, line->minutes);
	money(out, line->calls_inr);
	money(out, line->rentals_inr);
	money(out, line->amount_inr);
	str_add(out, "\r\n");
}

static void
add_sum(struct str *out, const struct invoice *invoice, const char *type, int64_t amount)
{
	add_invoice(out, invoice);
	text(out, type);
	for (int empty = 0; empty < 6; empty++)
		text(out, "");
	money(out, amount);
	str_add(out, "\r\n");
}

void
invoice_csv(const struct invoice *invoice, struct str *out)
{
	str_add(out,
	    "number,issued_on,period_from,period_to,supplier,supplier_gstin,customer,"
	    "customer_gstin,place_of_supply,sac,currency,type,name,workspace_id,calls,minutes,"
	    "calls_inr,rentals_inr,amount_inr\r\n");
	for (size_t i = 0; i < invoice->lines.n; i++)
		add_line(out, invoice, &invoice->lines.items[i]);
	add_sum(out, invoice, "subtotal", invoice->subtotal_inr);
	add_sum(out, invoice, "cgst", invoice->cgst_inr);
	add_sum(out, invoice, "sgst", invoice->sgst_inr);
	add_sum(out, invoice, "igst", invoice->igst_inr);
	add_sum(out, invoice, "total", invoice->total_inr);
	add_sum(out, invoice, "paid", invoice->paid_inr);
	add_sum(out, invoice, "due", invoice->due_inr);
}
