/* Invoices: one for each organization and calendar month (UTC, as usage is counted) in which something was
 * used, also when all of it was free; none for another.  An invoice tells what the wallet has paid and the
 * tax on it, and moves nothing in the wallet.  Once issued it never changes. */
#ifndef INVOICE_H
#define INVOICE_H

#include <stdbool.h>
#include <stdint.h>

#include "shape.h"

struct call;
struct daemon;

/* Issues, as the daemon's own act, what is due: for every month that is over, oldest first, each invoice a
 * job of the writer of its own. */
void invoices_issue(struct daemon *daemon);
/* Issues the oldest invoice that is due of all organizations for months that ended by `before`, the first
 * instant of a month; *issued tells whether there was one. */
int invoice_issue_next(struct call *c, int64_t before, bool *issued);
/* Issues all that is left to invoice in the call's organization, which is about to be deleted, the month
 * that is not over included. */
int invoice_close(struct call *c);
/* An invoice with its lines; org_id NULL: whosesoever.  not_found when there is none. */
int invoice_need(struct call *c, const char *org_id, const char *number, struct invoice *out);

#endif
