/* An invoice on paper and for a spreadsheet. */
#ifndef INVOICE_PRINT_H
#define INVOICE_PRINT_H

struct err;
struct invoice;
struct str;

/* RFC 4180: a row for each line, then one for each tax and sum; no cell that a spreadsheet would compute. */
void invoice_csv(const struct invoice *invoice, struct str *out);
/* A PDF on A4, the same bytes each time; font is a TrueType file that is embedded.  Where it cannot be
 * read, a built-in font stands in, which knows the letters of Western Europe.  Letters that the font does
 * not have appear as a box, and scripts that need shaping unshaped: JSON and CSV have them right. */
int invoice_pdf(const struct invoice *invoice, const char *font, struct str *out, struct err *err);

#endif
