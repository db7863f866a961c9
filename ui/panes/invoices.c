/* Invoices are fetched one by one: their list has the sums only. */
#include "invoices.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "client.h"
#include "clock.h"
#include "mem.h"
#include "money.h"
#include "overlay.h"
#include "saving.h"
#include "str.h"
#include "utf8.h"

enum { TEXT_MAX = 1 << 18, NAME_COLUMNS = 20 };

static void
add_party(struct str *out, const char *label, const struct invoice_party *party)
{
	str_addf(out, "%-9s %s%s%s\n", label, party->name, party->gstin == NULL ? "" : ", GSTIN ",
	    party->gstin == NULL ? "" : party->gstin);
	if (party->address != NULL)
		str_addf(out, "%-9s %s\n", "", party->address);
	if (party->contact != NULL)
		str_addf(out, "%-9s %s\n", "", party->contact);
}

static void
add_sum(struct str *out, const char *label, int64_t amount)
{
	char text[MONEY_TEXT];
	if (amount != 0)
		str_addf(out, "%-57s %11s\n", label, money_format(amount, text));
}

/* A name that is longer than its column stands in a line of its own. */
static void
add_line(struct str *out, const struct invoice_line *line)
{
	char calls[MONEY_TEXT];
	char rentals[MONEY_TEXT];
	char amount[MONEY_TEXT];
	int columns = utf8_width(line->name);
	str_addf(out, "%s", line->name);
	if (columns > NAME_COLUMNS)
		str_add_char(out, '\n');
	str_addf(out, "%*s %6" PRId64 " %7" PRId64 " %10s %10s %11s\n",
	    columns > NAME_COLUMNS ? NAME_COLUMNS : NAME_COLUMNS - columns, "", line->calls,
	    line->minutes, money_format(line->calls_inr, calls),
	    money_format(line->rentals_inr, rentals), money_format(line->amount_inr, amount));
}

static void
write_invoice(const struct invoice *invoice, struct str *out)
{
	char from[CLOCK_DAY_TEXT];
	char issued[CLOCK_DAY_TEXT];
	clock_format_day(invoice->period_from, from);
	clock_format_day(invoice->issued_at, issued);
	str_addf(out, "%s\nof %.7s, issued %s, %s\n\n", invoice->number, from, issued,
	    invoice->currency);
	add_party(out, "from", &invoice->supplier);
	add_party(out, "to", &invoice->customer);
	if (invoice->place_of_supply != NULL)
		str_addf(out, "%-9s %s\n", "supplied", invoice->place_of_supply);
	str_addf(out, "%-9s %s\n\n", "SAC", invoice->sac);
	str_addf(out, "%-*s %6s %7s %10s %10s %11s\n", (int)NAME_COLUMNS, "workspace", "calls",
	    "minutes", "calls", "numbers", "amount");
	for (size_t i = 0; i < invoice->lines.n; i++)
		add_line(out, &invoice->lines.items[i]);
	str_add_char(out, '\n');
	add_sum(out, "subtotal", invoice->subtotal_inr);
	add_sum(out, "CGST", invoice->cgst_inr);
	add_sum(out, "SGST", invoice->sgst_inr);
	add_sum(out, "IGST", invoice->igst_inr);
	add_sum(out, "total", invoice->total_inr);
	add_sum(out, "paid from the wallet", invoice->paid_inr);
	add_sum(out, "due: the tax, which the wallet does not pay", invoice->due_inr);
}

static void
read_told(struct reply *reply, void *payload)
{
	struct app *app = payload;
	live_heard(app, reply);
	app->dirty = true;
	if (reply->err.problem != PROBLEM_none) {
		app_say_problem(app, reply);
	} else if (app->overlay == NULL) {
		struct str text = STR_INIT(TEXT_MAX);
		write_invoice(reply->value, &text);
		overlay_text(app, "Invoice", str_text(&text));
		str_release(&text);
	}
	reply_free(reply);
}

void
invoice_read(struct app *app, const struct invoice_row *row)
{
	const struct client_with with = { .org = row->organization_id };
	const struct invoice_get_args args = { .number = row->number };
	(void)nexa_invoice_get(app->client, &with, &args, read_told, app);
}

/* ---- saving ---- */

static const struct {
	uint32_t key;
	const char *name;
	const char *end;
	const char *media;
} forms[] = {
	{ 'p', "PDF", ".pdf", "application/pdf" },
	{ 'c', "CSV", ".csv", "text/csv" },
	{ 'j', "JSON", ".json", NULL },
};

enum { FORMS = sizeof(forms) / sizeof(forms[0]) };

static void
ask(struct saving *saving)
{
	const struct client_with with = saving_with(saving);
	const struct invoice_get_args args = { .number = saving->subject };
	(void)nexa_invoice_get(saving->app->client, &with, &args, saving_told, saving);
}

static void
form_chosen(struct app *app, size_t index, void *payload)
{
	struct saving wish = *(const struct saving *)payload;
	char name[90];
	(void)app;
	wish.media = forms[index].media;
	(void)snprintf(name, sizeof(name), "%s%s", wish.subject, forms[index].end);
	saving_begin(&wish, name);
}

void
invoice_save(struct app *app, const struct invoice_row *row)
{
	struct picker_choice choices[FORMS];
	struct saving *wish = mem_new(1, sizeof(*wish));
	wish->app = app;
	wish->ask = ask;
	(void)snprintf(wish->org, sizeof(wish->org), "%s", row->organization_id);
	(void)snprintf(wish->subject, sizeof(wish->subject), "%s", row->number);
	/* It becomes the name of a file, whatever the daemon calls it. */
	for (char *at = wish->subject; (at = strpbrk(at, "/\\")) != NULL;)
		*at = '-';
	for (size_t i = 0; i < FORMS; i++)
		choices[i] = (struct picker_choice){ .key = forms[i].key, .name = forms[i].name };
	overlay_pick(app, "Save the invoice as", choices, FORMS, 0, form_chosen, wish);
}
