/* The Goods and Services Tax on an invoice. */
#ifndef INVOICE_TAX_H
#define INVOICE_TAX_H

#include <stdint.h>

/* Amounts in 1/10,000 rupee, each in whole paise. */
struct invoice_tax {
	int64_t cgst;
	int64_t sgst;
	int64_t igst;
};

/* The tax at hundredths of a percent (an even number): half of it CGST and half SGST, each rounded, so
 * that both are the same, when the two tax numbers (each may be NULL) are of one state; else IGST. */
void invoice_tax(int64_t subtotal, int64_t hundredths, const char *supplier_gstin,
    const char *customer_gstin, struct invoice_tax *out);
/* The state of a tax number, without its digits; NULL when it has none that is known, or gstin is NULL. */
const char *invoice_state(const char *gstin);

#endif
