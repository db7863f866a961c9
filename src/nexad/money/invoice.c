/* Issuing invoices: hours of usage that stand on none become the lines of one, in one transaction. */
#include "invoice.h"

#include <stdlib.h>

#include "after_commit.h"
#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "event.h"
#include "invoice_tax.h"
#include "jsonw.h"
#include "mem.h"
#include "money.h"
#include "plan.h"
#include "writer.h"

/* ---- one invoice ---- */

/* "INV-00042-000007", the organization's series and the place in it: the 16 characters that a number may
 * have (rule 46 of the CGST Rules), as long as there are fewer than 100,000 organizations. */
static int
take_number(struct call *c, struct invoice_head *head, int64_t *seq)
{
	struct invoice_series row = { .series = 0 };
	bool found;
	if (call_run(c, QUERY_invoice_count, WITH(V(head->org_id))) != 0 ||
	    call_get(c, QUERY_invoice_series_get, WITH(V(head->org_id)), &row, &found) != 0)
		return (int)c->err.problem;
	*seq = row.n_invoices;
	head->number = arena_printf(
	    &c->arena, "INV-%05lld-%06lld", (long long)row.series, (long long)row.n_invoices);
	return 0;
}

static const char *
contact_line(struct call *c, const struct contact *contact)
{
	const char *parts[] = { contact->person, contact->email, contact->phone };
	const char *line = NULL;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i] != NULL)
			line = line == NULL ? parts[i]
			                    : arena_printf(&c->arena, "%s, %s", line, parts[i]);
	return line;
}

/* Supplier and customer as they are now. */
static int
take_parties(struct call *c, struct invoice_head *head)
{
	const struct supplier *supplier = &c->daemon->settings.supplier;
	struct organization customer;
	if (plan_organization(c, head->org_id, &customer) != 0)
		return (int)c->err.problem;
	const char *state = invoice_state(customer.gstin);
	head->supplier_name = supplier->name;
	head->supplier_gstin = supplier->gstin;
	head->supplier_address = supplier->address;
	head->customer_name = customer.legal_name != NULL ? customer.legal_name : customer.name;
	head->customer_gstin = customer.gstin;
	head->customer_address = customer.contact.address;
	head->customer_contact = contact_line(c, &customer.contact);
	head->place_of_supply =
	    state == NULL ? NULL : arena_printf(&c->arena, "%.2s %s", customer.gstin, state);
	head->sac = supplier->sac;
	head->tax = supplier->tax;
	return 0;
}

static int
take_amounts(struct call *c, struct invoice_head *head)
{
	struct number_row subtotal = { .number = 0 };
	struct invoice_tax tax;
	bool found;
	if (call_get(c, QUERY_invoice_subtotal, WITH(V(head->number)), &subtotal, &found) != 0)
		return (int)c->err.problem;
	head->subtotal = subtotal.number;
	invoice_tax(head->subtotal, head->tax, head->supplier_gstin, head->customer_gstin, &tax);
	head->cgst = tax.cgst;
	head->sgst = tax.sgst;
	head->igst = tax.igst;
	head->total = head->subtotal + tax.cgst + tax.sgst + tax.igst;
	return 0;
}

static int
insert(struct call *c, const struct invoice_head *head, int64_t seq)
{
	return call_run(c, QUERY_invoice_insert,
	    WITH(V(head->number), V(head->org_id), V(seq), V(head->period_from), V(head->period_to),
	        V(head->issued_at), V(head->supplier_name), V(head->supplier_gstin),
	        V(head->supplier_address), V(head->customer_name), V(head->customer_gstin),
	        V(head->customer_address), V(head->customer_contact), V(head->place_of_supply),
	        V(head->sac), V(head->tax), V(head->subtotal), V(head->cgst), V(head->sgst),
	        V(head->igst), V(head->total)));
}

/* In the order of RFC 8785. */
static const char *
facts(struct call *c, const struct invoice_head *head)
{
	char text[MONEY_TEXT];
	struct str json = STR_INIT(1 << 14);
	struct jsonw w = { .out = &json };
	jsonw_open(&w, '{');
	jsonw_key(&w, "period_from");
	jsonw_time(&w, head->period_from);
	jsonw_key(&w, "period_to");
	jsonw_time(&w, head->period_to);
	jsonw_key(&w, "subtotal_inr");
	jsonw_text(&w, money_format(head->subtotal, text));
	jsonw_key(&w, "total_inr");
	jsonw_text(&w, money_format(head->total, text));
	jsonw_close(&w, '}');
	return call_keep(c, &json);
}

static int
tell(struct call *c, const struct invoice_head *head, const char *log)
{
	return event_emit(c, EVENT_billing_invoice_issued,
	    &(struct event_about){ .target_type = "invoice",
	        .target_id = head->number,
	        .target_name = head->number,
	        .after = facts(c, head),
	        .org_id = log,
	        .ws_id = "" });
}

/* The month of the oldest hour, or the one after the last that was invoiced: hours that were counted late,
 * because the clock went back, stand on the next invoice. */
