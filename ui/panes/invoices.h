/* An invoice read in full, and saved as a file. */
#ifndef INVOICES_H
#define INVOICES_H

struct app;
struct invoice_row;

/* Shows all of it, over what is shown now, once the daemon has answered. */
void invoice_read(struct app *app, const struct invoice_row *row);
/* Asks for the form and saves it in a new file where the console was started. */
void invoice_save(struct app *app, const struct invoice_row *row);

#endif
