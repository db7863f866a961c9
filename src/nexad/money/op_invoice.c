/* Invoices as their customer sees them, and the operator all of them. */
#include <string.h>

#include "call.h"
#include "daemon.h"
#include "invoice.h"
#include "invoice_print.h"
#include "page.h"

int
op_invoice_list(struct call *c, const struct invoice_list_args *args, struct page *page)
{
	struct invoice_list_args *mine = c->args;
	mine->order = args->has_order ? args->order : ORDER_desc;
	mine->has_order = true;
	return page_list(page, LIST_invoices, WITH(V(c->place.org_id)), NULL);
}

int
op_invoice_list_all(struct call *c, const struct invoice_list_all_args *args, struct page *page)
{
	struct invoice_list_all_args *mine = c->args;
	mine->order = args->has_order ? args->order : ORDER_desc;
	mine->has_order = true;
	return page_list(page, LIST_invoices_all, WITH_NONE, NULL);
}

/* In the form that was asked for; the shape prints itself. */
static int
serve(struct call *c, const char *org_id, const char *number, struct invoice *out)
{
	if (invoice_need(c, org_id, number, out) != 0 || c->media == NULL)
		return (int)c->err.problem;
	if (strcmp(c->media, "application/pdf") == 0)
		return invoice_pdf(out, c->daemon->settings.supplier.font, &c->out, &c->err);
	c->media = "text/csv; charset=utf-8; header=present";
	invoice_csv(out, &c->out);
	return c->out.failed ? call_refuse(c, PROBLEM_internal, number, "an invoice is too long")
	                     : 0;
}

int
op_invoice_get(struct call *c, const struct invoice_get_args *args, struct invoice *out)
{
	return serve(c, c->place.org_id, args->number, out);
}

int
op_invoice_get_any(struct call *c, const struct invoice_get_any_args *args, struct invoice *out)
{
	return serve(c, NULL, args->number, out);
}