static int
issue(struct call *c, const struct due_invoice *due, struct invoice_head *head)
{
	struct number_row last = { .number = 0 };
	bool found;
	int64_t seq = 0;
	if (call_get(c, QUERY_invoice_last, WITH(V(due->org_id)), &last, &found) != 0)
		return (int)c->err.problem;
	int64_t month = clock_month(due->hour, 0);
	*head = (struct invoice_head){ .org_id = due->org_id,
		.period_from = last.number > month ? last.number : month,
		.issued_at = clock_now() };
	head->period_to = clock_month(head->period_from, 1);
	const struct value until = V(head->period_to);
	if (take_number(c, head, &seq) != 0 || take_parties(c, head) != 0 ||
	    call_run(c, QUERY_invoice_add_lines, WITH(V(head->org_id), until, V(head->number))) !=
	        0 ||
	    call_run(c, QUERY_invoice_take_usage, WITH(V(head->org_id), until, V(head->number))) !=
	        0 ||
	    take_amounts(c, head) != 0 || insert(c, head, seq) != 0)
		return (int)c->err.problem;
	return tell(c, head, head->org_id);
}

int
invoice_issue_next(struct call *c, int64_t before, bool *issued)
{
	struct due_invoice due = { .org_id = NULL };
	struct invoice_head head = { .number = NULL };
	if (call_get(c, QUERY_invoice_due, WITH(V(before)), &due, issued) != 0 || !*issued)
		return (int)c->err.problem;
	return issue(c, &due, &head);
}

int
invoice_close(struct call *c)
{
	struct due_invoice due = { .org_id = NULL };
	struct invoice_head head = { .number = NULL };
	bool found = true;
	while (found) {
		if (call_get(c, QUERY_invoice_due_of, WITH(V(INT64_MAX), V(c->place.org_id)), &due,
		        &found) != 0)
			return (int)c->err.problem;
		/* The organization's own log cannot be asked for any more afterwards. */
		if (found && (issue(c, &due, &head) != 0 || tell(c, &head, "") != 0))
			return (int)c->err.problem;
	}
	return 0;
}

/* ---- all that are due ---- */

struct issuing {
	struct writer_job job;
	struct call call;
	bool issued;
};

static bool
run(struct writer_job *job, struct db *db)
{
	struct issuing *issuing = (struct issuing *)job;
	issuing->call.db = db;
	return invoice_issue_next(&issuing->call, clock_month(clock_now(), 0), &issuing->issued) ==
	    0 &&
	    issuing->issued;
}

/* Where there was one there may be another. */
static void
finish(struct writer_job *job, const struct err *err)
{
	struct issuing *issuing = (struct issuing *)job;
	struct call *c = &issuing->call;
	struct daemon *daemon = c->daemon;
	bool more = after_own_commit(c, err, "an invoice could not be issued") && issuing->issued;
	arena_release(&c->arena);
	free(issuing);
	if (more)
		invoices_issue(daemon);
}

void
invoices_issue(struct daemon *daemon)
{
	struct issuing *issuing = mem_new(1, sizeof(*issuing));
	issuing->job = (struct writer_job){ .run = run, .finish = finish };
	issuing->call.daemon = daemon;
	issuing->call.caller = (struct caller){ .type = PRINCIPAL_system, .name = "nexad" };
	issuing->call.standing.principal = PRINCIPAL_system;
	if (!writer_submit(daemon->writer, &issuing->job))
		free(issuing);
}

/* ---- reading ---- */

static void
from_head(struct call *c, const struct invoice_head *head, struct invoice *out)
{
	char *percent = arena_new(&c->arena, MONEY_TEXT);
	*out = (struct invoice){ .number = head->number,
		.organization_id = head->org_id,
		.period_from = head->period_from,
		.period_to = head->period_to,
		.issued_at = head->issued_at,
		.currency = "INR",
		.supplier = { .name = head->supplier_name,
		    .gstin = head->supplier_gstin,
		    .address = head->supplier_address },
		.customer = { .name = head->customer_name,
		    .gstin = head->customer_gstin,
		    .address = head->customer_address,
		    .contact = head->customer_contact },
		.place_of_supply = head->place_of_supply,
		.sac = head->sac,
		/* Money has four decimals, too. */
		.tax_percent = money_format(head->tax * MONEY_PAISA, percent),
		.subtotal_inr = head->subtotal,
		.cgst_inr = head->cgst,
		.sgst_inr = head->sgst,
		.igst_inr = head->igst,
		.total_inr = head->total,
		.paid_inr = head->subtotal,
		.due_inr = head->total - head->subtotal };
}

int
invoice_need(struct call *c, const char *org_id, const char *number, struct invoice *out)
{
	struct invoice_head head;
	if (call_need(c, QUERY_invoice_get, WITH(V(number), V(org_id)), &head, "invoice") != 0)
		return (int)c->err.problem;
	from_head(c, &head, out);
	return call_all(
	    c, QUERY_invoice_lines_of, WITH(V(head.number)), &out->lines.items, &out->lines.n);
}
