/* Goods and Services Tax: which part goes where is told by the states in the tax numbers. */
#include "invoice_tax.h"

#include <stddef.h>
#include <string.h>

#include "money.h"

enum { STATE_DIGITS = 2 };

/* The first two digits of a GSTIN, by the list of the GST portal. */
static const struct {
	const char *code;
	const char *name;
} states[] = {
	{ "01", "Jammu and Kashmir" },
	{ "02", "Himachal Pradesh" },
	{ "03", "Punjab" },
	{ "04", "Chandigarh" },
	{ "05", "Uttarakhand" },
	{ "06", "Haryana" },
	{ "07", "Delhi" },
	{ "08", "Rajasthan" },
	{ "09", "Uttar Pradesh" },
	{ "10", "Bihar" },
	{ "11", "Sikkim" },
	{ "12", "Arunachal Pradesh" },
	{ "13", "Nagaland" },
	{ "14", "Manipur" },
	{ "15", "Mizoram" },
	{ "16", "Tripura" },
	{ "17", "Meghalaya" },
	{ "18", "Assam" },
	{ "19", "West Bengal" },
	{ "20", "Jharkhand" },
	{ "21", "Odisha" },
	{ "22", "Chhattisgarh" },
	{ "23", "Madhya Pradesh" },
	{ "24", "Gujarat" },
	{ "25", "Daman and Diu" },
	{ "26", "Dadra and Nagar Haveli and Daman and Diu" },
	{ "27", "Maharashtra" },
	{ "29", "Karnataka" },
	{ "30", "Goa" },
	{ "31", "Lakshadweep" },
	{ "32", "Kerala" },
	{ "33", "Tamil Nadu" },
	{ "34", "Puducherry" },
	{ "35", "Andaman and Nicobar Islands" },
	{ "36", "Telangana" },
	{ "37", "Andhra Pradesh" },
	{ "38", "Ladakh" },
	{ "97", "Other Territory" },
};

void
invoice_tax(int64_t subtotal, int64_t hundredths, const char *supplier_gstin,
    const char *customer_gstin, struct invoice_tax *out)
{
	bool same = supplier_gstin != NULL && customer_gstin != NULL &&
	    strncmp(supplier_gstin, customer_gstin, STATE_DIGITS) == 0;
	int64_t half = money_percent(subtotal, hundredths / 2);
	*out = same ? (struct invoice_tax){ .cgst = half, .sgst = half }
	            : (struct invoice_tax){ .igst = money_percent(subtotal, hundredths) };
}

const char *
invoice_state(const char *gstin)
{
	for (size_t i = 0; gstin != NULL && i < sizeof(states) / sizeof(states[0]); i++)
		if (strncmp(gstin, states[i].code, STATE_DIGITS) == 0)
			return states[i].name;
	return NULL;
}
