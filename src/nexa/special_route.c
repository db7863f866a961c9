/* nexa route rehearse: a list of numbers before it is called, with what is blocked, by which switch, and what
 * the rest costs. */
#include <inttypes.h>
#include <string.h>

#include "csv_out.h"
#include "special.h"
#include "upload.h"
#include "verb.h"

enum { TOLD = 20, TEXT_MAX = 16 << 20 }; /* refusals that people are shown */

/* Both kinds of rows side by side: what a network group has, and where in the list a number stands. */
struct table {
	struct str text;
	struct flat_column groups[FLAT_MAX];
	struct flat_column numbers[FLAT_MAX];
	int n_groups;
};

enum { NUMBER_COLUMNS = 2 }; /* line, to */

#define LINE_END "\r\n"

/* The row that just ended goes on. */
static void
reopen(struct str *text)
{
	if (text->failed || text->len < strlen(LINE_END))
		return;
	text->len -= strlen(LINE_END);
	str_add_char(text, ',');
}

static void
begin_table(struct table *table)
{
	table->text = (struct str)STR_INIT(TEXT_MAX);
	table->n_groups = flat_columns(SHAPE_rehearsed_group, FLAT_all, table->groups);
	(void)flat_columns(SHAPE_rehearsed_refusal, FLAT_all, table->numbers);
	csv_out_titles(&table->text, table->groups, table->n_groups);
	reopen(&table->text);
	csv_out_titles(&table->text, table->numbers, NUMBER_COLUMNS);
}

/* number NULL: the row is of many. */
static void
add_row(struct table *table, const struct rehearsed_group *group,
    const struct rehearsed_refusal *number)
{
	csv_out_row(&table->text, table->groups, table->n_groups, group);
	reopen(&table->text);
	if (number != NULL)
		csv_out_row(&table->text, table->numbers, NUMBER_COLUMNS, number);
	else
		str_add(&table->text, "," LINE_END);
}

/* Numbers that no network group has are told one by one, as far as they are known: nothing else names them. */
static void
add_numbers(
    struct table *table, const struct rehearsal *rehearsal, const struct rehearsed_group *group)
{
	struct rehearsed_group one = *group;
	struct rehearsed_group rest = *group;
	one.numbers = 1;
	for (size_t i = 0; i < rehearsal->refusals.n; i++) {
		const struct rehearsed_refusal *number = &rehearsal->refusals.items[i];
		if (number->network_group != NULL || number->reason != group->reason)
			continue;
		add_row(table, &one, number);
		rest.numbers--;
	}
	if (rest.numbers > 0)
		add_row(table, &rest, NULL);
}

/* A line for each network group, by which a campaign is cut down, and for each number that has none. */
static void
print_groups(const struct printer *printer, const struct rehearsal *rehearsal)
{
	struct table table;
	begin_table(&table);
	for (size_t i = 0; i < rehearsal->groups.n; i++) {
		const struct rehearsed_group *group = &rehearsal->groups.items[i];
		if (group->allowed || group->network_group != NULL)
			add_row(&table, group, NULL);
		else
			add_numbers(&table, rehearsal, group);
	}
	print_bytes(printer, table.text.data, table.text.len);
	str_release(&table.text);
}

static bool
has_groups_off(const struct rehearsal *rehearsal)
{
	for (size_t i = 0; i < rehearsal->groups.n; i++)
		if (rehearsal->groups.items[i].reason == ROUTE_REASON_group_off)
			return true;
	return false;
}

static void
tell(const struct printer *printer, const struct rehearsal *rehearsal)
{
	struct rehearsal told = *rehearsal;
	told.refusals.n = rehearsal->refusals.n < TOLD ? rehearsal->refusals.n : TOLD;
	print_value(printer, SHAPE_rehearsal, &told);
	(void)print_finish(printer);
	if (rehearsal->refused > (int64_t)told.refusals.n)
		nexa_note("%" PRId64 " more numbers are refused; -o json has the first 1,000",
		    rehearsal->refused - (int64_t)told.refusals.n);
	if (rehearsal->has_cost_inr && rehearsal->has_charge_inr)
		nexa_note("cost_inr is what the carrier takes, by its rate deck; the wallet is "
		          "charged charge_inr");
	if (has_groups_off(rehearsal))
		nexa_note("to switch a network group on: nexa group switch %s ID true",
		    rehearsal->provider);
}

int
special_route_rehearse(struct nexa *nexa, const struct verb *line)
{
	struct upload upload;
	int status = upload_open(&upload, nexa, line, OP_route_rehearse);
	if (status != 0)
		return status;
	struct reply *reply = upload_check(&upload, "rehearsing");
	if (reply->err.problem != PROBLEM_none)
		status = upload_complain(&upload, reply);
	else if (nexa->printer.output == OUTPUT_csv && reply->value != NULL)
		print_groups(&nexa->printer, reply->value);
	else if (nexa->printer.output == OUTPUT_table && reply->value != NULL)
		tell(&nexa->printer, reply->value);
	else
		print_reply(&nexa->printer, reply);
	reply_free(reply);
	upload_close(&upload);
	return status;
}
